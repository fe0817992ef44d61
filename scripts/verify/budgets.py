# SPDX-License-Identifier: MIT
"""What runs, and how long it may take: the one table of budgets, for two cores.

Each figure is the number of seconds that the whole run of a program should take. A runner whose --seconds is meant per
check gets its share for each check that it lists.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MODES = ("quick", "default", "deep")
LAYERS = ("model", "properties", "stress")
DEFAULT_SEED = 20261121


@dataclass(frozen=True)
class Run:
    name: str
    layer: str
    program: str
    seconds: dict[str, int]
    per_check: bool = False
    control: bool = False
    patience: int = 0  # seconds for each bug of a control, most of which are never needed
    replays: bool = False  # a control whose printed replay lines must fail again, in another process
    more: dict[str, str] = field(default_factory=dict)  # further arguments, by mode
    script: str = ""  # the Python program below scripts/ that runs the program, if it does not run by itself


# Time alone ends the searches of the models, or the bound.
_LONG = "--executions 1000000000000"
FAR = {"quick": f"--bound 3 {_LONG}", "default": f"--bound 4 {_LONG}", "deep": f"--bound 8 {_LONG}"}

# All programs of up to five operations, or as many of them as the time allows, in an order drawn by the seed; and longer ones.
ALL = {"quick": "all --seconds-per-program 0.3", "default": "all --seconds-per-program 0.5", "deep": "all --seconds-per-program 5"}
GENERATED = dict.fromkeys(MODES, "generated")

# How long the kit waits before it calls something a hang; and of a channel that is wrong, one fault suffices.
BRISK = dict.fromkeys(MODES, "--patience 3 --histories build/histories")
WRONG = dict.fromkeys(MODES, "--first --patience 2 --histories build/histories")
CONTROL = {"control": True, "patience": 30}
MUTANTS = {"control": True, "patience": 120, "script": "mutants/control.py"}
BRIEF = {"quick": "--group order,claim"}  # of the mutants with names
PATIENT = {"control": True, "patience": 1200}  # for all of its bugs together


def _run(name: str, layer: str, program: str, quick: int, default: int, deep: int, **how: Any) -> Run:
    return Run(name, layer, program, dict(zip(MODES, (quick, default, deep))), **how)


# fmt: off
RUNS = (
    #    run                layer         program                        quick  default   deep
    _run("model",           "model",      "refchan-model",                  30,     130,  2600, per_check=True, more=FAR),
    _run("programs",        "model",      "refchan-programs",                6,      40,   700, more=ALL),
    _run("generated",       "model",      "refchan-programs",                4,      20,   200, more=GENERATED),
    _run("properties",      "properties", "refchan-properties",             10,      30,   900),
    _run("properties-asan", "properties", "refchan-properties-asan",        10,      30,   900),
    _run("oracle",          "properties", "refchan-oracle",                 10,      60,   400),
    _run("oracle-mutants",  "properties", "refchan-oracle-mutants",          8,       8,     8),
    _run("fuzz",            "properties", "refchan-fuzz",                    5,      10,   300),
    _run("conformance",     "properties", "refchan-conformance",             8,      40,   300, more=BRISK),
    _run("stress-tsan",     "stress",     "refchan-stress-tsan",            14,      56,   900, per_check=True),
    _run("stress-asan",     "stress",     "refchan-stress-asan",             7,      28,   450, per_check=True),
    _run("stress",          "stress",     "refchan-stress",                  9,      32,   450, per_check=True),
    # Programs with planted bugs, each of which must be caught; they end as soon as it is.
    _run("model-control",       "model",      "refchan-model-planted",        2,       2,     2, **CONTROL, replays=True),
    _run("programs-control",    "model",      "refchan-programs-planted",    14,      14,    14, **PATIENT, more=GENERATED),
    _run("properties-control",  "properties", "refchan-properties-planted",   5,       5,     5, **CONTROL),
    _run("conformance-control", "properties", "refchan-conformance-wrong",   20,      40,    40, **CONTROL, more=WRONG),
    _run("stress-control",      "stress",     "refchan-stress-planted-tsan",  8,       8,     8, **CONTROL),
    # The channel with a fault in it, one at a time, each of which its layer must see; scripts/mutants.sh has many more.
    _run("model-mutants",       "model",      "refchan-model-mutants",        8,      15,    15, **MUTANTS, more=BRIEF),
    _run("properties-mutants",  "properties", "refchan-properties-mutants",  20,      25,    25, **MUTANTS, more=BRIEF),
)
# fmt: on


def hang_limit(seconds: float) -> float:
    """A run that is still there after this long hangs: generous, since the machine may be busy with other things."""
    return 5 * seconds + 120
