# SPDX-License-Identifier: MIT
"""Which mutants the compiler does not accept: read from what it complained about.

All mutants are built at once, so one that is no C++ would stop them all. The build is tried, what it complains about is
left out (refused.json, which generate.py reads), and so on, until it succeeds. A complaint is blamed on the switch that stands nearest
before it in its line.
"""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Optional

_COMPLAINT = re.compile(r"^(?P<file>[^\s:]+):(?P<line>\d+):(?P<column>\d+): (?:fatal )?error: (?P<text>.*)$", re.M)
_SWITCH = re.compile(r"::refchan::mutants::on(?:_at_start)?\((\d+)")


def switch_at(line: str, column: int) -> Optional[int]:
    """The number of the mutant that a complaint at that column, counted from 1, is about."""
    switches = [(found.start(), int(found.group(1))) for found in _SWITCH.finditer(line)]
    before = [number for start, number in switches if start < column]
    return before[-1] if before else switches[0][1] if switches else None


def blamed(log: str, include: Path) -> dict[int, str]:
    """The mutants that a compiler's output blames, and its words. include: where the copies of the headers are."""
    found: dict[int, str] = {}
    for complaint in _COMPLAINT.finditer(log):
        path = Path(complaint["file"])
        if not path.is_relative_to(include):
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        number = switch_at(lines[physical_line(lines, int(complaint["line"])) - 1], int(complaint["column"]))
        if number is not None:
            found.setdefault(number, complaint["text"])
    return found


def physical_line(lines: list[str], told: int) -> int:
    """A copy numbers its lines as the original does, from its #line on."""
    for number, line in enumerate(lines, 1):
        if match := re.match(r"#line (\d+)$", line):
            return told - int(match.group(1)) + number + 1
    return told


def leave_out(path: Path, names: dict[str, str]) -> None:
    """Adds mutants, with the compiler's words, to the file that generate.py reads."""
    path.write_text(json.dumps(left_out(path) | names, indent=1) + "\n", encoding="utf-8")


def left_out(path: Path) -> dict[str, str]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
