# SPDX-License-Identifier: MIT
"""Turns what the runners did into verdicts. Anything that is not shown to hold is red."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Sequence

from budgets import Run
from claims import CLAIMS, JUDGED, JUDGED_CHECKS, Claim
from processes import Job
from rows import Row

RED_EXITS = (1, 66)  # 66 is ThreadSanitizer's own


@dataclass
class Outcome:
    """One run of one program: what it reported, and what is wrong with the run itself."""

    run: Run
    job: Job
    rows: list[Row]
    problems: list[str] = field(default_factory=list)
    replayed: int = 0

    @property
    def red(self) -> bool:
        return bool(self.problems) or (not self.run.control and any(row.broken for row in self.rows))


@dataclass
class ClaimVerdict:
    claim: Claim
    rows: list[Row]
    verdict: str  # holds, broken, not run, unchecked


@dataclass
class Judgement:
    outcomes: list[Outcome]
    claims: list[ClaimVerdict]
    problems: list[str]
    only: str = ""  # the layers that were chosen, if not all

    @property
    def holds(self) -> bool:
        return not self.problems and not self.broken_rows

    @property
    def broken_rows(self) -> list[Row]:
        return [row for outcome in self.outcomes if not outcome.run.control for row in outcome.rows if row.broken]

    @property
    def controls(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.run.control]


def judge_run(run: Run, job: Job, rows: list[Row], wrong: Sequence[str]) -> Outcome:
    outcome = Outcome(run, job, rows, list(wrong))
    add = outcome.problems.append
    if job.hung:
        add(f"{run.name}: still running after {job.limit:.0f} s: it hangs")
    elif run.control:
        _judge_control(outcome)
    elif job.status not in (0, *RED_EXITS):
        add(f"{run.name}: ended with {describe_exit(job.status)}")
    elif job.status in RED_EXITS and not any(row.broken for row in rows):
        add(f"{run.name}: ended with exit status {job.status}, and no check says what is broken")
    elif job.status == 0 and any(row.broken for row in rows):
        add(f"{run.name}: reports a broken check and ends with exit status 0")
    if not rows:
        add(f"{run.name}: ran nothing")
    for row in rows:
        if row.count <= 0 and not row.broken:
            add(f"{run.name}: {row.check} ran no {row.unit}")
    return outcome


def _judge_control(outcome: Outcome) -> None:
    run, job = outcome.run, outcome.job
    missed = [row.check for row in outcome.rows if not row.broken]
    if job.status == 0:
        outcome.problems.append(f"{run.name}: a planted bug, and the runner ends with exit status 0")
    elif job.status not in RED_EXITS:
        outcome.problems.append(f"{run.name}: ended with {describe_exit(job.status)} instead of a verdict")
    if missed:
        outcome.problems.append(f"{run.name}: the bug planted for {', '.join(missed)} was not caught")


def judge_replays(outcome: Outcome, jobs: Sequence[Job]) -> None:
    """A bug that is found must be found again from its replay line."""
    if not jobs and outcome.rows:
        outcome.problems.append(f"{outcome.run.name}: no replay line")
    for job in jobs:
        if job.status not in RED_EXITS:
            ending = describe_exit(job.status)
            outcome.problems.append(f"{job.name}: `{job.argv[-1]}` ended with {ending}, not red again")
    outcome.replayed = sum(1 for job in jobs if job.status in RED_EXITS)


def describe_exit(status: Optional[int]) -> str:
    if status is None:
        return "no exit status"
    if status < 0:
        return f"signal {-status}"
    if status == 127:
        return "exit status 127: the program is not there"
    return f"exit status {status}"


def judge(outcomes: list[Outcome], layers: Sequence[str], all_layers: Sequence[str]) -> Judgement:
    """`layers` were asked for. A claim that none of them covers is red, unless some layer was left out on purpose."""
    partial = set(layers) != set(all_layers)
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    rows = [row for outcome in outcomes if not outcome.run.control for row in outcome.rows]
    for layer in layers:
        if not any(row.layer == layer for row in rows):
            problems.append(f"layer {layer} ran nothing")
    claims = []
    for claim in CLAIMS:
        mine = [row for row in rows if claim.id in row.claims]
        claims.append(ClaimVerdict(claim, mine, _claim_verdict(mine, partial)))
        if claims[-1].verdict == "unchecked":
            problems.append(f"{claim.id} ({claim.sentence}): no check of it ran")
        recorded = [row for row in mine if row.layer == "stress" and row.check.startswith(JUDGED_CHECKS)]
        if "stress" in layers and claim.id in JUDGED and not recorded:
            problems.append(f"{claim.id} ({claim.sentence}): the oracle judged no recorded history of it")
    return Judgement(outcomes, claims, problems, ", ".join(layers) if partial else "")


def _claim_verdict(rows: list[Row], partial: bool) -> str:
    if any(row.broken for row in rows):
        return "broken"
    if rows:
        return "holds"
    return "not run" if partial else "unchecked"
