# SPDX-License-Identifier: MIT
"""One run of a layer's program on some of its checks, with a mutant switched on or with none, and what it says.

A mutant is killed by a row that says so, by a sanitizer, by a crash, and by a run that does not end. A run is over at its
first broken row.
"""
from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Sequence

import paths
from layers import Layer, Step
from processes import Interrupts, Job, kill_groups, log_tail, start

COULD_NOT_RUN = (2, 127)
MEMORY = 4 * 2**30  # of one program, in bytes; and its largest file
FILE = 2**28
# What it says, and what that is. The first that fits.
KINDS = (
    (r"DATA RACE|ThreadSanitizer: data race|unsynchronised", "race"),
    (r"heap-use-after-free|FREED MEMORY|use-after", "use after free"),
    (r"DOUBLE FREE|double-free", "double free"),
    (r"MEMORY LEAK|LeakSanitizer|memory leaks|outlived every handle", "leak"),
    (r"DEADLOCK", "deadlock"),
    (r"LIVELOCK", "livelock"),
    (r"no message moved|^hangs", "hang"),
    (r"Sanitizer: SEGV", "crash"),
    (r"Sanitizer|runtime error:|UNINITIALIZED|ACCESS TO", "memory"),
    (r"Assertion .* failed", "assertion"),
    (r"^the process died|^terminate called", "crash"),
)
TELLING = re.compile(r"WARNING: ThreadSanitizer|ERROR: \w+Sanitizer|Sanitizer: hard rss|runtime error:|Assertion .* failed|terminate called")


class CannotRun(Exception):
    pass


@dataclass(frozen=True)
class Ran:
    """how: in a word, how the mutant was seen; empty: it was not."""

    rows: tuple[dict[str, Any], ...]
    seconds: float
    how: str = ""
    check: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Order:
    """What is to be run. number: the mutant; 0: none. reached: the file that gets a byte for each mutant's place."""

    layer: Layer
    step: Step
    checks: Sequence[str]
    seed: int
    number: int = 0
    limit: float = 60.0
    patience: int = 1
    reached: Optional[Path] = None

    def command(self, programs: Path, report: Path) -> list[str]:
        """Runs as it is in a shell too."""
        bounds = ["prlimit", "--core=0", f"--fsize={FILE}"]
        sets = [f"REFCHAN_MUTANT={self.number}"] + ([f"REFCHAN_MUTANTS_REACHED={self.reached}"] if self.reached else [])
        if self.layer.sanitized:
            megabytes = MEMORY // 2**20
            sets += [f"{name}={value}:symbolize=0:hard_rss_limit_mb={megabytes}" for name, value in self.layer.sanitized.items()]
        else:
            bounds.append(f"--as={MEMORY}")
        program = self.layer.command(programs, self.step, self.checks, self.seed, report, self.patience)
        return [*bounds, "env", *sets, *program]

    def replay(self, programs: Path) -> str:
        """For somebody who looks: without bounds, and with the options of the layer's step."""
        argv = self.layer.command(programs, self.step, self.checks, self.seed, None, self.patience)
        sets = [f"{name}={value}" for name, value in self.layer.sanitized.items() if name == "TSAN_OPTIONS"]
        return " ".join([f"REFCHAN_MUTANT={self.number}", *sets, *(shlex.quote(word) for word in argv)])


def run(order: Order, programs: Path, scratch: Path, interrupts: Interrupts) -> Ran:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        report, log = Path(folder) / "rows.jsonl", Path(folder) / "log"
        job = Job(order.layer.name, order.command(programs, report), log, 1.0, order.limit * order.patience, report)
        try:
            start(job)
            _wait(job, report, interrupts)
        finally:
            kill_groups([job], grace=0.0)
            _sweep(job)
        job.seconds = time.monotonic() - job.started
        return _judged(order, job, read_rows(report))


def _sweep(job: Job) -> None:
    """Ends what the program may have left behind."""
    if job.process is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(job.process.pid, signal.SIGKILL)


def _wait(job: Job, report: Path, interrupts: Interrupts) -> None:
    """Until it ends, hangs, or has said that something is broken."""
    seen = 0
    while job.process is not None and job.status is None:
        interrupts.check()
        try:
            job.status = job.process.wait(0.05)
        except subprocess.TimeoutExpired:
            size = report.stat().st_size if report.exists() else 0
            if size != seen and any(row["verdict"] == "broken" for row in read_rows(report)):
                break
            seen = size
        job.seconds = time.monotonic() - job.started
        if job.seconds > job.limit and job.status is None:
            job.hung = True
            break


def read_rows(report: Path) -> tuple[dict[str, Any], ...]:
    """The rows that are whole: the last one may not be."""
    rows = []
    for line in report.read_text(errors="replace").splitlines() if report.exists() else []:
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:
            pass
    return tuple(rows)


def _judged(order: Order, job: Job, rows: tuple[dict[str, Any], ...]) -> Ran:
    """What comes after the first broken row does not count."""
    broken = next((row for row in rows if row["verdict"] == "broken"), None)
    rows = rows[: rows.index(broken) + 1] if broken else rows
    if broken is None and job.status == 0 and not job.hung:
        return Ran(rows, job.seconds)
    if broken is None and job.status in COULD_NOT_RUN:
        raise CannotRun(f"{' '.join(job.argv)}\nended with exit status {job.status}:\n{log_tail(job.log)}")
    if broken is not None:
        check, detail = order.layer.check_of(broken), str(broken["detail"])
    else:
        reported = [order.layer.check_of(row) for row in rows]
        check, detail = next((one for one in order.checks if one not in reported), ""), ""
    if job.hung:
        return Ran(rows, job.seconds, "hang", check, f"did not end within {job.limit:.0f} s")
    said = next((line.strip() for line in _lines(job.log) if TELLING.search(line)), "")
    detail = _readable(said or detail or f"ended with {_ending(job.status)}")
    return Ran(rows, job.seconds, _kind(detail, "wrong answer" if broken else "crash"), check, detail)


def _readable(text: str) -> str:
    """Its first line, without the numbers of processes and the place of this folder."""
    line = text.splitlines()[0].replace(f"{paths.ROOT}/", "")
    return re.sub(r"^=+\d+=+|\(pid=\d+\)|\(pc 0x.*", "", line).strip()[:200]


def _lines(log: Path) -> list[str]:
    return log.read_text(errors="replace").splitlines()[:20000] if log.exists() else []


def _kind(detail: str, otherwise: str) -> str:
    return next((word for pattern, word in KINDS if re.search(pattern, detail)), otherwise)


def _ending(status: Optional[int]) -> str:
    return f"signal {-status}" if status is not None and status < 0 else f"exit status {status}"
