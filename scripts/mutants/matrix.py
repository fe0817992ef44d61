# SPDX-License-Identifier: MIT
"""The matrix mutant x layer, and what it comes to. matrix.json:

    format, date, commit, machine, seeds
    layers      the layers that looked
    mutants     each as in mutants.json, and
                  status   killed, survivor, equivalent, unreachable, refused (no C++)     reason   of the last three
                  cells    by layer: outcome (killed, survived, not reached), how, check, step, detail, command;
                           count and unit, seconds: up to the kill, the median over the seeds that killed it;
                           kills: [with how many seeds, out of how many]
    groups      by group: mutants; how many of each status; score (killed out of those that can be); seconds (median over its
                mutants, each in the layer that was fastest)
    by_layer    by layer: reached, killed, only (the names of those that no other layer killed), seconds (median)
"""
from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import Any, Optional, Sequence

from reasons import Reason, reason_for
from results import Record

STATUSES = ("killed", "equivalent", "unreachable", "refused", "survivor")

Cell = dict[str, Any]


def cell_of(records: Sequence[Record]) -> Cell:
    killed = sorted((one for one in records if one["outcome"] == "killed"), key=lambda one: one["seconds"])
    if not killed:
        best = next((one for one in records if one["outcome"] == "survived"), records[0])
        return {name: best[name] for name in ("outcome", "count", "unit", "seconds") if name in best} | {"kills": [0, len(records)]}
    typical = killed[(len(killed) - 1) // 2]
    cell = {name: value for name, value in typical.items() if name not in ("key", "mutant", "layer", "seed")}
    same = [one["count"] for one in killed if one.get("unit") == typical.get("unit") and "count" in one]
    cell |= {"seconds": median(one["seconds"] for one in killed), "kills": [len(killed), len(records)]}
    return cell | ({"count": round(median(same))} if same else {})


def rows_of(mutants: Sequence[dict[str, Any]], records: Sequence[Record], layers: Sequence[str], reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    by_cell: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        by_cell[record["mutant"], record["layer"]].append(record)
    rows = []
    for mutant in mutants:
        if mutant.get("refused"):
            rows.append({**mutant, "status": "refused", "reason": mutant["refused"], "cells": {}})
            continue
        cells = {layer: cell_of(by_cell[mutant["name"], layer]) for layer in layers if by_cell[mutant["name"], layer]}
        killed = any(cell["outcome"] == "killed" for cell in cells.values())
        reason = None if killed else reason_for(mutant, reasons)
        status = "killed" if killed else reason.kind if reason else "survivor"
        rows.append({**mutant, "status": status, "reason": reason.reason if reason else "", "cells": cells})
    return rows


def fastest(row: dict[str, Any]) -> Optional[float]:
    return min((cell["seconds"] for cell in row["cells"].values() if cell["outcome"] == "killed"), default=None)


def _median(values: Sequence[Optional[float]]) -> Optional[float]:
    there = [value for value in values if value is not None]
    return round(median(there), 3) if there else None


def groups_of(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {}
    for group in dict.fromkeys(row["group"] for row in rows):
        mine = [row for row in rows if row["group"] == group]
        count = {status: sum(row["status"] == status for row in mine) for status in STATUSES}
        possible = count["killed"] + count["survivor"]
        found[group] = {
            "mutants": len(mine), **count, "score": round(count["killed"] / possible, 4) if possible else 1.0,
            "seconds": _median([fastest(row) for row in mine]),
        }  # fmt: skip
    return found


def layers_of(rows: Sequence[dict[str, Any]], layers: Sequence[str]) -> dict[str, dict[str, Any]]:
    found = {}
    for layer in layers:
        cells = [(row, row["cells"][layer]) for row in rows if layer in row["cells"]]
        killed = [(row, cell) for row, cell in cells if cell["outcome"] == "killed"]
        only = [row["name"] for row, _ in killed if sum(cell["outcome"] == "killed" for cell in row["cells"].values()) == 1]
        found[layer] = {
            "reached": sum(cell["outcome"] != "not reached" for _, cell in cells), "killed": len(killed), "only": only,
            "seconds": _median([cell["seconds"] for _, cell in killed]),
        }  # fmt: skip
    return found


def matrix_of(rows: Sequence[dict[str, Any]], layers: Sequence[str]) -> dict[str, Any]:
    return {"layers": list(layers), "groups": groups_of(rows), "by_layer": layers_of(rows, layers), "mutants": list(rows)}
