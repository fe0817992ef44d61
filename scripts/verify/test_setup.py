# SPDX-License-Identifier: MIT
"""Tests scripts/setup.sh with fake package tools: what it asks for, as whom, and what it says on another system."""
from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SETUP = Path(__file__).resolve().parent.parent / "setup.sh"
TOOLS = re.search(r"^tools=\((.*?)\)", SETUP.read_text(), re.MULTILINE | re.DOTALL)


class SetupTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.bin = Path(scratch.name)
        self.calls = self.bin / "calls"
        for tool in ("bash", "dirname", "grep", "env", "cat", "sed"):
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def fake(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def debian(self, missing: str = "", user: int = 1000) -> None:
        refuse = f"case $* in *{missing}) exit 1 ;; esac\n" if missing else ""
        self.fake("dpkg-query", refuse + "echo 'ii '")
        self.fake("apt-get", f'echo "apt-get $*" >>{self.calls}')
        self.fake("id", f"echo {user}")

    def setup_sh(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [str(self.bin / "bash"), str(SETUP), *arguments],
            env={"PATH": str(self.bin)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    def called(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []

    def test_nothing_is_missing(self) -> None:
        self.debian()
        self.assertEqual(self.setup_sh("--quiet"), (0, ""))
        self.assertEqual(self.setup_sh("--check")[0], 0)

    def test_check_only_reports(self) -> None:
        self.debian(missing="shfmt", user=0)
        self.assertEqual(self.setup_sh("--check"), (1, "setup: missing: shfmt\n"))
        self.assertEqual(self.called(), [])

    def test_root_installs_what_is_missing(self) -> None:
        self.debian(missing="shfmt", user=0)
        self.assertEqual(self.setup_sh()[0], 0)
        self.assertEqual(self.called(), ["apt-get install --yes --no-install-recommends shfmt"])

    def test_lists_are_updated_when_the_install_fails(self) -> None:
        self.debian(missing="shfmt", user=0)
        fails_once = f'echo "$1" >>{self.calls}; [ "$1" = update ] || grep -q update {self.calls}'
        self.fake("apt-get", fails_once)
        self.assertEqual(self.setup_sh()[0], 0)
        self.assertEqual(self.called(), ["install", "update", "install"])

    def test_an_ordinary_user_goes_through_sudo(self) -> None:
        self.debian(missing="shfmt")
        self.fake("sudo", f'echo sudo >>{self.calls}; exec "$@"')
        self.assertEqual(self.setup_sh()[0], 0)
        self.assertEqual(self.called()[0], "sudo")

    def test_an_ordinary_user_without_sudo_is_told_the_command(self) -> None:
        self.debian(missing="shfmt")
        status, printed = self.setup_sh()
        self.assertEqual(status, 2)
        self.assertIn("apt-get install --yes --no-install-recommends shfmt", printed)
        self.assertEqual(self.called(), [])

    def test_another_system_without_the_tools(self) -> None:
        status, printed = self.setup_sh()
        self.assertEqual(status, 2)
        self.assertIn("RELACY_ROOT", printed)
        self.assertIn("clang++-19", printed)

    def test_another_system_with_the_tools(self) -> None:
        assert TOOLS is not None
        for tool in TOOLS.group(1).split():
            self.fake(tool, ":")
        self.assertEqual(self.setup_sh("--quiet"), (0, ""))

    def test_bad_argument(self) -> None:
        status, printed = self.setup_sh("--wat")
        self.assertEqual(status, 2)
        self.assertTrue(printed.startswith("usage: "))


if __name__ == "__main__":
    unittest.main()
