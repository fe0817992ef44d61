# SPDX-License-Identifier: MIT
"""Makes a copy of the oracle in which each clause can be switched off.

A clause is a line of the oracle's headers that ends an `if`, or a `return` of a condition, and is tagged with its name:

    if (at(recv).returned < at(send).call) {  // clause sent_in_time
    return one.sent > received_;              // clause head_is_there

In the copy, the first finds nothing wrong, and the second finds all well, when the clause is off:

    if (checks::is_on(3) && (at(recv).returned < at(send).call)) {
    return !checks::is_on(4) || (one.sent > received_);

and the copy lies in a namespace of its own, beside the original. So one program holds the oracle and all its mutants,
each of which lacks one clause. Fails if a tag is not on such a line, if two have one name, or if there are too few.

Usage: mutate.py INCLUDE_DIRECTORY OUTPUT_DIRECTORY
"""
from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = "refchan/oracle/judge.hpp"
# What a history and a verdict are is the same for the oracle and its copies.
SHARED = {"refchan/oracle/history.hpp", "refchan/oracle/verdict.hpp"}
FEWEST = 20

_INCLUDE = re.compile(r'^#include "(refchan/oracle/[\w/]+\.hpp)"', re.MULTILINE)
_TAG = re.compile(r"//\s*clause\b[ \t]*(\w*)[ \t]*$", re.MULTILINE)
_END_OF_IF = re.compile(r"\) \{\s*$")
_RETURN = re.compile(r"\breturn\s([^;{}]+);[ \t]*$")


class BadTag(Exception):
    pass


@dataclass(frozen=True)
class Clause:
    """Where its condition stands in the text, and what is put before it; behind it comes a parenthesis."""

    name: str
    begin: int
    end: int
    switch: str


def headers_of(include: Path) -> list[str]:
    """The headers that judge.hpp consists of."""
    found: list[str] = []
    wanted = [ROOT]
    while wanted:
        name = wanted.pop()
        if name not in found and name not in SHARED:
            found.append(name)
            wanted += _INCLUDE.findall((include / name).read_text())
    return sorted(found)


def _condition_of_if(before: str) -> tuple[int, int] | None:
    """The condition of the `if` whose `) {` ends the text, without its initialiser."""
    head = _END_OF_IF.search(before)
    if head is None:
        return None
    depth = 0
    for at in range(head.start(), -1, -1):
        depth += {")": 1, "(": -1}.get(before[at], 0)
        if depth == 0:
            break
    if not before[:at].endswith("if "):
        return None
    return max(at, before.rfind(";", at, head.start())) + 1, head.start()


def clause_at(text: str, tag: re.Match[str], where: str) -> Clause:
    before = text[: tag.start()]
    if not tag.group(1):
        raise BadTag(f"{where}: the clause has no name")
    if condition := _condition_of_if(before):
        return Clause(tag.group(1), *condition, "checks::is_on({}) && (")
    if returned := _RETURN.search(before):
        return Clause(tag.group(1), returned.start(1), returned.end(1), "!checks::is_on({}) || (")
    raise BadTag(f"{where}: the tag is not behind `if (...) {{`, nor behind `return ...;`")


def with_switches(text: str, name: str, first: int) -> tuple[str, list[str]]:
    """The text with a switch at each clause, and the names of the clauses. The first gets that number."""
    names: list[str] = []
    pieces: list[str] = []
    done = 0
    for tag in _TAG.finditer(text):
        where = f"{name}:{text.count(chr(10), 0, tag.start()) + 1}"
        clause = clause_at(text, tag, where)
        if clause.begin < done:
            raise BadTag(f"{where}: two tags on one condition")
        switch = clause.switch.format(first + len(names))
        pieces += [text[done : clause.begin], switch, text[clause.begin : clause.end], ")"]
        done = clause.end
        names.append(clause.name)
    mutable = "".join(pieces) + text[done:]
    mutable = mutable.replace("#pragma once", '#pragma once\n#include "clause_switch.hpp"', 1)
    return mutable.replace("namespace refchan::oracle", "namespace refchan::oracle::switchable"), names


def mutate(include: Path, output: Path, fewest: int = FEWEST) -> list[str]:
    """Writes the copies and the list of clauses. Returns "header clause" for each."""
    found: list[str] = []
    clauses: list[str] = []
    copies: dict[str, str] = {}
    for header in headers_of(include):
        copies[header], names = with_switches((include / header).read_text(), header, len(clauses))
        for name in names:
            if name in clauses:
                raise BadTag(f"{header}: there is another clause {name}")
            clauses.append(name)
            found.append(f"{Path(header).name} {name}")
    if len(found) < fewest:
        raise BadTag(f"{len(found)} clauses: too few to be all of them")
    for header, text in copies.items():
        (output / header).parent.mkdir(parents=True, exist_ok=True)
        (output / header).write_text(text)
    (output / "clauses.inc").write_text("".join(f'"{one}",\n' for one in found))
    # For the build: when to do it again.
    needed = " ".join(str(include / header).replace(" ", "\\ ") for header in sorted(copies))
    (output / "clauses.d").write_text(f"{output / 'clauses.inc'}: {needed}\n")
    return found


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__.rsplit("\n\n", 1)[-1].strip(), file=sys.stderr)
        return 2
    try:
        mutate(Path(sys.argv[1]), Path(sys.argv[2]))
    except BadTag as error:
        print(f"mutate.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
