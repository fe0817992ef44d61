# SPDX-License-Identifier: MIT
"""Tests that a program that breaks, hangs, dies or understands nothing is noticed, with one that does each on request."""
from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import programs
from programs import Broken, CannotRun, Program

FAKE = """#!/usr/bin/env python3
import json, sys, time
if sys.argv[1:] == ["--list"]:
    print(json.dumps({"peer": "fake"}))
    sys.exit(0)
for line in sys.stdin:
    word = line.split()[0]
    if word == "hang":
        time.sleep(60)
    elif word == "die":
        sys.exit(3)
    elif word == "broken":
        print(json.dumps({"broken": "message 3 was lost"}), flush=True)
        time.sleep(0.2)
        open(sys.argv[0] + ".last_words", "w").close()
        sys.exit(1)
    elif word == "nonsense":
        print(json.dumps({"error": "nonsense"}), flush=True)
    else:
        print('{"seconds": 1,', end="", flush=True)
        time.sleep(0.05)
        print('"figures": {"ns": 2}}', flush=True)
"""


class ProgramTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / "fake"
        path.write_text(FAKE)
        path.chmod(0o755)
        self.program = Program(path, patience=1)
        self.addCleanup(self.program.close)

    def test_answer_in_pieces_is_put_together(self) -> None:
        self.assertEqual(self.program.ask("measure")["figures"], {"ns": 2})
        self.assertEqual(self.program.peers, [{"peer": "fake"}])

    def test_program_stays_alive(self) -> None:
        self.program.ask("measure")
        first = self.program.process
        self.program.ask("measure")
        self.assertIs(self.program.process, first)

    def test_what_breaks_hangs_or_dies_is_noticed_and_started_again(self) -> None:
        for word, said in (("broken", "message 3 was lost"), ("hang", "it hangs"), ("die", "ended with 3 and without an answer")):
            with self.subTest(word):
                with self.assertRaisesRegex(Broken, said):
                    self.program.ask(word)
                self.assertEqual(self.program.ask("measure")["seconds"], 1)

    def test_what_is_broken_has_time_for_its_last_words(self) -> None:
        with self.assertRaises(Broken):
            self.program.ask("broken")
        self.assertTrue(self.program.path.with_suffix(".last_words").exists())

    def test_request_without_sense_is_no_fault_of_the_channel(self) -> None:
        with self.assertRaisesRegex(CannotRun, "nonsense"):
            self.program.ask("nonsense")


class AbsentTest(unittest.TestCase):
    def test_what_is_absent_is_skipped_with_a_sentence(self) -> None:
        def no_cargo() -> Path:
            raise programs.NoCargo("there is no cargo (on Debian: cargo-web)")

        def fake_cpp(build: Path, _log: Path) -> Path:
            (build / "fake").write_text(FAKE)
            (build / "fake").chmod(0o755)
            return build / "fake"

        with tempfile.TemporaryDirectory() as folder, mock.patch.object(programs, "build_cpp", fake_cpp), \
                mock.patch.object(programs, "find_cargo", no_cargo), \
                mock.patch.object(programs.shutil, "which", return_value=None):
            found = programs.Programs(Path(folder))
        self.assertEqual(list(found.peers), ["fake"])
        for package in ("cargo-web", "golang-go", "libtbb-dev", "libboost-thread-dev", "libconcurrentqueue-dev"):
            self.assertTrue(any(package in sentence for sentence in found.skipped), package)

    def test_crates_that_are_absent_leave_the_manifest(self) -> None:
        manifest = (programs.SOURCES / "rust/Cargo.toml").read_text()
        alone = programs.without_crate(programs.without_crate(manifest, "crossbeam-channel"), "flume")
        self.assertIn("default = []", alone)
        for word in ("crossbeam", "flume"):
            self.assertNotRegex(alone, f'(?m)^[^#]*{word}')
        self.assertIn('default = ["flume"]', programs.without_crate(manifest, "crossbeam-channel"))
        self.assertIn('default = ["crossbeam"]', programs.without_crate(manifest, "flume"))


if __name__ == "__main__":
    unittest.main()
