# SPDX-License-Identifier: MIT
"""The plots, as SVG that can be read on a light and on a dark page: throughput against senders, the distribution of the round
trip, and the cost against the size of a message. Both axes may be logarithmic; each line bears its name at its end.
"""
from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import Any, Callable, Optional, Sequence

from cases import RATE
from ratios import Measured, median
from targets import SUBJECT

# Of middling lightness, so that each stands out on white and on black.
COLOURS = (
    "#d1491b", "#e08a3c", "#2a7fd4", "#2e9450", "#a05fc0", "#b08400", "#d05090", "#1a9aa0", "#7f8c2a", "#8a7060", "#808890",
)  # fmt: skip
STYLE = (
    "text{font:13px sans-serif;fill:#444}.grid{stroke:#8884}.page{fill:#fff}"
    "@media(prefers-color-scheme:dark){text{fill:#ccc}.page{fill:#16181c}}"
)

Point = tuple[float, float]
Peers = dict[str, dict[str, Any]]


@dataclass
class Axis:
    title: str
    ticks: Sequence[tuple[float, str]]
    logarithmic: bool = True

    def part(self, value: float) -> float:
        """Where the value lies between the first tick, 0, and the last, 1."""
        scale: Callable[[float], float] = math.log10 if self.logarithmic else float
        first, last = scale(self.ticks[0][0]), scale(self.ticks[-1][0])
        return (scale(value) - first) / (last - first)


def tick_name(value: float, unit: str) -> str:
    for size, prefix in ((1e6, "m"), (1e3, "u")):
        if unit == "ns" and value >= size:
            return f"{value / size:g} {prefix}s"
    return f"{value:g} {unit}"


def decades(values: Sequence[float], unit: str) -> list[tuple[float, str]]:
    """Ticks at 1, 2, 5, 10 ... that enclose the values."""
    least, most = min(values), max(values)
    steps = [
        factor * 10.0**power for power in range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)
        for factor in (1, 2, 5)
    ]  # fmt: skip
    below = max(step for step in steps if step <= least)
    above = min(step for step in steps if step >= most and step > below)
    return [(step, tick_name(step, unit)) for step in steps if below <= step <= above]


