# SPDX-License-Identifier: MIT
"""Why a mutant survives and nothing is wrong with the checks: reasons.toml.

    [[equivalent]]                     # no program can tell it from the original, but by a clock
    names    = ["block_queue.send.delete.3f2a1c"]
    reason   = "..."                   # the argument: a sentence or two that an expert accepts

    [[unreachable]]                    # no program gets there: a guard against what cannot happen, or only a platform's failure
    function = "semaphore::acquire"    # or all mutants of a function, and of an operator in it
    operator = "negate"
    reason   = "..."

A reason for which no mutant survives is an error: it hides nothing today, and would hide a survivor tomorrow.
"""
from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Sequence

KINDS = ("equivalent", "unreachable")
FIELDS = ("function", "operator")


class BadReason(Exception):
    pass


@dataclass(frozen=True)
class Reason:
    kind: str
    reason: str
    chosen: tuple[tuple[str, str], ...]

    def fits(self, mutant: dict[str, Any]) -> bool:
        return all(mutant.get(field) == value for field, value in self.chosen)

    def __str__(self) -> str:
        return f"[[{self.kind}]] " + ", ".join(f"{field} = {value}" for field, value in self.chosen)


def read_reasons(file: Path) -> list[Reason]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise BadReason(f"{file}: {error}") from None
    found = []
    for kind, entries in data.items():
        if kind not in KINDS or not isinstance(entries, list):
            raise BadReason(f"{file}: '{kind}': expected [[{']] or [['.join(KINDS)}]]")
        for number, entry in enumerate(entries, 1):
            found += _reasons_of(kind, entry, f"{file}: {kind} {number}")
    return found


def _reasons_of(kind: str, entry: dict[str, Any], where: str) -> list[Reason]:
    """One for each of its names, or for its function."""
    chosen = [(("name", name),) for name in entry.get("names", [])]
    chosen += [tuple((field, entry[field]) for field in FIELDS if field in entry)] if not chosen else []
    if not entry.get("reason") or not all(chosen) or set(entry) - {*FIELDS, "names", "reason"}:
        raise BadReason(f"{where}: expected a reason, and names, or function and perhaps operator")
    return [Reason(kind, " ".join(entry["reason"].split()), one) for one in chosen]


def reason_for(mutant: dict[str, Any], reasons: Sequence[Reason]) -> Optional[Reason]:
    return next((reason for reason in reasons if reason.fits(mutant)), None)


def stale(reasons: Sequence[Reason], rows: Sequence[dict[str, Any]], everything: bool) -> list[str]:
    """What is wrong with the reasons, seen from these rows of the matrix. everything: they are all that there are."""
    wrong = []
    for reason in reasons:
        mine = [row["name"] for row in rows if reason.fits(row) and row["status"] != "refused"]
        left = [row["name"] for row in rows if reason.fits(row) and row["status"] in KINDS]
        if not mine and not everything:
            continue
        if not mine:
            wrong.append(f"{reason}: there is no such mutant")
        elif not left:
            wrong.append(f"{reason}: it is killed")
        elif dict(reason.chosen).get("name") is None and len(left) < len(mine):
            killed = ", ".join(name for name in mine if name not in left)
            wrong.append(f"{reason}: {killed} is killed; name the others")
    return wrong
