# SPDX-License-Identifier: MIT
"""The small changes of the source: which there are, that they are C++, and that what is not is blamed."""
from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from compiles import blamed  # noqa: E402
from edits import BadEdit  # noqa: E402
from generate import write  # noqa: E402
from named import Mutant  # noqa: E402

try:
    from source import source_mutants
except BadEdit:
    source_mutants = None  # type: ignore[assignment]

HEADER = """// A queue of numbers.
#pragma once
#include <atomic>

namespace refchan {

enum class answer { yes, no, never };

struct counter {
    answer add(int by) {
        static_assert(sizeof(int) >= 2);
        if (by == 0 || closed_) {
            return answer::no;
        }
        notify();
        total_.fetch_add(by, std::memory_order_relaxed);
        for (int i = 0; i < by; ++i) {
            steps_ += 1;
        }
        return answer::yes;
    }
    void notify() {}

    std::atomic<int> total_{0};
    int steps_ = 0;
    bool closed_ = false;
};

}  // namespace refchan
"""

PROGRAM = """#include "refchan/counter.hpp"
#include <cstdio>
int main() {
    refchan::counter it;
    refchan::answer const said = it.add(2);
    std::printf("%d %d %d", static_cast<int>(said), it.total_.load(), it.steps_);
}
"""


@unittest.skipIf(source_mutants is None or not shutil.which("clang++-19"), "no clang, or none of its Python")
class TestSource(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "in/refchan").mkdir(parents=True)

    def mutants(self, text: str = HEADER) -> list[Mutant]:
        (self.folder / "in/refchan/counter.hpp").write_text(text)
        return list(source_mutants(self.folder / "in", {"counter.hpp": text}))

    def build(self, mutants: list[Mutant]) -> subprocess.CompletedProcess[str]:
        write(self.folder / "out", {"counter.hpp": HEADER}, mutants, {})
        program = self.folder / "program.cpp"
        program.write_text(PROGRAM)
        command = ["clang++-19", "-std=c++23", f"-I{self.folder / 'out/include'}", str(program), "-o", str(self.folder / "it")]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def run_with(self, number: int) -> str:
        done = subprocess.run([self.folder / "it"], env={"REFCHAN_MUTANT": str(number)}, capture_output=True, text=True,
                              timeout=10, check=False)  # fmt: skip
        return done.stdout

    def test_the_operators(self) -> None:
        found = [(each.operator, each.what, each.was) for each in self.mutants()]
        for wanted in (
            ("delete", "", "notify()"),
            ("swap", "after: total_.fetch_add(by, std::memory_order_relaxed);", "notify()"),
            ("negate", "not", "by == 0 || closed_"),
            ("true", "always", "by == 0 || closed_"),
            ("false", "never", "closed_"),
            ("boundary", "i <= by", "i < by"),
            ("arithmetic", "steps_ -= 1", "steps_ += 1"),
            ("off_by_one", "2", "1"),
            ("constant", "answer::never", "answer::no"),
            ("torn", "::refchan::mutants::torn_fetch_add(total_, by, std::memory_order_relaxed)",
             "total_.fetch_add(by, std::memory_order_relaxed)"),
        ):  # fmt: skip
            self.assertIn(wanted, found)
        self.assertFalse([each for each in found if "sizeof" in each[2]], "what the compiler checks is left alone")

    def test_they_are_all_in_one_program(self) -> None:
        mutants = self.mutants()
        built = self.build(mutants)
        self.assertEqual(built.returncode, 0, built.stderr)
        self.assertEqual(self.run_with(0), "0 2 2")
        by_change = {(each.operator, each.was): number for number, each in enumerate(mutants, 1)}
        self.assertEqual(self.run_with(by_change["arithmetic", "steps_ += 1"]), "0 2 -2")
        self.assertEqual(self.run_with(by_change["negate", "by == 0 || closed_"]), "1 0 0")
        self.assertEqual(self.run_with(by_change["constant", "answer::yes"]), "1 2 2")
        self.assertEqual(self.run_with(by_change["boundary", "i < by"]), "0 2 3")

    def test_names_survive_changes_elsewhere(self) -> None:
        before = {each.name for each in self.mutants()}
        moved = self.mutants(HEADER.replace("#include <atomic>", "\n\n#include <atomic>"))
        self.assertEqual(before, {each.name for each in moved})
        self.assertEqual(len(before), len(self.mutants()), "no two have one name")

    def test_what_is_no_cxx_is_blamed(self) -> None:
        mutants = self.mutants()
        good = next(each for each in mutants if each.operator == "arithmetic")
        file, edit = good.edits[0]
        switch = "(::refchan::mutants::on({n}) ? no_such_name : {x})"
        wrong = Mutant("wrong", "source", file, 1, "", ((file, replace(edit, text=switch)),))
        built = self.build([*mutants, wrong])
        self.assertNotEqual(built.returncode, 0)
        self.assertEqual(list(blamed(built.stderr, self.folder / "out/include")), [len(mutants) + 1])


if __name__ == "__main__":
    unittest.main()
