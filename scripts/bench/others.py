# SPDX-License-Identifier: MIT
"""How much of the processors' time other processes took while something was measured: beside it, figures are to be read."""
from __future__ import annotations

import os
import resource
import time
from pathlib import Path
from typing import Optional


def busy_seconds(stat: str) -> float:
    """Of all processors, from the text of /proc/stat: what was neither idle nor waiting, and what the host took away."""
    user, nice, system, _idle, _waiting, interrupts, soft, stolen = map(int, stat.splitlines()[0].split()[1:9])
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """Of this process and of those of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def share(busy: float, own: float, elapsed: float, processors: int) -> float:
    """The part of the processors' time that was others', from 0 to 1."""
    return min(max((busy - own) / max(elapsed * processors, 1e-9), 0.0), 1.0)


class Others:
    """From its making until share(): the children must have ended by then."""

    def __init__(self) -> None:
        self.begin, self.busy, self.own = time.monotonic(), self._busy(), own_seconds()

    @staticmethod
    def _busy() -> Optional[float]:
        try:
            return busy_seconds(Path("/proc/stat").read_text())
        except (OSError, ValueError):
            return None

    def share(self) -> Optional[float]:
        """None: this system does not tell."""
        busy = self._busy()
        if busy is None or self.busy is None:
            return None
        elapsed = time.monotonic() - self.begin
        return share(busy - self.busy, own_seconds() - self.own, elapsed, os.cpu_count() or 1)
