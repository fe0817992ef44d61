# SPDX-License-Identifier: MIT
"""Makes the list of jobs from what was asked for."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Sequence

from budgets import RUNS, Run, hang_limit
from judge import Outcome
from processes import Job, environment
from report import ReportDirectory

SCRIPTS = Path(__file__).resolve().parent.parent


def chosen_runs(layers: Sequence[str]) -> list[Run]:
    return [run for run in RUNS if run.layer in layers]


def _checks(program: Path) -> int:
    """How many checks a runner lists; 1 when it cannot say."""
    try:
        done = subprocess.run(
            [str(program), "--list"], capture_output=True, text=True, timeout=60, check=False, env=environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return 1
    return max(1, sum(1 for line in done.stdout.splitlines() if line.strip()))


def job_of(run: Run, mode: str, seed: int, programs: Path, directory: ReportDirectory) -> Job:
    seconds = run.seconds[mode]
    program = programs / run.program
    share = run.patience or (seconds / _checks(program) if run.per_check else seconds)
    report = directory.path / "logs" / f"{run.name}.jsonl"
    runner = [sys.executable, "-B", str(SCRIPTS / run.script)] if run.script else []
    argv = [*runner, str(program), "--seed", str(seed), "--seconds", f"{share:.3g}", "--report", str(report)]
    argv += run.more.get(mode, "").split()
    return Job(run.name, argv, directory.log(run.name), float(seconds), hang_limit(seconds + run.patience), report)


def replay_jobs(outcome: Outcome, directory: ReportDirectory) -> list[Job]:
    """One job for each replay line that a control has printed."""
    lines = [row.replay for row in outcome.rows if row.replay]
    names = [f"{outcome.run.name}-replay-{number}" for number in range(1, len(lines) + 1)]
    return [Job(name, ["sh", "-c", line], directory.log(name), 1.0, hang_limit(5)) for name, line in zip(names, lines)]
