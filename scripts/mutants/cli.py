# SPDX-License-Identifier: MIT
"""Which faults the checks see: runs each mutant of the channel in each layer, and writes the matrix.

scripts/mutants.sh is the door to this program.
"""
from __future__ import annotations

import argparse
import fcntl
import json
import shutil
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, Any, Optional, Sequence

import paths
from build import built
from campaign import Campaign, run_campaign
from confirmed import ControlRed
from layers import BY_NAME, Layer
from machine import commit, compilers, machine
from matrix import matrix_of, rows_of
from oracle import LAYER, PROGRAM, clauses, of_the_oracle
from options import GROUPS, all_layers, arguments
from page import drawn
from processes import Interrupted, Interrupts
from reasons import BadReason, Reason, read_reasons, stale
from results import Results
from runs import CannotRun
from score import dropped, merged, read_score, score_of, unsound, written
from summary import rewrite
from waiting import Waiting


def chosen_mutants(listed: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    try:
        mutants = json.loads(listed.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotRun(f"{listed}: {error}") from None
    return [one for one in map(of_the_oracle, mutants) if one["group"] in options.group and fits(one, options)]


def fits(mutant: dict[str, Any], options: argparse.Namespace) -> bool:
    return not options.only or options.only.search(mutant["name"]) is not None


def tell(matrix: dict[str, Any]) -> None:
    for row in matrix["mutants"]:
        if row["status"] == "survivor":
            print(f"survives: {row['name']}\n  {row['file']}:{row['line']}: {row['was']} -> {row['what']}")
    for group, count in matrix["groups"].items():
        left = "".join(f", {count[one]} {one}" for one in ("equivalent", "unreachable", "refused", "survivor") if count[one])
        print(f"{group}: {count['killed']} of {count['mutants']} killed{left}; score {count['score']:.1%}")
    for layer, count in matrix["by_layer"].items():
        print(f"{layer}: {count['killed']} killed, {len(count['only'])} of them by no other layer")


def lock(folder: Path) -> IO[bytes]:
    """Keeps a second run out of this folder, for as long as the file is open; removes what a killed one left."""
    folder.mkdir(parents=True, exist_ok=True)
    held = open(folder / ".lock", "wb")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CannotRun(f"another run is at work in {folder}") from None
    shutil.rmtree(folder / "scratch", ignore_errors=True)
    return held


def wanted(layer: Layer, groups: Sequence[str]) -> bool:
    return any((group == "oracle") == layer.oracle for group in groups)


def campaign(options: argparse.Namespace, interrupts: Interrupts) -> int:
    told = Waiting(options.jobs)
    layers = [BY_NAME[name] for name in options.layers if wanted(BY_NAME[name], options.group)]
    kind = "all" if {"source", "oracle"} & {*options.group} else "named"
    targets = [*dict.fromkeys(layer.program for layer in layers), *([PROGRAM] if "oracle" in options.group else [])]
    programs = options.programs or built(kind, targets, options.report / "build.log", options.jobs, interrupts, told)
    listed = programs.parent / "mutants/mutants.json"
    mutants = chosen_mutants(listed, options)
    if not mutants and "oracle" not in options.group:
        raise CannotRun("no such mutant")
    reasons = read_reasons(paths.REASONS)
    plan = Campaign([one for one in mutants if not one["refused"]], layers, seeds_of(options), programs, listed, options.report,
                    options.jobs, interrupts)  # fmt: skip
    try:
        records = run_campaign(plan, Results(options.report / "results.jsonl", options.fresh), told)
    finally:
        told.close()
    names = [layer.name for layer in layers]
    if "oracle" in options.group:
        more, seen = clauses(programs, options.report)
        mutants, records, names = mutants + [one for one in more if fits(one, options)], records + seen, [*names, LAYER]
    if not mutants:
        raise CannotRun("no such mutant")
    matrix = matrix_of(rows_of(mutants, records, names, reasons), names)
    return finished(matrix, reasons, options)


def seeds_of(options: argparse.Namespace) -> dict[str, int]:
    return {group: options.seeds or (1 if group in ("source", "oracle") else 3) for group in GROUPS}


def finished(matrix: dict[str, Any], reasons: Sequence[Reason], options: argparse.Namespace) -> int:
    """Writes the matrix, and says what it comes to."""
    head = {"format": "refchan-mutants 1", "date": datetime.now(timezone.utc).isoformat(timespec="seconds"), "commit": commit(),
            "machine": machine(), "compilers": compilers(), "seeds": seeds_of(options)}  # fmt: skip
    matrix = head | matrix
    (options.report / "matrix.json").write_text(json.dumps(matrix, indent=1) + "\n", encoding="utf-8")
    (options.report / "matrix.html").write_text(drawn(matrix), encoding="utf-8")
    tell(matrix)
    rows = matrix["mutants"]
    survivors = [row["name"] for row in rows if row["status"] == "survivor"]
    wrong = []
    if all_layers(options):
        everything = not options.only and set(options.group) == set(GROUPS)
        wrong = [f"{paths.REASONS.name}: {line}" for line in stale(reasons, rows, everything)]
        wrong += [] if options.only else unsound(score_of(matrix), options.group)
        wrong += [] if options.only or options.update else dropped(read_score(paths.SCORE), score_of(matrix), options.group)
    for line in wrong:
        print(f"mutants: {line}", file=sys.stderr)
    if options.update and not wrong:
        paths.SCORE.write_text(written(merged(read_score(paths.SCORE), score_of(matrix))), encoding="utf-8")
        rewrite(matrix)
        print("mutants: score.json and CI.md are renewed")
    print(f"mutants: {len(rows)} mutants, {len(survivors)} survive without a reason; {options.report}/matrix.html")
    return 1 if survivors or wrong else 0


def main(argv: Optional[Sequence[str]] = None) -> int:
    options = arguments(sys.argv[1:] if argv is None else argv)
    interrupts = Interrupts()
    interrupts.install()
    try:
        with lock(options.report):
            return campaign(options, interrupts)
    except Interrupted as stop:
        print(f"mutants: stopped by {stop}; the next run goes on from here", file=sys.stderr)
        return 128 + stop.number
    except ControlRed as red:
        print(f"mutants: {red}", file=sys.stderr)
        return 1
    except (CannotRun, BadReason) as error:
        print(f"mutants: {error}", file=sys.stderr)
        return 2
