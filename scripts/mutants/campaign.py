# SPDX-License-Identifier: MIT
"""Runs every mutant in every layer, on all cores, and goes on where it was stopped."""
from __future__ import annotations

import json
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterable, Sequence

import paths  # noqa: F401
from confirmed import Runner
from controls import Control, checks_of, digest_of, load, made, probes, stored
from layers import Layer
from processes import Interrupts
from results import Record, Results, key_of, sources_digest
from runs import Order
from waiting import Waiting

FIRST_SEED = 20261121
SLOWER, MARGIN = 10, 5.0  # a run hangs when it takes so many times as long as without a mutant, and so many seconds


@dataclass(frozen=True)
class Campaign:
    mutants: Sequence[dict[str, Any]]
    layers: Sequence[Layer]
    seeds: dict[str, int]  # how many, by group
    programs: Path
    listed: Path  # mutants.json
    folder: Path  # what is kept
    jobs: int
    interrupts: Interrupts
    margin: float = MARGIN

    @property
    def shown_programs(self) -> Path:
        return self.programs.relative_to(paths.ROOT) if self.programs.is_relative_to(paths.ROOT) else self.programs

    @property
    def scratch(self) -> Path:
        path = self.folder / "scratch"
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def runner(self) -> Runner:
        return Runner(self.programs, self.scratch, self.interrupts)


def side_by_side(
    tasks: Iterable[Callable[[], Any]], jobs: int, interrupts: Interrupts, ended: Callable[[Any], None],
    tick: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Each task in a thread, so many at a time; the first exception ends it all."""
    pool = ThreadPoolExecutor(jobs)
    waiting: set[Future[Any]] = {pool.submit(task) for task in tasks}
    try:
        while waiting:
            done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            for one in done:
                ended(one.result())
            tick()
            interrupts.check()
    finally:
        pool.shutdown(cancel_futures=True)


def control_of(layer: Layer, plan: Campaign, told: Waiting) -> Control:
    digest = digest_of(layer, FIRST_SEED, plan.programs / layer.program, plan.listed)
    file = plan.folder / f"control-{plan.programs.parent.name}-{layer.name}.json"
    control = load(layer, file, digest)
    if control is None:
        checks = checks_of(layer, plan.programs)
        tasks = probes(layer, checks, FIRST_SEED, plan.runner)
        found: list[Any] = []
        told.phase(f"without a mutant: {layer.name}", {layer.name: len(tasks)})

        def ended(one: Any) -> None:
            found.append(one)
            told.done(layer.name)

        side_by_side(tasks, plan.jobs, plan.interrupts, ended, told.tick)
        control = made(layer, checks, found)
        file.write_text(json.dumps(stored(control, digest)))
    seconds = sum(cost.seconds for costs in control.costs.values() for cost in costs)
    told.say(f"{layer.name}: {len(control.checks)} checks hold without a mutant, {seconds:.0f} s in all")
    return control


@dataclass(frozen=True)
class Trial:
    """One mutant in one layer with one seed."""

    mutant: dict[str, Any]
    control: Control
    seed: int
    key: str
    plan: Campaign

    def __call__(self) -> Record:
        number, layer = self.mutant["number"], self.control.layer
        record = {"key": self.key, "mutant": self.mutant["name"], "layer": layer.name, "seed": self.seed}
        stages = list(self.control.stages(self.mutant))
        if not stages:
            return record | {"outcome": "not reached"}
        rows: list[dict[str, Any]] = []
        seconds = 0.0
        for step, checks, cost in stages:
            ran = self.plan.runner.seen(Order(layer, step, checks, self.seed, number, cost * SLOWER + self.plan.margin))
            rows += ran.rows
            seconds += ran.seconds
            if ran.how:
                again = Order(layer, step, [ran.check] if ran.check else checks, self.seed, number)
                seen = {"outcome": "killed", "how": ran.how, "check": ran.check, "step": step.name, "detail": ran.detail,
                        "seconds": round(seconds, 3), "command": again.replay(self.plan.shown_programs)}  # fmt: skip
                return record | seen | counted(rows, ran.check, layer)
        return record | {"outcome": "survived", "seconds": round(seconds, 3)} | counted(rows, "", layer)


def counted(rows: Sequence[dict[str, Any]], check: str, layer: Layer) -> Record:
    """In the unit of the check that saw the mutant, or of the first one."""
    units = [row["unit"] for row in rows if layer.check_of(row) == check] + [row["unit"] for row in rows]
    return {"count": sum(row["count"] for row in rows if row["unit"] == units[0]), "unit": units[0]} if units else {}


def run_campaign(plan: Campaign, results: Results, told: Waiting) -> list[Record]:
    """The records of all that was asked for, in any order."""
    controls = [control_of(layer, plan, told) for layer in plan.layers]
    found: list[Record] = []
    trials: list[Trial] = []
    for control in controls:
        sources = sources_digest(control.layer)
        for mutant in plan.mutants:
            if (mutant["group"] == "oracle") != control.layer.oracle:
                continue
            for seed in range(FIRST_SEED, FIRST_SEED + plan.seeds[mutant["group"]]):
                key = key_of(mutant, control.layer, sources, seed)
                known = results.get(key)
                if known is None or not control.knows(mutant, known):
                    trials.append(Trial(mutant, control, seed, key, plan))
                else:
                    found.append(known)
    work = {layer.name: sum(one.control.layer is layer for one in trials) for layer in plan.layers}
    told.phase(f"{len(plan.mutants)} mutants", work)
    if found:
        told.say(f"{len(found)} of {len(found) + len(trials)} are known from before (--fresh forgets them)")

    def ended(record: Record) -> None:
        results.add(record)
        found.append(record)
        told.done(record["layer"], record.get("seconds", 0.0), record["outcome"] == "killed")

    trials.sort(key=lambda one: (one.seed, one.mutant["number"]))
    side_by_side(trials, plan.jobs, plan.interrupts, ended, told.tick)
    return found
