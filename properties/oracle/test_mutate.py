# SPDX-License-Identifier: MIT
"""The generator of mutants, tested: what it makes of a clause, and what it refuses."""
from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

from mutate import BadTag, mutate, with_switches  # noqa: E402


class Clauses(unittest.TestCase):
    def test_a_clause_gets_a_switch(self) -> None:
        text, names = with_switches("    if (a < b) {  // clause order\n", "x.hpp", 7)
        self.assertEqual(names, ["order"])
        self.assertIn("if (checks::is_on(7) && (a < b)) {", text)

    def test_a_condition_may_take_several_lines_and_hold_parentheses(self) -> None:
        text, _ = with_switches("if (f(a) &&\n    (b || c())) {  // clause x\n", "x.hpp", 0)
        self.assertIn("if (checks::is_on(0) && (f(a) &&\n    (b || c()))) {", text)

    def test_an_initialiser_stays_in_front(self) -> None:
        text, _ = with_switches("} else if (int i = f(); i > 0) {  // clause x\n", "x.hpp", 0)
        self.assertIn("if (int i = f();checks::is_on(0) && ( i > 0)) {", text)

    def test_a_return_gets_the_opposite_switch(self) -> None:
        text, _ = with_switches("    return a &&\n        b;  // clause x\n", "x.hpp", 2)
        self.assertIn("return !checks::is_on(2) || (a &&\n        b);", text)

    def test_other_text_is_no_clause(self) -> None:
        self.assertEqual(with_switches("// clauses of proof.md\nif (a) {\n", "x.hpp", 0)[1], [])

    def test_a_tag_elsewhere_is_refused(self) -> None:
        for line in ("a = b;  // clause x", "while (a) {  // clause x", "if (a) {  // clause", "return;  // clause x"):
            with self.assertRaises(BadTag):
                with_switches(line + "\n", "x.hpp", 0)


class Copies(unittest.TestCase):
    def setUp(self) -> None:
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.root = Path(self.directory.name)

    def make(self, judge: str, other: str, fewest: int) -> list[str]:
        oracle = self.root / "in" / "refchan" / "oracle"
        oracle.mkdir(parents=True, exist_ok=True)
        include = '#pragma once\n#include "refchan/oracle/other.hpp"\n#include "refchan/oracle/history.hpp"\n'
        (oracle / "judge.hpp").write_text(include + judge)
        (oracle / "other.hpp").write_text("#pragma once\nnamespace refchan::oracle {}\n" + other)
        return mutate(self.root / "in", self.root / "out", fewest)

    def test_every_included_header_is_copied_but_the_shared_ones(self) -> None:
        found = self.make("if (a) {  // clause a\n", "if (b) {  // clause b\n", 2)
        self.assertEqual(found, ["judge.hpp a", "other.hpp b"])
        copies = sorted(path.name for path in (self.root / "out").rglob("*.hpp"))
        self.assertEqual(copies, ["judge.hpp", "other.hpp"])
        other = (self.root / "out" / "refchan" / "oracle" / "other.hpp").read_text()
        self.assertIn("namespace refchan::oracle::switchable {}", other)
        self.assertIn("is_on(1)", other)

    def test_two_clauses_of_one_name_are_refused(self) -> None:
        with self.assertRaises(BadTag):
            self.make("if (a) {  // clause a\n", "if (b) {  // clause a\n", 2)

    def test_too_few_clauses_are_refused(self) -> None:
        with self.assertRaises(BadTag):
            self.make("if (a) {  // clause a\n", "if (b) {  // clause b\n", 3)


if __name__ == "__main__":
    unittest.main()
