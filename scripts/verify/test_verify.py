# SPDX-License-Identifier: MIT
"""Tests verify from outside, with small fake runners in place of the real ones: whatever goes wrong must be red."""
from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path
from typing import Any, Optional

from budgets import RUNS, Run
from claims import IDS

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "mutants"))
from expected import named_mutants  # noqa: E402

MUTANTS = named_mutants()
FAKE = """#!/bin/sh
# A fake runner: writes the rows that it was made with, and ends as it was told.
report=
while [ $# -gt 0 ]; do
    case $1 in
    --list) echo one/block; echo two/block; exit 0 ;;
    --report) report=$2; shift ;;
    esac
    shift
done
cat {rows} >"$report"
{command}
exit {status}
"""


def row(layer: str, **changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "layer": layer,
        "check": "judged_traffic",
        "engine": "block",
        "claims": list(IDS),
        "verdict": "holds",
        "count": 1000,
        "unit": "executions",
        "bound": "2 preemptions",
        "seconds": 0.5,
        "seed": 1,
        "replay": "",
        "detail": "",
    }
    return {**base, **changes}


class VerifyTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)
        self.report = self.scratch / "report"
        (self.scratch / "bin").mkdir()
        for run in RUNS:
            if run.script:
                self.fake_mutants(run)
            elif run.control:
                self.fake(run.program, [row(run.layer, verdict="broken", check="planted", replay="exit 1")], status=1)
            else:
                self.fake(run.program, [row(run.layer)])

    def fake(self, program: str, rows: Optional[list[Any]] = None, status: int = 0, command: str = ":") -> None:
        path = self.scratch / "bin" / program
        data = self.scratch / f"{program}.jsonl"
        lines = [text if isinstance(text, str) else json.dumps(text) for text in rows or []]
        data.write_text("".join(line + "\n" for line in lines))
        path.write_text(FAKE.format(rows=shlex.quote(str(data)), command=command, status=status))
        path.chmod(0o755)

    def fake_mutants(self, run: Run, blind: str = "0") -> None:
        """A program that reports that all is well without a mutant, number 0, and sees each other one; or is blind to others."""
        mine = [one for one in MUTANTS if f"refchan-{one.layer}-mutants" == run.program]
        listed = self.scratch / "mutants" / "mutants.json"
        listed.parent.mkdir(exist_ok=True)
        known = json.loads(listed.read_text()) if listed.exists() else []
        listed.write_text(json.dumps([one for one in known if one["layer"] != run.layer] + [
            {"number": number, "name": one.name, "group": one.group, "layer": one.layer, "file": one.file, "line": 1, "what": "wrong",
             "claims": one.claims, "refused": ""} for number, one in enumerate(mine, 1)]))  # fmt: skip
        checks = ("one", "two") if run.layer == "model" else ("one/block", "two/block")
        well = self.scratch / f"{run.program}.well"
        well.write_text("".join(json.dumps(row(run.layer, check=check)) + "\n" for check in checks))
        command = f'case " {blind} " in *" $REFCHAN_MUTANT "*) cat {shlex.quote(str(well))} >"$report"; exit 0 ;; esac'
        self.fake(run.program, [row(run.layer, check=checks[0], verdict="broken")], 1, command)

    def start(self, *options: str) -> subprocess.Popen[str]:
        argv = [sys.executable, str(HERE), "--programs", str(self.scratch / "bin"), "--report", str(self.report)]
        return subprocess.Popen([*argv, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def verify(self, *options: str) -> tuple[int, str]:
        process = self.start(*options)
        printed, _ = process.communicate(timeout=60)
        return process.returncode, printed

    def expect(self, status: int, *texts: str, options: tuple[str, ...] = ()) -> str:
        got, printed = self.verify(*options)
        self.assertEqual(got, status, printed)
        for text in texts:
            self.assertIn(text, printed)
        return printed

    def summary(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.report / "summary.json").read_text())
        return content

    # When everything holds

    def test_all_hold(self) -> None:
        printed = self.expect(0, "G16")
        self.assertRegex(printed.splitlines()[-1], r"^verify: all 16 claims hold \(")
        self.assertEqual(self.summary()["verdict"], "holds")
        suites = xml.parse(self.report / "junit.xml").getroot()
        names = [suite.get("name") for suite in suites]
        self.assertEqual(names, ["model", "properties", "stress", "controls", "runs", "claims"])
        self.assertEqual(sum(int(suite.get("failures", "1")) for suite in suites), 0)

    def test_report_has_every_row(self) -> None:
        self.expect(0)
        self.assertEqual(len(self.summary()["rows"]), len(MUTANTS) + sum(1 for run in RUNS if not run.script))
        self.assertTrue((self.report / "logs" / "model.log").exists())

    def test_report_replaces_an_older_one(self) -> None:
        self.expect(0)
        self.expect(0, options=("--seed", "7"))
        self.assertEqual(self.summary()["seed"], 7)
        self.assertEqual([path.name for path in self.scratch.glob("report*")], ["report"])

    def test_one_layer(self) -> None:
        for run in RUNS:
            if run.layer == "model" and not run.control:
                self.fake(run.program, [row("model", claims=["G1", "G3"])])
        self.expect(0, "the 2 claims that were checked hold, 14 were not run", "only model", options=("--only", "model"))

    def test_figures_are_written_between_their_marks(self) -> None:
        self.expect(0)
        page = self.scratch / "page.md"
        page.write_text("kept\n<!-- generated:results begin -->\nold figures\n<!-- generated:results end -->\nkept too\n")
        argv = [sys.executable, str(HERE / "figures.py"), str(self.report), str(page)]
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
        text = page.read_text()
        self.assertIn("| G16 | no leak, no use after free | holds |", text)
        self.assertTrue(text.startswith("kept\n") and text.endswith("kept too\n") and "old figures" not in text)

    # When something is broken

    def test_broken_verdict(self) -> None:
        bad = row("model", verdict="broken", claims=["G9"], replay="refchan-model --replay 1:2:3", detail="deadlock")
        self.fake("refchan-model", [row("model"), bad], status=1)
        printed = self.expect(1, "deadlock")
        self.assertRegex(printed.splitlines()[-1], r"^verify: BROKEN G9 \(.*; replay: refchan-model --replay 1:2:3$")
        self.assertEqual(self.summary()["verdict"], "broken")
        failures = xml.parse(self.report / "junit.xml").findall(".//testcase/failure")
        self.assertEqual(len(failures), 2)  # the check and the claim

    def test_broken_check_of_no_claim(self) -> None:
        self.fake("refchan-stress", [row("stress"), row("stress", claims=[], verdict="broken")], status=1)
        self.expect(1, "verify: BROKEN judged_traffic")

    def test_broken_row_and_exit_status_0(self) -> None:
        self.fake("refchan-model", [row("model", verdict="broken")])
        self.expect(1, "reports a broken check and ends with exit status 0")

    def test_exit_status_without_a_broken_row(self) -> None:
        self.fake("refchan-stress-tsan", [row("stress")], status=66, command="echo WARNING: data race")
        self.expect(1, "ended with exit status 66, and no check says what is broken", "WARNING: data race")

    def test_usage_error_of_a_runner(self) -> None:
        self.fake("refchan-model", [], status=2)
        self.fake("refchan-programs", [], status=2)
        self.expect(1, "model: ended with exit status 2", "model: ran nothing", "layer model ran nothing")

    def test_crash(self) -> None:
        self.fake("refchan-properties", [row("properties")], command="echo last words; kill -SEGV $$")
        self.expect(1, "properties: ended with signal 11", "last words")

    def test_no_row(self) -> None:
        self.fake("refchan-properties-asan", [])
        self.expect(1, "properties-asan: ran nothing")

    def test_missing_program(self) -> None:
        (self.scratch / "bin" / "refchan-stress").unlink()
        self.expect(1, "the program is not there")

    def test_check_that_ran_nothing(self) -> None:
        self.fake("refchan-model", [row("model", count=0)])
        self.expect(1, "judged_traffic ran no executions")

    def test_missing_claim(self) -> None:
        for run in RUNS:
            if not run.control:
                self.fake(run.program, [row(run.layer, claims=[claim for claim in IDS if claim != "G15"])])
        self.expect(1, "G15 (progress as stated): no check of it ran")

    def test_claim_of_which_the_oracle_judged_no_history(self) -> None:
        for run in RUNS:
            if run.layer == "stress" and not run.control:
                others = [claim for claim in IDS if claim != "G6"]
                self.fake(run.program, [row("stress", claims=others), row("stress", check="by_hand", claims=["G6"])])
        self.expect(1, "G6", "the oracle judged no recorded history of it")

    def test_malformed_rows(self) -> None:
        good = row("model")
        for bad in ("{", "[]", {**good, "claims": ["G17"]}, {**good, "verdict": "fine"}, {**good, "layer": "stress"}):
            self.fake("refchan-model", [good, bad])
            self.expect(1, "model: line 2 of its report")

    # Controls

    def test_checks_of_the_checker(self) -> None:
        itself = row("model", check="sees_a_race", claims=["checker"])
        self.fake("refchan-model", [row("model"), itself])
        self.expect(0, "1 of 1 see what they are there to see")
        self.fake("refchan-model", [row("model"), {**itself, "verdict": "broken"}], status=1)
        self.expect(1, "0 of 1 see what they are there to see", "verify: BROKEN sees_a_race")

    def test_green_planted_program(self) -> None:
        self.fake("refchan-model-planted", [row("model")])
        self.expect(1, "NOT CAUGHT", "a planted bug, and the runner ends with exit status 0")

    def test_planted_bug_that_one_check_misses(self) -> None:
        rows = [row("model", check="seen", verdict="broken"), row("model", check="unseen")]
        self.fake("refchan-model-planted", rows, status=1)
        self.expect(1, "the bug planted for unseen was not caught")

    def test_planted_program_that_crashes(self) -> None:
        self.fake("refchan-stress-planted-tsan", [row("stress", verdict="broken")], command="kill -ABRT $$")
        self.expect(1, "ended with signal 6 instead of a verdict")

    def test_replay_line_that_does_not_fail_again(self) -> None:
        self.fake("refchan-model-planted", [row("model", verdict="broken", replay="true")], status=1)
        self.expect(1, "`true` ended with exit status 0, not red again")

    def test_control_without_a_replay_line(self) -> None:
        self.fake("refchan-model-planted", [row("model", verdict="broken")], status=1)
        self.expect(1, "model-control: no replay line")

    def mutants_run(self) -> Run:
        return next(run for run in RUNS if run.script)

    def test_mutant_that_is_not_seen(self) -> None:
        self.fake_mutants(self.mutants_run(), blind="0 1")
        self.expect(1, "NOT CAUGHT", f"the bug planted for mutant.{MUTANTS[0].name} was not caught")

    def test_mutants_program_that_sees_faults_where_there_are_none(self) -> None:
        self.fake_mutants(self.mutants_run(), blind="none")
        self.expect(1, "ended with exit status 2 instead of a verdict", "without a mutant, one/block is broken")

    def test_mutants_program_that_lacks_a_mutant(self) -> None:
        listed = self.scratch / "mutants" / "mutants.json"
        listed.write_text(json.dumps([one for one in json.loads(listed.read_text()) if one["name"] != "M05"]))
        self.expect(1, "mutants.json has no M05")

    def test_a_seen_mutant_has_a_line_that_sees_it_again(self) -> None:
        self.expect(0)
        rows = [one for one in self.summary()["rows"] if one["check"] == f"mutant.{MUTANTS[1].name}" and one["layer"] == "model"]
        self.assertRegex(rows[0]["replay"], r"^REFCHAN_MUTANT=2 \S+/bin/refchan-model-mutants .*--only '\^\(one/block\)\$'")

    # Arguments, interrupts, directories

    def test_bad_arguments(self) -> None:
        for options in (["--wat"], ["--only", "nothing"], ["--seed", "x"], ["--quick", "--deep"], ["word"], ["--qui"]):
            self.expect(2, "usage: scripts/verify.sh", options=tuple(options))

    def test_help(self) -> None:
        self.expect(0, "seconds for each run", "exit status", options=("--help",))

    def test_foreign_directory_is_left_alone(self) -> None:
        self.report.mkdir()
        (self.report / "thesis.tex").write_text("years of work")
        self.expect(2, "holds something that is not a report")
        self.assertTrue((self.report / "thesis.tex").exists())

    def test_leavings_of_a_killed_verify_are_removed(self) -> None:
        orphan = self.scratch / "report.partial-999999999"
        orphan.mkdir()
        self.expect(0)
        self.assertFalse(orphan.exists())

    def interrupt(self, number: int) -> None:
        children = self.scratch / "children"
        command = f"sleep 300 & echo $! $$ >>{shlex.quote(str(children))}; wait"
        self.fake("refchan-model", [row("model")], command=command)
        process = self.start()
        end = time.monotonic() + 20
        while not children.exists() and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(number)
        printed, _ = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 128 + number, printed)
        self.assertEqual(list(self.scratch.glob("report*")), [])
        for pid in children.read_text().split():
            self.assertFalse(alive(int(pid)), f"process {pid} is left behind")

    def test_interrupt(self) -> None:
        self.interrupt(signal.SIGINT)

    def test_termination(self) -> None:
        self.interrupt(signal.SIGTERM)

    def test_what_a_runner_leaves_behind_is_ended(self) -> None:
        children = self.scratch / "children"
        self.fake("refchan-model", [row("model")], command=f"sleep 300 & echo $! >{shlex.quote(str(children))}")
        self.expect(0)
        self.assertFalse(alive(int(children.read_text())))


def alive(pid: int) -> bool:
    """Whether the process is there and not a mere entry that nobody has collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        pass
    if os.path.isdir("/proc/self"):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    unittest.main()
