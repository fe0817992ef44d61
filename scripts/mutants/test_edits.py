# SPDX-License-Identifier: MIT
"""Edits and the mutants with names: edits in each other, edits that overlap, faults that do not fit, lines that stay."""
from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from edits import BadEdit, Edit, place_of, switchable
from named import Mutant, order_mutants, order_variables, written_mutant

TEXT = "void f() {\n    if (a == b) {\n        g(1);\n    }\n    h();\n}\n"
ORDERS = """struct orderings {
    static constexpr order claim = std::memory_order_acq_rel;
    static constexpr order look = std::memory_order_relaxed;
};
"""
FAULT = '''fault = "too much"\nbug = "somewhere 17"\nlayer = "model"\nclaims = ["G1"]\n[[edit]]\nfile = "queue.hpp"\nwas = "{was}"\nis = "{now}"\n'''


def edit(piece: str, form: str, text: str = "", fault: int = 1) -> Edit:
    begin = TEXT.index(piece)
    return Edit(begin, begin + len(piece), form, text, fault)


class EditsTest(unittest.TestCase):
    def test_an_expression(self) -> None:
        changed = switchable(TEXT, [edit("a == b", "expression", "(on({n}) != bool({x}))", 7)], "f.hpp")
        self.assertIn("if ((on(7) != bool(a == b))) {", changed)

    def test_statements(self) -> None:
        for form, text, wanted in (
            ("replace", "k();", "{ if (::refchan::mutants::on(1)) { k(); } else { h(); } }"),
            ("replace", "{x} {x}", "{ if (::refchan::mutants::on(1)) { h(); h(); } else { h(); } }"),
            ("guard", "", "{ if (!::refchan::mutants::on(1)) { h(); } }"),
            ("before", "k();", "{ if (::refchan::mutants::on(1)) { k(); } h(); }"),
            ("insert", " int more;", "h(); int more;"),
        ):
            self.assertIn(f"\n    {wanted}\n", switchable(TEXT, [edit("h();", form, text)], "f.hpp"))

    def test_one_in_another(self) -> None:
        whole = "if (a == b) {\n        g(1);\n    }"
        edits = [edit("1", "expression", "(on({n}) ? 2 : {x})", 3), edit(whole, "guard", fault=2), edit("a == b", "expression", "!({x})", 4)]
        changed = switchable(TEXT, edits, "f.hpp")
        self.assertIn("{ if (!::refchan::mutants::on(2)) { if (!(a == b)) {\n        g((on(3) ? 2 : 1));\n    } } }", changed)

    def test_several_on_one_piece(self) -> None:
        changed = switchable(TEXT, [edit("h();", "guard", fault=1), edit("h();", "guard", fault=2), edit("h();", "replace", "k();", 3)], "f.hpp")
        self.assertIn("{ if (!::refchan::mutants::on(1, 2)) { { if (::refchan::mutants::on(3)) { k(); } else { h(); } } } }", changed)

    def test_edits_that_overlap_are_refused(self) -> None:
        with self.assertRaisesRegex(BadEdit, "^f.hpp:3: two edits overlap"):
            switchable(TEXT, [edit("a == b) {\n        g", "guard"), edit("g(1);", "guard")], "f.hpp")

    def test_lines_stay_where_they_are(self) -> None:
        edits = [edit("a == b", "expression", "!({x})"), edit("g(1);", "guard"), edit("h();", "insert", " int more;")]
        lines = switchable(TEXT, edits, "f.hpp").splitlines()
        self.assertEqual(len(lines), len(TEXT.splitlines()))
        self.assertIn("h();", lines[4])

    def test_the_place_of_a_piece(self) -> None:
        self.assertEqual(place_of(TEXT, "if (a == b) { g(1);"), (15, 42))
        self.assertEqual(place_of("f(); // because\n  g();", "f(); g();"), (0, 22))
        self.assertIsNone(place_of(TEXT, "k();"))
        self.assertIsNone(place_of("f();\nf();\n", "f();"))


class NamedTest(unittest.TestCase):
    def written(self, text: str) -> Mutant:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "M99.toml"
            path.write_text(text)
            return written_mutant(path, "history", {"queue.hpp": TEXT})

    def test_every_weaker_order(self) -> None:
        mutants = list(order_mutants(ORDERS))
        self.assertEqual([one.name for one in mutants], ["claim=acquire", "claim=release", "claim=relaxed"])
        self.assertEqual({one.line for one in mutants}, {2})
        self.assertIn("static inline order claim = std::memory_order_acq_rel;", order_variables(ORDERS))

    def test_a_fault_in_writing(self) -> None:
        mutant = self.written(FAULT.format(was="h();", now="{x} {x}"))
        self.assertEqual((mutant.name, mutant.file, mutant.line, mutant.claims), ("M99", "queue.hpp", 5, ("G1",)))
        self.assertEqual(self.written(FAULT.format(was="a == b", now="true")).edits[0][1].form, "expression")

    def test_faults_that_do_not_fit(self) -> None:
        good = FAULT.format(was="h();", now="k();")
        for text, complaint in (
            ("fault = ", "M99.toml"),
            (good.replace('bug = "somewhere 17"\n', ""), "expected bug"),
            (good.replace('"model"', '"prayer"'), "layer = 'prayer'"),
            (good.replace("queue.hpp", "stack.hpp"), "expected a file"),
            (FAULT.format(was="k();", now="h();"), r"does not stand just once in queue.hpp:\nk\(\);"),
            (FAULT.format(was="(", now="["), "does not stand just once"),
            (good[: good.index("[[edit]]")], "nothing is changed"),
        ):
            with self.assertRaisesRegex(BadEdit, complaint):
                self.written(text)


if __name__ == "__main__":
    unittest.main()
