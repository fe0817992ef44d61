# SPDX-License-Identifier: MIT
"""The page of the matrix, in a browser: its filters, its colours in light and dark, that it says nothing wrong."""
from __future__ import annotations

import shutil
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

from matrix import matrix_of, rows_of
from page import drawn
from fake import mutant
from paths import ROOT
from results import Record

sys.path.append(str(ROOT / "impl/tools/page"))
from chromium import Browser  # noqa: E402
from page_test import NAMES  # noqa: E402

CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
HEAD = {"date": "2026-01-01T00:00:00", "commit": "0" * 40, "machine": {"cpu": "a", "cores": 2, "system": "b"}}


def record(name: str, layer: str, outcome: str = "killed") -> Record:
    told = {"how": "race", "check": "a/x", "step": "walk", "detail": "<b>", "command": "again"} if outcome == "killed" else {}
    return {"mutant": name, "layer": layer, "outcome": outcome, "seconds": 0.5, "count": 7, "unit": "cases", "seed": 1, "key": ""} | told


def matrix() -> dict[str, Any]:
    mutants = [mutant(1), mutant(2, file="channel.hpp", was='f<int>("x")'), mutant(3, group="source")]
    records = [record("fault_1", "model"), record("fault_1", "stress"), record("fault_2", "model"), record("fault_2", "stress", "survived"),
               record("fault_3", "model", "survived"), record("fault_3", "stress", "not reached")]  # fmt: skip
    layers = ("model", "stress")
    return HEAD | matrix_of(rows_of(mutants, records, layers, []), layers)


class PageTest(unittest.TestCase):
    def test_what_comes_from_the_source_is_escaped(self) -> None:
        page = drawn(matrix())
        self.assertIn("f&lt;int&gt;", page)
        self.assertNotIn("f<int>", page)
        self.assertIn("2 of 3 faults are seen; 1 of the others without a reason", page)

    @unittest.skipUnless(CHROMIUM, "there is no Chromium here (on Debian: apt-get install chromium)")
    def test_in_a_browser(self) -> None:
        with tempfile.TemporaryDirectory() as folder, Browser.start(str(CHROMIUM)) as browser:
            file = Path(folder) / "matrix.html"
            file.write_text(drawn(matrix()), encoding="utf-8")
            tab = browser.open(file)

            def shown(choice: str = "", value: str = "") -> list[str]:
                change = f"{choice}.value = {value!r}; {choice}.dispatchEvent(new Event('input'));" if choice else ""
                names = "[...document.querySelectorAll('#matrix tbody tr:not([hidden]) .name')].map((x) => x.firstChild.data).join()"
                choices = "const [group, file, status_, seen, text] = document.forms[0].elements;"
                found = tab.evaluate(f"(() => {{ {choices} {change} const names = {names}; document.forms[0].reset(); return names; }})()")
                return [name for name in found.split(",") if name]

            self.assertEqual(len(shown()), 3)
            self.assertEqual(shown("group", "source"), ["fault_3"])
            self.assertEqual(shown("file", "channel.hpp"), ["fault_2"])
            self.assertEqual(shown("status_", "survivor"), ["fault_3"])
            self.assertEqual(shown("seen", "stress"), ["fault_1"])
            self.assertEqual(shown("seen", "only model"), ["fault_2"])
            self.assertEqual(shown("text", "F<INT>"), ["fault_2"])
            self.assertEqual(tab.complaints(), [])
            light = tab.evaluate("getComputedStyle(document.body).backgroundColor")
            dark = browser.open(file, dark=True).evaluate("getComputedStyle(document.body).backgroundColor")
            self.assertNotEqual(light, dark)


if __name__ == "__main__":
    unittest.main()
