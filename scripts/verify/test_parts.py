# SPDX-License-Identifier: MIT
"""Tests the small parts of verify one by one: hanging jobs, estimates, numbers, bounds."""
from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from budgets import LAYERS, MODES, RUNS
from judge import judge_run
from processes import Interrupts, Job, run_all
from progress import schedule
from rows import parse_row
from table import bound_reached, clock, number
from test_verify import row


class PartsTest(unittest.TestCase):
    def test_hanging_job_is_ended_and_red(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            job = Job("model", ["sh", "-c", "trap '' TERM; sleep 60"], Path(scratch) / "log", 1.0, 0.3)
            run_all([job], 1, Interrupts())
        self.assertTrue(job.hung)
        self.assertLess(job.seconds, 30)
        outcome = judge_run(RUNS[0], job, [], [])
        self.assertTrue(outcome.red)
        self.assertIn("it hangs", outcome.problems[0])

    def test_two_at_a_time(self) -> None:
        most = 0

        def look(running: list[Job], _waiting: list[Job]) -> None:
            nonlocal most
            most = max(most, len(running))

        with tempfile.TemporaryDirectory() as scratch:
            jobs = [Job(str(i), ["sleep", "0.1"], Path(scratch) / str(i), 1.0, 20.0) for i in range(5)]
            run_all(jobs, 2, Interrupts(), look)
        self.assertEqual([job.status for job in jobs], [0] * 5)
        self.assertEqual(most, 2)

    def test_schedule(self) -> None:
        self.assertEqual(schedule([], [], 2), 0)
        self.assertEqual(schedule([5.0], [3.0, 4.0], 2), 7.0)
        self.assertEqual(schedule([1.0, 2.0], [10.0], 2), 11.0)

    def test_words(self) -> None:
        self.assertEqual([number(x) for x in (7, 1234, 45678, 1.5e6, 2e9)], ["7", "1.2k", "46k", "1.5M", "2.0G"])
        self.assertEqual([clock(x) for x in (0, 61, 3601)], ["0:00", "1:01", "1:00:01"])

    def test_bounds(self) -> None:
        def reached(*bounds: str) -> str:
            return bound_reached([parse_row("model", "model", json.dumps(row("model", bound=b))) for b in bounds])

        self.assertEqual(reached("one scenario"), "-")
        self.assertEqual(reached("9 walks, complete at bound 2, cut in bound 3", "4 rounds"), "bound 2")
        self.assertEqual(reached("9 walks, complete without a bound, 8 of 9 different", "cut without a bound, 1 of 1 different, "
                                 "complete at bound 2"), "bound 2 .. every execution")
        self.assertEqual(reached("complete at bound 10", "complete at bound 9"), "bound 9 .. bound 10")
        self.assertEqual(reached("no bound complete, cut in bound 0", "complete, every execution"), "walks .. every execution")

    def test_budgets_add_up(self) -> None:
        limits = {"quick": 110, "default": 420, "deep": 4200}
        for mode in MODES:
            self.assertLessEqual(schedule([], [float(run.seconds[mode]) for run in RUNS], 2), limits[mode])

    def test_every_layer_has_a_control(self) -> None:
        self.assertEqual({run.layer for run in RUNS if run.control}, set(LAYERS))


if __name__ == "__main__":
    unittest.main()
