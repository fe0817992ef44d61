# SPDX-License-Identifier: MIT
"""The mutants with names that there have to be, read from where they are written, not from what a build says it has."""
from __future__ import annotations

from typing import Any, Iterable, Sequence

from budgets import RUNS, Run
from edits import BadEdit
from generate import headers_of
from layers import LAYERS
from named import ORDERS, Mutant, order_mutants, written_mutants
from paths import HERE, ROOT
from runs import CannotRun


def named_mutants() -> list[Mutant]:
    try:
        headers = headers_of(ROOT / "impl/include")
        return [*order_mutants(headers[ORDERS]), *written_mutants(HERE / "claims", "claim", headers),
                *written_mutants(HERE / "history", "history", headers)]  # fmt: skip
    except (BadEdit, OSError) as error:
        raise CannotRun(str(error)) from None


def missing(wanted: Iterable[Mutant], there: Sequence[dict[str, Any]]) -> list[str]:
    """The names of those that a build does not have, or has left out because they are no C++."""
    usable = {(one["name"], one["group"], one["layer"]) for one in there if not one["refused"]}
    return [one.name for one in wanted if (one.name, one.group, one.layer) not in usable]


def without_a_control(mutants: Iterable[Mutant], runs: Sequence[Run] = RUNS) -> list[str]:
    """The names of those that no control of verify runs."""
    controlled = {run.program for run in runs if run.control and run.script == "mutants/control.py"}
    layers = {layer.name for layer in LAYERS if layer.program in controlled and not layer.oracle}
    return [one.name for one in mutants if one.layer not in layers]
