# SPDX-License-Identifier: MIT
"""The whole of scripts/mutants.sh with fake programs: reports, reasons, scores, exit statuses."""
from __future__ import annotations

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import cli
import fake
import paths
import score
import summary
from fake import fake_program, fake_tree, mutant
from layers import BY_NAME
from score import read_score


class CliTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        for name in ("REASONS", "SCORE"):
            self.patch(paths, name, self.folder / name.lower())
        self.patch(score, "FEWEST", {})
        self.mutants([mutant(fake.KILLED)])

    def patch(self, where: Any, name: str, what: Any) -> None:
        patched = mock.patch.object(where, name, what)
        patched.start()
        self.addCleanup(patched.stop)

    def mutants(self, mutants: list[dict[str, Any]]) -> None:
        self.bin = fake_tree(self.folder, mutants)

    def run_it(self, *options: str) -> tuple[int, str]:
        printed = io.StringIO()
        argv = ["--programs", str(self.bin), "--report", str(self.folder / "report"), *options]
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                status = cli.main(argv)
            except SystemExit as stop:
                status = int(stop.code or 0)
        return status, printed.getvalue()

    def expect(self, status: int, *texts: str, options: tuple[str, ...] = ("--seeds", "1", "--group", "order")) -> None:
        got, printed = self.run_it(*options)
        self.assertEqual(got, status, printed)
        for text in texts:
            self.assertIn(text, printed)

    def matrix(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / "report" / "matrix.json").read_text())
        return content

    def test_all_killed(self) -> None:
        self.expect(0, "order: 1 of 1 killed; score 100.0%", "0 survive without a reason")
        row = self.matrix()["mutants"][0]
        self.assertEqual({layer: cell["outcome"] for layer, cell in row["cells"].items()},
                         {"model": "killed", "programs": "killed", "properties": "killed", "stress": "killed"})  # fmt: skip
        page = (self.folder / "report" / "matrix.html").read_text()
        self.assertIn("<del>f()</del></code> &rarr; <code><ins>g()</ins>", page)
        self.assertNotIn("{{", page)
        self.assertNotRegex(page, r"(src|href)=")

    def test_a_survivor_is_red_and_its_place_is_told(self) -> None:
        self.mutants([mutant(fake.KILLED), mutant(fake.SURVIVES)])
        self.expect(1, "survives: fault_2", "detail/queue.hpp:7: f() -> g()", "1 of 2 killed, 1 survivor; score 50.0%")

    def test_a_reason_makes_it_good(self) -> None:
        self.mutants([mutant(fake.KILLED), mutant(fake.SURVIVES)])
        paths.REASONS.write_text('[[equivalent]]\nnames = ["fault_2"]\nreason = "both say the same"')
        self.expect(0, "1 of 2 killed, 1 equivalent; score 100.0%")

    def test_a_reason_for_what_is_killed_is_red(self) -> None:
        paths.REASONS.write_text('[[equivalent]]\nnames = ["fault_1"]\nreason = "both say the same"')
        self.expect(1, "[[equivalent]] name = fault_1: it is killed")

    def test_a_reason_for_more_than_survives_is_red(self) -> None:
        self.mutants([mutant(fake.KILLED), mutant(fake.SURVIVES)])
        paths.REASONS.write_text('[[unreachable]]\nfunction = "queue::send"\noperator = "delete"\nreason = "never"')
        self.expect(1, "fault_1 is killed; name the others")

    def test_reasons_that_cannot_be_read(self) -> None:
        for text in ("[[equivalent", '[[perhaps]]\nnames = ["x"]\nreason = "y"', '[[equivalent]]\nnames = ["x"]', '[[equivalent]]\nreason = "y"',
                     '[[equivalent]]\nnane = "x"\nreason = "y"'):  # fmt: skip
            paths.REASONS.write_text(text)
            self.expect(2, "reasons")

    def test_a_drop_of_the_score_is_red(self) -> None:
        self.mutants([mutant(fake.KILLED), mutant(fake.SURVIVES)])
        paths.SCORE.write_text('{"groups": {"order": {"mutants": 2, "killed": 2, "survivor": 0, "refused": 0}}}')
        self.expect(1, "order: 1 are killed; it was 2", "survives: fault_2")

    def test_a_kill_that_is_gone_with_its_mutant_is_a_drop(self) -> None:
        paths.SCORE.write_text('{"groups": {"order": {"mutants": 2, "killed": 2, "survivor": 0, "refused": 0}}}')
        self.expect(1, "order: 1 are killed; it was 2", "order: 1 mutants; it was 2")

    def test_a_layer_that_sees_less_is_a_drop(self) -> None:
        paths.SCORE.write_text('{"layers": {"order": {"stress": [2, 2]}}}')
        self.expect(1, "stress: sees 1; it was 2")

    def test_too_few_mutants_are_red(self) -> None:
        self.patch(score, "FEWEST", {"order": 2})
        self.expect(1, "order: 1 mutants; there must be 2")

    def test_what_is_no_program_is_left_out_and_told(self) -> None:
        self.mutants([mutant(fake.KILLED, group="source"), mutant(fake.SURVIVES, group="source", refused="no member named g")])
        self.expect(0, "1 of 2 killed, 1 refused; score 100.0%", options=("--group", "source"))

    def test_a_mutant_with_a_name_that_is_no_program_is_red(self) -> None:
        self.mutants([mutant(fake.KILLED), mutant(fake.SURVIVES, refused="no member named g")])
        self.expect(1, "order: 1 are no C++")

    def test_a_fault_of_the_checks_is_red(self) -> None:
        fake_program(BY_NAME["stress"], self.folder, unmutated="row $one broken 'it hangs'; exit 1")
        self.expect(1, "stress: without a mutant, a/x is broken")

    def fake_oracle(self, **verdicts: str) -> None:
        row = {"check": "oracle.clause.order", "verdict": "holds", "count": 5, "unit": "cases", "seconds": 0.1, "seed": 1, "engine": "checker",
               "replay": "build/bin/refchan-oracle-mutants --seed 1 --only '^unbounded.hpp order$'", "detail": "allows"}  # fmt: skip
        rows = self.folder / "rows"
        rows.write_text("\n".join(json.dumps(row | {"verdict": verdict, "replay": row["replay"].replace("order", name)})
                                  for name, verdict in verdicts.items()))  # fmt: skip
        oracle = self.bin / "refchan-oracle-mutants"
        oracle.write_text(f'#!/bin/sh\ncat {rows} >"$2"\nexit 1\n')
        oracle.chmod(0o755)

    def test_the_oracles_mutants(self) -> None:
        self.mutants([mutant(fake.KILLED, "step", group="source", file="spec.hpp"), mutant(fake.KILLED, "other", group="source")])
        self.fake_oracle(order="holds", loss="broken")
        self.expect(1, "survives: unbounded.loss", "oracle: 2 of 3 killed, 1 survivor", options=("--group", "oracle"))
        self.assertEqual([row["name"] for row in self.matrix()["mutants"]], ["step", "unbounded.order", "unbounded.loss"])

    def test_update(self) -> None:
        page = self.folder / "page.md"
        page.write_text("kept\n<!-- generated:mutants begin -->\nold\n<!-- generated:mutants end -->\n")
        self.mutants([mutant(fake.KILLED), mutant(fake.SURVIVES, group="source")])
        self.fake_oracle(order="holds")
        paths.SCORE.write_text('{"groups": {"source": {"mutants": 1, "killed": 1, "survivor": 0, "refused": 0}}}')
        with mock.patch.object(cli, "rewrite", lambda matrix: summary.rewrite(matrix, page)):
            self.expect(1, "score.json and CI.md are renewed", options=("--update",))
        self.assertIn("| `source` | 1 | 0 | 0 | 0 | 0 | 1 | 0.0% | - |", page.read_text())
        renewed = read_score(paths.SCORE)
        self.assertEqual({group: (count["killed"], count["mutants"]) for group, count in renewed["groups"].items()},
                         {"source": (0, 1), "order": (1, 1), "oracle": (1, 1)})  # fmt: skip
        self.assertEqual(renewed["seen"]["fault_1"]["model"], ["walk", "a/x"])

    def test_bad_usage(self) -> None:
        for options in (["--wat"], ["--group", "nothing"], ["--layers", "nothing"], ["--seeds", "0"], ["--jobs", "x"], ["--only", "("],
                        ["--update", "--only", "x"], ["--update", "--group", "order"]):  # fmt: skip
            self.expect(2, "usage: scripts/mutants.sh", options=tuple(options))
        self.expect(2, "no such mutant", options=("--only", "nowhere", "--group", "order"))

    def test_no_programs(self) -> None:
        (self.folder / "mutants" / "mutants.json").unlink()
        self.expect(2, "mutants.json")

    def test_help(self) -> None:
        self.expect(0, "exit status: 0", "scripts/mutants.sh --group", options=("--help",))


if __name__ == "__main__":
    unittest.main()
