# SPDX-License-Identifier: MIT
"""Runs whose outcome is not left to chance: what the machine may have done is looked at a second time.

    held    without a mutant: every check must report that it holds
    seen    with one: a hang must be seen twice, the second time with twice the patience; a program that could not run
            because of the mutant has seen it, if without the mutant all holds
"""
from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from processes import Interrupts
from runs import CannotRun, Order, Ran, run


class ControlRed(Exception):
    """The channel without a mutant is broken, or the check is."""


@dataclass(frozen=True)
class Runner:
    programs: Path
    scratch: Path
    interrupts: Interrupts

    def run(self, order: Order) -> Ran:
        return run(order, self.programs, self.scratch, self.interrupts)

    def held(self, order: Order) -> Ran:
        ran = self.run(order)
        if ran.how:
            ran = self.run(replace(order, patience=2))
        if ran.how:
            raise self._red(order, ran.check or order.checks[0], f"{ran.how}: {ran.detail}")
        reported = {order.layer.check_of(row) for row in ran.rows if row["verdict"] == "holds"}
        for check in order.checks:
            if check not in reported:
                raise self._red(order, check, "it reports nothing")
        return ran

    def _red(self, order: Order, check: str, what: str) -> ControlRed:
        again = " ".join(order.command(self.programs, Path("rows.jsonl")))
        return ControlRed(f"{order.layer.name}: without a mutant, {check} is broken: {what}\n  again: {again}")

    def seen(self, order: Order) -> Ran:
        ran = self._run_or_stop(order)
        if ran.how != "hang":
            return ran
        again = self._run_or_stop(replace(order, patience=2))
        return ran if again.how == "hang" else again

    def _run_or_stop(self, order: Order) -> Ran:
        began = time.monotonic()
        try:
            return self.run(order)
        except CannotRun as error:
            seconds = time.monotonic() - began
            self.held(replace(order, number=0))
            return Ran((), seconds, "stop", "", str(error).splitlines()[-1][:200])
