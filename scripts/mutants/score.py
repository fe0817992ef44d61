# SPDX-License-Identifier: MIT
"""The committed score, score.json: what is killed by what. A later run in which less is killed is red.

    groups   by group: [killed, out of those that can be], and the names of those that survived
    layers   by group, by layer: [killed, reached]
    seen     the mutants with names: by layer, the step and the check that saw them; control.py has it look first
"""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMED = ("order", "claim", "history")


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
        groups[group] = [count["killed"], count["killed"] + count["survivor"]]
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


def dropped(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What was better, group by group: the share of those that can be killed."""
    found = []
    for group, (killed, possible) in new["groups"].items():
        before, out_of = old["groups"].get(group, (0, 0))
        if out_of and possible and killed * out_of < before * possible:
            found.append(f"{group}: {killed} of {possible} are killed; it was {before} of {out_of}")
    return found


def written(score: dict[str, Any]) -> str:
    """A line for each entry, so that a change is seen as one."""
    parts = []
    for name, entries in score.items():
        lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in entries.items())
        parts.append(f' {json.dumps(name)}: {{\n{lines}\n }}' if lines else f" {json.dumps(name)}: {{}}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
