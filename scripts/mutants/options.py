# SPDX-License-Identifier: MIT
"""What scripts/mutants.sh may be told."""
from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any, NoReturn, Sequence

import paths  # noqa: F401
from layers import BY_NAME, LAYERS
from machine import cores

GROUPS = ("order", "claim", "history", "source", "oracle")
DESCRIPTION = "Which faults the checks see: runs each mutant of the channel in each layer, and writes the matrix."
USAGE = (
    "scripts/mutants.sh [--only REGEX] [--group GROUP,...] [--layers LAYER,...] [--seeds N] [--jobs N] [--fresh] [--report DIR] "
    "[--programs DIR] [--update]"
)
EXAMPLES = """
groups:  order     every memory order made weaker
         claim     for each claim a fault that breaks it (scripts/mutants/claims); only checks of that claim count
         history   the faults that other channels really had (scripts/mutants/history)
         source    small changes of the source, one at a time; never: a returned condition as a whole, a condition that
                   declares a variable, initialisers of a constructor, constants, functions that only pass on a call
         oracle    the specification's steps changed, the checker's clauses left out: looked for by their own tests
layers:  model; programs: models of programs that nobody has written; properties; stress; spec: the specification's tests,
         which alone run the mutants of the specification, and no others

exit status: 0 every mutant is killed, or has a reason in scripts/mutants/reasons.toml; 1 one survives without a reason, the
score has dropped, or a check fails without any mutant; 2 it could not run

for example:
  scripts/mutants.sh --group order,claim,history    the mutants with names: some minutes
  scripts/mutants.sh                                all of them: an hour or two; killed, it goes on where it was
  scripts/mutants.sh --only 'block_queue.send'      those whose name fits
  scripts/mutants.sh --layers stress --seeds 10     how often does stress see each?
"""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"mutants: {message}\nusage: {USAGE}\n")
        sys.exit(2)


def one_of(names: Sequence[str], what: str) -> Any:
    def parse(text: str) -> list[str]:
        for name in text.split(","):
            if name not in names:
                raise argparse.ArgumentTypeError(f"unknown {what} '{name}' (there are {', '.join(names)})")
        return [name for name in names if name in text.split(",")]

    return parse


def pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a regular expression: {error}") from None


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number above 0")
    return int(text)


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = Parser(prog="scripts/mutants.sh", usage=USAGE, description=DESCRIPTION, epilog=EXAMPLES,
                    formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)  # fmt: skip
    parser.add_argument("--only", type=pattern, metavar="REGEX", help="those whose name fits")
    parser.add_argument("--group", type=one_of(GROUPS, "group"), default=list(GROUPS), metavar="GROUP,...", help=", ".join(GROUPS))
    names = [layer.name for layer in LAYERS]
    parser.add_argument("--layers", type=one_of(names, "layer"), default=names, metavar="LAYER,...", help=", ".join(names))
    parser.add_argument("--seeds", type=positive, metavar="N", help="how many (default: 3, and 1 for the groups source and oracle)")
    parser.add_argument("--jobs", type=positive, default=cores(), metavar="N", help="how many at a time (default: one a core)")
    parser.add_argument("--fresh", action="store_true", help="forgets what was found before")
    parser.add_argument("--report", type=Path, default=Path("build/mutants-report"), metavar="DIR",
                        help="where the matrix goes, and what the next run goes on from (default: build/mutants-report)")  # fmt: skip
    parser.add_argument("--programs", type=Path, metavar="DIR", help="builds nothing and takes the programs from DIR")
    parser.add_argument("--update", action="store_true", help="writes scripts/mutants/score.json and the figures of CI.md")
    options = parser.parse_args(argv)
    if options.update and (options.only or not all_layers(options) or set(options.group) != set(GROUPS)):
        parser.error("--update is for a run of everything, without --only, --group and --layers")
    started_in = Path(os.environ.get("REFCHAN_STARTED_IN", "."))
    for name in ("report", "programs"):
        if any(word.split("=")[0] == f"--{name}" for word in argv):
            setattr(options, name, started_in / getattr(options, name))
    return options


def all_layers(options: argparse.Namespace) -> bool:
    return set(options.layers) == set(BY_NAME)
