# SPDX-License-Identifier: MIT
"""A control for verify: one layer's program must see each mutant that it is there to see, and nothing without a mutant.

Writes a row for each of them, as the planted programs do: broken when it is seen, holds when it is missed. Where
score.json says which check saw a mutant, that one looks first, and after it all of them. Exit status: 1 each was seen,
0 one was missed, 2 it could not run.
"""
from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Iterator, Optional, Sequence

import paths
from campaign import FIRST_SEED, counted
from controls import checks_of
from layers import LAYERS, Layer, Step
from processes import Interrupted, Interrupts
from runs import CannotRun, Order, Ran, run
from score import Hint, hints

NAMED = ("order", "claim", "history")
LIMIT = 40.0  # seconds of one look; the layer's whole recipe takes less, and one check much less
LIMIT_OF_ONE = 10.0


class Control:
    def __init__(self, layer: Layer, program: Path, seed: int, scratch: Path, interrupts: Interrupts) -> None:
        self.layer, self.programs, self.seed, self.scratch, self.interrupts = layer, program.parent, seed, scratch, interrupts
        self.checks = checks_of(layer, self.programs)
        self.saw: set[tuple[Step, str]] = set()

    def look(self, step: Step, checks: Sequence[str], number: int, patience: int = 1) -> Ran:
        limit = LIMIT_OF_ONE if len(checks) == 1 else LIMIT
        order = Order(self.layer, step, checks, self.seed, number, limit, patience)
        return run(order, self.programs, self.scratch, self.interrupts)

    def looks(self, hint: Optional[Hint]) -> Iterator[tuple[Step, Sequence[str]]]:
        steps = {step.name: step for step in self.layer.steps}
        if hint is not None and hint.step in steps and hint.check in self.checks:
            yield steps[hint.step], [hint.check]
        for step in self.layer.steps:
            yield step, self.checks

    def row(self, mutant: dict[str, Any], hint: Optional[Hint]) -> dict[str, Any]:
        rows: list[dict[str, Any]] = []
        began = time.monotonic()
        for step, checks in self.looks(hint):
            ran = self.look(step, checks, mutant["number"])
            rows += ran.rows
            if ran.how:
                break
        seconds = time.monotonic() - began
        if ran.how and ran.check:
            self.saw.add((step, ran.check))
        count = counted(rows, ran.check, self.layer)
        again = Order(self.layer, step, [ran.check] if ran.check else [], self.seed, mutant["number"])
        return {
            "layer": self.layer.verify, "check": f"mutant.{mutant['name']}", "engine": self.layer.name, "claims": mutant["claims"],
            "verdict": "broken" if ran.how else "holds", "count": max(1, count.get("count", 0)), "unit": count.get("unit", "executions"),
            "bound": f"seen by {ran.check}: {ran.how}" if ran.how else "missed", "seconds": round(seconds, 3), "seed": self.seed,
            "replay": again.replay(self.programs), "detail": f"{mutant['what']} ({mutant['file']}:{mutant['line']}): {ran.detail}",
        }  # fmt: skip

    def hold_without_a_mutant(self) -> None:
        """The checks that saw one: they must not see one where there is none."""
        for step in self.layer.steps:
            checks = [check for check in self.checks if (step, check) in self.saw]
            ran = self.look(step, checks, 0) if checks else None
            if ran is not None and ran.how:
                ran = self.look(step, checks, 0, patience=2)  # the machine may have been busy
                if ran.how:
                    raise CannotRun(f"without a mutant, {ran.check} is broken: {ran.how}: {ran.detail}")


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
    mine = [one for one in mutants if one["layer"] == layer.name and one["group"] in groups and options.only.search(one["name"])]
    if not mine:
        raise CannotRun(f"{listed}: no mutant of {options.group} is for the layer {layer.name}")
    return mine


def control(options: argparse.Namespace, interrupts: Interrupts) -> int:
    layer = next((one for one in LAYERS if one.program == options.program.name), None)
    if layer is None:
        raise CannotRun(f"{options.program}: expected one of {', '.join(one.program for one in LAYERS)}")
    known, missed = hints(paths.SCORE, layer.name), 0
    with tempfile.TemporaryDirectory() as scratch, open(options.report, "w", encoding="utf-8") as report:
        looking = Control(layer, options.program, options.seed, Path(scratch), interrupts)
        for mutant in chosen(options, layer):
            row = looking.row(mutant, known.get(mutant["name"]))
            print(f"{row['check']:<40} {row['seconds']:6.1f} s   {row['bound']}", flush=True)
            report.write(json.dumps(row) + "\n")
            report.flush()
            missed += row["verdict"] == "holds"
        looking.hold_without_a_mutant()
    return 0 if missed else 1


def main(argv: Optional[Sequence[str]] = None) -> int:
    interrupts = Interrupts()
    interrupts.install()
    try:
        return control(arguments(sys.argv[1:] if argv is None else argv), interrupts)
    except Interrupted as stop:
        return 128 + stop.number
    except CannotRun as error:
        print(f"mutants: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
