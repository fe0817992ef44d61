# SPDX-License-Identifier: MIT
"""The control of verify with fake programs: what it must see, and all the ways in which it must not be green."""
from __future__ import annotations

import contextlib
import io
import json
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import control
import fake
import paths
from budgets import RUNS
from expected import missing, named_mutants, without_a_control
from fake import fake_program, fake_tree, mutant
from layers import BY_NAME
from named import Mutant


def named(one: dict[str, Any]) -> Mutant:
    return Mutant(one["name"], one["group"], one["file"], one["line"], one["what"], (), layer=one["layer"])


class ControlTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.patch(paths, "SCORE", self.folder / "score")
        self.patch(control, "MARGIN", 0.3)
        self.mutants(mutant(fake.KILLED))

    def patch(self, where: Any, name: str, what: Any) -> None:
        patched = mock.patch.object(where, name, what)
        patched.start()
        self.addCleanup(patched.stop)

    def mutants(self, *mutants: dict[str, Any]) -> None:
        """There are these, and there have to be these."""
        self.bin = fake_tree(self.folder, list(mutants))
        self.wanted([named(one) for one in mutants])

    def wanted(self, names: list[Mutant]) -> None:
        self.patch(control, "named_mutants", lambda: names)

    def control(self, *options: str) -> tuple[int, list[dict[str, Any]], str]:
        printed, rows = io.StringIO(), self.folder / "control.jsonl"
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            status = control.main([str(self.bin / "refchan-model-mutants"), "--report", str(rows), *options])
        found = rows.read_text().splitlines() if rows.exists() else []
        return status, [json.loads(line) for line in found], printed.getvalue()

    def expect(self, status: int, *texts: str) -> None:
        got, _, printed = self.control()
        self.assertEqual(got, status, printed)
        for text in texts:
            self.assertIn(text, printed)

    def test_it_sees_each(self) -> None:
        status, rows, _ = self.control()
        self.assertEqual((status, [row["verdict"] for row in rows]), (1, ["broken"]))
        self.assertIn(f"REFCHAN_MUTANT=1 {self.bin}/refchan-model-mutants", rows[0]["replay"])

    def test_a_harmless_fault_is_red(self) -> None:
        self.mutants(mutant(fake.KILLED), mutant(fake.SURVIVES))
        status, rows, printed = self.control()
        self.assertEqual((status, [row["verdict"] for row in rows]), (0, ["broken", "holds"]))
        self.assertNotIn("--only", rows[1]["replay"])
        self.assertRegex(printed, r"mutant.fault_2 .* missed")

    def test_the_check_that_saw_it_last_time_looks_first(self) -> None:
        paths.SCORE.write_text(json.dumps({"seen": {"fault_1": {"model": ["search", "a/x"]}}}))
        status, rows, _ = self.control()
        self.assertEqual(status, 1)
        self.assertIn("walk,reduced,bounded", rows[0]["replay"])

    def test_a_check_that_looked_in_vain_is_followed_by_all(self) -> None:
        paths.SCORE.write_text(json.dumps({"seen": {"fault_1": {"model": ["search", "b/x"]}}}))
        self.expect(1, "seen by a/x")

    # A claim is checked by its own checks: a/x is one of G1, b/x one of G2

    def test_a_check_of_another_claim_does_not_count(self) -> None:
        self.mutants(mutant(fake.KILLED, group="claim", claims=["G2"]))
        self.expect(0, "missed")
        self.mutants(mutant(fake.KILLED, group="claim", claims=["G1"]))
        self.expect(1, "seen by a/x")

    def test_nor_does_it_where_it_saw_the_fault_last_time(self) -> None:
        self.mutants(mutant(fake.KILLED, group="claim", claims=["G2"]))
        paths.SCORE.write_text(json.dumps({"seen": {"fault_1": {"model": ["walk", "a/x"]}}}))
        self.expect(0, "missed")

    # Hangs, and checks that do not hold without a mutant

    def test_a_hang_must_be_seen_twice(self) -> None:
        self.mutants(mutant(fake.HANGS_ONCE))
        self.expect(0, "missed")
        self.mutants(mutant(fake.HANGS))
        self.expect(1, "seen by a/x: hang")

    def test_a_check_that_is_always_broken(self) -> None:
        fake_program(BY_NAME["model"], self.folder, unmutated="row $one broken 'DEADLOCK'; exit 1")
        self.expect(2, "without a mutant, a/x is broken: deadlock")

    def test_checks_that_report_nothing_without_a_mutant(self) -> None:
        fake_program(BY_NAME["model"], self.folder, unmutated="exit 0")
        self.expect(2, "without a mutant, a/x is broken: it reports nothing")

    def test_one_check_that_reports_nothing_without_a_mutant(self) -> None:
        fake_program(BY_NAME["model"], self.folder, unmutated="continue")
        self.expect(2, "without a mutant, a/x is broken: it reports nothing")

    # Which mutants there have to be

    def test_a_build_that_lacks_one(self) -> None:
        self.wanted([named(mutant(fake.KILLED)), named(mutant(fake.KILLED, "G5", group="claim"))])
        self.expect(2, "mutants.json has no G5: build refchan-model-mutants again")

    def test_a_build_that_has_left_one_out(self) -> None:
        self.mutants(mutant(fake.KILLED, refused="no member named g"))
        self.expect(2, "has no fault_1")

    def test_a_build_with_none(self) -> None:
        (self.folder / "mutants/mutants.json").write_text("[]")
        self.expect(2, "has no fault_1")

    def test_only_what_was_asked_for_has_to_be_there(self) -> None:
        self.wanted([named(mutant(fake.KILLED)), named(mutant(2, "G5", group="claim")), named(mutant(3, layer="properties"))])
        self.assertEqual(self.control("--group", "order")[0], 1)
        self.assertEqual(self.control("--only", "fault")[0], 1)
        self.assertEqual(self.control("--only", "nowhere")[0], 2)

    def test_the_mutants_with_names(self) -> None:
        found = named_mutants()
        files = {folder: {path.stem for path in (paths.HERE / folder).glob("*.toml")} for folder in ("claims", "history")}
        self.assertEqual({one.name for one in found if one.group == "claim"}, files["claims"])
        self.assertEqual({one.name for one in found if one.group == "history"}, files["history"])
        self.assertTrue(any(one.group == "order" for one in found))
        self.assertEqual(missing(found, []), [one.name for one in found])

    def test_each_has_a_control_in_verify(self) -> None:
        self.assertEqual(without_a_control(named_mutants()), [])
        stranger = replace(named(mutant(1, "M99")), layer="stress")
        self.assertEqual(without_a_control([stranger]), ["M99"])
        self.assertEqual(without_a_control([named(mutant(1, "M99"))], [run for run in RUNS if run.layer != "model"]), ["M99"])

    # Its exit status: 1 says that each was seen

    def test_an_error_half_way_is_not_green(self) -> None:
        self.mutants(mutant(fake.KILLED), mutant(fake.SURVIVES))
        seen = control.Control.row

        def row(self: control.Control, one: dict[str, Any], hint: Any) -> dict[str, Any]:
            return seen(self, one, hint) if one["number"] == fake.KILLED else one["nowhere"]

        self.patch(control.Control, "row", row)
        self.expect(2, "Traceback", "KeyError: 'nowhere'", "mutant.fault_1")

    def test_a_list_of_mutants_that_is_none(self) -> None:
        (self.folder / "mutants/mutants.json").write_text('{"no": "list"}')
        self.expect(2, "Traceback")

    def test_a_program_that_is_not_there(self) -> None:
        (self.bin / "refchan-model-mutants").unlink()
        self.expect(2, "refchan-model-mutants")


if __name__ == "__main__":
    unittest.main()
