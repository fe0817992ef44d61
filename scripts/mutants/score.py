# SPDX-License-Identifier: MIT
"""The committed score, score.json: what is killed by what. A later run in which less is killed is red.

    groups   by group: how many mutants there are, are killed, survive, and are no C++ (refused)
    layers   by group, by layer: [killed, reached]
    seen     the mutants with names: by layer, the step and the check that saw them; control.py has it look first
"""
from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Sequence

NAMED = ("order", "claim", "history")
COUNTED = ("mutants", "killed", "survivor", "refused")
NOTHING = dict.fromkeys(COUNTED, 0)
# How much of what there was may be gone before it is a drop: real threads do not see the same on every day.
FEWER_MUTANTS = 0.05
FEWER_KILLS = {"stress": 0.1}
FEWER_KILLS_ELSEWHERE = 0.03
FEWEST = {"source": 300}  # mutants of a group, lest a parser that finds little goes unseen


@dataclass(frozen=True)
class Hint:
    step: str
    check: str


def read_score(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {"groups": {}, "layers": {}, "seen": {}} | data


def hints(file: Path, layer: str) -> dict[str, Hint]:
    return {name: Hint(*layers[layer]) for name, layers in read_score(file)["seen"].items() if layer in layers}


def score_of(matrix: dict[str, Any]) -> dict[str, Any]:
    groups, layers, seen = {}, {}, {}
    for group, count in matrix["groups"].items():
        rows = [row for row in matrix["mutants"] if row["group"] == group]
        groups[group] = {name: count[name] for name in COUNTED}
        cells = {layer: [row["cells"][layer]["outcome"] for row in rows if layer in row["cells"]] for layer in matrix["layers"]}
        layers[group] = {layer: [found.count("killed"), len(found) - found.count("not reached")] for layer, found in cells.items() if found}
        for row in rows if group in NAMED else ():
            seen[row["name"]] = {
                layer: [cell["step"], cell["check"]]
                for layer, cell in row["cells"].items() if cell["outcome"] == "killed" and cell["check"]
            }  # fmt: skip
    return {"groups": groups, "layers": layers, "seen": seen}


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The new score, and the old one of the groups that were not tried."""
    kept = {name: layers for name, layers in old["seen"].items() if name not in new["seen"]}
    return {"groups": old["groups"] | new["groups"], "layers": old["layers"] | new["layers"], "seen": kept | new["seen"]}


def unsound(new: dict[str, Any], groups: Sequence[str]) -> list[str]:
    """What no score of these groups may be like, whatever it was before."""
    found = []
    for group in groups:
        count = new["groups"].get(group, NOTHING)
        there = count["mutants"] - count["refused"]
        if count["refused"] and group != "source":
            found.append(f"{group}: {count['refused']} are no C++; only small changes of the source may be refused")
        if there < FEWEST.get(group, 0):
            found.append(f"{group}: {there} mutants; there must be {FEWEST[group]}")
    return found


def dropped(old: dict[str, Any], new: dict[str, Any], groups: Sequence[str]) -> list[str]:
    """What there was more of: kills and mutants of each of these groups, and kills of each layer in them together."""
    found = []
    for group in groups:
        count, before = new["groups"].get(group, NOTHING), old["groups"].get(group, NOTHING)
        there, was = count["mutants"] - count["refused"], before["mutants"] - before["refused"]
        if count["killed"] < before["killed"]:
            found.append(f"{group}: {count['killed']} are killed; it was {before['killed']}")
        if there < was * (1 - FEWER_MUTANTS):
            found.append(f"{group}: {there} mutants; it was {was}")
    kills = _kills(new, groups)
    for layer, saw in _kills(old, groups).items():
        if kills[layer] < saw * (1 - FEWER_KILLS.get(layer, FEWER_KILLS_ELSEWHERE)):
            found.append(f"{layer}: sees {kills[layer]}; it was {saw}")
    return found


def _kills(score: dict[str, Any], groups: Sequence[str]) -> Counter[str]:
    """By layer, in those groups."""
    found: Counter[str] = Counter()
    for group in groups:
        found.update({layer: killed for layer, (killed, _) in score["layers"].get(group, {}).items()})
    return found


def written(score: dict[str, Any]) -> str:
    """A line for each entry, so that a change is seen as one."""
    parts = []
    for name, entries in score.items():
        lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in entries.items())
        parts.append(f' {json.dumps(name)}: {{\n{lines}\n }}' if lines else f" {json.dumps(name)}: {{}}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
