# SPDX-License-Identifier: MIT
"""Tests refchan-model from outside: parts of a search are the whole, an interrupted one goes on, each search finds faults.

    parts_test.py --model build/bin/refchan-model --planted build/bin/refchan-model-planted
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

PROGRAM = "sender 0: send; sender 1: send; receiver: recv"
PATHS: dict[str, str] = {}


class Searches(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)

    def run_model(self, *options: str, program: str = "model") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PATHS[program], "--quiet", *options], capture_output=True, text=True, timeout=280, check=False
        )

    def reduced(self, *options: str, executions: int = 10**9) -> dict[str, Any]:
        report = self.scratch / "report.jsonl"
        done = self.run_model(
            "--program", PROGRAM, "--scheduler", "reduced", "--seconds", "200", "--executions", str(executions),
            "--report", str(report), *options,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        row: dict[str, Any] = json.loads(report.read_text())
        row["different"] = row["count"] - row["redundant"]
        return row

    def test_parts_are_the_whole(self) -> None:
        whole = self.reduced()
        self.assertTrue(whole["complete"])
        parts = [self.reduced("--part", f"{part}/3") for part in (1, 2, 3)]
        self.assertEqual(sum(part["different"] for part in parts), whole["different"])
        self.assertTrue(all(0 < part["different"] < whole["different"] for part in parts))

    def test_an_interrupted_search_goes_on(self) -> None:
        whole = self.reduced()
        file = self.scratch / "checkpoint"
        first = self.reduced("--resume", str(file), executions=1500)
        self.assertFalse(first["complete"])
        self.assertTrue(file.exists())
        second = self.reduced("--resume", str(file))
        self.assertEqual((second["count"], second["different"]), (whole["count"], whole["different"]))
        self.assertFalse(file.exists())

    def test_a_checkpoint_of_something_else_is_refused(self) -> None:
        file = self.scratch / "checkpoint"
        self.reduced("--resume", str(file), executions=1500)
        for options in (["--in-order"], ["--part", "1/2"]):
            done = self.run_model("--program", PROGRAM, "--scheduler", "reduced", "--resume", str(file), *options)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn("the checkpoint of another search", done.stdout)
        for content in ("nonsense", '{"checkpoint":1}', file.read_text().replace('"state":[', '"state":[7,')):
            file.write_text(content)
            done = self.run_model("--program", PROGRAM, "--scheduler", "reduced", "--resume", str(file))
            self.assertEqual(done.returncode, 2, done.stdout)

    def test_a_checkpoint_that_cannot_be_written_is_told_at_once(self) -> None:
        file = self.scratch / "nowhere" / "checkpoint"
        done = self.run_model("--program", PROGRAM, "--scheduler", "reduced", "--resume", str(file))
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("cannot be written", done.stdout)

    def test_each_search_finds_faults(self) -> None:
        for search in ("walk", "pct", "bounded", "reduced"):
            options = ["--only", "forgotten|gap", "--scheduler", search, "--seconds", "60"]
            done = self.run_model(*options, "--executions", "10000000", program="planted")
            self.assertEqual(done.returncode, 1, f"{search}: {done.stdout}")
            self.assertNotIn("MISSED", done.stdout)

    def test_a_failure_is_seen_again(self) -> None:
        done = self.run_model("--only", "^gap_before_sleep", "--scheduler", "pct", program="planted")
        script = done.stdout.split("--replay '")[1].split("'")[0]
        again = self.run_model("--replay", script, program="planted")
        self.assertEqual(again.returncode, 1, again.stdout + again.stderr)
        self.assertIn("DEADLOCK", again.stdout)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", required=True)
    options.add_argument("--planted", required=True)
    given = options.parse_args()
    PATHS.update(model=given.model, planted=given.planted)
    unittest.main(argv=sys.argv[:1])
