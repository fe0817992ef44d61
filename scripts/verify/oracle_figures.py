# SPDX-License-Identifier: MIT
"""Draws what the oracle costs: a plot of time against operations, and the generated region of a Markdown file.

scripts/bench-oracle.sh is the door to this program. The regions that it renews:
  oracle-cost       what a verdict costs
  recorder-cost     what recording costs the channel
"""
from __future__ import annotations

import json
import math
import sys
from datetime import date
from pathlib import Path
from typing import Any, Sequence

from figures import BadFigures, markdown_table, rewrite_regions
from machine import commit, machine

PAGE = Path("properties/README.md")
PLOT = Path("properties/oracle-cost.svg")
NAMES = {
    "judging/unbounded": "unbounded, in memory",
    "judging/rendezvous": "rendezvous, in memory",
    "judging/capacity_16": "capacity 16, in memory",
    "judging/capacity_1024": "capacity 1024, in memory",
    "from_file": "unbounded, from a file",
}
COLOURS = ("#0b6e99", "#6a3fa0", "#b5541c", "#8a6d00", "#2b7a3d")

Series = dict[str, list[tuple[float, float, float]]]


def series_of(measured: dict[str, Any]) -> Series:
    """Of each procedure: (operations, seconds, bytes for each operation), the shortest history first."""
    found: Series = {name: [] for name in NAMES}
    for run in measured["benchmarks"]:
        if run.get("error_occurred"):
            raise BadFigures(f"{run['name']}: {run['error_message']}")
        name = next((name for name in NAMES if run["name"].startswith(name + "/")), None)
        if name is not None:
            found[name].append((run["operations"], run["cpu_time"] / 1000, run["bytes_per_operation"]))
    missing = [name for name, points in found.items() if not points]
    if missing:
        raise BadFigures(f"nothing was measured of {', '.join(missing)}")
    return found


def where_measured() -> str:
    host = machine()
    return f"{date.today()}, commit {commit()[:12]}: {host['cpu']}, {host['cores']} cores, {host['system']}"


def cost_region(series: Series) -> str:
    lines = []
    for name, points in series.items():
        first, last = points[0], points[-1]
        lines.append([
            NAMES[name], f"{first[0] / first[1] / 1e6:.1f}", f"{last[0]:,.0f}", f"{last[0] / last[1] / 1e6:.1f}", f"{last[2]:.0f}",
        ])  # fmt: skip
    headings = ("history", "million operations/s, at 10 000", "longest history", "million operations/s there", "bytes each")
    source = f"From `scripts/bench-oracle.sh` on {where_measured()}. Processor time."
    note = "The bytes come on top of the history itself, 40 an operation; from a file they include it."
    return f"{source}\n\n{markdown_table(headings, lines)}\n\n{note}\n\n![seconds against operations]({PLOT.name})"


def recorder_region(loads: list[dict[str, Any]]) -> str:
    lines = [
        [load["load"], f"{load['none']:.1f} ns"]
        + [f"{load[name]:.1f} ns ({load[name + '_ratio']:.1f} times)" for name in ("untouched", "ticketed")]
        for load in loads
    ]
    headings = ("an operation of the unbounded channel", "not recorded", "untouched", "ticketed")
    return f"From `scripts/bench-oracle.sh` on {where_measured()}.\n\n{markdown_table(headings, lines)}"


class Plot:
    """Both axes logarithmic: a straight line of slope 1 is linear growth."""

    width, height, left, top, right, bottom = 760, 440, 70, 20, 210, 50

    def __init__(self, series: Series) -> None:
        self.series = series
        self.x = (4.0, 7.0)
        seconds = [math.log10(point[1]) for points in series.values() for point in points]
        self.y = (math.floor(min(seconds)), math.ceil(max(seconds)))

    def at(self, operations: float, seconds: float) -> tuple[float, float]:
        across = (math.log10(operations) - self.x[0]) / (self.x[1] - self.x[0])
        up = (math.log10(seconds) - self.y[0]) / (self.y[1] - self.y[0])
        return (
            self.left + across * (self.width - self.left - self.right),
            self.height - self.bottom - up * (self.height - self.top - self.bottom),
        )

    def grid(self) -> list[str]:
        parts = []
        for power in range(int(self.x[0]), int(self.x[1]) + 1):
            x, low = self.at(10.0**power, 10.0 ** self.y[0])
            parts.append(f'<line x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{self.top}" class="grid"/>')
            parts.append(f'<text x="{x:.1f}" y="{low + 20:.1f}" text-anchor="middle">10<tspan dy="-5" font-size="9">{power}</tspan></text>')
        for power in range(int(self.y[0]), int(self.y[1]) + 1):
            x, y = self.at(10.0 ** self.x[0], 10.0**power)
            parts.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{self.width - self.right}" y2="{y:.1f}" class="grid"/>')
            parts.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
        middle = (self.left + self.width - self.right) / 2
        parts.append(f'<text x="{middle:.1f}" y="{self.height - 8}" text-anchor="middle">operations</text>')
        return parts

    def lines(self) -> list[str]:
        parts = []
        ends = sorted((self.at(*points[-1][:2])[1], name) for name, points in self.series.items())
        label_y = -1e9
        for y, name in ends:
            colour = COLOURS[list(NAMES).index(name)]
            spots = [self.at(operations, seconds) for operations, seconds, _ in self.series[name]]
            parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in spots)}"/>')
            parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in spots]
            label_y = max(y + 4, label_y + 16)
            parts.append(f'<text x="{self.width - self.right + 12}" y="{label_y:.1f}" style="fill:{colour}">{NAMES[name]}</text>')
        return parts

    def svg(self) -> str:
        style = "text{font:13px sans-serif;fill:#444}.grid{stroke:#ddd}"
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" role="img">',
            "<title>Processor time for a verdict against the length of the history</title>",
            f'<style>{style}</style><rect width="100%" height="100%" fill="#fff"/>',
            *self.grid(), *self.lines(), "</svg>", "",
        ])  # fmt: skip


def main(argv: Sequence[str]) -> int:
    try:
        series = series_of(json.loads(Path(argv[0]).read_text()))
        recorders = [json.loads(line) for line in Path(argv[1]).read_text().splitlines()]
        regions = {"oracle-cost": lambda: cost_region(series), "recorder-cost": lambda: recorder_region(recorders)}
        text, count = rewrite_regions(PAGE.read_text(), regions)
    except (OSError, ValueError, KeyError, BadFigures) as error:
        print(f"bench-oracle: {error}", file=sys.stderr)
        return 2
    PAGE.write_text(text)
    PLOT.write_text(Plot(series).svg())
    print(f"bench-oracle: {PAGE}: {count} regions; {PLOT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
