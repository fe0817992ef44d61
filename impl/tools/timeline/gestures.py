# SPDX-License-Identifier: MIT
"""What mouse, wheel, keys and buttons do to violation.html."""
from __future__ import annotations

from chromium import Tab
from looks import Plot, red_runs


def view(tab: Tab) -> tuple[float, float]:
    state = tab.state()
    return float(state["from"]), float(state["to"])


def width(tab: Tab) -> float:
    begin, end = view(tab)
    return end - begin


def details(tab: Tab) -> str:
    return str(tab.evaluate("document.getElementById('details').innerText")).replace("\n", " ")


def check_clicks(tab: Tab) -> list[str]:
    """The red bars are found on the screenshot; a click on one shows that operation."""
    plot, picture, wrong = Plot(tab), tab.picture(), []
    for lane, wanted in ((0, ("send(17)", "line 2", "1 of 4")), (1, ("send(18)", "line 3", "2 of 4")),
                         (2, ("recv \u2192 18", "line 4", "3 of 4"))):
        runs = red_runs(picture, plot, lane)
        if len(runs) != (2 if lane == 2 else 1):
            wrong.append(f"red bars in lane {lane}: {runs}")
            continue
        x = sum(runs[0]) / 2
        tab.mouse("mouseMoved", x, plot.middle(lane))
        tab.settle()
        tip = str(tab.evaluate("document.getElementById('tip').innerText"))
        if wanted[0] not in tip:
            wrong.append(f"hover over {wanted[0]}: {tip!r}")
        tab.click(x, plot.middle(lane))
        shown = details(tab)
        if not all(each in shown for each in wanted):
            wrong.append(f"click on {wanted[0]}: {shown!r}")
    tab.click(plot.x + plot.gutter + 5, plot.middle(2))
    if tab.state()["selected"] != "-1":
        wrong.append("click beside the bars: something is selected")
    return wrong


def check_zoom(tab: Tab) -> list[str]:
    plot, wrong = Plot(tab), []
    whole = view(tab)
    x = plot.x + plot.gutter + (plot.width - plot.gutter) * 0.25
    under = whole[0] + (whole[1] - whole[0]) * 0.25
    tab.wheel(x, plot.middle(0), -120)
    begin, end = view(tab)
    if not end - begin < 0.9 * (whole[1] - whole[0]):
        wrong.append("wheel: the view did not become narrower")
    elif abs(begin + (end - begin) * 0.25 - under) > 1:
        wrong.append("wheel: what was under the mouse moved away")
    tab.wheel(x, plot.middle(0), -120)
    before = view(tab)
    tab.drag(x + 200, plot.middle(0), x + 100, plot.middle(0))
    moved = (view(tab)[0] - before[0]) / (before[1] - before[0]) * (plot.width - plot.gutter)
    if abs(moved - 100) > 2:
        wrong.append(f"drag by 100 pixels: the view moved by {moved:.1f}")
    if tab.state()["selected"] != "-1":
        wrong.append("drag: it selected something")
    tab.press("#show-all")
    if view(tab) != whole:
        wrong.append("button Show all: not the whole history")
    return wrong


def check_buttons(tab: Tab) -> list[str]:
    wrong = []
    whole = width(tab)
    tab.press("#zoom-in")
    narrow = view(tab)
    if not width(tab) < 0.8 * whole:
        wrong.append("button +: not narrower")
    tab.press("#pan-right")
    if not view(tab)[0] > narrow[0]:
        wrong.append("button right: not later")
    tab.press("#pan-left")
    tab.press("#zoom-out")
    if abs(width(tab) - whole) > 1:
        wrong.append("button -: not wider")
    tab.press("#show-proof")
    if not width(tab) < whole or tab.state()["proof"] != "4":
        wrong.append("button Show proof: not the proof")
    tab.press("#proof li:nth-child(3) button")
    if "recv \u2192 18" not in details(tab):
        wrong.append("button of the proof's list: the operation is not shown")
    tab.press("#show-all")
    return wrong


def check_scale(tab: Tab) -> list[str]:
    wrong = []
    tab.press("#scale-rank")
    state = tab.state()
    chosen = tab.evaluate("document.getElementById('scale-rank').getAttribute('aria-checked')")
    if state["scale"] != "rank" or chosen != "true" or abs(width(tab) - 15 * 1.06) > 0.1:
        wrong.append(f"scale by order: {state['scale']}, {width(tab)} wide")
    plot = Plot(tab)
    runs = red_runs(tab.picture(), plot, 1)
    step = (plot.width - plot.gutter) / (15 * 1.06)
    # send(18): its call is the third event of all, its return the sixth.
    if len(runs) != 1 or abs(runs[0][1] - runs[0][0] - 3 * step) > 8:
        wrong.append(f"scale by order: send(18) is at {runs}, a step is {step:.1f}")
    tab.key("s")
    if tab.state()["scale"] != "time":
        wrong.append("key S: the scale did not change back")
    return wrong


def check_keys(tab: Tab) -> list[str]:
    wrong = []
    tab.key("Escape")
    for key, wanted in ((".", "send(17)"), (".", "drop_sender(0)"), (",", "send(17)"), ("m", "try_recv \u2192 17")):
        tab.key(key)
        if wanted not in details(tab):
            wrong.append(f"key {key}: {details(tab)!r}, not {wanted}")
    tab.key("Escape")
    if tab.state()["selected"] != "-1":
        wrong.append("key Escape: still selected")
    whole = width(tab)
    tab.key("+")
    tab.key("ArrowRight")
    if not width(tab) < whole:
        wrong.append("key +: not narrower")
    tab.key("Home")
    if width(tab) != whole:
        wrong.append("key Home: not the whole history")
    return wrong


def check_overview(tab: Tab) -> list[str]:
    tab.press("#zoom-in")
    tab.press("#zoom-in")
    box = tab.box("#overview")
    y = box["y"] + box["height"] / 2
    tab.drag(box["x"] + 20, y, box["x"] + box["width"] - 5, y)
    at_end = view(tab)[1] > 280
    tab.press("#show-all")
    return [] if at_end else ["overview: dragging it did not move the view"]


def check_gestures(tab: Tab) -> list[str]:
    wrong = []
    for check in (check_clicks, check_zoom, check_buttons, check_scale, check_keys, check_overview):
        wrong += check(tab)
        if wrong:
            break
    return wrong
