# SPDX-License-Identifier: MIT
"""Writes what the models cover into model/README.md: races between operations, named memory orders, lines of the channel.

scripts/model-coverage.sh is the door to this program. It gives it what refchan-model --coverage and llvm-cov have written.
A named order that was at no place at work makes the exit status 1.
"""
from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Iterator, Sequence

from figures import BadFigures, markdown_table, rewrite_page
from oracle_figures import where_measured

PAGE = Path("model/README.md")
SOURCE = Path("impl/include/refchan")
ORDERS = SOURCE / "detail" / "orderings.hpp"


def order_names() -> list[str]:
    return re.findall(r"static constexpr order (\w+) =", ORDERS.read_text())


def orders_at(lines: Sequence[str], line: int) -> list[str]:
    """The orders named in the statement that begins in that line: the one of success first."""
    statement = ""
    for text in lines[line - 1 : line + 3]:
        code = text.split("//")[0]
        statement += code
        if ";" in code or code.rstrip().endswith("{"):
            break
    return re.findall(r"Orders::(\w+)", statement)


def count_orders(places: Sequence[dict[str, Any]]) -> dict[str, int]:
    counts = dict.fromkeys(order_names(), 0)
    texts: dict[str, list[str]] = {}
    for place in places:
        if "/refchan/" not in place["file"]:
            continue
        path = SOURCE / place["file"].rsplit("/refchan/", 1)[1]
        lines = texts.setdefault(str(path), path.read_text().splitlines())
        named = orders_at(lines, place["line"])
        if named:
            counts[named[-1] if place["failed"] else named[0]] += place["count"]
    return counts


def race_table(races: Sequence[dict[str, Any]]) -> str:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for race in races:
        counts[race["first"], race["second"]] += race["count"]
    names = sorted({name for pair in counts for name in pair})
    lines = [[f"**{first}**"] + [f"{counts[first, second]:,}" if (first, second) in counts else "" for second in names]
             for first in names]  # fmt: skip
    return markdown_table(["first \\ second", *names], lines)


def one_way(races: Sequence[dict[str, Any]]) -> list[str]:
    pairs = {(race["first"], race["second"]) for race in races}
    return sorted(f"{first} before {second}" for first, second in pairs if (second, first) not in pairs)


def unexecuted(lcov: str) -> Iterator[tuple[str, list[int]]]:
    for part in lcov.split("end_of_record"):
        file = re.search(r"SF:.*/refchan/(.*)", part)
        hits: dict[int, int] = defaultdict(int)
        for line, count in re.findall(r"^DA:(\d+),(\d+)", part, flags=re.MULTILINE):
            hits[int(line)] += int(count)
        missed = sorted(line for line, count in hits.items() if count == 0)
        if file and hits:
            yield file.group(1), missed


def region(found: dict[str, Any], lcov: str) -> tuple[str, list[str]]:
    orders = count_orders(found["places"])
    idle = [name for name, count in orders.items() if count == 0]
    at_work = markdown_table(("order", "times at work"), [[f"`{name}`", f"{count:,}"] for name, count in orders.items()])
    lines = [f"- `{file}`: " + (f"all but {', '.join(map(str, missed))}" if missed else "all")
             for file, missed in unexecuted(lcov)]  # fmt: skip
    single = one_way(found["races"])
    text = "\n\n".join([
        f"From `scripts/model-coverage.sh` on {where_measured()}.",
        "Races in the searches without a bound: how often something in the operation of the row came first, and something in that of the "
        "column could have.",
        race_table(found["races"]),
        "Seen in one order only: " + ("; ".join(single) if single else "none") + ".",
        "Named memory orders at work (`refchan/detail/orderings.hpp`):",
        at_work,
        "Lines of the channel that the models have executed:",
        "\n".join(lines),
    ])  # fmt: skip
    return text, idle


def main(argv: Sequence[str]) -> int:
    try:
        text, idle = region(json.loads(Path(argv[0]).read_text()), Path(argv[1]).read_text())
        if "--dry" in argv:
            print(text)
        else:
            rewrite_page(PAGE, {"coverage": text})
    except (OSError, ValueError, KeyError, BadFigures) as error:
        print(f"model-coverage: {error}", file=sys.stderr)
        return 2
    for name in idle:
        print(f"model-coverage: the order '{name}' was at no place at work: no model reaches it", file=sys.stderr)
    return 1 if idle else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
