# SPDX-License-Identifier: MIT
"""The mutants that have names: every weaker memory order, one fault for each claim, and the faults that other channels had.

claims/G*.toml, history/M*.toml: one fault each.

    fault     = "what is wrong, in a sentence"
    bug       = "where it happened"
    layer     = "model"          # which must kill it: model, programs, properties, stress
    claims    = ["G5"]           # what breaks
    [[edit]]
    file      = "detail/block_queue.hpp"
    was       = "..."            # stands just once in the file; statements, or an expression
    is        = "..."            # {x}: what was, with everything in it that can be switched
    [[add]]                      # what only the fault needs, say a member
    file      = "detail/block_queue.hpp"
    after     = "..."
    text      = "..."
"""
from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

from edits import BadEdit, Edit, one_line, place_of

LAYERS = ("model", "programs", "properties", "stress")
ORDERS = "detail/orderings.hpp"
WEAKER = {"acq_rel": ("acquire", "release", "relaxed"), "acquire": ("relaxed",), "release": ("relaxed",), "relaxed": ()}

_ORDER = re.compile(r"static (?:constexpr|inline) (order (\w+) = (std::memory_order_(\w+)));")


@dataclass(frozen=True)
class Mutant:
    """What is wrong with it, where, and who must see it. Its edits, by the header that they are in."""

    name: str
    group: str  # order, claim, history, source
    file: str
    line: int
    what: str
    edits: tuple[tuple[str, Edit], ...]
    was: str = ""
    bug: str = ""
    layer: str = ""
    claims: tuple[str, ...] = ()
    function: str = ""
    operator: str = ""


def line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def order_mutants(text: str) -> Iterator[Mutant]:
    """Every weaker order of each name."""
    for found in _ORDER.finditer(text):
        name, strength = found.group(2), found.group(4)
        for weaker in WEAKER[strength]:
            switch = f"(::refchan::mutants::on_at_start({{n}}) ? std::memory_order_{weaker} : {{x}})"
            edit = Edit(found.start(3), found.end(3), "expression", switch)
            what = f"{name} is {weaker}, not {strength}"
            yield Mutant(f"{name}={weaker}", "order", ORDERS, line_of(text, found.start()), what, ((ORDERS, edit),),
                         was=strength, layer="model")  # fmt: skip


def order_variables(text: str) -> str:
    """The text with variables in the place of its constants."""
    return _ORDER.sub(r"static inline \1;", text)


def _written_edits(path: Path, data: dict[str, Any], headers: dict[str, str]) -> Iterator[tuple[str, Edit]]:
    for number, change in enumerate([*data.get("edit", []), *data.get("add", [])], 1):
        wanted = change.get("was") or change.get("after")
        text = headers.get(change.get("file", ""))
        if text is None or not wanted:
            raise BadEdit(f"{path}: edit {number}: expected a file of impl/include/refchan and `was` or `after`")
        place = place_of(text, wanted)
        if place is None:
            raise BadEdit(f"{path}: edit {number}: this does not stand just once in {change['file']}:\n{wanted.strip()}")
        if "after" in change:
            yield change["file"], Edit(*place, "insert", " " + one_line(change["text"]))
        elif wanted.strip()[-1] in ";}":
            yield change["file"], Edit(*place, "replace", one_line(change["is"]))
        else:
            switch = f"(::refchan::mutants::on({{n}}) ? ({one_line(change['is'])}) : ({{x}}))"
            yield change["file"], Edit(*place, "expression", switch)


def written_mutant(path: Path, group: str, headers: dict[str, str]) -> Mutant:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadEdit(f"{path}: {error}") from None
    for name in ("fault", "bug", "layer", "claims"):
        if not data.get(name):
            raise BadEdit(f"{path}: expected {name} = ...")
    if data["layer"] not in LAYERS:
        raise BadEdit(f"{path}: layer = '{data['layer']}': expected one of {', '.join(LAYERS)}")
    edits = tuple(_written_edits(path, data, headers))
    first = next((one for one in edits if one[1].form != "insert"), None)
    if first is None:
        raise BadEdit(f"{path}: nothing is changed: expected [[edit]]")
    return Mutant(path.stem, group, first[0], line_of(headers[first[0]], first[1].begin), data["fault"], edits,
                  bug=data["bug"], layer=data["layer"], claims=tuple(data["claims"]))  # fmt: skip


def written_mutants(folder: Path, group: str, headers: dict[str, str]) -> Iterator[Mutant]:
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise BadEdit(f"{folder}: no faults")
    for path in paths:
        yield written_mutant(path, group, headers)
