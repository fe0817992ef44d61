# SPDX-License-Identifier: MIT
"""Builds the programs with the mutants in them, and leaves out the mutants that are no C++ (compiles.py says how)."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Sequence

from compiles import blamed, leave_out
from paths import ROOT
from processes import Interrupts, Job, run_all
from runs import CannotRun
from waiting import Waiting

TREE = ROOT / "build/mutants-tree"
ROUNDS = 12


def built(kind: str, targets: Sequence[str], log: Path, jobs: int, interrupts: Interrupts, told: Waiting) -> Path:
    """The folder of the programs. kind: the mutants that they carry, as impl/cmake/refchan_mutants.cmake says."""
    tree = TREE / kind
    told.say(f"builds {', '.join(targets)} ({log})")
    settings = ("REFCHAN_LAYERS=model;properties;stress", f"REFCHAN_MUTANTS={kind}", "CMAKE_CXX_FLAGS=-ferror-limit=0")
    configure = ["cmake", "--preset", "release", "-S", str(ROOT), "-B", str(tree), *(f"-D{one}" for one in settings)]
    if not _done(configure, log, interrupts):
        raise CannotRun(_failed(configure, log))
    build = ["cmake", "--build", str(tree), "--parallel", str(jobs), "--target", *targets, "--", "-k", "0"]
    for _ in range(ROUNDS):
        if _done(build, log, interrupts):
            return tree / "bin"
        if not _left_out(tree / "mutants", log, told):
            break
    raise CannotRun(_failed(build, log))


def _done(argv: Sequence[str], log: Path, interrupts: Interrupts) -> bool:
    job = Job("build", argv, log, 300.0, 7200.0)
    run_all([job], 1, interrupts)
    return job.status == 0


def _failed(argv: Sequence[str], log: Path) -> str:
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
    return f"{' '.join(argv[:3])} failed ({log}):\n{tail}"


def _left_out(folder: Path, log: Path, told: Waiting) -> bool:
    """Whether the compiler blamed mutants, which the next build then goes without."""
    listed = folder / "mutants.json"
    names = {one["number"]: one["name"] for one in json.loads(listed.read_text(encoding="utf-8"))} if listed.exists() else {}
    found = {names[number]: why for number, why in blamed(log.read_text(errors="replace"), folder / "include").items()}
    if not found:
        return False
    told.say(f"{len(found)} mutants are no C++, and are left out")
    leave_out(folder / "refused.json", found)
    listed.unlink()
    return True
