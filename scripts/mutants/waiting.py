# SPDX-License-Identifier: MIT
"""What somebody sees who waits: how far it is, and how long it will take. A terminal: one line; a log: a line a minute."""
from __future__ import annotations

import shutil
import sys
import time
from collections import Counter

import paths  # noqa: F401
from table import clock


class Waiting:
    def __init__(self, jobs: int) -> None:
        self.live = sys.stdout.isatty()
        self.jobs = jobs
        self.begin = time.monotonic()
        self._line = ""
        self._told = self.begin
        self.phase("", {})

    def phase(self, name: str, work: dict[str, int]) -> None:
        """work: how many tasks of each layer there are."""
        self.name, self.work = name, work
        self.ended: Counter[str] = Counter()
        self.spent: Counter[str] = Counter()
        self.killed = 0
        self.since = time.monotonic()

    def done(self, layer: str, seconds: float = 0.0, killed: bool = False) -> None:
        self.ended[layer] += 1
        self.spent[layer] += seconds
        self.killed += killed

    def left(self) -> float:
        """As long as the tasks of each layer have taken until now; where none has ended, as long as all together."""
        done, spent = sum(self.ended.values()), sum(self.spent.values())
        if not done:
            return 0.0
        if not spent:
            return (time.monotonic() - self.since) / done * (sum(self.work.values()) - done)
        seconds = 0.0
        for layer, count in self.work.items():
            mean = self.spent[layer] / self.ended[layer] if self.ended[layer] else spent / done
            seconds += mean * (count - self.ended[layer])
        return seconds / self.jobs

    def tick(self) -> None:
        now = time.monotonic()
        if not self.live and now - self._told < 60:
            return
        done, total = sum(self.ended.values()), sum(self.work.values())
        killed = f", {self.killed} kills" if self.killed else ""
        text = f"{clock(now - self.begin)}, about {clock(self.left())} left: {self.name}: {done} of {total}{killed}"
        if not self.live:
            self._told = now
            self.say(text)
            return
        line = f"mutants: {text}"[: shutil.get_terminal_size((100, 24)).columns - 1]
        if line != self._line:
            sys.stdout.write("\r\033[K" + line)
            sys.stdout.flush()
            self._line = line

    def say(self, text: str) -> None:
        self.close()
        print(f"mutants: {text}", flush=True)

    def close(self) -> None:
        if self._line:
            sys.stdout.write("\r\033[K")
            sys.stdout.flush()
            self._line = ""
