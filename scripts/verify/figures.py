# SPDX-License-Identifier: MIT
"""Rewrites the generated regions of Markdown files from a report, so that no figure is ever typed.

A region lies between the lines `<!-- generated:NAME begin -->` and `<!-- generated:NAME end -->`. NAME is one of
  claims    the whole table: claim, where argued, checked by which checks, command, budget, volume, limits
  results   the short table: claim, verdict, volume, bound
  budgets   the seconds for each run
Others belong to scripts/bench-oracle.sh (oracle-cost, recorder-cost), scripts/judge-peers.sh (ladder),
scripts/explore-evidence.sh (evidence), scripts/model-coverage.sh (coverage), scripts/bench.sh (speed),
scripts/mutants.sh (mutants) and scripts/check-tutorial.sh (tutorial-...).
scripts/update-figures.sh is the door to this program.
"""
from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Callable, Sequence

from budgets import LAYERS, MODES, RUNS
from claims import CLAIMS
from table import clock


class BadFigures(Exception):
    pass


def markdown_table(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    def one(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([one(headings), "|" + "---|" * len(headings), *map(one, lines)])


def source_line(report: dict[str, Any]) -> str:
    machine = report["machine"]
    compiler = re.sub(r"^\D*", "", report["compilers"]["clang++-19"]).split(" ")[0]
    option = "" if report["mode"] == "default" else f" --{report['mode']}"
    return (
        f"From `scripts/verify.sh{option} --seed {report['seed']}` on {report['date'][:10]}, commit "
        f"{report['commit'][:12]}, in {clock(report['seconds'])}: {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gib']} GiB, {machine['system']}, clang {compiler}. Verdict: {report['verdict']}."
    )


def claims_region(report: dict[str, Any]) -> str:
    lines = []
    for claim, found in zip(CLAIMS, report["claims"]):
        layers = list(dict.fromkeys(check.split("/")[0] for check in found["checks"]))
        checks = "; ".join(
            f"{layer}: " + ", ".join(f"`{c.split('/', 1)[1]}`" for c in found["checks"] if c.startswith(layer + "/"))
            for layer in layers
        )
        lines.append([
            f"**{claim.id}** {claim.sentence}",
            f"`{claim.argued}`",
            checks or "-",
            "`scripts/verify.sh" + (f" --only {','.join(layers)}`" if len(layers) < len(LAYERS) else "`"),
            f"{found['volume']} in {found['seconds']:.0f} s; {found['bound']}",
            claim.limits,
        ])  # fmt: skip
    headings = ("claim", "argued in", "checked by", "command", "how much, bound reached", "limits")
    return f"{source_line(report)}\n\n{markdown_table(headings, lines)}"


def results_region(report: dict[str, Any]) -> str:
    lines = [
        [found["claim"], found["sentence"], found["verdict"], found["checked_by"], found["volume"], found["bound"]]
        for found in report["claims"]
    ]
    headings = ("claim", "what it says", "verdict", "checks", "how often", "bound reached")
    return f"{source_line(report)}\n\n{markdown_table(headings, lines)}"


def budgets_region(_report: dict[str, Any]) -> str:
    lines = [[f"`{run.name}`", f"`{run.program}`", *(f"{run.seconds[mode]} s" for mode in MODES)] for run in RUNS]
    return markdown_table(("run", "program", *MODES), lines)


# Those of this program, and those that bench-oracle.sh, judge-peers.sh, explore-evidence.sh and check-tutorial.sh renew.
KNOWN = (
    "claims", "results", "budgets", "oracle-cost", "recorder-cost", "ladder", "evidence", "coverage", "speed", "mutants",
    "tutorial-verdict", "tutorial-broken", "tutorial-history",
)  # fmt: skip
REGIONS: dict[str, Callable[[dict[str, Any]], str]] = {
    "claims": claims_region,
    "results": results_region,
    "budgets": budgets_region,
}


def rewrite_regions(text: str, regions: dict[str, Callable[[], str]]) -> tuple[str, int]:
    """The text with those regions renewed, and how many there were. Regions of other names are left alone."""

    def renew(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in KNOWN:
            raise BadFigures(f"unknown region '{name}' (there are {', '.join(KNOWN)})")
        if name not in regions:
            return found.group(0)
        return f"<!-- generated:{name} begin -->\n{regions[name]()}\n<!-- generated:{name} end -->"

    pattern = r"^<!-- generated:([\w-]+) begin -->$.*?^<!-- generated:\1 end -->$"
    names = [found.group(1) for found in re.finditer(pattern, text, flags=re.MULTILINE | re.DOTALL)]
    return (
        re.sub(pattern, renew, text, flags=re.MULTILINE | re.DOTALL),
        sum(1 for name in names if name in regions),
    )


def rewrite_page(page: Path, regions: dict[str, str]) -> None:
    """Renews those regions of that page, each of which must stand there once."""
    text, count = rewrite_regions(page.read_text(), {name: lambda made=made: made for name, made in regions.items()})
    if count != len(regions):
        raise BadFigures(f"{page} has {count} of the regions {', '.join(regions)}")
    page.write_text(text)


def rewrite(text: str, report: dict[str, Any]) -> tuple[str, int]:
    """The text with its regions renewed from that report, and how many there were."""
    return rewrite_regions(text, {name: lambda make=make: make(report) for name, make in REGIONS.items()})


def main(argv: Sequence[str]) -> int:
    try:
        report = json.loads((Path(argv[0]) / "summary.json").read_text())
        texts = {Path(name): rewrite(Path(name).read_text(), report) for name in argv[1:]}
    except (OSError, ValueError, KeyError, BadFigures) as error:
        print(f"update-figures: {error}", file=sys.stderr)
        return 2
    if report["verdict"] != "holds" or any(claim["verdict"] != "holds" for claim in report["claims"]):
        print("update-figures: the report is not of a whole run in which all claims hold", file=sys.stderr)
        return 1
    for path, (text, count) in texts.items():
        path.write_text(text)
        print(f"update-figures: {path}: {count} regions")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
