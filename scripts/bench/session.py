# SPDX-License-Identifier: MIT
"""Measures: the peers of a case take turns, repetition by repetition (A B C A B C ...), and before each repetition the machine
itself is measured. How many messages a peer gets is found out first, in measurements that do not count.
"""
from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any, Optional

from cases import PROBES, Case
from programs import CannotRun, Programs
from ratios import Measured, number
from table import clock

IN_PLACE_OF_UNBOUNDED = 1024  # the capacity of a channel that cannot be without
MOST_MESSAGES = 20_000_000
LEAST_MESSAGES = 100


def processors() -> list[int]:
    """Those that this process may use, of each core one first."""

    def siblings(cpu: int) -> str:
        try:
            return Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list").read_text()
        except OSError:
            return str(cpu)

    allowed = sorted(os.sched_getaffinity(0))
    seen = [siblings(cpu) for cpu in allowed]
    return sorted(allowed, key=lambda cpu: seen[: allowed.index(cpu)].count(seen[allowed.index(cpu)]))


def request(case: Case, peer: dict[str, Any], messages: int, cpus: list[int]) -> str:
    """The line that asks for one measurement."""
    words = [case.workload, f"peer={peer['peer']}", f"messages={messages}"]
    words += [f"{key}={value}" for key, value in case.options.items()]
    if case.capacity is None and not peer.get("unbounded", True):
        words.append(f"capacity={IN_PLACE_OF_UNBOUNDED}")
    if case.threads <= len(cpus):
        words.append("pin=" + ",".join(map(str, cpus[: case.threads])))
    return " ".join(words)


def takes_part(case: Case, peer: dict[str, Any]) -> bool:
    if peer["role"] != "peer" or case.workload not in peer["workloads"]:
        return False
    if case.capacity is not None:
        return peer["smallest_capacity"] is not None and peer["smallest_capacity"] <= case.capacity
    return True


def next_guess(messages: int, took: float, wanted: float) -> int:
    """How many messages take about as long as wanted, if so many took so long."""
    return int(min(max(messages * wanted / max(took, 1e-6), LEAST_MESSAGES), MOST_MESSAGES))


class Countdown:
    """What is being measured and how long the rest takes: kept up to date in a terminal, a line a case in a log."""

    def __init__(self, measurements: int, seconds_each: float) -> None:
        self.live, self.begin = sys.stdout.isatty(), time.monotonic()
        self.done, self.total, self.expected = 0, measurements, seconds_each

    def left(self) -> float:
        spent = time.monotonic() - self.begin
        each = spent / self.done if self.done > 20 else self.expected
        return each * (self.total - self.done)

    def step(self, what: str) -> None:
        self.done += 1
        if self.live:
            line = f"bench: {clock(time.monotonic() - self.begin)}, about {clock(self.left())} left: {what}"
            sys.stdout.write("\r\033[K" + line[: shutil.get_terminal_size((100, 24)).columns - 1])
            sys.stdout.flush()

    def say(self, text: str) -> None:
        if self.live:
            sys.stdout.write("\r\033[K")
        print(f"bench: {text}", flush=True)


class Session:
    def __init__(self, programs: Programs, repetitions: int, seconds: float) -> None:
        self.programs, self.repetitions, self.seconds = programs, repetitions, seconds
        self.cpus = processors()
        if len(self.cpus) < 2:
            raise CannotRun("two processors are needed: this process may use only one (see taskset)")
        self.line_messages: Optional[int] = None
        self.countdown = Countdown(0, 0)

    def measure_all(self, cases: list[Case]) -> tuple[list[Measured], list[Measured]]:
        """The probes of the machine, and the cases."""
        peers = {case.id: [peer for peer in self.programs.peers.values() if takes_part(case, peer)] for case in cases}
        turns = self.repetitions + 2
        measurements = (sum(len(found) + 1 for found in peers.values()) + len(PROBES)) * turns
        self.countdown = Countdown(measurements, self.seconds * 1.3)
        self.countdown.say(f"{len(cases)} cases, {self.repetitions} repetitions: about {clock(self.countdown.left())}")
        machine = self.programs.peers["machine"]
        probes = [self._measure(case, [machine]) for case in PROBES]
        return probes, [self._measure(case, peers[case.id]) for case in cases]

    def _ask(self, case: Case, peer: dict[str, Any], messages: int) -> dict[str, Any]:
        self.countdown.step(f"{case.id}, {case.title}: {peer['label']}")
        return self.programs.ask(peer["peer"], request(case, peer, messages, self.cpus))

    def _calibrate(self, case: Case, peer: dict[str, Any], seconds: float) -> int:
        """How many messages it gets. A guess that was much too small says little, and is followed by another one."""
        messages = case.messages or case.first_guess
        for _ in range(2):
            took = self._ask(case, peer, messages)["seconds"]
            messages = case.messages or next_guess(messages, took, seconds)
            if case.messages or took > seconds / 10:
                break
        return messages

    def _line(self) -> float:
        """The round trip of a cache line now, in a tenth of the time of a measurement."""
        machine, case = self.programs.peers["machine"], PROBES[0]
        if self.line_messages is None:
            self.line_messages = self._calibrate(case, machine, self.seconds / 10)
        return float(self._ask(case, machine, self.line_messages)["figures"]["p50_ns"])

    def _measure(self, case: Case, peers: list[dict[str, Any]]) -> Measured:
        messages = {peer["peer"]: self._calibrate(case, peer, self.seconds) for peer in peers}
        found = Measured(case, {name: [] for name in messages}, [], messages)
        for _ in range(self.repetitions):
            found.line_ns.append(self._line())
            for peer in peers:
                found.samples[peer["peer"]].append(self._ask(case, peer, messages[peer["peer"]])["figures"])
        self._tell(found, peers)
        return found

    def _tell(self, found: Measured, peers: list[dict[str, Any]]) -> None:
        figure = found.case.figures[0]
        told = [peer for peer in peers if found.has(peer["peer"], figure)]
        middles = [(peer["label"], found.summary(peer["peer"], figure).middle) for peer in told]
        middles.sort(key=lambda one: one[1], reverse=figure.more_is_better)
        shown = ", ".join(f"{label} {number(value)}" for label, value in middles)
        left = clock(self.countdown.left())
        self.countdown.say(f"{found.case.id}, {found.case.title}, {figure.unit}: {shown}; about {left} left")
