# SPDX-License-Identifier: MIT
"""Progress: one line that is kept up to date in a terminal, one line per step in a log."""
from __future__ import annotations

import re
import shutil
import sys
import time
from typing import Sequence

from processes import Job, log_tail
from table import clock


class Progress:
    def __init__(self, later: Sequence[float], slots: int) -> None:
        """`later`: the expected seconds of the jobs that will follow the build."""
        self.live = sys.stdout.isatty()
        self.begin = time.monotonic()
        self.later = list(later)
        self.slots = slots
        self._shown = ""
        self._reported: dict[str, tuple[float, int]] = {}

    def elapsed(self) -> float:
        return time.monotonic() - self.begin

    def say(self, text: str) -> None:
        self._erase()
        print(f"verify: {text}", flush=True)

    def started(self, text: str) -> None:
        """In a terminal the live line shows it."""
        if not self.live:
            self.say(text)

    def building(self, running: list[Job], _waiting: list[Job]) -> None:
        if not running or not self.live:
            return
        job, left, steps = running[0], running[0].expected, ""
        found = re.findall(r"^\[(\d+)/(\d+)\]", log_tail(job.log, 3), re.MULTILINE)
        spent = time.monotonic() - job.started
        if found:
            done, total = (int(value) for value in found[-1])
            left = spent / done * (total - done) if done else left
            steps = f" {done} of {total}"
        self._show(f"{job.name}{steps}", left + schedule([], self.later, self.slots))

    def running(self, running: list[Job], waiting: list[Job]) -> None:
        if not self.live:
            return
        now = time.monotonic()
        started = [max(0.0, job.expected - (now - job.started)) for job in running]
        names = ", ".join(f"{job.name}{self._rows_so_far(job, now)}" for job in running)
        self._show(names, schedule(started, [job.expected for job in waiting], self.slots))

    def _rows_so_far(self, job: Job, now: float) -> str:
        """How many checks the runner has reported, looked up once a second."""
        looked, count = self._reported.get(job.name, (0.0, 0))
        if job.report is not None and now - looked > 1 and job.report.exists():
            count = job.report.read_bytes().count(b"\n")
            self._reported[job.name] = (now, count)
        return f" ({count} checks done)" if count else ""

    def _show(self, what: str, left: float) -> None:
        line = f"verify: {clock(self.elapsed())}, about {clock(left)} left: {what}"
        line = line[: shutil.get_terminal_size((100, 24)).columns - 1]
        if line != self._shown:
            sys.stdout.write("\r\033[K" + line)
            sys.stdout.flush()
            self._shown = line

    def _erase(self) -> None:
        if self._shown:
            sys.stdout.write("\r\033[K")
            self._shown = ""

    def close(self) -> None:
        self._erase()
        sys.stdout.flush()


def schedule(started: Sequence[float], waiting: Sequence[float], slots: int) -> float:
    """When everything is done, if each slot takes the next waiting job as soon as it is free."""
    free = sorted([*started, *([0.0] * (slots - len(started)))])
    for seconds in waiting:
        free[0] += seconds
        free.sort()
    return free[-1] if free else 0.0
