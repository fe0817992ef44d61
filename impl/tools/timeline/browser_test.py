# SPDX-License-Identifier: MIT
"""Opens pages in Chromium and looks at them: the pixels of screenshots, and what mouse, wheel, keys and buttons do.

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
sys.path.insert(0, str(Path(__file__).parents[1] / "page"))
from chromium import Browser, Picture, Tab  # noqa: E402
from colours import is_red  # noqa: E402
from gestures import check_gestures  # noqa: E402
from looks import check_fading, check_looks  # noqa: E402
from page_test import check_plants, run  # noqa: E402

NARROW = "\u202f"


@dataclass
class Page:
    """A page and what must be seen on it."""

    name: str
    lanes: int
    proof: int  # operations of the proof
    operations: int
    dark: bool = False


PAGES = [
    Page("violation", 3, 4, 8), Page("violation", 3, 4, 8, dark=True), Page("allowed", 4, 0, 15),
    Page("allowed", 4, 0, 15, dark=True), Page("pending", 3, 3, 6), Page("hostile", 3, 1, 3), Page("empty", 0, 0, 0),
    Page("own_order", 3, 0, 8),
    Page("many", 41, 4, 4_050), Page("long", 5, 4, 120_006), Page("window", 9, 4, 200_007),
]


def open_page(browser: Browser, file: Path, page: Page) -> Tab:
    tab = browser.open(file, dark=page.dark)
    tab.wait_or_complaint("document.getElementById('plot')?.dataset.ready === 'yes'")
    tab.settle()
    return tab


def check_page(browser: Browser, file: Path, page: Page, keep: Optional[Path] = None) -> list[str]:
    """What is wrong with a page as it opens."""
    tab = open_page(browser, file, page)
    try:
        picture = tab.picture()
        if keep:
            (keep / f"{page.name}{'_dark' if page.dark else ''}.png").write_bytes(picture.png)
        wrong = tab.complaints()
        if not tab.state():
            return wrong + ["the picture was never drawn"]
        wrong += check_facts(tab, page) + check_looks(tab, picture, page.proof, page.dark)
        return wrong
    finally:
        tab.close()


def check_facts(tab: Tab, page: Page) -> list[str]:
    state, wrong = tab.state(), []
    rows = tab.evaluate("JSON.parse(document.getElementById('history').textContent).operations.length")
    items = tab.evaluate("document.querySelectorAll('#proof li').length")
    outcome = tab.evaluate("document.documentElement.className")
    for what, found, wanted in (
            ("lanes", int(state["lanes"]), page.lanes), ("operations", rows, page.operations),
            ("operations in the proof's list", items, page.proof), ("red bars drawn", int(state["proof"]), page.proof),
            ("outcome", outcome, "violated" if page.proof else "allowed"),
            ("pixels beyond the right edge", tab.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)):
        if found != wanted:
            wrong.append(f"{what}: {found}, not {wanted}")
    return wrong


def check_hostile(tab: Tab) -> list[str]:
    """What came from the history is where it belongs, letter by letter."""
    wrong = []
    title = "</title></script><!-- <script>\u2028\u202e'\"&amp;\ufffd.jsonl: violation"
    sentence = "</h1><script>document.title = 'out'</script>{{data}} & <b>bold</b> \u2028"
    if tab.evaluate("document.title") != title:
        wrong.append(f"the title is {tab.evaluate('document.title')!r}")
    if tab.evaluate("document.querySelector('h1').textContent") != sentence:
        wrong.append("the sentence is not what it was")
    if tab.evaluate("document.querySelectorAll('script').length") != 2:
        wrong.append("a script came in")
    tab.press("#proof button")
    details = tab.evaluate("document.getElementById('details').textContent")
    call = "9 223 372 036 854 775 727".replace(" ", NARROW)
    for exact in ("not received on this page", "-9223372036854775808", call):
        if exact not in details:
            wrong.append(f"the details do not say {exact}")
    return wrong


def check_pending(tab: Tab) -> list[str]:
    return check_fading(tab, tab.picture())


def check_long(tab: Tab) -> list[str]:
    """However many operations are in view, few things are drawn; and the proof is found again."""
    wrong = []
    tab.key("Home")
    state = tab.state()
    if int(state["visible"]) < 100_000 or int(state["dense"]) != 5 or int(state["bars"]) > 2_000:
        wrong.append(f"zoomed out: {state['visible']} in view, {state['bars']} bars, {state['dense']} lanes of columns")
    if int(state["links"]) > 100:
        wrong.append(f"zoomed out: {state['links']} lines")
    wrong += check_looks(tab, tab.picture(), 4, False)
    tab.press("#show-proof")
    state = tab.state()
    if int(state["visible"]) > 200 or int(state["proof"]) != 4 or int(state["bars"]) != int(state["visible"]):
        wrong.append(f"show proof: {state['visible']} in view, {state['bars']} bars, {state['proof']} of them red")
    return wrong


def check_window(tab: Tab) -> list[str]:
    said = tab.evaluate("document.getElementById('left-out')?.textContent ?? ''")
    wanted = f"The history has 1{NARROW}000{NARROW}008 operations; this page holds 200{NARROW}007 of them, around the proof."
    return [] if said == wanted else [f"the notice says {said!r}"]


def check_own_order(tab: Tab) -> list[str]:
    shown = tab.evaluate("getComputedStyle(document.getElementById('scales')).display")
    return [] if shown == "none" and tab.state()["scale"] == "own order" else ["the scales of an untouched history"]


def check_saving(browser: Browser, tab: Tab, folder: Path) -> list[str]:
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True)
    tab.press("#save")
    saved = folder / "history.png"
    if not tab.until(lambda: saved.exists() and saved.stat().st_size > 0, 20):
        return ["no picture was saved"]
    picture = Picture(saved.read_bytes())
    return [] if picture.count(is_red) > 1_000 else ["the saved picture does not show the proof"]


SPECIAL: dict[str, Callable[[Tab], list[str]]] = {
    "violation": check_gestures, "hostile": check_hostile, "pending": check_pending, "long": check_long,
    "window": check_window, "own_order": check_own_order,
}

# Ways to break violation.html: what to replace, by what, and a word of the complaint.
BROKEN = [
    ("a lane is missing", ",0,1,1,", ",0,0,1,", "lanes"),
    ("an exception while drawing", "draw() {", 'draw() { throw new Error("planted");', "exception"),
    ("a canvas that stays blank", "</style>", "#plot { visibility: hidden }</style>", "lane"),
    ("a proof that is not red", "--proof: #", "--proof: #3b78cf; --not: #", "red"),
    ("a wheel that does nothing", 'addEventListener("wheel"', 'addEventListener("nothing"', "wheel"),
    ("a click that does nothing", 'addEventListener("pointerup"', 'addEventListener("nothing"', "click"),
    ("keys that do nothing", 'addEventListener("keydown"', 'addEventListener("nothing"', "key"),
    ("a scale that does not change", "picture.scale = scales[name];", "", "scale"),
    ("a picture from elsewhere", "</header>", '<img src="https://example.invalid/p.png" alt=""></header>', "log"),
    ("dark colours that are left out", "(prefers-color-scheme: dark)", "(prefers-color-scheme: none)", "dark"),
]


def check_broken(browser: Browser, folder: Path) -> list[str]:
    """The checks must complain about each of these."""
    wrong = []
    page = Page("violation", 3, 4, 8)
    for name, file, wanted in (("a violation without its proof", "unproven.html", page),
                               ("a violation that should be allowed", "violation.html", Page("allowed", 3, 0, 8))):
        found = check_page(browser, folder / file, wanted)
        wrong += [] if any("red" in each for each in found) else [f"not noticed: {name}"]

    def check(file: Path, word: str) -> list[str]:
        found = check_page(browser, file, Page("violation", 3, 4, 8, dark=word == "dark"))
        if not found and word != "dark":
            tab = open_page(browser, file, page)
            found = check_gestures(tab)
            tab.close()
        return found

    return wrong + check_plants(folder / "violation.html", BROKEN, check)


def check_all(browser: Browser, folder: Path, keep: Optional[Path]) -> list[str]:
    wrong = []
    for page in PAGES:
        file = folder / f"{page.name}.html"
        found = check_page(browser, file, page, keep)
        if page.name in SPECIAL and not page.dark and not found:
            tab = open_page(browser, file, page)
            found = SPECIAL[page.name](tab)
            if page.name == "violation":
                found += check_saving(browser, tab, folder)
            found += tab.complaints()
            tab.close()
        print(f"  {page.name}{' (dark)' if page.dark else ''}: {'; '.join(found) or 'good'}")
        wrong += [f"{page.name}: {each}" for each in found]
    return wrong + check_broken(browser, folder)


if __name__ == "__main__":
    SUMMARY = f"{len(PAGES)} pages, {len(BROKEN) + 2} broken ones"
    sys.exit(run("histories", "refchan-timeline-samples", SUMMARY, check_all))
