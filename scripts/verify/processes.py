# SPDX-License-Identifier: MIT
"""Runs programs side by side, each in a process group of its own, and leaves none of them behind."""
from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional, Sequence

# The sanitizers' options; impl/cmake/refchan_programs.cmake sets the same ones for ctest.
SANITIZERS = {
    "TSAN_OPTIONS": "history_size=7:halt_on_error=1:second_deadlock_stack=1",
    "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
TICK = 0.1


class Interrupted(Exception):
    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class Interrupts:
    """Remembers the first signal that asks us to stop; the loops look at it, so that no step is cut in the middle."""

    def __init__(self) -> None:
        self.number: Optional[int] = None

    def install(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._remember)

    def _remember(self, number: int, _frame: object) -> None:
        self.number = self.number or number

    def check(self) -> None:
        if self.number is not None:
            raise Interrupted(self.number)


@dataclass
class Job:
    """One program to run. `expected` is what the estimate counts with, `limit` when the job counts as hung."""

    name: str
    argv: Sequence[str]
    log: Path
    expected: float
    limit: float
    report: Optional[Path] = None
    status: Optional[int] = None
    hung: bool = False
    seconds: float = 0.0
    started: float = 0.0
    process: Optional[subprocess.Popen[bytes]] = field(default=None, repr=False)


def environment() -> dict[str, str]:
    env = {**os.environ, **SANITIZERS}
    symbolizer = shutil.which("llvm-symbolizer-19") or shutil.which("llvm-symbolizer")
    if symbolizer:
        for name in SANITIZERS:
            env[name] += f":external_symbolizer_path={symbolizer}"
    return env


def start(job: Job) -> None:
    job.started = time.monotonic()
    with open(job.log, "wb") as log:
        log.write(("$ " + " ".join(job.argv) + "\n").encode())
        log.flush()
        try:
            job.process = subprocess.Popen(
                job.argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(), start_new_session=True
            )
        except OSError as error:
            log.write(f"{error}\n".encode())
            job.status = 127


def kill_groups(jobs: Sequence[Job], grace: float = 2.0) -> None:
    """Ends the jobs and whatever they started: politely, and after `grace` seconds for certain."""
    alive = [job for job in jobs if job.process is not None and job.status is None]
    for job in alive:
        _signal_group(job, signal.SIGTERM)
    end = time.monotonic() + grace
    while time.monotonic() < end and any(job.process.poll() is None for job in alive if job.process):
        time.sleep(0.02)
    for job in alive:
        _signal_group(job, signal.SIGKILL)
        if job.process is not None:
            job.status = job.process.wait()


def _signal_group(job: Job, number: int) -> None:
    if job.process is not None:
        try:
            os.killpg(job.process.pid, number)
        except (ProcessLookupError, PermissionError):
            pass


def _look_at(job: Job) -> None:
    """Notes that the job ended, or ends it if it hangs."""
    job.seconds = time.monotonic() - job.started
    if job.process is None:
        return
    status = job.process.poll()
    if status is not None:
        _signal_group(job, signal.SIGKILL)  # what it may have left behind
        job.status = status
    elif job.seconds > job.limit:
        job.hung = True
        kill_groups([job])


def run_all(
    jobs: Sequence[Job],
    slots: int,
    interrupts: Interrupts,
    on_tick: Callable[[list[Job], list[Job]], None] = lambda running, waiting: None,
    on_end: Callable[[Job], None] = lambda job: None,
) -> None:
    """Runs the jobs in order, `slots` at a time. Raises Interrupted after a signal, with every job ended."""
    waiting, running = list(jobs), []
    try:
        while waiting or running:
            interrupts.check()
            while waiting and len(running) < slots:
                running.append(waiting.pop(0))
                start(running[-1])
            on_tick(running, waiting)
            time.sleep(TICK)
            for job in list(running):
                _look_at(job)
                if job.status is not None:
                    running.remove(job)
                    on_end(job)
    finally:
        kill_groups(running)


def log_tail(log: Path, lines: int = 25) -> str:
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
