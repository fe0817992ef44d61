# SPDX-License-Identifier: MIT
"""Writes copies of the channel's headers in which every mutant can be switched on when the program runs.

    OUTPUT/include/refchan/...    the channel's headers
    OUTPUT/mutants.json           the mutants, by their numbers
    OUTPUT/mutants.d              for the build: when to do it again
    OUTPUT/refused.json           read, if it is there: mutants that are no C++, to be left out (compiles.py)

So all mutants are built at once. scripts/mutants/edits.py says how a mutant gets into a header. Exit status: 0 written,
2 a mutant does not fit the headers.
"""
from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Optional, Sequence

from compiles import left_out
from edits import BadEdit, Edit, switchable
from named import ORDERS, Mutant, order_mutants, order_variables, written_mutants

HERE = Path(__file__).parent
PRAGMA = "#pragma once"


def headers_of(include: Path) -> dict[str, str]:
    """Name below refchan/ -> text: the channel, without the oracle, which has mutants of its own."""
    root = include / "refchan"
    texts = {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.hpp"))}
    headers = {name: text for name, text in texts.items() if not name.startswith("oracle/")}
    return headers | {ORDERS: order_variables(headers[ORDERS])}


def numbered_edits(mutants: Sequence[Mutant], refused: dict[str, str]) -> dict[str, list[Edit]]:
    edits: dict[str, list[Edit]] = defaultdict(list)
    for number, mutant in enumerate(mutants, 1):
        for file, edit in mutant.edits if mutant.name not in refused else ():
            edits[file].append(replace(edit, fault=number))
    return edits


def description(number: int, mutant: Mutant, refused: dict[str, str]) -> dict[str, object]:
    """refused: what the compiler said about it; empty if it is C++."""
    data = {name: value for name, value in vars(mutant).items() if name != "edits"}
    return {"number": number} | data | {"refused": refused.get(mutant.name, "")}


def write_if_new(path: Path, text: str) -> None:
    """Leaves a file alone that is as it should be: what was built from it need not be built again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write(output: Path, headers: dict[str, str], mutants: Sequence[Mutant], refused: dict[str, str]) -> None:
    root = output / "include/refchan"
    edits = numbered_edits(mutants, refused)
    for file, original in headers.items():
        text = switchable(original, edits[file], file)
        head = f'{PRAGMA}\n#pragma GCC system_header\n#include "refchan/mutant_switch.hpp"\n#line {line_after(original)}'
        write_if_new(root / file, text.replace(PRAGMA, head, 1))
    switch = (HERE / "mutant_switch.hpp").read_text(encoding="utf-8").replace("count = 0", f"count = {len(mutants)}")
    write_if_new(root / "mutant_switch.hpp", switch)
    listed = [description(number, mutant, refused) for number, mutant in enumerate(mutants, 1)]
    write_if_new(output / "mutants.json", json.dumps(listed, indent=1) + "\n")


def line_after(text: str) -> int:
    return text[: text.index(PRAGMA)].count("\n") + 2


def write_dependencies(output: Path, include: Path) -> None:
    needed = [*sorted((include / "refchan").rglob("*.hpp")), *sorted(HERE.rglob("*.py")), *sorted(HERE.rglob("*.toml"))]
    names = " ".join(str(path).replace(" ", "\\ ") for path in [*needed, HERE / "mutant_switch.hpp"])
    (output / "mutants.d").write_text(f"{output / 'mutants.json'}: {names}\n", encoding="utf-8")


def main(argv: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("include", type=Path, help="impl/include")
    parser.add_argument("output", type=Path, help="where the copies go")
    parser.add_argument("--source", action="store_true", help="also the small changes of the source; needs libclang")
    given = parser.parse_args(argv)
    try:
        headers = headers_of(given.include)
        mutants = [*order_mutants(headers[ORDERS]), *written_mutants(HERE / "claims", "claim", headers),
                   *written_mutants(HERE / "history", "history", headers)]  # fmt: skip
        if given.source:
            from source import source_mutants  # what it needs is not needed otherwise

            mutants += source_mutants(given.include, headers)
        write(given.output, headers, mutants, left_out(given.output / "refused.json"))
    except BadEdit as error:
        print(f"mutants: {error}", file=sys.stderr)
        return 2
    write_dependencies(given.output, given.include)
    (given.output / "mutants.json").touch()
    print(f"{len(mutants)} mutants")
    return 0


if __name__ == "__main__":
    sys.exit(main())
