# SPDX-License-Identifier: MIT
"""The tables: table.md with all that was measured, and the short one of the README."""
from __future__ import annotations

from typing import Any, Iterator, Optional

import programs  # noqa: F401  the modules of scripts/verify are found through it
from cases import Figure
from figures import markdown_table
from ratios import Measured, Summary, baseline, best_other, number, spread, summary
from session import IN_PLACE_OF_UNBOUNDED
from targets import SUBJECT, Verdict, count

Report = dict[str, Any]


def times(found: Optional[Summary]) -> str:
    return "-" if found is None else spread(found, lambda value: f"{value:.2f}")


def measured_on(report: Report) -> str:
    host = report["machine"]
    commit = report["commit"][:12] + (" with changes" if report["commit"].endswith("-dirty") else "")
    others = report["others"]
    meanwhile = "" if others is None else f" Other processes took {others:.0%} of the processors' time meanwhile."
    return (
        f"From `scripts/bench.sh{report['option']}` on {report['date']}, commit {commit}: {host['cpu']}, "
        f"{host['cores']} cores, {host['system']}; clang {report['clang']}, {report['repetitions']} repetitions.{meanwhile}"
    )


def notes(report: Report) -> str:
    lines = [
        "A cell is the median of the repetitions (the least .. the most). Peers take turns, repetition by repetition; a ratio is "
        "taken in each repetition, and its median stands here. Above 1 refchan is better where more is better (M/s), below 1 "
        "where less is (ns, bytes).",
        "*best*: the best linearizable peer, without refchan's own. moodycamel's queue keeps the order of each sender only, and "
        "is shown and not counted. Nor is Go: its goroutines are no threads and may share a core; and where others have an "
        f"unbounded channel, its holds {IN_PLACE_OF_UNBOUNDED} messages.",
        "Threads are pinned, each to a core, where they fit the cores; where they do not, the scheduler places them.",
        *(f"Skipped: {sentence}." for sentence in report["skipped"]),
    ]
    return "\n\n".join(lines)


def rows(cases: list[Measured]) -> Iterator[tuple[Measured, Figure, str]]:
    for measured in cases:
        for figure in measured.case.figures:
            what = figure.title if len(measured.case.figures) > 1 else ""
            name = f"**{measured.case.id}** {measured.case.title}" + (f", {what}" if what else "")
            yield measured, figure, f"{name}, {figure.unit}"


def group_table(cases: list[Measured], report: Report) -> str:
    """Peers down, figures across."""
    peers = report["peers"]
    lines = []
    of = list(rows(cases))
    for name in [name for name in peers if any(name in measured.samples for measured, _, _ in of)]:
        cells = [spread(m.summary(name, f)) if m.has(name, f) else "-" for m, f, _ in of]
        label = peers[name]["label"] + ("" if peers[name]["order"] == "linearizable" else " (FIFO per sender only)")
        lines.append([f"**{label}**" if name == SUBJECT else label, *cells])
    return markdown_table(["", *(title for _, _, title in of)], lines)


def comparisons(measured: Measured, figure: Figure, peers: Report) -> tuple[Optional[Summary], Optional[str], Optional[Summary]]:
    """Against the baseline; the best other one, and against that."""
    first, best = baseline(measured, figure), best_other(measured, peers, figure)
    if not measured.has(SUBJECT, figure):
        return None, best, None
    return (
        measured.against(SUBJECT, first, figure) if first else None, best,
        measured.against(SUBJECT, best, figure) if best else None,
    )  # fmt: skip


def ratio_table(cases: list[Measured], report: Report) -> str:
    peers, lines = report["peers"], []
    for measured, figure, title in rows(cases):
        to_first, best, to_best = comparisons(measured, figure, peers)
        first = baseline(measured, figure)
        to_first_of = times(to_first) + (f" {peers[first]['label']}" if first else "")
        lines.append([title, to_first_of, times(to_best), peers[best]["label"] if best else "-"])
    return markdown_table(("", "refchan / baseline", "refchan / best", "best"), lines)


