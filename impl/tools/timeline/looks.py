# SPDX-License-Identifier: MIT
"""What is seen on a screenshot of a page: red bars, lanes with something on them, light and dark."""
from __future__ import annotations

from chromium import Picture, Tab
from colours import brightness, differs_from, is_coloured, is_red

AXIS = 30  # draw.js: axisHeight


class Plot:
    """Where the canvas and its lanes lie on the screenshot."""

    def __init__(self, tab: Tab) -> None:
        state, box = tab.state(), tab.box("#plot")
        self.x, self.y, self.width, self.height = (round(box[key]) for key in ("x", "y", "width", "height"))
        self.gutter, self.lane_height = int(state["gutter"]), int(state["laneHeight"])
        self.lanes, self.top = int(state["lanes"]), float(state["top"])

    def middle(self, lane: int) -> int:
        return round(self.y + AXIS + (lane + 0.5) * self.lane_height - self.top)

    def visible_lanes(self) -> list[int]:
        return [lane for lane in range(self.lanes)
                if self.y + AXIS < self.middle(lane) < self.y + self.height - self.lane_height / 2]

    def columns(self) -> range:
        return range(self.x + self.gutter, min(self.x + self.width, 1280))


def red_runs(picture: Picture, plot: Plot, lane: int) -> list[tuple[int, int]]:
    """The red stretches in the upper part of a lane's bars, above their labels: first and last x."""
    runs, y = [], plot.middle(lane) - round(plot.lane_height * 0.2)
    for x in plot.columns():
        if not is_red(*picture.pixel(x, y)):
            continue
        if runs and runs[-1][1] >= x - 12:
            runs[-1] = (runs[-1][0], x)
        else:
            runs.append((x, x))
    return runs


def check_looks(tab: Tab, picture: Picture, proof: int, dark: bool) -> list[str]:
    plot, wrong = Plot(tab), []
    for lane in plot.visible_lanes():
        half = round(plot.lane_height * 0.26)
        # Above the line in the middle of the lane, against the colour of the lane under its name.
        rows = range(plot.middle(lane) - half, plot.middle(lane) - 3)
        background = picture.pixel(plot.x + 3, plot.middle(lane))
        if picture.count(differs_from(background), rows, plot.columns()) < 20:
            wrong.append(f"lane {lane} has nothing on it")
    inside = picture.count(is_red, range(plot.y + AXIS, min(plot.y + plot.height, picture.height)), plot.columns())
    everywhere = picture.count(is_red)
    if proof and inside < 60 * proof:
        wrong.append(f"{inside} red pixels for a proof of {proof} operations")
    if not proof and everywhere:
        wrong.append(f"{everywhere} red pixels without a proof")
    light = brightness(picture)
    if dark != (light < 90) or not dark and light < 190:
        wrong.append(f"a {'dark' if dark else 'light'} page of brightness {light}")
    return wrong


def check_fading(tab: Tab, picture: Picture) -> list[str]:
    """The send of process 1 never returned: its bar is red from its call on, and fades towards the right edge."""
    plot = Plot(tab)
    y = plot.middle(1) - round(plot.lane_height * 0.2)
    last = plot.columns()[-1]
    runs = red_runs(picture, plot, 1)
    if len(runs) != 1 or runs[0][1] - runs[0][0] < 300:
        return [f"the bar of what never returned: {runs}"]
    near, end = picture.pixel((runs[0][1] + last) // 2, y), picture.pixel(last - 1, y)
    between = is_coloured(*near) and not is_red(*near) and not is_coloured(*end)
    return [] if between else [f"what never returned does not fade: {near}, {end}"]
