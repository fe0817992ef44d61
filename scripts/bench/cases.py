# SPDX-License-Identifier: MIT
"""The workloads W1 to W8, as cases: what each asks of the programs, and which figures of the answer count.

    W1       one sender to one receiver            W5  one thread: send and try_recv by turns; a burst, then drained
    W2.n     n senders; more threads than cores    W6  one message every 10 or 100 microseconds
    W3.c.n   capacity c, n senders                 W7  a channel made and dropped; a sender copied and dropped
    W4       round trip                            W8  as W1, with messages of other sizes
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Union


@dataclass(frozen=True)
class Figure:
    name: str
    title: str
    unit: str
    more_is_better: bool = False


RATE = Figure("million_per_second", "throughput", "M/s", more_is_better=True)
MEDIAN = Figure("p50_ns", "median", "ns")
TAIL = Figure("p99_ns", "99th percentile", "ns")
PAIR = Figure("ns_per_pair", "send and try_recv", "ns")
BYTES = Figure("bytes_per_message", "memory of a queued message", "bytes")
BURST_SEND = Figure("send_ns", "a send", "ns")
BURST_RECV = Figure("recv_ns", "a receive", "ns")
PACED_SEND = Figure("send_mid_ns", "the sender's cost", "ns")
LATENCY = Figure("latency_p50_ns", "latency, median", "ns")
CREATE = Figure("ns_per_channel", "made and dropped", "ns")
CLONE = Figure("ns_per_clone", "copied and dropped", "ns")


@dataclass(frozen=True)
class Case:
    id: str
    title: str
    workload: str
    figures: tuple[Figure, ...] = (RATE,)
    threads: int = 2
    options: dict[str, Union[int, str]] = field(default_factory=dict)
    first_guess: int = 20000  # of messages, before it is known how fast a peer is
    messages: Optional[int] = None  # so many, whatever the peer

    @property
    def group(self) -> str:
        return self.id.split(".")[0]

    @property
    def capacity(self) -> Optional[int]:
        found = self.options.get("capacity")
        return None if found is None else int(found)


def stream(id: str, title: str, senders: int = 1, **options: Union[int, str]) -> Case:
    guess = 2000 if options.get("capacity") in (0, 1) else 20000
    return Case(id, title, "stream", threads=senders + 1, options={"senders": senders, **options}, first_guess=guess)


def bounded(capacity: int, senders: int) -> Case:
    what = "rendezvous" if capacity == 0 else f"capacity {capacity}"
    return stream(f"W3.{capacity}.{senders}", f"{what}, {plural(senders)}", senders, capacity=capacity)


def plural(senders: int) -> str:
    return "1 sender" if senders == 1 else f"{senders} senders"


def paced(interval: int, seconds: float) -> Case:
    messages = max(int(seconds * 1e6 / interval), 100)
    figures = (PACED_SEND, LATENCY)
    title = f"a message every {interval} us"
    return Case(f"W6.{interval}", title, "paced", figures, options={"interval": interval}, messages=messages)


def all_cases(seconds: float) -> list[Case]:
    """In the order in which they are measured; a measurement is to take about so many seconds."""
    return [
        stream("W1", "1 sender"),
        *(stream(f"W2.{n}", plural(n), n) for n in (2, 4, 8)),
        *(bounded(capacity, n) for capacity in (1024, 1, 0) for n in (1, 4)),
        Case("W4", "round trip", "round_trip", (MEDIAN, TAIL), first_guess=500),
        Case("W5.pair", "one thread, by turns", "pair", (PAIR,), threads=1),
        Case("W5.burst", "one thread, 1 M messages, then drained", "burst", (BYTES, BURST_SEND, BURST_RECV), threads=1,
             messages=1_000_000),
        paced(10, seconds),
        paced(100, seconds),
        Case("W7.create", "a channel", "create", (CREATE,), threads=1, first_guess=2000),
        Case("W7.clone", "a sender", "clone", (CLONE,), threads=1),
        *(stream(f"W8.{size}", f"1 sender, {size} bytes", payload=size) for size in (32, 64, 128, 256)),
        stream("W8.string", "1 sender, strings of 32 characters", payload="string"),
    ]  # fmt: skip


PROBES = (
    Case("line", "a cache line there and back, median", "line", (MEDIAN,), first_guess=20000),
    Case("rmw", "an atomic addition, uncontended", "rmw", (Figure("ns_per_rmw", "each", "ns"),), threads=1),
    Case("ring", "ring of 1024 slots, 1 sender", "ring", (RATE,)),
)


def chosen(cases: list[Case], only: list[str]) -> list[Case]:
    """Those that are named, or whose group is; all if none is named. ValueError names one that there is not."""
    for name in only:
        if not any(name in (case.id, case.group) for case in cases):
            known = ", ".join(dict.fromkeys(case.group for case in cases))
            raise ValueError(f"there is no workload {name}: expected {known}, or one of them in full, such as W2.4")
    return [case for case in cases if not only or case.id in only or case.group in only]
