# SPDX-License-Identifier: MIT
"""Opens pages of executions in Chromium and looks at them: what is drawn, and what keys, buttons and clicks do.

    browser_test.py --samples PROGRAM [--pictures DIRECTORY]

Then it breaks a page in several ways and demands that the same checks complain: a check that cannot fail is none.
Exit 0: all good. 1: a page is wrong, or a broken page was not noticed. 77: there is no Chromium on this machine.
"""
from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[2] / "impl/tools/page"))
from chromium import Browser, Picture, Tab  # noqa: E402
from colours import brightness, is_red  # noqa: E402
from page_test import check_plants, run  # noqa: E402
from steps import check_steps, count, text  # noqa: E402


@dataclass
class Page:
    """A page and what must be seen on it."""

    name: str
    lanes: int
    steps: int
    shown: int  # rows: minor steps are hidden
    arrows: int
    failed: bool = False
    races: int = 0
    dark: bool = False
    width: int = 1280


PAGES = [
    Page("race", 2, 13, 12, 3, failed=True, races=1), Page("race", 2, 13, 12, 3, failed=True, races=1, dark=True),
    Page("race", 2, 13, 12, 3, failed=True, races=1, width=800), Page("holds", 2, 13, 12, 2),
    Page("stale", 3, 12, 11, 1), Page("stale", 3, 12, 11, 1, dark=True, width=800),
    Page("deadlock", 2, 5, 5, 0, failed=True), Page("hostile", 2, 1, 1, 0, failed=True), Page("empty", 2, 0, 0, 0),
    Page("long", 4, 3_000, 3_000, 976),
]

# Every arrow runs in the gap between two lanes, where no text is: [its heights' middle, x, left and right of each lane].
CROSSINGS = """(() => {
    const area = document.getElementById("steps").getBoundingClientRect();
    const lanes = [...document.querySelectorAll("#heads b")].map((each) => each.getBoundingClientRect());
    return [...document.querySelectorAll("#arrows path[data-from]")].filter((path) => {
        const box = path.getBoundingClientRect(), middle = path.getPointAtLength(path.getTotalLength() / 2);
        const x = middle.x + area.left;
        return box.height > 12 && lanes.some(({ left, right }) => x > left && x < right) && Math.abs(middle.y + area.top - box.top) > 6;
    }).length;
})()"""


def open_page(browser: Browser, file: Path, page: Page) -> Tab:
    tab = browser.open(file, width=page.width, height=800, dark=page.dark)
    tab.wait_or_complaint("document.body.dataset.ready === 'yes'")
    tab.settle()
    return tab


def check_page(browser: Browser, file: Path, page: Page, keep: Optional[Path] = None) -> list[str]:
    """What is wrong with a page as it opens."""
    tab = open_page(browser, file, page)
    try:
        picture = tab.picture()
        if keep:
            (keep / f"{page.name}_{page.width}{'_dark' if page.dark else ''}.png").write_bytes(picture.png)
        wrong = tab.complaints()
        if tab.evaluate("document.body.dataset.ready") != "yes":
            return wrong + ["the picture was never drawn"]
        return wrong + check_facts(tab, page) + check_looks(tab, picture, page)
    finally:
        tab.close()


def check_facts(tab: Tab, page: Page) -> list[str]:
    wrong = []
    for what, found, wanted in (
            ("lanes", count(tab, "#heads b"), page.lanes), ("steps", count(tab, "#steps li"), page.steps),
            ("rows shown", count(tab, "#steps li:not([hidden])"), page.shown),
            ("arrows", count(tab, "#arrows path[data-from]"), page.arrows),
            ("races drawn", count(tab, "#arrows path.race[data-from]"), page.races),
            ("outcome", tab.evaluate("document.documentElement.className"), "violated" if page.failed else "allowed"),
            ("arrows that cross a lane", tab.evaluate(CROSSINGS), 0),
            ("pixels beyond the right edge", tab.evaluate("document.documentElement.scrollWidth - innerWidth"), 0),
            ("pixels below the bottom", tab.evaluate("document.documentElement.scrollHeight - innerHeight"), 0)):
        if found != wanted:
            wrong.append(f"{what}: {found}, not {wanted}")
    return wrong


def check_looks(tab: Tab, picture: Picture, page: Page) -> list[str]:
    wrong = []
    box = tab.box("#lanes")
    rows = range(round(box["y"]), min(round(box["bottom"]), picture.height))
    red = picture.count(is_red, rows, range(round(box["x"]), round(box["right"])))
    if page.races and red < 400 or not page.failed and red:
        wrong.append(f"{red} red pixels in the lanes of an execution with {page.races} races")
    light = brightness(picture)
    if page.dark != (light < 90) or not page.dark and light < 190:
        wrong.append(f"a {'dark' if page.dark else 'light'} page of brightness {light}")
    if page.steps:
        chosen = tab.box("#steps .chosen button")
        if not box["y"] < chosen["y"] < box["bottom"] - chosen["height"]:
            wrong.append("the chosen step is not in view")
    clipped = tab.evaluate("""[...document.querySelectorAll("#steps li:not([hidden]) .what")].slice(0, 40)
        .filter((each) => each.clientWidth < 30 && each.textContent).length""")
    if clipped:
        wrong.append(f"{clipped} steps without room for what they say")
    return wrong


