# SPDX-License-Identifier: MIT
"""The control: what each check does without a mutant. It must hold; it shows what the check costs and what it reaches.

A mutant whose place no check of a layer reaches need not be run there; of those that reach it, the cheapest comes first.
"""
from __future__ import annotations

import hashlib
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Sequence

import paths  # noqa: F401
from layers import Layer, Step
from processes import Interrupts, environment
from runs import CannotRun, Order, Ran, run

STAGES = (0.25, 1.0, 4.0)  # seconds of checks in one process; the last one again and again


class ControlRed(Exception):
    """The channel without a mutant is broken, or the check is."""


@dataclass(frozen=True)
class Cost:
    check: str
    seconds: float
    reached: frozenset[int]


@dataclass(frozen=True)
class Control:
    layer: Layer
    checks: tuple[str, ...]  # as the program lists them
    costs: dict[str, tuple[Cost, ...]]  # by step

    def reaches(self, number: int) -> bool:
        return any(number in cost.reached for costs in self.costs.values() for cost in costs)

    def stages(self, number: int) -> Iterator[tuple[Step, list[str], float]]:
        """What to run against that mutant, and how long it takes without it."""
        for step in self.layer.steps:
            costs = sorted((one for one in self.costs[step.name] if number in one.reached), key=lambda one: one.seconds)
            for part in _parts(costs, alone=bool(self.layer.checks)):
                chosen = {one.check for one in part}
                yield step, [check for check in self.checks if check in chosen], sum(one.seconds for one in part)


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


def digest_of(*files: Path) -> str:
    try:
        return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()
    except OSError as error:
        raise CannotRun(f"{error.filename}: {error.strerror}") from None


@dataclass(frozen=True)
class Probe:
    """Runs one check without a mutant."""

    layer: Layer
    step: Step
    check: str
    seed: int
    programs: Path
    scratch: Path
    interrupts: Interrupts

    def __call__(self) -> tuple[str, Cost]:
        name = hashlib.sha256(f"{self.layer.name} {self.step.name} {self.check}".encode()).hexdigest()
        reached = self.scratch / f"{name}.reached"
        reached.unlink(missing_ok=True)
        order = Order(self.layer, self.step, [self.check], self.seed, reached=reached)
        ran = run(order, self.programs, self.scratch, self.interrupts)
        if ran.how:
            ran = run(order, self.programs, self.scratch, self.interrupts)  # the machine may have been busy
        if ran.how or not ran.rows:
            raise ControlRed(_complaint(order, ran, self.programs))
        numbers = frozenset(number for number, byte in enumerate(reached.read_bytes()) if byte) if reached.exists() else frozenset()
        reached.unlink(missing_ok=True)
        return self.step.name, Cost(self.check, max(0.001, sum(row["seconds"] for row in ran.rows)), numbers)


def _complaint(order: Order, ran: Ran, programs: Path) -> str:
    what = f"{ran.how}: {ran.detail}" if ran.how else "it reports nothing"
    again = " ".join(order.command(programs, Path("rows.jsonl")))
    return f"{order.layer.name}: without a mutant, {order.checks[0]} is broken: {what}\n  again: {again}"


def probes(layer: Layer, checks: Sequence[str], seed: int, programs: Path, scratch: Path, interrupts: Interrupts) -> list[Probe]:
    return [Probe(layer, step, check, seed, programs, scratch, interrupts) for step in layer.steps for check in checks]


def made(layer: Layer, checks: Sequence[str], found: Sequence[tuple[str, Cost]]) -> Control:
    costs = {step.name: tuple(cost for name, cost in found if name == step.name) for step in layer.steps}
    return Control(layer, tuple(checks), costs)


def stored(control: Control, digest: str) -> dict[str, Any]:
    costs = {step: [[one.check, one.seconds, sorted(one.reached)] for one in some] for step, some in control.costs.items()}
    return {"program": digest, "checks": control.checks, "costs": costs}


def load(layer: Layer, file: Path, digest: str) -> Control | None:
    """The control of that program, if it has been run."""
    try:
        data = json.loads(file.read_text())
    except (OSError, ValueError):
        return None
    if data["program"] != digest:
        return None
    costs = {step: tuple(Cost(check, seconds, frozenset(reached)) for check, seconds, reached in some)
             for step, some in data["costs"].items()}  # fmt: skip
    return Control(layer, tuple(data["checks"]), costs)


