# SPDX-License-Identifier: MIT
"""What refchan is to reach on each workload, and by how far it does or does not. A target that is missed is a verdict, printed
and written down, and no failure of the measurement.
"""
from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Optional

from cases import BYTES, LATENCY, MEDIAN, PACED_SEND, PAIR, RATE, TAIL, CREATE, Figure
from ratios import RUST, Measured, Summary, best_other, spread

Peers = dict[str, dict[str, Any]]
SUBJECT = "refchan"


@dataclass(frozen=True)
class Target:
    """`against`: std, best (the best linearizable peer without refchan's own), line (a cache line's round trip) or nothing."""

    case: str
    figure: Figure
    limit: float
    at_least: bool
    against: str = ""
    far_limit: Optional[float] = None  # where the cores are far from each other

    def limit_for(self, measured: Measured) -> float:
        return self.limit if self.far_limit is None or measured.is_near() else self.far_limit


def at_least(times: float, case: str, against: str, figure: Figure = RATE, far: Optional[float] = None) -> Target:
    return Target(case, figure, times, True, against, far)


def at_most(limit: float, case: str, figure: Figure, against: str = "") -> Target:
    return Target(case, figure, limit, False, against)


TARGETS = (
    at_least(5, "W1", "std", far=3.5),
    at_least(2, "W1", "best"),
    *(at_least(times, f"W2.{senders}", "std") for senders, times in ((2, 3), (4, 2), (8, 2))),
    *(at_least(1, f"W2.{senders}", "best") for senders in (2, 4, 8)),
    *(at_least(times, f"W3.{size}.{n}", "std") for size, times in ((1024, 1), (1, 20), (0, 10)) for n in (1, 4)),
    *(at_least(1, f"W3.{size}.{n}", "best") for size in (1024, 1, 0) for n in (1, 4)),
    at_most(1.7, "W4", MEDIAN, "line"),
    at_most(3000, "W4", TAIL),
    at_most(1 / 30, "W4", MEDIAN, "std"),
    at_most(0.35, "W5.pair", PAIR, "std"),
    at_most(10.5, "W5.burst", BYTES),
    at_most(30, "W6.10", PACED_SEND),
    at_most(500, "W6.10", LATENCY),
    at_most(1, "W7.create", CREATE, "std"),
    at_least(1.5, "W8.64", "std"),
)


@dataclass(frozen=True)
class Verdict:
    case: str
    title: str
    figure: str
    asked: str
    found: str
    met: Optional[bool]  # None: not judged
    reach: Optional[float]  # 1 is just met, 2 is twice as good as asked

    @property
    def words(self) -> str:
        if self.met is None or self.reach is None:
            return "not judged"
        return f"{'met' if self.met else '**missed**'}, {self.reach:.2f} x what is asked"


def _found(target: Target, measured: Measured, peers: Peers) -> tuple[str, Optional[Summary]]:
    """What it is compared with, in words, and how that comes out."""
    if target.against == "line":
        return "a cache line's round trip", measured.against_line(SUBJECT, target.figure)
    if not target.against:
        return "", measured.summary(SUBJECT, target.figure)
    other = best_other(measured, peers, target.figure) if target.against == "best" else RUST
    if other is None or not measured.has(other, target.figure):
        return "the best linearizable peer" if target.against == "best" else "Rust std", None
    label = f"the best linearizable peer ({peers[other]['label']})" if target.against == "best" else "Rust std"
    return label, measured.against(SUBJECT, other, target.figure)


def judge(target: Target, measured: Measured, peers: Peers) -> Verdict:
    label, found = _found(target, measured, peers)
    limit = target.limit_for(measured)
    number = f"1/{1 / limit:.0f}" if limit < 0.1 else f"{limit:g}"
    of = f" x {label}" if label else f" {target.figure.unit}"
    regime = "" if target.far_limit is None else (" (cores near)" if measured.is_near() else " (cores far)")
    asked = f"{'at least' if target.at_least else 'at most'} {number}{of}{regime}"
    names = (target.case, measured.case.title, target.figure.title, asked)
    if found is None or SUBJECT not in measured.samples:
        return Verdict(*names, "there is no such peer here", None, None)
    reach = found.middle / limit if target.at_least else limit / max(found.middle, 1e-9)
    return Verdict(*names, spread(found), reach >= 1, reach)


def judge_all(cases: list[Measured], peers: Peers) -> list[Verdict]:
    """Of the targets whose case was measured, in the order of the cases."""
    return [judge(target, measured, peers) for measured in cases for target in TARGETS if target.case == measured.case.id]


def as_json(verdicts: list[Verdict]) -> list[dict[str, Any]]:
    return [asdict(verdict) for verdict in verdicts]


def count(verdicts: list[Verdict]) -> str:
    met = sum(1 for verdict in verdicts if verdict.met)
    unknown = sum(1 for verdict in verdicts if verdict.met is None)
    text = f"{met} of {len(verdicts)} targets met, {len(verdicts) - met - unknown} missed"
    return text + (f", {unknown} not judged" if unknown else "")
