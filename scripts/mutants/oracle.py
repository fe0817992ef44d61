# SPDX-License-Identifier: MIT
"""The oracle's own mutants: the specification with one small change, which its tests must see, and the checker without
one of its clauses, which some history must show (refchan-oracle-mutants).
"""
from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import paths  # noqa: F401
from processes import environment
from results import Record
from runs import CannotRun, read_rows

PROGRAM = "refchan-oracle-mutants"
LAYER = "oracle"
SPECIFICATION = "spec.hpp"
CLAUSE = "oracle.clause."


def of_the_oracle(mutant: dict[str, Any]) -> dict[str, Any]:
    """A mutant of the specification belongs to the oracle, whoever made it."""
    ours = mutant["group"] == "source" and mutant["file"] == SPECIFICATION
    return mutant | {"group": "oracle"} if ours else mutant


def clauses(programs: Path, folder: Path) -> tuple[list[dict[str, Any]], list[Record]]:
    """The clauses as mutants, and what became of each."""
    report = folder / "oracle.jsonl"
    report.unlink(missing_ok=True)
    argv = [str(programs / PROGRAM), "--report", str(report)]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=600, check=False, env=environment())
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotRun(f"{' '.join(argv)}: {error}") from None
    rows = [row for row in read_rows(report) if row["check"].startswith(CLAUSE)]
    if done.returncode not in (0, 1) or not rows:
        raise CannotRun(f"{' '.join(argv)} ended with exit status {done.returncode}:\n{done.stderr[-2000:]}")
    return [_mutant(row) for row in rows], [_record(row) for row in rows]


def _place(row: dict[str, Any]) -> tuple[str, str]:
    """The header that the clause is in, and its name: as the line says that runs it again."""
    found = re.search(r"'\^(\S+\.hpp) (\w+)\$'", row["replay"])
    return (found[1], found[2]) if found else ("", row["check"])


def _name(row: dict[str, Any]) -> str:
    file, clause = _place(row)
    return f"{file.removesuffix('.hpp')}.{clause}"


def _mutant(row: dict[str, Any]) -> dict[str, Any]:
    file, clause = _place(row)
    return {"number": 0, "name": _name(row), "group": "oracle", "file": f"oracle/{file}", "line": 0, "what": "left out", "was": clause,
            "bug": "", "layer": LAYER, "claims": [], "function": "", "operator": "delete", "refused": ""}  # fmt: skip


def _record(row: dict[str, Any]) -> Record:
    seen = row["verdict"] == "holds"  # the row says: the clause is missed
    record = {"key": _name(row), "mutant": _name(row), "layer": LAYER, "seed": row["seed"], "seconds": row["seconds"],
              "count": row["count"], "unit": row["unit"], "outcome": "killed" if seen else "survived"}  # fmt: skip
    return record | ({"how": "wrong answer", "check": row["engine"], "detail": row["detail"], "step": "clause",
                      "command": row["replay"]} if seen else {})  # fmt: skip
