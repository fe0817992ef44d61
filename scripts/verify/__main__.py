# SPDX-License-Identifier: MIT
"""Checks every claim about the channel: builds the runners, runs them, judges what they report, writes a report.

scripts/verify.sh is the door to this program.
"""
from __future__ import annotations

import argparse
import fcntl
import os
import secrets
import shutil
import signal
import sys
from contextlib import nullcontext
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, NoReturn, Optional, Sequence

from budgets import DEFAULT_SEED, LAYERS, MODES, RUNS, Run
from judge import Outcome, judge, judge_replays, judge_run
from machine import cores
from plan import chosen_runs, job_of, replay_jobs
from processes import Interrupted, Interrupts, Job, log_tail, run_all
from progress import Progress
from report import ReportDirectory, UnfitDirectory, junit, summary, write
from rows import read_rows
from table import whole

USAGE = "scripts/verify.sh [--quick | --deep] [--only LAYER[,LAYER]] [--seed S] [--report DIR]"
EXAMPLES = """
exit status: 0 all claims hold, 1 something is broken or was not checked, 2 it could not run

for example:
  scripts/verify.sh --quick               the loop while one works on the code
  scripts/verify.sh --deep --seed random  the nightly job
  scripts/verify.sh --only model          the models alone
"""

SLOTS = min(2, cores())


class CannotRun(Exception):
    pass


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"verify: {message}\nusage: {USAGE}\n")
        sys.exit(2)


def budget_table() -> str:
    lines = [f"  {'run':<20}" + "".join(f"{mode:>9}" for mode in MODES)]
    lines += [f"  {run.name:<20}" + "".join(f"{run.seconds[mode]:>9}" for mode in MODES) for run in RUNS]
    return "seconds for each run:\n" + "\n".join(lines)


