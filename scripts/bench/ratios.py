# SPDX-License-Identifier: MIT
"""What the repetitions of a case come to. Figures of two peers are compared repetition by repetition: what the machine did
meanwhile fell on both.
"""
from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any, Callable, Optional, Sequence

from cases import Case, Figure

OURS = ("refchan", "refchan_monitor")
RUST, FALLBACK = "std", "mutex_condvar"
NEAR = 300.0  # nanoseconds; a cache line that is there and back in less finds the cores near to each other


@dataclass(frozen=True)
class Summary:
    """The median of some repetitions, and the least and the most of them."""

    middle: float
    least: float
    most: float


def summary(values: Sequence[float]) -> Summary:
    return Summary(median(values), min(values), max(values))


def number(value: float) -> str:
    """Three digits that count, and no exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def spread(found: Summary, form: Callable[[float], str] = number) -> str:
    return f"{form(found.middle)} ({form(found.least)} .. {form(found.most)})"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Summary:
    """Of the repetitions that both took part in, one by one."""
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} repetitions cannot be compared with {len(theirs)}")
    return summary([a / b if b > 0 else float("inf") for a, b in zip(ours, theirs)])


@dataclass
class Measured:
    """All repetitions of one case: for each peer the figures of each, and the round trip of a cache line before each."""

    case: Case
    samples: dict[str, list[dict[str, float]]]
    line_ns: list[float]
    messages: dict[str, int]

    def has(self, peer: Optional[str], figure: Figure) -> bool:
        """Not each peer can tell each figure: one with an allocator of its own has no bytes of a message."""
        return peer in self.samples and all(figure.name in sample for sample in self.samples[peer])

    def values(self, peer: str, figure: Figure) -> list[float]:
        return [sample[figure.name] for sample in self.samples[peer]]

    def summary(self, peer: str, figure: Figure) -> Summary:
        return summary(self.values(peer, figure))

    def against(self, peer: str, other: str, figure: Figure) -> Summary:
        return ratios(self.values(peer, figure), self.values(other, figure))

    def against_line(self, peer: str, figure: Figure) -> Summary:
        return ratios(self.values(peer, figure), self.line_ns)

    def is_near(self) -> bool:
        return median(self.line_ns) < NEAR

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.case.id, "title": self.case.title, "workload": self.case.workload, "options": self.case.options,
            "figures": [figure.name for figure in self.case.figures],
            "line_ns": self.line_ns, "messages": self.messages, "samples": self.samples,
        }  # fmt: skip


def counts_as_best(peer: dict[str, Any], case: Case) -> bool:
    """Somebody else's channel between threads, linearizable, and without a bound where the case has none."""
    is_other = peer["role"] == "peer" and peer["peer"] not in OURS and peer["threads"]
    return is_other and peer["order"] == "linearizable" and (case.capacity is not None or peer["unbounded"])


def best_other(measured: Measured, peers: dict[str, dict[str, Any]], figure: Figure) -> Optional[str]:
    told = [name for name in measured.samples if measured.has(name, figure)]
    found = [name for name in told if counts_as_best(peers[name], measured.case)]
    pick = max if figure.more_is_better else min
    return pick(found, key=lambda name: measured.summary(name, figure).middle) if found else None


def baseline(measured: Measured, figure: Figure) -> Optional[str]:
    """Rust's std, or what everybody writes first."""
    return next((name for name in (RUST, FALLBACK) if measured.has(name, figure)), None)
