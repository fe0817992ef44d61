# SPDX-License-Identifier: MIT
"""Tests the table of other people's channels, and that the tutorial is held to its word."""
from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any, Sequence

import ladder_figures
import tutorial
from figures import BadFigures

NAMES = ("refchan channel", "Boost.Fiber channel", "Boost.Thread sync_queue", "moodycamel Queue", "oneTBB queue")


def guarantee(name: str, verdict: str, **more: object) -> dict[str, Any]:
    return {
        "guarantee": name, "verdict": verdict, "reason": "", "deviation": "", "documented": False, "seen": False,
        **more,
    }  # fmt: skip


def in_cpp(name: str, *guarantees: dict[str, Any], **more: object) -> dict[str, Any]:
    memory = guarantee("memory_order", "skipped", reason="no atomics")
    return {
        "subject": name, "rung": "linearizable", "expected": True, "capacities": "1, 4", "documents": "fifo",
        "histories": 10, "operations": 100, "notes": [], "guarantees": [memory, *guarantees], **more,
    }  # fmt: skip


def in_rust(name: str, **more: object) -> dict[str, Any]:
    return {
        "subject": name, "version": "1.0", "capacities": [None, 0, 3], "rung": "linearizable", "expected": True,
        "histories": 5, "operations": 50, "broken": [], "skipped": ["lifetimes"], "documents": "", "choice": "spins",
        **more,
    }  # fmt: skip


class LadderTest(unittest.TestCase):
    def peers(self, cpp: Sequence[dict[str, Any]], rust: Sequence[dict[str, Any]]) -> list[ladder_figures.Peer]:
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / "cpp", Path(folder) / "rust"]
            for file, rows in zip(files, (cpp, rust)):
                file.write_text("".join(json.dumps(row) + "\n" for row in rows))
            return ladder_figures.read_peers(*files)

    def test_cells_say_what_is_broken_skipped_and_documented(self) -> None:
        broken = guarantee("sender_wakes", "broken", reason="hangs", deviation="may hang", documented=True)
        skipped = guarantee("empty_is_exact", "skipped", reason="has no try_recv")
        cpp = [in_cpp("Boost.Fiber x", broken, skipped), in_cpp("Boost.Thread y")]
        peers = self.peers(cpp, [in_rust("crossbeam-channel")])
        region = ladder_figures.ladder_region(peers)
        self.assertIn("**broken**: `sender_wakes`; skipped: `empty_is_exact` (has no try_recv)", region)
        self.assertIn("documented, `sender_wakes`: may hang (seen: hangs)", region)
        self.assertIn("Skipped for every channel in C++: `memory_order` (no atomics).", region)
        self.assertIn("unbounded, rendezvous, 3", region)
        self.assertIn("25 histories, 250 operations", region)

    def test_finding_that_comes_and_goes_stays_in_the_table(self) -> None:
        peers = self.peers([in_cpp("Boost.Fiber x", guarantee("sender_wakes", "holds", deviation="may hang"))], [])
        region = ladder_figures.ladder_region(peers)
        self.assertIn("**broken**: `sender_wakes`", region)
        self.assertIn("finding, `sender_wakes`: may hang (not seen this time)", region)

    def test_table_without_all_libraries_is_refused(self) -> None:
        every = [in_cpp(name) for name in NAMES]
        crates = [in_rust(name) for name in ladder_figures.CRATES]
        ladder_figures.demand_all(self.peers(every, crates))
        for cpp, rust, absent in ((every[:-1], crates, "oneTBB"), (every, crates[:1], "crossbeam")):
            with self.assertRaisesRegex(BadFigures, absent):
                ladder_figures.demand_all(self.peers(cpp, rust))


PAGE = """<!-- file a.txt -->
```text
hello
```

<!-- run, ends with 1 -->
```sh
cat a.txt && false
```

<!-- generated:tutorial-verdict begin -->
```text
hello
```
<!-- generated:tutorial-verdict end -->
"""


class TutorialTest(unittest.TestCase):
    def follow(self, page: str) -> None:
        steps = list(tutorial.steps_of(page))
        with tempfile.TemporaryDirectory() as folder:
            printed = tutorial.follow(steps, Path(folder))
        for step in steps:
            if step.region:
                tutorial.demand_agreement(step, printed[step.region])

    def test_steps_are_followed(self) -> None:
        self.follow(PAGE)

    def test_other_output_other_status_and_other_marks_are_red(self) -> None:
        for change in (("text\nhello\n```\n<", "text\nother\n```\n<"), (", ends with 1", ""), ("```sh", "")):
            with self.assertRaises(tutorial.Disagrees):
                self.follow(PAGE.replace(*change))

    def test_conformance_tables_agree_by_verdict(self) -> None:
        shown = "  G3   exactly_once   holds\n  G9   receiver_wakes holds\n  ladder (1.5 s)"
        step = tutorial.Step(None, 0, "judge", "tutorial-verdict", shown)
        tutorial.demand_agreement(step, shown.replace("1.5", "2.5"))
        with self.assertRaises(tutorial.Disagrees):
            tutorial.demand_agreement(step, shown.replace("receiver_wakes holds", "receiver_wakes broken"))

    def test_quotes_are_compared_with_the_example(self) -> None:
        quoted = [tutorial.Step(file.name, 0, file.read_text(), None, "") for file in tutorial.EXAMPLE.glob("*.?pp")]
        tutorial.demand_same_quotes(quoted)
        changed = [tutorial.Step(step.file, 0, step.body.replace("queue", "deque"), None, "") for step in quoted]
        for steps in (changed, quoted[1:]):
            with self.assertRaises(tutorial.Disagrees):
                tutorial.demand_same_quotes(steps)


if __name__ == "__main__":
    unittest.main()