def against_baseline_table(cases: list[Measured], report: Report) -> str:
    """Every peer against the baseline."""
    peers = report["peers"]
    of = [(m, f, t, baseline(m, f)) for m, f, t in rows(cases)]
    lines = []
    for name in [name for name in peers if any(name in m.samples for m, _, _, _ in of)]:
        cells = [
            f"{m.against(name, first, f).middle:.2f}" if first and m.has(name, f) else "-" for m, f, _, first in of
        ]
        lines.append([peers[name]["label"], *cells])
    return markdown_table(["", *(f"{m.case.id} {f.name}" for m, f, _, _ in of)], lines)


def target_table(verdicts: list[Verdict]) -> str:
    lines = [[f"**{v.case}** {v.title}, {v.figure}", v.asked, v.found, v.words] for v in verdicts]
    return markdown_table(("workload", "asked", "found", "verdict"), lines)


def machine_table(probes: list[Measured]) -> str:
    of = [(probe, probe.case.figures[0]) for probe in probes]
    lines = [[probe.case.title, spread(probe.summary("machine", figure)), figure.unit] for probe, figure in of]
    return markdown_table(("probe", "median (least .. most)", ""), lines)


def instruction_table(report: Report) -> str:
    counts = sorted(report["instructions"].items(), key=lambda one: one[1])
    lines = [[report["peers"][name]["label"], f"{value:.1f}"] for name, value in counts]
    return markdown_table(("", "instructions of a send and a try_recv"), lines)


def distance(cases: list[Measured]) -> str:
    """What the round trip of a cache line was while each case was measured."""
    lines = [[one.case.id, spread(summary(one.line_ns)), "near" if one.is_near() else "far"] for one in cases]
    return markdown_table(("while this was measured", "a cache line there and back, ns", "the cores are"), lines)


def full(report: Report, probes: list[Measured], cases: list[Measured], verdicts: list[Verdict]) -> str:
    parts = ["# Channels, measured", measured_on(report), notes(report)]
    parts += ["## Targets", count(verdicts) + ".", target_table(verdicts)]
    parts += ["## The machine", machine_table(probes), distance(cases)]
    for group in dict.fromkeys(measured.case.group for measured in cases):
        parts += [f"## {group}", group_table([measured for measured in cases if measured.case.group == group], report)]
    parts += ["## refchan against others", ratio_table(cases, report)]
    parts += ["## All against the baseline (medians of the ratios)", against_baseline_table(cases, report)]
    if report["instructions"]:
        parts += ["## Instructions", instruction_table(report)]
    parts += [f"![{name}]({name})" for name in report["plots"]]
    shown = [peer for peer in report["peers"].values() if peer["role"] == "peer"]
    versions = [[peer["label"], peer["language"], peer["version"] or "-"] for peer in shown]
    return "\n\n".join([*parts, "## Peers", markdown_table(("", "language", "version"), versions)]) + "\n"


def readme_region(report: Report, cases: list[Measured], verdicts: list[Verdict]) -> str:
    peers, lines = report["peers"], []
    for measured, figure, title in rows(cases):
        if not measured.has(SUBJECT, figure):
            continue
        to_first, best, to_best = comparisons(measured, figure, peers)
        first = baseline(measured, figure)
        lines.append([
            title, number(measured.summary(SUBJECT, figure).middle),
            number(measured.summary(first, figure).middle) if first else "-", times(to_first),
            f"{number(measured.summary(best, figure).middle)}, {peers[best]['label']}" if best else "-", times(to_best),
        ])  # fmt: skip
    others = {baseline(measured, figure) for measured, figure, _ in rows(cases)} - {None}
    first_label = ", ".join(peers[name]["label"] for name in others if name) or "baseline"
    headings = ("", "refchan", first_label, "ratio", "best linearizable peer", "ratio")
    said = (
        "Medians; a ratio is refchan's to the other's, taken in each repetition, with the least and the most; more is better in "
        f"M/s, less in ns and bytes. {count(verdicts)[0].upper()}{count(verdicts)[1:]}."
    )
    return f"{measured_on(report)}\n\n{markdown_table(headings, lines)}\n\n{said}"