def layer_list(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in LAYERS:
            raise argparse.ArgumentTypeError(f"unknown layer '{name}' (there are {', '.join(LAYERS)})")
    return [layer for layer in LAYERS if layer in names]


def seed_number(text: str) -> int:
    if text == "random":
        return secrets.randbelow(2**31)
    if not text.isdecimal() or int(text) >= 2**63:
        raise argparse.ArgumentTypeError(f"'{text}' is neither a number below 2^63 nor 'random'")
    return int(text)


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = Parser(
        prog="scripts/verify.sh",
        usage=USAGE,
        description="Checks every claim about the channel: in models (Relacy), in properties (RapidCheck) and under "
        "load (ThreadSanitizer); proves on each run that a planted bug is found.",
        epilog=budget_table() + "\n" + EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    how_long = parser.add_mutually_exclusive_group()
    how_long.add_argument("--quick", dest="mode", action="store_const", const="quick", help="under 2 minutes")
    how_long.add_argument("--deep", dest="mode", action="store_const", const="deep", help="about an hour")
    layers = "some layers: " + ", ".join(LAYERS)
    parser.add_argument("--only", type=layer_list, default=list(LAYERS), metavar="LAYER[,LAYER]", help=layers)
    seeds = f"a number, or 'random' (default: {DEFAULT_SEED})"
    parser.add_argument("--seed", type=seed_number, default=DEFAULT_SEED, metavar="S", help=seeds)
    where = "where the report goes (default: build/report)"
    parser.add_argument("--report", type=Path, default=Path("build/report"), metavar="DIR", help=where)
    parser.add_argument("--programs", type=Path, metavar="DIR", help="build nothing and take the programs from DIR")
    parser.set_defaults(mode="default")
    options = parser.parse_args(argv)
    started_in = Path(os.environ.get("REFCHAN_STARTED_IN", "."))
    for name in ("report", "programs"):
        if any(word.split("=")[0] == f"--{name}" for word in argv):
            setattr(options, name, started_in / getattr(options, name))
    return options


def lock_build() -> IO[bytes]:
    """Keeps a second verify out of the build directory, for as long as the file is open."""
    Path("build").mkdir(exist_ok=True)
    held = open("build/.verify.lock", "wb")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CannotRun("another verify is at work in this build directory") from None
    return held


def build(directory: ReportDirectory, runs: Sequence[Run], interrupts: Interrupts, progress: Progress) -> None:
    """Configures and builds what the runs need; CMake and ninja find out what is left to do."""
    targets = [run.program for run in runs]
    steps = (
        ("configure", ["cmake", "--preset", "release"], 5.0),
        ("build", ["cmake", "--build", "--preset", "release", "--target", *targets], 120.0),
    )
    for name, argv, expected in steps:
        progress.started(f"{name}: {' '.join(argv[:4])}")
        job = Job(name, argv, directory.log(name), expected, 3600.0)
        run_all([job], 1, interrupts, on_tick=progress.building)
        if job.status != 0:
            progress.close()
            raise CannotRun(f"{name} failed:\n{log_tail(job.log, 40)}")
        progress.say(f"{name} done in {job.seconds:.0f} s")


def run_layers(
    runs: Sequence[Run], options: argparse.Namespace, programs: Path, directory: ReportDirectory,
    interrupts: Interrupts, progress: Progress,
) -> list[Outcome]:  # fmt: skip
    by_name = {run.name: run for run in runs}
    jobs = [job_of(run, options.mode, options.seed, programs, directory) for run in runs]
    outcomes: dict[str, Outcome] = {}

    def ended(job: Job) -> None:
        run = by_name[job.name]
        rows, wrong = read_rows(run.name, run.layer, job.report) if job.report else ([], [])
        outcome = outcomes[job.name] = judge_run(run, job, rows, wrong)
        verdict = "RED" if outcome.red else "the planted bug is found" if run.control else f"{len(rows)} checks hold"
        progress.say(f"[{len(outcomes)}/{len(jobs)}] {job.name}: {verdict} ({job.seconds:.0f} s)")

    run_all(jobs, SLOTS, interrupts, progress.running, ended)
    for outcome in outcomes.values():
        if outcome.run.replays:
            replays = replay_jobs(outcome, directory)
            run_all(replays, SLOTS, interrupts, progress.running)
            judge_replays(outcome, replays)
    return [outcomes[run.name] for run in runs]


def verify(options: argparse.Namespace, directory: ReportDirectory, interrupts: Interrupts) -> int:
    runs = chosen_runs(options.only)
    progress = Progress([float(run.seconds[options.mode]) for run in runs], SLOTS)
    date = datetime.now(timezone.utc).isoformat(timespec="seconds")
    try:
        progress.say(f"{options.mode}, seed {options.seed}, layers {', '.join(options.only)}")
        if options.programs is None:
            build(directory, runs, interrupts, progress)
        programs = options.programs or Path("build/bin")
        outcomes = run_layers(runs, options, programs, directory, interrupts, progress)
    finally:
        progress.close()
    judgement = judge(outcomes, options.only, LAYERS)
    (directory.path / "table.txt").write_text(whole(judgement, progress.elapsed(), options.seed) + "\n")
    content = summary(judgement, directory, options.mode, options.seed, date, progress.elapsed())
    write(directory, content, junit(judgement, date))
    interrupts.check()
    width = shutil.get_terminal_size((100, 24)).columns if progress.live else 10**6
    text = whole(judgement, progress.elapsed(), options.seed, width)
    directory.publish()
    table, _, last = text.rpartition("\n\n")
    print(f"\n{table}\n\nreport: {options.report}\n{last}", flush=True)
    return 0 if judgement.holds else 1


def main(argv: Optional[Sequence[str]] = None) -> int:
    options = arguments(sys.argv[1:] if argv is None else argv)
    interrupts = Interrupts()
    interrupts.install()
    try:
        directory = ReportDirectory(options.report)
    except UnfitDirectory as error:
        print(f"verify: {error}", file=sys.stderr)
        return 2
    try:
        with lock_build() if options.programs is None else nullcontext():
            return verify(options, directory, interrupts)
    except Interrupted as stop:
        print(f"verify: stopped by {stop}; no report is written and nothing is left running", file=sys.stderr)
        return 128 + stop.number
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except CannotRun as error:
        print(f"verify: {error}", file=sys.stderr)
        return 2
    finally:
        directory.discard()


if __name__ == "__main__":
    sys.exit(main())
