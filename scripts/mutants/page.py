# SPDX-License-Identifier: MIT
"""Draws the matrix as one page that needs no network: page/matrix.html, with its look, its script and its rows in it."""
from __future__ import annotations

import re
from html import escape
from typing import Any, Iterable, Sequence

from paths import HERE, ROOT
from matrix import STATUSES
from table import number

FOLDER = HERE / "page"
Matrix = dict[str, Any]


def _options(values: Iterable[str]) -> str:
    return "".join(f"<option>{escape(value)}</option>" for value in values)


def duration(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _table(headings: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in line) + "</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _sums(matrix: Matrix) -> str:
    groups = [
        [name, count["mutants"], *(count[status] for status in STATUSES), f"{count['score']:.1%}"]
        for name, count in matrix["groups"].items()
    ]
    layers = [
        [name, count["reached"], count["killed"], len(count["only"]), duration(count["seconds"] or 0)]
        for name, count in matrix["by_layer"].items()
    ]
    first = _table(("group", "mutants", *STATUSES, "score"), groups)
    return first + _table(("layer", "reached", "killed", "by it alone", "median"), layers)


def _cell(cell: dict[str, Any] | None) -> str:
    if cell is None or cell["outcome"] == "not reached":
        return '<td class="cell">-</td>'
    count = f"{number(cell['count'])} {cell['unit']}" if cell.get("count") else ""
    if cell["outcome"] == "survived":
        return f'<td class="cell survived" title="{duration(cell["seconds"])}">missed<small>{count}</small></td>'
    hits, seeds = cell["kills"]
    often = f", {hits} of {seeds} seeds" if hits < seeds else ""
    title = escape(f"{cell['check']}: {cell['detail']}\n{cell['command']}", quote=True)
    return (f'<td class="cell killed" title="{title}">{escape(cell["how"])}, {duration(cell["seconds"])}{often}'
            f"<small>{count}</small></td>")  # fmt: skip


def _what(row: dict[str, Any]) -> str:
    """What was, and what is in its place; of a mutant with a name, what is wrong with it."""
    if row["operator"] and row["was"]:
        text = f"{escape(row['operator'])}: <code><del>{escape(row['was'])}</del></code>"
        text += f" &rarr; <code><ins>{escape(row['what'])}</ins></code>" if row["what"] else ""
    else:
        text = escape(row["what"]) + (f'<br><span class="place">{escape(row["bug"])}</span>' if row["bug"] else "")
    return text + (f'<br><span class="reason">{row["status"]}: {escape(row["reason"])}</span>' if row["reason"] else "")


def _row(row: dict[str, Any], layers: Sequence[str]) -> str:
    seen = " ".join(layer for layer, cell in row["cells"].items() if cell["outcome"] == "killed")
    data = {"group": row["group"], "file": row["file"], "status": row["status"], "seen": seen}
    attributes = " ".join(f'data-{name}="{escape(value, quote=True)}"' for name, value in data.items())
    place = f"{row['file']}:{row['line']}" if row["line"] else row["file"]
    cells = "".join(_cell(row["cells"].get(layer)) for layer in layers)
    return (f'<tr class="{row["status"]}" {attributes}><td class="name">{escape(row["name"])}<br><span class="place">{place}</span></td>'
            f'<td class="source">{_what(row)}</td>{cells}</tr>')  # fmt: skip


def sentence(matrix: Matrix) -> str:
    rows = matrix["mutants"]
    left = sum(row["status"] == "survivor" for row in rows)
    killed = sum(row["status"] == "killed" for row in rows)
    return f"{killed} of {len(rows)} faults are seen; {left or 'none'} of the others without a reason"


def drawn(matrix: Matrix) -> str:
    layers = matrix["layers"]
    rows = matrix["mutants"]
    good = all(row["status"] != "survivor" for row in rows)
    host = matrix["machine"]
    facts = (f"{matrix['date'][:10]}", f"commit {matrix['commit'][:12]}", f"{host['cpu']}, {host['cores']} cores", host["system"])
    parts = {
        "outcome": "allowed" if good else "violated",
        "stamp": "all accounted for" if good else "survivors",
        "sentence": escape(sentence(matrix)),
        "facts": "".join(f"<li>{escape(fact)}</li>" for fact in facts),
        "sums": _sums(matrix),
        "groups": _options(matrix["groups"]),
        "files": _options(sorted({row["file"] for row in rows})),
        "statuses": _options(status for status in STATUSES if any(row["status"] == status for row in rows)),
        "seen": _options([*layers, *(f"only {layer}" for layer in layers)]),
        "count": str(len(rows)),
        "layers": "".join(f'<th scope="col">{escape(layer)}</th>' for layer in layers),
        "rows": "\n".join(_row(row, layers) for row in rows),
        "css": (ROOT / "impl/tools/page/base.css").read_text(encoding="utf-8") + (FOLDER / "matrix.css").read_text(encoding="utf-8"),
        "script": (FOLDER / "matrix.js").read_text(encoding="utf-8"),
    }
    page = (FOLDER / "matrix.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], page)
