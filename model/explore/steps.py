# SPDX-License-Identifier: MIT
"""What keys, buttons and clicks do to race.html, and what the panel says of its steps."""
from __future__ import annotations

import json

from chromium import Tab

STEPS = 13
RACE = (5, 12)
UNORDERED_READ = 11


def count(tab: Tab, selector: str) -> int:
    return int(tab.evaluate(f"document.querySelectorAll({json.dumps(selector)}).length"))


def text(tab: Tab, selector: str) -> str:
    return str(tab.evaluate(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''"))


def at(tab: Tab) -> int:
    """The step that is looked at, from 1."""
    return int(tab.evaluate("document.body.dataset.chosen")) + 1


def expect(tab: Tab, what: str, step: int) -> list[str]:
    heading = f"Step {step} of {STEPS}"
    if at(tab) != step or heading not in text(tab, "#step h2"):
        return [f"{what}: step {at(tab)} and {text(tab, '#step h2')!r}, not {step}"]
    return []


def check_keys(tab: Tab) -> list[str]:
    wrong = []
    # Step 10 is on the receiver's own data: it is passed over.
    for key, step in (("Home", 1), ("ArrowDown", 2), ("j", 3), ("k", 2), ("ArrowUp", 1), ("End", 13), ("ArrowUp", 12),
                      ("ArrowUp", 11), ("ArrowUp", 9), ("ArrowLeft", 8), ("ArrowLeft", 8), ("ArrowRight", 9),
                      ("ArrowRight", 11), ("f", 6), ("ArrowRight", 7), ("e", 12)):
        tab.key(key)
        wrong += expect(tab, f"key {key}", step)
    return wrong


def check_buttons(tab: Tab) -> list[str]:
    wrong = []
    for button, step in (("first", 1), ("forward", 2), ("back", 1), ("last", 13), ("cause", 12), ("back", 11), ("origin", 6)):
        tab.press(f"#{button}")
        wrong += expect(tab, f"button {button}", step)
    if not tab.evaluate("document.getElementById('origin').disabled"):
        wrong.append("button origin: not disabled at a store")
    return wrong


def check_clicks(tab: Tab) -> list[str]:
    wrong = []
    for step in (3, UNORDERED_READ):
        tab.press(f"#steps li:nth-child({step}) button")
        wrong += expect(tab, f"click on row {step}", step)
    tab.press("#step a")
    return wrong + expect(tab, "click on a link of the panel", 6)


def check_toggles(tab: Tab) -> list[str]:
    wrong = []
    for key, button, selector, before, after in (
            ("a", "show-all", "#steps li:not([hidden])", 12, 13), ("r", "show-reads", "#arrows path.mere[data-from]", 1, 0)):
        for how in (lambda: tab.key(key), lambda: tab.press(f"#{button}")):  # pylint: disable=cell-var-from-loop
            if count(tab, selector) != before:
                wrong.append(f"{button}: {count(tab, selector)} before, not {before}")
            how()
            if count(tab, selector) != after:
                wrong.append(f"key or button {button}: {count(tab, selector)}, not {after}")
            pressed = text_of_state(tab, button)
            how()
            if pressed == text_of_state(tab, button):
                wrong.append(f"button {button}: pressed or not, it looks the same")
    return wrong


def text_of_state(tab: Tab, button: str) -> str:
    return str(tab.evaluate(f"document.getElementById('{button}').getAttribute('aria-pressed')"))


def go(tab: Tab, step: int) -> None:
    tab.evaluate(f"document.querySelector('#steps li:nth-child({step}) button').click()")


def check_words(tab: Tab) -> list[str]:
    """What the panel says: of a step, its line, the tail word, the blocks, the memory."""
    wrong = []
    go(tab, UNORDERED_READ)
    for word in ("load published \u2192 1 (take = relaxed)", "Reads what sender 0 wrote in step 6 (publish, release)",
                 "Does not synchronize: this load is relaxed (acquire in the source, weakened here)"):
        if word not in text(tab, "#step"):
            wrong.append(f"step {UNORDERED_READ} says {text(tab, '#step')!r}, not {word!r}")
    if "published.load(Orders::take)" not in text(tab, "#code .here"):
        wrong.append(f"source line of step {UNORDERED_READ}: {text(tab, '#code .here')!r}")
    here, pane = tab.box("#code .here"), tab.box("#code pre")
    if not pane["y"] <= here["y"] <= pane["bottom"] - here["height"]:
        wrong.append("source line: it is not in view")
    for step, word, blocks in ((2, "", ""), (3, "block@1offset1 of 2closed0disconnected0parked0", "@1claimed by sender 0free"),
                               (6, "block@1", "@1publishedfree"), (12, "block@1", "@1takenfree")):
        go(tab, step)
        if not text(tab, ".bits").startswith(word) or bool(word) != bool(text(tab, ".bits")):
            wrong.append(f"tail word at step {step}: {text(tab, '.bits')!r}, not {word!r}")
        if blocks not in text(tab, ".blocks"):
            wrong.append(f"blocks at step {step}: {text(tab, '.blocks')!r}, not {blocks!r}")
    if count(tab, "#memory tr") != 4:
        wrong.append(f"memory: {count(tab, '#memory tr') - 1} objects, not 3")
    return wrong


def check_past(tab: Tab) -> list[str]:
    """What is marked as before, beside and after the step of the race."""
    go(tab, RACE[1])
    wrong = []
    for style, wanted in (("before", 4), ("beside", 7), ("later", 1), ("chosen", 1)):
        found = count(tab, f"#steps li.{style}")
        if found != wanted:
            wrong.append(f"{found} steps marked as {style}, not {wanted}: the past and what is before it")
    return wrong


def check_steps(tab: Tab) -> list[str]:
    wrong = []
    for check in (check_clicks, check_past, check_words, check_keys, check_buttons, check_toggles):
        wrong += check(tab)
        if wrong:
            break
    return wrong
