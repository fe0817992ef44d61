# SPDX-License-Identifier: MIT
"""Tests refchan-programs from outside: shards and samples, going on with a run, and replay lines in another process.

    programs_test.py --programs build/bin/refchan-programs --planted build/bin/refchan-programs-planted
"""
from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

PROGRAMS = ""
PLANTED = ""


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120, check=False)


def listed(*arguments: str) -> list[str]:
    return run(PROGRAMS, "list", "--operations", "3", *arguments).stdout.splitlines()


class WhichTest(unittest.TestCase):
    def test_shards_together_are_the_whole_each_program_once(self) -> None:
        whole = listed()
        parts = [line for part in (1, 2, 3) for line in listed("--shard", f"{part}/3")]
        self.assertGreater(len(whole), 300)
        self.assertEqual(sorted(parts), sorted(whole))
        self.assertEqual(len(set(whole)), len(whole))

    def test_numbers_name_the_same_program_in_every_shard(self) -> None:
        self.assertEqual(listed("--on", "bounded")[4::5], listed("--on", "bounded", "--shard", "5/5"))

    def test_senders_that_give_up_are_only_where_there_is_a_capacity(self) -> None:
        both = listed("--impatient-senders", "--on", "unbounded,bounded")
        self.assertFalse([line for line in both if line.startswith("unbounded") and "try_send" in line])
        self.assertTrue([line for line in both if line.startswith("bounded") and "try_send" in line])

    def test_a_wrong_shard_or_kind_is_refused(self) -> None:
        for wrong in (["--shard", "4/3"], ["--shard", "0/3"], ["--shard", "1"], ["--on", "unbuonded"]):
            done = run(PROGRAMS, "list", *wrong)
            self.assertEqual(done.returncode, 2, wrong)
            self.assertRegex(done.stderr, r"such as 2/4|there are unbounded")


class ResumeTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = Path(self.folder.name) / "programs.jsonl"

    def examine(self, *more: str) -> subprocess.CompletedProcess[str]:
        return run(PROGRAMS, "all", "--on", "unbounded", "--operations", "1", "--bound", "1", "--resume",
                   str(self.file), *more)  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()[1:]]

    def test_shards_and_what_was_cut_off_add_up_and_nothing_runs_twice(self) -> None:
        total = len(run(PROGRAMS, "list", "--on", "unbounded", "--operations", "1").stdout.splitlines())
        self.assertEqual(self.examine("--shard", "1/2").returncode, 0)
        first = self.rows()
        self.assertLess(len(first), total)
        whole = self.file.read_bytes()
        self.file.write_bytes(whole[:-9])  # killed in the middle of a line
        done = self.examine()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"({len(first) - 1} are finished already)", done.stdout)
        self.assertEqual(sorted(row["number"] for row in self.rows()), list(range(total)))
        self.assertRegex(done.stdout, rf"holds +unbounded +{total} of {total} programs")

    def test_lines_of_another_search_or_of_something_else_are_refused(self) -> None:
        self.examine("--sample", "1")
        other = run(PROGRAMS, "all", "--operations", "2", "--resume", str(self.file))
        self.assertEqual(other.returncode, 2)
        self.assertIn("line 1: expected a run with", other.stderr)
        self.file.write_text(self.file.read_text() + '{"kind": 3}\n')
        self.assertIn("line 3: expected a finished program", self.examine().stderr)

    def test_a_kind_of_channel_on_which_nothing_ran_is_no_success(self) -> None:
        done = run(PROGRAMS, "all", "--operations", "1", "--sample", "1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("on which no program was run", done.stderr)
        nothing = self.examine("--seconds", "0.000001")
        self.assertEqual(nothing.returncode, 2)
        self.assertIn("11 programs were not begun", nothing.stdout)

    def test_a_sample_is_as_large_as_asked_for_and_follows_from_the_seed(self) -> None:
        drawn = []
        for seed in ("1", "1", "2"):
            self.file.unlink(missing_ok=True)
            self.examine("--sample", "5", "--seed", seed, "--processes", "1")
            drawn.append([row["number"] for row in self.rows()])
        self.assertEqual(len(drawn[0]), 5)
        self.assertEqual(drawn[0], drawn[1])
        self.assertNotEqual(drawn[0], drawn[2])


class SearchTest(unittest.TestCase):
    KINDS = "claim=relaxed,look=relaxed,see_closed=relaxed,drop_sender=release,no_second_look"

    def broken(self, search: str) -> tuple[set[tuple[str, int]], int]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rows.jsonl"
            done = run(PLANTED, "all", "--operations", "2", "--on", self.KINDS, "--search", search, "--bound", "2",
                       "--seconds-per-program", "10", "--resume", str(file))  # fmt: skip
            self.assertEqual(done.returncode, 1, done.stderr)
            rows = [json.loads(line) for line in file.read_text().splitlines()[1:]]
        return {(row["kind"], row["number"]) for row in rows if row["detail"]}, len(rows)

    def test_the_search_without_a_bound_breaks_the_same_programs_as_the_bounded_one(self) -> None:
        reduced, programs = self.broken("reduced")
        self.assertEqual(programs, len(self.KINDS.split(",")) * 44)
        self.assertEqual({kind for kind, _ in reduced}, set(self.KINDS.split(",")))
        self.assertEqual((reduced, programs), self.broken("bounded"))

    def test_hearsay_is_no_less_without_a_bound(self) -> None:
        # What these two engines do wrong shows only if one thread knows that another one has returned.
        for kind, program in (
            ("two_lanes", "sender 0: send; sender 1: send; receiver: recv"),
            ("busy_is_empty", "sender 0: send send; receiver: try_recv"),
        ):
            done = run(PLANTED, "all", "--operations", "3", "--no-clones", "--on", kind, "--search", "reduced",
                       "--seconds-per-program", "0.2")  # fmt: skip
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stdout, rf"BROKEN +{kind} +121 of 121 programs")
            self.assertIn(f"  {program}\n", done.stdout)


