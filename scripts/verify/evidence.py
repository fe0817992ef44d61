# SPDX-License-Identifier: MIT
"""Runs the searches whose outcome model/README.md publishes: program x search x bound -> executions, complete or not, seconds.

scripts/explore-evidence.sh is the door to this program. Each row is one call of refchan-model with --report; a row that
was cut says so; a target that was missed makes the exit status 1.
"""
from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional, Sequence

from figures import BadFigures, markdown_table, rewrite_page
from oracle_figures import where_measured

PAGE = Path("model/README.md")
HEADINGS = ("program", "channel", "search", "executions", "of them different", "complete", "seconds", "target")
MODES = ("quick", "default", "deep")


@dataclass(frozen=True)
class Row:
    program: str  # what the senders do; the receiver receives until it is disconnected
    kind: str
    search: str
    bound: Optional[int] = None
    seconds: int = 300
    target: str = ""
    since: str = "default"  # the smallest mode that runs it
    parts: int = 1
    more: tuple[str, ...] = field(default=())


def senders(count: int, messages: int) -> str:
    return "; ".join(f"sender {i}: send*{messages}" for i in range(count))


WITHOUT = "without a bound, in 300 s"
# fmt: off
ROWS = (
    Row(senders(1, 1), "unbounded", "reduced", target=WITHOUT, since="quick"),
    Row(senders(1, 2), "unbounded", "reduced", target=WITHOUT, since="quick"),
    Row(senders(1, 3), "unbounded", "reduced", target=WITHOUT, since="quick"),
    Row(senders(2, 1), "unbounded", "reduced", target=WITHOUT, since="quick"),
    Row(senders(1, 4), "unbounded", "reduced"),
    Row("sender 0: send*2; sender 1: send", "unbounded", "reduced"),
    Row(senders(2, 2), "unbounded", "reduced", seconds=14400, target="without a bound, in --deep", since="deep", parts=2),
    Row(senders(3, 1), "unbounded", "bounded", bound=3, seconds=60, target="at bound 3"),
    Row(senders(2, 3), "unbounded", "bounded", bound=2, seconds=60, target="at bound 2"),
    Row(senders(2, 1), "reference", "reduced", since="quick"),
    Row(senders(2, 1), "bounded", "reduced", seconds=60),
    Row(senders(2, 1), "rendezvous", "reduced", seconds=60),
    # What the plain search needs, for comparison: every interleaving by itself.
    Row(senders(1, 1), "unbounded", "plain", seconds=30),
    Row(senders(2, 1), "reference", "plain", seconds=30),
)
# fmt: on


def command(model: str, row: Row, part: int, report: Path, folder: Path) -> list[str]:
    made = [
        model, "--program", f"{row.program}; receiver: until_disconnected", "--on", row.kind,
        "--scheduler", row.search, "--executions", "1000000000000", "--seconds", str(row.seconds),
        "--report", str(report), *row.more,
    ]  # fmt: skip
    if row.bound is not None:
        made += ["--bound", str(row.bound)]
    if row.parts != 1:
        name = f"{row.kind}-{row.program}-{part}of{row.parts}".replace(" ", "_").replace(";", "")
        made += ["--part", f"{part}/{row.parts}", "--resume", str(folder / f"{name}.checkpoint")]
    return made


def run(model: str, row: Row, folder: Path) -> dict[str, Any]:
    """The parts side by side, as one row."""
    reports = [folder / f"part{part}.jsonl" for part in range(1, row.parts + 1)]
    running = [
        subprocess.Popen(command(model, row, part, report, folder), stdout=subprocess.PIPE, text=True)
        for part, report in enumerate(reports, 1)
    ]
    outputs = [one.communicate()[0] for one in running]
    for one, output in zip(running, outputs):
        if one.returncode != 0:
            print(output)
            raise BadFigures(f"refchan-model ended with {one.returncode} on: {row.program}")
    return together([json.loads(report.read_text()) for report in reports])


def together(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    bounds = [part["complete_at_bound"] for part in parts]
    return {
        "count": sum(part["count"] for part in parts),
        "redundant": sum(part["redundant"] for part in parts),
        "complete": all(part["complete"] for part in parts),
        "complete_at_bound": None if None in bounds else min(bounds),
        "seconds": max(part["seconds"] for part in parts),
    }


def extent(found: dict[str, Any]) -> str:
    if found["complete"]:
        return "without a bound"
    return "no" if found["complete_at_bound"] is None else f"at bound {found['complete_at_bound']}"


def is_met(row: Row, found: dict[str, Any]) -> bool:
    if not row.target or found["complete"]:
        return True
    at = found["complete_at_bound"]
    return row.target.startswith("at bound") and at is not None and at >= int(row.target.split()[-1])


def cells(row: Row, found: dict[str, Any]) -> list[str]:
    met = f"{row.target}: {'met' if is_met(row, found) else '**missed**'}" if row.target else "-"
    how = row.search if row.bound is None else f"bounded, {row.bound}"
    different = f"{found['count'] - found['redundant']:,}" if row.search == "reduced" else "-"
    parts = "" if row.parts == 1 else f" ({row.parts} processes)"
    return [
        f"`{row.program}`", row.kind, how, f"{found['count']:,}", different, extent(found),
        f"{found['seconds']:.1f}{parts}", met,
    ]  # fmt: skip


def main(argv: Sequence[str]) -> int:
    mode, model, folder = argv[0], argv[1], Path(argv[2])
    chosen = [row for row in ROWS if MODES.index(row.since) <= MODES.index(mode)]
    lines, missed = [], 0
    try:
        for number, row in enumerate(chosen, 1):
            found = run(model, row, folder)
            lines.append(cells(row, found))
            missed += 0 if is_met(row, found) else 1
            print(f"[{number}/{len(chosen)}] " + "  ".join(lines[-1]), flush=True)
        if mode != "quick" and "--dry" not in argv:
            rewrite_page(PAGE, {"evidence": f"{where_measured()}\n\n{markdown_table(HEADINGS, lines)}"})
    except (OSError, ValueError, KeyError, BadFigures) as error:
        print(f"explore-evidence: {error}", file=sys.stderr)
        return 2
    print(f"{len(chosen)} programs searched, {missed} targets missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
