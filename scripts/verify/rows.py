# SPDX-License-Identifier: MIT
"""The rows that runners report: JSON lines, one per check."""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from claims import CHECKER, IDS


class BadRow(Exception):
    pass


@dataclass(frozen=True)
class Row:
    run: str
    layer: str
    check: str
    engine: str
    claims: tuple[str, ...]
    verdict: str
    count: int
    unit: str
    bound: str
    seconds: float
    seed: int
    replay: str
    detail: str

    @property
    def broken(self) -> bool:
        return self.verdict == "broken"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


# Name in the JSON -> type it must have. A number of seconds may be whole.
_FIELDS: dict[str, Any] = {
    "layer": str,
    "check": str,
    "engine": str,
    "claims": list,
    "verdict": str,
    "count": int,
    "unit": str,
    "bound": str,
    "seconds": (int, float),
    "seed": int,
    "replay": str,
    "detail": str,
}


def parse_row(run: str, layer: str, text: str) -> Row:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadRow(f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise BadRow("not an object")
    for name, wanted in _FIELDS.items():
        if not isinstance(data.get(name), wanted) or isinstance(data[name], bool):
            raise BadRow(f"'{name}' is missing or of the wrong type")
    unknown = [claim for claim in data["claims"] if claim not in (*IDS, CHECKER)]
    if unknown:
        raise BadRow(f"unknown claim {unknown[0]}")
    if data["verdict"] not in ("holds", "broken"):
        raise BadRow(f"unknown verdict '{data['verdict']}'")
    if data["layer"] != layer:
        raise BadRow(f"a row of layer '{data['layer']}' from a runner of layer '{layer}'")
    values = {name: data[name] for name in _FIELDS}
    values["claims"] = tuple(values["claims"])
    return Row(run=run, **values)


def read_rows(run: str, layer: str, path: Path) -> tuple[list[Row], list[str]]:
    """The rows of a report file, and what is wrong with it."""
    rows: list[Row] = []
    wrong: list[str] = []
    if not path.exists():
        return rows, wrong
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            rows.append(parse_row(run, layer, line))
        except BadRow as error:
            wrong.append(f"{run}: line {number} of its report: {error}")
    return rows, wrong
