# SPDX-License-Identifier: MIT
"""What is a drop of the score, and what no score may be like."""
from __future__ import annotations

import unittest
from typing import Any

from score import COUNTED, dropped, unsound


def score(group: str = "order", layers: dict[str, int] | None = None, **count: int) -> dict[str, Any]:
    whole = dict.fromkeys(COUNTED, 0) | {"mutants": 100, "killed": 90} | count
    kills = {layer: [seen, seen] for layer, seen in (layers or {}).items()}
    return {"groups": {group: whole}, "layers": {group: kills}, "seen": {}}


NONE: dict[str, Any] = {"groups": {}, "layers": {}, "seen": {}}


class DroppedTest(unittest.TestCase):
    def expect(self, old: dict[str, Any], new: dict[str, Any], *wanted: str, groups: tuple[str, ...] = ("order",)) -> None:
        self.assertEqual(dropped(old, new, groups), list(wanted))

    def test_nothing_was_known(self) -> None:
        self.expect(NONE, score())

    def test_one_kill_less_though_the_share_is_better(self) -> None:
        self.expect(score(), score(mutants=95, killed=89), "order: 89 are killed; it was 90")

    def test_one_in_twenty_mutants_may_go(self) -> None:
        self.expect(score(), score(mutants=95))
        self.expect(score(), score(mutants=94), "order: 94 mutants; it was 100")

    def test_what_is_no_program_is_no_mutant(self) -> None:
        self.expect(score("source"), score("source", refused=6), "source: 94 mutants; it was 100", groups=("source",))

    def test_a_group_that_is_gone(self) -> None:
        self.expect(score(), NONE, "order: 0 are killed; it was 90", "order: 0 mutants; it was 100")

    def test_a_group_that_was_not_tried(self) -> None:
        self.expect(score(layers={"model": 90}), NONE, groups=("claim",))

    def test_a_layer_may_see_a_little_less(self) -> None:
        old = score(layers={"model": 100, "stress": 100})
        self.expect(old, score(layers={"model": 97, "stress": 90}))
        self.expect(old, score(layers={"model": 96, "stress": 89}), "model: sees 96; it was 100", "stress: sees 89; it was 100")

    def test_a_layer_that_is_gone(self) -> None:
        self.expect(score(layers={"model": 9, "stress": 9}), score(layers={"model": 9}), "stress: sees 0; it was 9")


class UnsoundTest(unittest.TestCase):
    def test_only_small_changes_of_the_source_may_be_refused(self) -> None:
        self.assertEqual(unsound(score("source", mutants=400, refused=1), ["source"]), [])
        for group in ("order", "claim", "history", "oracle"):
            self.assertRegex(unsound(score(group, refused=1), [group])[0], f"^{group}: 1 are no C")

    def test_too_few_small_changes_of_the_source(self) -> None:
        self.assertEqual(unsound(score("source", mutants=301, refused=1), ["source"]), [])
        for few in (score("source", mutants=300, refused=1), NONE):
            self.assertRegex(unsound(few, ["source"])[0], "^source: .* mutants; there must be 300$")


if __name__ == "__main__":
    unittest.main()
