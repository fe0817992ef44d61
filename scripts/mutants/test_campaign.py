# SPDX-License-Identifier: MIT
"""A campaign with fake programs: what kills a mutant, what does not, and that it goes on where it was stopped."""
from __future__ import annotations

import dataclasses
import json
import signal
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Any

import fake
from campaign import Campaign, run_campaign
from confirmed import ControlRed
from controls import digest_of
from fake import fake_program, mutant
from layers import BY_NAME
from processes import Interrupted, Interrupts
from results import Results
from runs import CannotRun
from test_verify import alive
from waiting import Waiting


class CampaignTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.calls = fake_program(BY_NAME["model"], self.folder)
        self.interrupts = Interrupts()

    def campaign(self, *mutants: dict[str, Any], seeds: int = 1, fresh: bool = False) -> dict[str, list[dict[str, Any]]]:
        """The records, by the mutant's name."""
        listed = self.folder / "mutants.json"
        listed.write_text(json.dumps(mutants))
        plan = Campaign(mutants, [BY_NAME["model"]], {"order": seeds, "claim": seeds}, self.folder / "bin", listed, self.folder / "report", 2,
                        self.interrupts, margin=0.3)  # fmt: skip
        told = Waiting(2)
        told.say = lambda text: None  # type: ignore[method-assign]
        found: dict[str, list[dict[str, Any]]] = {}
        for record in run_campaign(plan, Results(self.folder / "report" / "results.jsonl", fresh), told):
            found.setdefault(record["mutant"], []).append(record)
        return found

    def one(self, number: int) -> dict[str, Any]:
        return self.campaign(mutant(number))[f"fault_{number}"][0]

    def runs_of(self, number: int) -> int:
        return sum(line.startswith(f"{number} ") for line in self.calls.read_text().splitlines())

    def test_a_broken_row_kills(self) -> None:
        record = self.one(fake.KILLED)
        self.assertEqual((record["outcome"], record["how"], record["check"]), ("killed", "race", "a/x"))
        self.assertEqual((record["step"], record["detail"], record["count"]), ("walk", "DATA RACE at execution 3", 10))
        self.assertRegex(record["command"], r"^REFCHAN_MUTANT=1 \S+/bin/refchan-model-mutants .*--only '\^\(a/x\)\$' --seed")

    def test_a_mutant_that_no_check_sees_survives_all_steps(self) -> None:
        record = self.one(fake.SURVIVES)
        self.assertEqual((record["outcome"], record["count"]), ("survived", 40))  # two checks, two steps

    def test_a_crash_kills_and_the_check_that_was_at_work_did_it(self) -> None:
        record = self.one(fake.CRASHES)
        self.assertEqual((record["how"], record["check"], record["detail"]), ("crash", "b/x", "ended with signal 11"))

    def test_an_assertion_kills(self) -> None:
        record = self.one(fake.ASSERTS)
        self.assertEqual((record["how"], record["check"]), ("assertion", "a/x"))
        self.assertIn("x > 0", record["detail"])

    def test_a_hang_kills_when_it_is_seen_twice(self) -> None:
        record = self.one(fake.HANGS)
        self.assertEqual((record["outcome"], record["how"], record["check"]), ("killed", "hang", "a/x"))
        self.assertEqual(self.runs_of(fake.HANGS), 2)

    def test_a_hang_that_is_not_seen_again_was_the_machine(self) -> None:
        self.assertEqual(self.one(fake.HANGS_ONCE)["outcome"], "survived")

    def test_what_no_check_reaches_is_not_run(self) -> None:
        self.assertEqual(self.one(fake.NEVER_MET)["outcome"], "not reached")
        self.assertEqual(self.runs_of(fake.NEVER_MET), 0)

    def test_a_program_that_cannot_run_with_the_mutant_and_can_without_has_seen_it(self) -> None:
        self.assertEqual(self.one(fake.STOPS)["how"], "stop")

    def test_a_program_that_cannot_run_without_the_mutant_either_has_seen_nothing(self) -> None:
        with self.assertRaisesRegex(CannotRun, "exit status 2"):
            self.one(fake.SPOILS)

    def test_a_check_that_is_broken_without_a_mutant_stops_it_all(self) -> None:
        fake_program(BY_NAME["model"], self.folder, unmutated="row $one broken 'DEADLOCK'; exit 1")
        with self.assertRaisesRegex(ControlRed, "without a mutant, a/x is broken: deadlock"):
            self.one(fake.KILLED)

    def test_a_check_that_reports_nothing_without_a_mutant_stops_it_all(self) -> None:
        fake_program(BY_NAME["model"], self.folder, unmutated="exit 0")
        with self.assertRaisesRegex(ControlRed, "it reports nothing"):
            self.one(fake.KILLED)

    def test_a_program_that_is_broken_without_the_mutant_has_not_seen_it(self) -> None:
        for spoilt, said in (("row $one broken DEADLOCK; exit 1", "a/x is broken: deadlock"), ("exit 0", "a/x is broken: it reports nothing")):
            (self.folder / f"{self.calls.name}.spoilt").unlink(missing_ok=True)
            fake_program(BY_NAME["model"], self.folder, spoilt=spoilt)
            with self.assertRaisesRegex(ControlRed, said):
                self.one(fake.SPOILS)

    # Faults that break a claim: a/x is a check of G1, b/x one of G2

    def claimed(self, number: int, claim: str) -> dict[str, Any]:
        return self.campaign(mutant(number, group="claim", claims=[claim]))[f"fault_{number}"][0]

    def test_a_check_of_the_claim_sees_the_fault(self) -> None:
        self.assertEqual(self.claimed(fake.KILLED, "G1")["check"], "a/x")
        self.assertEqual(self.claimed(fake.CRASHES, "G2")["check"], "b/x")

    def test_a_check_of_another_claim_does_not_count(self) -> None:
        self.assertEqual(self.claimed(fake.KILLED, "G2")["outcome"], "survived")
        asked = [line for line in self.calls.read_text().splitlines() if line.startswith("1 ")]
        self.assertEqual(asked, ["1 ^(b/x)$"] * 2)  # a step each

    def test_a_claim_without_a_check_is_reached_by_none(self) -> None:
        self.assertEqual(self.claimed(fake.KILLED, "G3")["outcome"], "not reached")

    def test_a_kill_of_old_by_a_check_of_another_claim_does_not_count(self) -> None:
        results = self.folder / "report" / "results.jsonl"
        record = self.claimed(fake.KILLED, "G2")
        results.write_text(json.dumps(record | {"outcome": "killed", "check": "a/x"}) + "\n")
        self.assertEqual(self.claimed(fake.KILLED, "G2")["outcome"], "survived")
        results.write_text(json.dumps(record | {"outcome": "killed", "check": "b/x"}) + "\n")
        self.assertEqual(self.claimed(fake.KILLED, "G2")["outcome"], "killed")

    def test_the_control_is_of_what_is_told_to_the_program(self) -> None:
        layer = BY_NAME["model"]
        steps = (layer.steps[0], dataclasses.replace(layer.steps[1], arguments=("--executions", "9")))
        others = [dataclasses.replace(layer, **change) for change in (
            {"steps": steps}, {"checks": ("a",)}, {"only": "a"}, {"sanitized": {"ASAN_OPTIONS": "detect_leaks=0"}}, {"watchdog": "--w"})]  # fmt: skip
        digests = {digest_of(one, 1, self.calls.parent / "bin" / layer.program) for one in (layer, *others)}
        digests.add(digest_of(layer, 2, self.calls.parent / "bin" / layer.program))
        self.assertEqual(len(digests), len(others) + 2)

    def test_the_control_is_kept_while_nothing_changes(self) -> None:
        self.campaign(mutant(fake.KILLED))
        self.campaign(mutant(fake.KILLED), fresh=True)
        self.assertEqual(self.runs_of(0), 4)  # two checks, two steps

    def test_each_seed_is_a_run_of_its_own(self) -> None:
        records = self.campaign(mutant(fake.KILLED), seeds=3)["fault_1"]
        self.assertEqual(len({record["seed"] for record in records}), 3)

    def test_it_goes_on_from_what_was_found(self) -> None:
        first = self.campaign(mutant(fake.KILLED), mutant(fake.SURVIVES))
        results = self.folder / "report" / "results.jsonl"
        results.write_text(results.read_text() + '{"key": "cut sh')
        ran = self.calls.read_text()
        self.assertEqual(self.campaign(mutant(fake.KILLED), mutant(fake.SURVIVES)), first)
        self.assertEqual(self.calls.read_text(), ran)

    def test_another_mutant_of_that_name_is_another_matter(self) -> None:
        self.campaign(mutant(fake.KILLED))
        self.campaign(mutant(fake.KILLED, was="h()"))
        self.assertEqual(self.runs_of(fake.KILLED), 2)

    def test_fresh_forgets(self) -> None:
        self.campaign(mutant(fake.KILLED))
        self.campaign(mutant(fake.KILLED), fresh=True)
        self.assertEqual(self.runs_of(fake.KILLED), 2)

    def test_what_a_program_leaves_behind_is_ended(self) -> None:
        children = self.folder / "children"
        fake_program(BY_NAME["model"], self.folder, unmutated=f"sleep 300 & echo $! >>{children}")
        self.one(fake.SURVIVES)
        pids = children.read_text().split()
        self.assertEqual(len(pids), 2)  # a step each
        self.assertEqual([pid for pid in pids if alive(int(pid))], [])

    def test_a_stop_leaves_nothing_running_and_what_was_found_is_kept(self) -> None:
        def stop() -> None:
            results = self.folder / "report" / "results.jsonl"
            end = time.monotonic() + 20
            while time.monotonic() < end and not (results.exists() and results.read_text()):
                time.sleep(0.01)
            self.interrupts.number = signal.SIGINT

        thread = threading.Thread(target=stop)
        thread.start()
        with self.assertRaises(Interrupted):
            self.campaign(mutant(fake.KILLED), *(mutant(fake.HANGS, f"hangs_{number}") for number in range(8)))
        thread.join()
        kept = (self.folder / "report" / "results.jsonl").read_text().splitlines()
        self.assertEqual(json.loads(kept[0])["mutant"], "fault_1")
        self.assertLess(len(kept), 9)


if __name__ == "__main__":
    unittest.main()