def check_hostile(tab: Tab) -> list[str]:
    """What came from the execution is where it belongs, letter by letter."""
    wrong = []
    for what, found, wanted in (
            ("title", tab.evaluate("document.title"), "</title><script>document.title = 'out'</script>&amp;: fails"),
            ("sentence", text(tab, "h1"), "</h1><b>bold</b> {{data}} & \u2028"),
            ("call", text(tab, "#steps .what"), "</script><script>document.title = 'out'</script><b>send</b>{{data}}"),
            ("replay", text(tab, "#about pre:last-child"), "<img src=x onerror=\"document.title = 'out'\">"),
            ("scripts", count(tab, "script"), 2), ("pictures", count(tab, "img"), 0)):
        if found != wanted:
            wrong.append(f"{what}: {found!r}, not {wanted!r}")
    return wrong


def check_deadlock(tab: Tab) -> list[str]:
    said = text(tab, "#step")
    return [] if "where each thread stood" in said and "block_queue.hpp(176)" in said else [f"the threads: {said!r}"]


def check_stale(tab: Tab) -> list[str]:
    wrong = []
    for step, word in ((2, "failed for no reason"), (10, "Stale: 1 newer store"), (12, "before 1 store already made")):
        tab.evaluate(f"document.querySelector('#steps li:nth-child({step}) button').click()")
        if word not in text(tab, "#step"):
            wrong.append(f"step {step} does not say {word!r}: {text(tab, '#step')!r}")
    if count(tab, "#steps .flag") != 3:
        wrong.append(f"{count(tab, '#steps .flag')} steps marked, not 3")
    return wrong


SPECIAL: dict[str, Callable[[Tab], list[str]]] = {
    "race": check_steps, "hostile": check_hostile, "deadlock": check_deadlock, "stale": check_stale,
}

# Ways to break race.html: what to replace, by what, and a word of the complaint.
BROKEN = [
    ("a race that is not drawn", 'sort: "race" }', 'sort: "mere" }', "races drawn"),
    ("a clock that orders the racing steps", '"race":[4,11]', '"race":[]', "races drawn"),
    ("an exception while drawing", "draw(chosen) {", 'draw(chosen) { throw new Error("planted");', "exception"),
    ("arrows that run through the text", "const gap = right ? to.left - gapWidth", "const gap = right ? to.left + gapWidth", "cross"),
    ("a race that is not red", "--proof: #", "--proof: #3b78cf; --not: #", "red"),
    ("keys that do nothing", 'addEventListener("keydown"', 'addEventListener("nothing"', "key"),
    ("clicks that do nothing", "onclick: () => choose(i)", "onfocusout: () => choose(i)", "click"),
    ("buttons that do nothing", 'addEventListener("click", action)', 'addEventListener("nothing", action)', "button"),
    ("the line of another step", "code.children[line - 1]", "code.children[line]", "source line"),
    ("a tail word that never changes", "word: event.word, wordStep: i", "wordStep: i", "tail word"),
    ("a word about order that is wrong", "return from !== undefined && this.precedes(from, i);", "return true;", "says"),
    ("a past that is not marked", "second.clock[first.thread] >= first.clock[first.thread]", "true", "before"),
    ("steps that stay hidden", "row.hidden = !this.shown.minor &&", "row.hidden =", "show-all"),
    ("a picture from elsewhere", "</header>", '<img src="https://example.invalid/p.png" alt=""></header>', "log"),
    ("dark colours that are left out", "(prefers-color-scheme: dark)", "(prefers-color-scheme: none)", "dark"),
]


def check_broken(browser: Browser, folder: Path) -> list[str]:
    """The checks must complain about each of these."""

    def check(file: Path, word: str) -> list[str]:
        found = check_page(browser, file, PAGES[1] if word == "dark" else PAGES[0])
        if not found and word != "dark":
            tab = open_page(browser, file, PAGES[0])
            found = check_steps(tab)
            tab.close()
        return found

    return check_plants(folder / "race.html", BROKEN, check)


def check_all(browser: Browser, folder: Path, keep: Optional[Path]) -> list[str]:
    wrong = []
    for page in PAGES:
        file = folder / f"{page.name}.html"
        found = check_page(browser, file, page, keep)
        if page.name in SPECIAL and not page.dark and not found:
            tab = open_page(browser, file, page)
            found = SPECIAL[page.name](tab) + tab.complaints()
            tab.close()
        print(f"  {page.name}, {page.width} wide{' (dark)' if page.dark else ''}: {'; '.join(found) or 'good'}")
        wrong += [f"{page.name}: {each}" for each in found]
    return wrong + check_broken(browser, folder)


if __name__ == "__main__":
    SUMMARY = f"{len(PAGES)} pages, {len(BROKEN)} broken ones"
    sys.exit(run("executions", "refchan-explore-samples", SUMMARY, check_all))
