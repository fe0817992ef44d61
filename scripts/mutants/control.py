# SPDX-License-Identifier: MIT
"""A control for verify: one layer's program must see each mutant that it is there to see, and nothing without a mutant.

Which mutants these are, impl/ and the written faults say; a build that lacks one is no control. Each check that looks must
first hold without a mutant, which also says how long it takes: a run that takes far longer hangs, if it does so twice. Where
score.json says which check saw a mutant, that one looks first, and after it all of them; for a fault that breaks a claim, the
checks of that claim.

Writes a row for each mutant, as the planted programs do: broken when it is seen, holds when it is missed. Exit status: 1 each
was seen, 0 one was missed, 2 it could not run.
"""
from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any, Iterable, Iterator, Optional, Sequence

import paths
from campaign import FIRST_SEED, MARGIN, SLOWER, counted
from confirmed import ControlRed, Runner
from controls import Cost, checks_of, cost_of, staged
from expected import missing, named_mutants
from layers import LAYERS, Layer, Step
from processes import Interrupted, Interrupts
from runs import CannotRun, Order, Ran
from score import NAMED, Hint, hints

LIMIT = 120.0  # seconds of a step's checks without a mutant; they take a quarter of it at most


class Control:
    def __init__(self, layer: Layer, seed: int, runner: Runner) -> None:
        self.layer, self.seed, self.runner = layer, seed, runner
        self.checks = checks_of(layer, runner.programs)
        self.steps = {step.name: step for step in layer.steps}
        self.held: dict[tuple[Step, str], Cost] = {}

    def costs(self, step: Step, checks: Sequence[str]) -> list[Cost]:
        """What they take without a mutant, where each must hold."""
        new = [check for check in checks if (step, check) not in self.held]
        if new:
            ran = self.runner.held(Order(self.layer, step, new, self.seed, limit=LIMIT))
            self.held |= {(step, check): cost_of(self.layer, check, ran.rows) for check in new}
        return [self.held[step, check] for check in checks]

    def prepare(self, known: Iterable[Hint]) -> None:
        """Runs all checks that will look first, at once."""
        looking = {(hint.step, hint.check) for hint in known}
        for step in self.layer.steps:
            self.costs(step, [check for check in self.checks if (step.name, check) in looking])

    def looks(self, mutant: dict[str, Any], hint: Optional[Hint]) -> Iterator[tuple[Step, list[str], float]]:
        """With how many seconds they take."""
        asked = [(self.steps[hint.step], (hint.check,))] if hint and hint.step in self.steps and hint.check in self.checks else []
        for step, checks in [*asked, *((step, self.checks) for step in self.layer.steps)]:
            costs = [one for one in self.costs(step, checks) if one.may_see(mutant)]
            for some, seconds in staged(costs, self.checks, alone=bool(self.layer.checks)):
                yield step, some, seconds

    def row(self, mutant: dict[str, Any], hint: Optional[Hint]) -> dict[str, Any]:
        rows: list[dict[str, Any]] = []
        ran, step, seconds = Ran((), 0.0), self.layer.steps[0], 0.0
        for step, checks, cost in self.looks(mutant, hint):
            began = time.monotonic()
            ran = self.runner.seen(Order(self.layer, step, checks, self.seed, mutant["number"], cost * SLOWER + MARGIN))
            seconds += time.monotonic() - began
            rows += ran.rows
            if ran.how:
                break
        count = counted(rows, ran.check, self.layer)
        again = Order(self.layer, step, [ran.check] if ran.check else [], self.seed, mutant["number"])
        return {
            "layer": self.layer.verify, "check": f"mutant.{mutant['name']}", "engine": self.layer.name, "claims": mutant["claims"],
            "verdict": "broken" if ran.how else "holds", "count": max(1, count.get("count", 0)), "unit": count.get("unit", "executions"),
            "bound": f"seen by {ran.check}: {ran.how}" if ran.how else "missed", "seconds": round(seconds, 3), "seed": self.seed,
            "replay": again.replay(self.runner.programs), "detail": f"{mutant['what']} ({mutant['file']}:{mutant['line']}): {ran.detail}",
        }  # fmt: skip


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/mutants/control.py", description=(__doc__ or "").splitlines()[0], allow_abbrev=False)
    parser.add_argument("program", type=Path, help="such as build/bin/refchan-model-mutants")
    parser.add_argument("--group", default=",".join(NAMED), help=f"out of {','.join(NAMED)} (the default)")
    parser.add_argument("--only", type=re.compile, default=re.compile(""), metavar="REGEX", help="the mutants whose name fits")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help=f"of all that is drawn (default: {FIRST_SEED})")
    parser.add_argument("--report", type=Path, required=True, help="the rows go there")
    parser.add_argument("--seconds", type=float, help="accepted, and ignored: each mutant needs what it needs")
    return parser.parse_args(argv)


def chosen(options: argparse.Namespace, layer: Layer) -> list[dict[str, Any]]:
    listed = options.program.parent.parent / "mutants/mutants.json"
    try:
        mutants = json.loads(listed.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotRun(f"{listed}: {error}") from None
    groups = options.group.split(",")
    wanted = [one for one in named_mutants() if one.layer == layer.name and one.group in groups and options.only.search(one.name)]
    if not wanted:
        raise CannotRun(f"no mutant of {options.group} is for the layer {layer.name}")
    if lacking := missing(wanted, mutants):
        raise CannotRun(f"{listed} has no {', '.join(lacking)}: build {layer.program} again")
    names = {one.name for one in wanted}
    return [one for one in mutants if one["name"] in names]


def control(options: argparse.Namespace, interrupts: Interrupts) -> int:
    layer = next((one for one in LAYERS if one.program == options.program.name), None)
    if layer is None:
        raise CannotRun(f"{options.program}: expected one of {', '.join(one.program for one in LAYERS)}")
    mutants, missed = chosen(options, layer), 0
    with tempfile.TemporaryDirectory() as scratch, open(options.report, "w", encoding="utf-8") as report:
        looking = Control(layer, options.seed, Runner(options.program.parent, Path(scratch), interrupts))
        known = hints(paths.SCORE, layer.name)
        looking.prepare(known[mutant["name"]] for mutant in mutants if mutant["name"] in known)
        for mutant in mutants:
            row = looking.row(mutant, known.get(mutant["name"]))
            print(f"{row['check']:<40} {row['seconds']:6.1f} s   {row['bound']}", flush=True)
            report.write(json.dumps(row) + "\n")
            report.flush()
            missed += row["verdict"] == "holds"
    return 0 if missed else 1


def main(argv: Optional[Sequence[str]] = None) -> int:
    interrupts = Interrupts()
    interrupts.install()
    try:
        return control(arguments(sys.argv[1:] if argv is None else argv), interrupts)
    except Interrupted as stop:
        return 128 + stop.number
    except (CannotRun, ControlRed) as error:
        print(f"mutants: {error}", file=sys.stderr)
        return 2
    except Exception:  # Python would end with 1, which says that each was seen
        traceback.print_exc()
        return 2


if __name__ == "__main__":
    sys.exit(main())
