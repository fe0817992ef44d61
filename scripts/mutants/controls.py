# SPDX-License-Identifier: MIT
"""The control: what each check does without a mutant. It must hold; it shows what the check costs and what it reaches.

A mutant whose place no check of a layer reaches need not be run there; of those that reach it, the cheapest comes first.
"""
from __future__ import annotations

import hashlib
import json
import re
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Iterator, Sequence

import paths  # noqa: F401
from confirmed import Runner
from layers import Layer, Step
from processes import environment
from runs import CannotRun, Order

STAGES = (0.25, 1.0, 4.0)  # seconds of checks in one process; the last one again and again


@dataclass(frozen=True)
class Cost:
    check: str
    seconds: float
    reached: frozenset[int]
    claims: frozenset[str]

    def may_see(self, mutant: dict[str, Any]) -> bool:
        """A fault that breaks a claim must be seen by a check of that claim; no other check counts."""
        return mutant["group"] != "claim" or not self.claims.isdisjoint(mutant["claims"])


@dataclass(frozen=True)
class Control:
    layer: Layer
    checks: tuple[str, ...]  # as the program lists them
    costs: dict[str, tuple[Cost, ...]]  # by step

    def knows(self, mutant: dict[str, Any], record: dict[str, Any]) -> bool:
        """Whether a record of old still says what it did: of a fault that breaks a claim, other checks counted once."""
        if mutant["group"] != "claim" or record["outcome"] != "killed":
            return True
        return any(cost.check == record["check"] and cost.may_see(mutant) for costs in self.costs.values() for cost in costs)

    def stages(self, mutant: dict[str, Any]) -> Iterator[tuple[Step, list[str], float]]:
        """What to run against that mutant, and how long it takes without it; nothing, if no check reaches it."""
        for step in self.layer.steps:
            costs = [one for one in self.costs[step.name] if mutant["number"] in one.reached and one.may_see(mutant)]
            for checks, seconds in staged(costs, self.checks, alone=bool(self.layer.checks)):
                yield step, checks, seconds


def staged(costs: Sequence[Cost], checks: Sequence[str], alone: bool) -> Iterator[tuple[list[str], float]]:
    """The cheap ones first, some at a time, in the order of the program. alone: each in a process of its own."""
    for part in _parts(sorted(costs, key=lambda one: one.seconds), alone):
        chosen = {one.check for one in part}
        yield [check for check in checks if check in chosen], sum(one.seconds for one in part)


def _parts(costs: Sequence[Cost], alone: bool) -> Iterator[list[Cost]]:
    part: list[Cost] = []
    number = 0
    for cost in costs:
        budget = 0.0 if alone else STAGES[min(number, len(STAGES) - 1)]
        if part and sum(one.seconds for one in part) + cost.seconds > budget:
            yield part
            part, number = [], number + 1
        part.append(cost)
    if part:
        yield part


def checks_of(layer: Layer, programs: Path) -> tuple[str, ...]:
    if layer.checks:
        return layer.checks
    argv = [str(programs / layer.program), "--list"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False, env=environment())
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotRun(f"{' '.join(argv)}: {error}") from None
    listed = dict.fromkeys(line.split()[0] for line in done.stdout.splitlines() if line.strip())
    names = tuple(name for name in listed if re.search(layer.only, name))
    if done.returncode != 0 or not names:
        raise CannotRun(f"{' '.join(argv)} lists no check")
    return names


def digest_of(layer: Layer, seed: int, *files: Path) -> str:
    """Of all that the control depends on: what is run, how, and the mutants whose places it looks for."""
    steps = [asdict(step) for step in layer.steps]
    told = json.dumps([layer.name, steps, layer.checks, layer.only, layer.watchdog, layer.sanitized, seed], sort_keys=True)
    found = hashlib.sha256(told.encode())
    try:
        for file in files:
            found.update(hashlib.sha256(file.read_bytes()).digest())
    except OSError as error:
        raise CannotRun(f"{error.filename}: {error.strerror}") from None
    return found.hexdigest()


def cost_of(layer: Layer, check: str, rows: Sequence[dict[str, Any]], reached: frozenset[int] = frozenset()) -> Cost:
    mine = [row for row in rows if layer.check_of(row) == check]
    claims = frozenset(claim for row in mine for claim in row["claims"])
    return Cost(check, max(0.001, sum(row["seconds"] for row in mine)), reached, claims)


@dataclass(frozen=True)
class Probe:
    """Runs one check without a mutant."""

    layer: Layer
    step: Step
    check: str
    seed: int
    runner: Runner

    def __call__(self) -> tuple[str, Cost]:
        name = hashlib.sha256(f"{self.layer.name} {self.step.name} {self.check}".encode()).hexdigest()
        reached = self.runner.scratch / f"{name}.reached"
        reached.unlink(missing_ok=True)
        ran = self.runner.held(Order(self.layer, self.step, [self.check], self.seed, reached=reached))
        numbers = frozenset(number for number, byte in enumerate(reached.read_bytes()) if byte) if reached.exists() else frozenset()
        reached.unlink(missing_ok=True)
        return self.step.name, cost_of(self.layer, self.check, ran.rows, numbers)


def probes(layer: Layer, checks: Sequence[str], seed: int, runner: Runner) -> list[Probe]:
    return [Probe(layer, step, check, seed, runner) for step in layer.steps for check in checks]


def made(layer: Layer, checks: Sequence[str], found: Sequence[tuple[str, Cost]]) -> Control:
    costs = {step.name: tuple(cost for name, cost in found if name == step.name) for step in layer.steps}
    return Control(layer, tuple(checks), costs)


def stored(control: Control, digest: str) -> dict[str, Any]:
    costs = {step: [[one.check, one.seconds, sorted(one.reached), sorted(one.claims)] for one in some]
             for step, some in control.costs.items()}  # fmt: skip
    return {"of": digest, "checks": control.checks, "costs": costs}


def load(layer: Layer, file: Path, digest: str) -> Control | None:
    """The control of that program and what it is told, if it has been run."""
    try:
        data = json.loads(file.read_text())
    except (OSError, ValueError):
        return None
    if data.get("of") != digest:
        return None
    costs = {step: tuple(Cost(check, seconds, frozenset(reached), frozenset(claims)) for check, seconds, reached, claims in some)
             for step, some in data["costs"].items()}  # fmt: skip
    return Control(layer, tuple(data["checks"]), costs)