def spread_out(wanted: Sequence[float], gap: float, most: float) -> list[float]:
    """Heights for labels, in that order from the top, near where they are wanted and a gap apart, none below most."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + gap) if placed else y)
    limit = most
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - gap
    return placed


class Plot:
    width, height, left, top, right, bottom = 860, 460, 80, 44, 220, 52

    def __init__(self, title: str, x: Axis, y: Axis, lines: dict[str, list[Point]], peers: Peers) -> None:
        self.title, self.x, self.y, self.bold = title, x, y, peers[SUBJECT]["label"]
        labels = [peer["label"] for peer in peers.values() if peer["role"] == "peer"]
        self.colours = {label: COLOURS[i % len(COLOURS)] for i, label in enumerate(labels)}
        self.lines = {name: points for name, points in lines.items() if points}

    def at(self, point: Point) -> Point:
        return (
            self.left + self.x.part(point[0]) * (self.width - self.left - self.right),
            self.height - self.bottom - self.y.part(point[1]) * (self.height - self.top - self.bottom),
        )

    def _grid(self) -> list[str]:
        parts, low, first = [], self.y.ticks[0][0], self.x.ticks[0][0]
        for value, name in self.x.ticks:
            x, y = self.at((value, low))
            parts.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x:.1f}" y2="{self.top}" class="grid"/>')
            parts.append(f'<text x="{x:.1f}" y="{y + 20:.1f}" text-anchor="middle">{escape(name)}</text>')
        for value, name in self.y.ticks:
            x, y = self.at((first, value))
            end = self.width - self.right
            parts.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{end}" y2="{y:.1f}" class="grid"/>')
            parts.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{escape(name)}</text>')
        middle = (self.left + self.width - self.right) / 2
        parts.append(f'<text x="{middle:.1f}" y="{self.height - 8}" text-anchor="middle">{escape(self.x.title)}</text>')
        parts.append(f'<text x="{self.left - 60}" y="{self.top - 20}">{escape(self.y.title)}</text>')
        return parts

    def _lines(self) -> list[str]:
        parts = []
        ends = sorted((self.at(points[-1])[1], name) for name, points in self.lines.items())
        heights = spread_out([y + 4 for y, _ in ends], 16, self.height - self.bottom)
        for (_, name), label_y in zip(ends, heights):
            colour = self.colours[name]
            spots = [self.at(point) for point in self.lines[name]]
            weight = 3.5 if name == self.bold else 1.6
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
            parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="{weight}" points="{path}"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{weight + 1}" fill="{colour}"/>' for x, y in spots]
            weighted = ' font-weight="bold"' if name == self.bold else ""
            x = self.width - self.right + 12
            parts.append(f'<text x="{x}" y="{label_y:.1f}" style="fill:{colour}"{weighted}>{escape(name)}</text>')
        return parts

    def svg(self) -> str:
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" role="img">',
            f"<title>{escape(self.title)}</title>",
            f'<style>{STYLE}</style><rect width="100%" height="100%" class="page"/>',
            *self._grid(), *self._lines(), "</svg>", "",
        ])  # fmt: skip


def _all(lines: dict[str, list[Point]]) -> list[float]:
    return [y for points in lines.values() for _, y in points]


def _series(
    cases: Sequence[tuple[float, Measured]], peers: Peers, value: Callable[[Measured, str], float]
) -> dict[str, list[Point]]:
    """Of each peer that has more than one point: (where, value)."""
    found = {
        peer["label"]: [(x, value(measured, name)) for x, measured in cases if name in measured.samples]
        for name, peer in peers.items()
    }
    return {label: points for label, points in found.items() if len(points) > 1}


def throughput(of: dict[str, Measured], peers: Peers) -> Optional[Plot]:
    cases = [(float(n), of[id]) for n, id in ((1, "W1"), (2, "W2.2"), (4, "W2.4"), (8, "W2.8")) if id in of]
    lines = _series(cases, peers, lambda measured, name: measured.summary(name, RATE).middle)
    if not lines:
        return None
    x = Axis("senders", [(n, f"{n:g}") for n, _ in cases])
    y = Axis("million messages a second", decades(_all(lines), ""))
    return Plot("Throughput against senders", x, y, lines, peers)


QUANTILES = (("p10", 0.1), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999))


def latency(of: dict[str, Measured], peers: Peers) -> Optional[Plot]:
    measured = of.get("W4")
    if measured is None:
        return None

    def point(name: str, quantile: str, part: float) -> Point:
        return 1 / (1 - part), max(median([sample[quantile + "_ns"] for sample in measured.samples[name]]), 1)

    lines = {peers[name]["label"]: [point(name, *one) for one in QUANTILES] for name in measured.samples}
    ticks = [(1 / (1 - part), f"{part * 100:g} %") for name, part in QUANTILES if name != "p25"]
    y = Axis("a round trip takes no longer than", decades(_all(lines), "ns"))
    return Plot("Distribution of the round trip", Axis("of so many round trips", ticks), y, lines, peers)


def sizes(of: dict[str, Measured], peers: Peers) -> Optional[Plot]:
    ids = ((8, "W1"), *((size, f"W8.{size}") for size in (32, 64, 128, 256)))
    cases = [(float(n), of[id]) for n, id in ids if id in of]
    lines = _series(cases, peers, lambda measured, name: 1e3 / measured.summary(name, RATE).middle)
    if not lines:
        return None
    x = Axis("bytes of a message", [(n, f"{n:g}") for n, _ in cases])
    y = Axis("nanoseconds a message, 1 sender", decades(_all(lines), "ns"))
    return Plot("Cost against the size of a message", x, y, lines, peers)


def all_plots(cases: list[Measured], peers: Peers) -> dict[str, str]:
    """By file name, those that the cases suffice for."""
    of = {measured.case.id: measured for measured in cases}
    made = {"throughput.svg": throughput(of, peers), "latency.svg": latency(of, peers), "sizes.svg": sizes(of, peers)}
    return {name: plot.svg() for name, plot in made.items() if plot is not None}
