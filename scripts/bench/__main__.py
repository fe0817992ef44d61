# SPDX-License-Identifier: MIT
"""Measures refchan and the channels that people would pick instead, and writes down how they compare. scripts/bench.sh is the
door to this program.

Writes into the folder --report (build/bench/report): bench.json, table.md, and plots. A figure means something only beside
those of the same run: peers take turns, and the machine is probed between them.
"""
from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any, Sequence

from cases import PROBES, Case, all_cases, chosen
from programs import ROOT, Broken, CannotRun, Programs
from others import Others
from ratios import Measured
from session import Session
import checks
import instructions
import plots
import tables
import targets

from figures import BadFigures, rewrite_page  # of scripts/verify
from machine import commit, compilers, machine
from table import clock

MODES = {"quick": (5, 0.04), "default": (15, 0.1)}  # repetitions, and seconds of a measurement
MUCH = 0.1  # of the processors' time, by others: more of it than the figures can bear
PLOTS_OF_README = ROOT / "stress/bench"


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench.sh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit status: 0 measured (a target that was missed is a verdict in the table, and no failure); "
               "1 a channel lost, repeated or reordered a message, or hung; 2 it could not run.",
    )  # fmt: skip
    option = parser.add_argument
    option("--quick", action="store_true", help="under 3 minutes: 5 short repetitions (default: under 15 minutes, 15)")
    option("--only", default="", metavar="W1,W2.4", help="only these workloads: W1 to W8, or single cases")
    option("--repetitions", type=int, metavar="N", help="so many of each measurement")
    option("--report", type=Path, metavar="DIR", help="where the results go (build/bench/report)")
    option("--build", type=Path, default=ROOT / "build", metavar="DIR", help="where to build (build)")
    option("--no-instructions", action="store_true", help="do not count those of a send and a try_recv (callgrind, with W5)")
    option("--update-readme", action="store_true", help="write the figures into README.md, and the plots beside stress/bench")
    option("--check", action="store_true", help="measure nothing: see that every message arrives, and that faults are noticed")
    option("--list", action="store_true", help="show the workloads and end")
    chosen_ones = parser.parse_args(argv)
    if chosen_ones.repetitions is not None and chosen_ones.repetitions < 1:
        parser.error("--repetitions: expected 1 or more")
    if chosen_ones.update_readme and chosen_ones.only:
        parser.error("--update-readme needs all workloads: leave out --only")
    return chosen_ones


def describe(options: argparse.Namespace, programs: Programs, repetitions: int) -> dict[str, Any]:
    """Where, when and on what it was measured."""
    words = (" --quick" if options.quick else "") + (f" --repetitions {options.repetitions}" if options.repetitions else "")
    clang = re.sub(r"^\D*", "", compilers()["clang++-19"]).split(" ")[0]
    return {
        "format": "refchan-bench", "version": 1, "option": words, "date": str(date.today()), "commit": commit(),
        "machine": machine(), "clang": clang, "repetitions": repetitions, "skipped": programs.skipped,
        "peers": {name: peer for name, peer in programs.peers.items() if peer["role"] != "control"}, "instructions": {},
    }  # fmt: skip


def count_instructions(report: dict[str, Any], programs: Programs, session: Session) -> None:
    session.countdown.say("counts instructions (callgrind)")
    in_cpp = [peer for peer in programs.all[0].peers if peer["role"] == "peer"]
    counted = instructions.count_all(programs.all[0], in_cpp)
    if counted is None:
        report["skipped"].append("instructions are not counted: there is no valgrind (Debian: valgrind)")
    report["instructions"] = counted or {}


def write(
    report: dict[str, Any], folder: Path, probes: list[Measured], cases: list[Measured], verdicts: list[targets.Verdict]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    drawn = plots.all_plots(cases, report["peers"])
    for name, svg in drawn.items():
        (folder / name).write_text(svg)
    report["plots"] = list(drawn)
    measured = {"probes": [one.as_json() for one in probes], "cases": [one.as_json() for one in cases]}
    whole = {**report, "targets": targets.as_json(verdicts), **measured}
    (folder / "bench.json").write_text(json.dumps(whole, indent=1) + "\n")
    (folder / "table.md").write_text(tables.full(report, probes, cases, verdicts))


def update_readme(report: dict[str, Any], folder: Path, cases: list[Measured], verdicts: list[targets.Verdict]) -> None:
    shown = [f"![{name}](stress/bench/{name})" for name in report["plots"]]
    region = "\n\n".join([tables.readme_region(report, cases, verdicts), *shown])
    rewrite_page(ROOT / "README.md", {"speed": region})
    for name in report["plots"]:
        (PLOTS_OF_README / name).write_text((folder / name).read_text())


def check(options: argparse.Namespace) -> int:
    programs = Programs(options.build.resolve(), patience=20)
    try:
        for sentence in programs.skipped:
            print(f"bench: {sentence}")
        return 0 if checks.check_all(programs) else 1
    finally:
        programs.close()


def measure(options: argparse.Namespace, cases: list[Case], repetitions: int, seconds: float) -> None:
    began = time.monotonic()
    print(f"bench: builds (log: {options.build}/bench/build.log)", flush=True)
    programs = Programs(options.build.resolve())
    try:
        for sentence in programs.skipped:
            print(f"bench: {sentence}")
        if programs.skipped and options.update_readme:
            raise CannotRun("the README's table has all peers, and the above are skipped: install them (scripts/setup.sh)")
        session = Session(programs, repetitions, seconds)
        report, others = describe(options, programs, repetitions), Others()
        probes, found = session.measure_all(cases)
        if not options.no_instructions and any(case.group == "W5" for case in cases):
            count_instructions(report, programs, session)
    finally:
        programs.close()
    report["others"] = others.share()
    verdicts = targets.judge_all(found, report["peers"])
    folder = options.report or options.build / "bench/report"
    write(report, folder, probes, found, verdicts)
    if options.update_readme:
        update_readme(report, folder, found, verdicts)
    for verdict in verdicts:
        words = verdict.words.replace("*", "")
        print(f"{verdict.case:<9} {verdict.figure:<26} {verdict.asked:<62} {verdict.found:<28} {words}")
    if report["others"] and report["others"] > MUCH:
        print(f"bench: others took {report['others']:.0%} of the processors' time: measure again when the machine is quiet")
    print(f"bench: {targets.count(verdicts)}; in {clock(time.monotonic() - began)}; {folder}/table.md")


def main(argv: Sequence[str]) -> int:
    options = parsed(argv)
    mode_repetitions, seconds = MODES["quick" if options.quick else "default"]
    started_in = Path(os.environ.get("REFCHAN_STARTED_IN", "."))
    if options.report is not None:
        options.report = started_in / options.report
    options.build = started_in / options.build
    try:
        cases = chosen(all_cases(seconds), [name for name in options.only.split(",") if name])
        if options.list:
            for case in (*PROBES, *cases):
                print(f"{case.id:<12} {case.title:<40} {', '.join(f'{f.title} ({f.unit})' for f in case.figures)}")
            return 0
        if options.check:
            return check(options)
        measure(options, cases, options.repetitions or mode_repetitions, seconds)
    except Broken as error:
        print(f"bench: a channel does not do what a channel does: {error}", file=sys.stderr)
        return 1
    except (CannotRun, BadFigures, OSError, ValueError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
