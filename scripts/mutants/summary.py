# SPDX-License-Identifier: MIT
"""The region `mutants` of CI.md: what the matrix comes to."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Sequence

from paths import ROOT
from figures import markdown_table, rewrite_page

PAGE = ROOT / "CI.md"
REGION = "mutants"
MOST = 6  # names in a cell


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:MOST])
    return f"{len(names)}: {shown}" + (f" and {len(names) - MOST} more" if len(names) > MOST else "") if names else "none"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f} s"


def region(matrix: dict[str, Any]) -> str:
    groups = [
        [f"`{name}`", *(str(count[one]) for one in ("mutants", "killed", "equivalent", "unreachable", "refused", "survivor")),
         f"{count['score']:.1%}", _seconds(count["seconds"])]
        for name, count in matrix["groups"].items()
    ]  # fmt: skip
    layers = [
        [f"`{name}`", str(count["reached"]), str(count["killed"]), _seconds(count["seconds"]), _some(count["only"])]
        for name, count in matrix["by_layer"].items()
    ]
    host = matrix["machine"]
    return "\n\n".join([
        f"From `scripts/mutants.sh` on {matrix['date'][:10]}, commit {matrix['commit'][:12]}: {host['cpu']}, {host['cores']} cores, "
        f"{host['system']}.",
        markdown_table(("group", "mutants", "killed", "equivalent", "unreachable", "no C++", "survivors", "score",
                        "median time to the kill"), groups),
        markdown_table(("layer", "mutants reached", "killed", "median time to the kill", "killed by it alone"), layers),
    ])  # fmt: skip


def rewrite(matrix: dict[str, Any], page: Path = PAGE) -> None:
    rewrite_page(page, {REGION: region(matrix)})