class ReplayTest(unittest.TestCase):
    def found(self) -> list[str]:
        """Replay lines that generated programs have led to, one of each kind of verdict."""
        done = run(PLANTED, "generated", "--on", "link=relaxed,two_lanes,no_second_look", "--seconds", "20")
        self.assertEqual(done.returncode, 1, done.stdout)
        lines = re.findall(r"--replay '(.*)'", done.stdout)
        self.assertEqual(len(lines), 3, done.stdout)
        return lines

    def test_what_generated_programs_find_another_process_sees_again(self) -> None:
        for line, reason in zip(self.found(), ("DATA RACE", "order", "lost")):
            done = run(PLANTED, "--replay", line)
            self.assertEqual(done.returncode, 1, line + done.stderr)
            self.assertIn(reason, done.stdout)
            self.assertIn("sender 0:", done.stdout)

    def test_all_programs_find_a_fault_and_show_the_smallest(self) -> None:
        done = run(PLANTED, "all", "--operations", "2", "--on", "link=relaxed")
        self.assertEqual(done.returncode, 1)
        self.assertIn("smallest program that is broken on link=relaxed:\n  sender 0: send; receiver:\n", done.stdout)
        self.assertIn("DATA RACE", done.stdout)
        line = re.findall(r"--replay '(.*)'", done.stdout)[0]
        self.assertEqual(run(PLANTED, "--replay", line).returncode, 1)

    def test_a_line_that_does_not_fit_is_told_from_a_failure(self) -> None:
        line = self.found()[0]
        script = line.rsplit(":", 1)[1]
        for changed, expected in (
            (line.replace("sender 0: send", "sender 0: sned"), r"line 1, column 11: expected a step of a sender"),
            (line.replace("sender 0: send", "sender 0: send*17"), r"at most 9 messages"),
            (line.replace("link=relaxed", "link=strong"), r"no kind of channel 'link=strong'; there are .*link=relaxed"),
            (line.replace(script, "1" + script), r"diverged"),
            (line.replace(script, "?"), r"malformed"),
            ("program {sender 0: send", r"malformed"),
        ):
            done = run(PLANTED, "--replay", changed)
            self.assertEqual(done.returncode, 2, changed)
            self.assertRegex(done.stderr, expected)


def main() -> int:
    global PROGRAMS, PLANTED
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--programs", required=True, help="the program refchan-programs")
    options.add_argument("--planted", required=True, help="the program refchan-programs-planted")
    given, rest = options.parse_known_args()
    PROGRAMS, PLANTED = given.programs, given.planted
    return 0 if unittest.main(argv=[sys.argv[0], *rest], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
