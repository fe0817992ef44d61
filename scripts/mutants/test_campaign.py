# SPDX-License-Identifier: MIT
"""A campaign with fake programs: what kills a mutant, what does not, and that it goes on where it was stopped."""
from __future__ import annotations

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
from controls import ControlRed
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
        plan = Campaign(mutants, [BY_NAME["model"]], {"order": seeds}, self.folder / "bin", listed, self.folder / "report", 2,
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
