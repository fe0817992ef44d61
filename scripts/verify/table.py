# SPDX-License-Identifier: MIT
"""What verify prints: the table of claims, the controls, what went wrong, and the last line."""
from __future__ import annotations

import re
from collections import Counter
from typing import Optional, Sequence

from claims import CHECKER
from judge import ClaimVerdict, Judgement
from processes import log_tail
from rows import Row


def number(value: float) -> str:
    """1234567 -> 1.2M: three or four characters."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if value >= 10 * size:
            return f"{value / size:.0f}{unit}"
        if value >= size:
            return f"{value / size:.1f}{unit}"
    return f"{value:.0f}"


def clock(seconds: float) -> str:
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def checked_by(rows: Sequence[Row]) -> str:
    """How many checks of each layer: `model 12, properties 4`. A check counts once, whatever it is built with."""
    checks: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        checks.setdefault(row.layer, set()).add((row.check, row.engine))
    return ", ".join(f"{layer} {len(names)}" for layer, names in checks.items())


def volume(rows: Sequence[Row]) -> str:
    total: Counter[str] = Counter()
    for row in rows:
        total[row.unit] += row.count
    return ", ".join(f"{number(count)} {unit}" for unit, count in total.items())


def bound_reached(rows: Sequence[Row]) -> str:
    """How far the systematic searches came: the check that came least far, and the one that came farthest."""
    reached = sorted({bound for bound in map(_bound, rows) if bound is not None})
    if not reached:
        return "-"
    least, most = _bound_words(reached[0]), _bound_words(reached[-1])
    return most if least == most else f"{least} .. {most}"


EVERY = 10**9


def _bound(row: Row) -> Optional[int]:
    """The bound that a search says it has completed: -1 none, EVERY no bound at all; None for what is not a search."""
    if "every execution" in row.bound or "complete without a bound," in row.bound:
        return EVERY
    if "no bound complete" in row.bound:
        return -1
    found = re.search(r"complete at bound (\d+)", row.bound)
    return int(found.group(1)) if found else None


def _bound_words(bound: int) -> str:
    return "every execution" if bound == EVERY else f"bound {bound}" if bound >= 0 else "walks"


def claim_cells(verdict: ClaimVerdict) -> list[str]:
    rows = verdict.rows
    if not rows:
        return [verdict.claim.id, verdict.claim.sentence, "-", "-", "-", verdict.verdict, "-"]
    seconds = f"{sum(row.seconds for row in rows):.1f}"
    return [
        verdict.claim.id,
        verdict.claim.sentence,
        checked_by(rows),
        volume(rows),
        bound_reached(rows),
        verdict.verdict,
        seconds,
    ]


MOST = 12  # problems that are printed in full
HEADINGS = ["claim", "what it says", "checked by", "how often", "bound reached", "verdict", "seconds"]


def text_table(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[i]) for line in (headings, *lines)) for i in range(len(headings))]
    shown = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
        for line in (headings, ["-" * width for width in widths], *lines)
    ]
    return "\n".join(shown)


def fitting_table(headings: Sequence[str], lines: Sequence[Sequence[str]], width: int) -> str:
    """The table without the columns that a narrow terminal has no room for; the report has them all."""
    keep = list(range(len(headings)))
    for expendable in ("", "bound reached", "how often", "checked by"):
        keep = [i for i in keep if headings[i] != expendable]
        shown = text_table([headings[i] for i in keep], [[line[i] for i in keep] for line in lines])
        if len(shown.splitlines()[1]) <= width:
            break
    return shown


def control_lines(judgement: Judgement) -> list[str]:
    lines = []
    for outcome in judgement.controls:
        caught = sum(row.broken for row in outcome.rows)
        word = f"red as it must be: {caught} planted bugs found" if not outcome.problems else "NOT CAUGHT"
        replayed = f", {outcome.replayed} of them again from the replay line" if outcome.run.replays else ""
        lines.append(f"  {outcome.run.name:<20} {word}{replayed} ({outcome.job.seconds:.1f} s)")
    itself = [
        row for outcome in judgement.outcomes if not outcome.run.control for row in outcome.rows if CHECKER in row.claims
    ]
    if itself:
        blind = sum(row.broken for row in itself)
        lines.append(f"  {'the checkers':<20} {len(itself) - blind} of {len(itself)} see what they are there to see")
    return lines


def trouble(judgement: Judgement) -> list[str]:
    """What is broken, in full: each check with its detail and replay line, then the problems of the runs."""
    lines = []
    for row in judgement.broken_rows:
        lines.append(f"BROKEN {row.run}: {row.check} [{row.engine}] {' '.join(row.claims)}")
        lines += [f"    {line}" for line in row.detail.splitlines()[:40]]
        if row.replay:
            lines.append(f"    replay: {row.replay}")
    lines += [f"RED {problem}" for problem in judgement.problems[:MOST]]
    if len(judgement.problems) > MOST:
        lines.append(f"RED and {len(judgement.problems) - MOST} more, in the report")
    for outcome in judgement.outcomes:
        if outcome.problems:
            lines += [f"--- the end of {outcome.job.log.name}"]
            lines += [f"    {line}" for line in log_tail(outcome.job.log).splitlines()]
    return lines


def last_line(judgement: Judgement, seconds: float, seed: int) -> str:
    covered = [claim for claim in judgement.claims if claim.verdict == "holds"]
    where = f"({clock(seconds)}, seed {seed}" + (f", only {judgement.only})" if judgement.only else ")")
    if judgement.holds:
        if len(covered) == len(judgement.claims):
            return f"verify: all {len(covered)} claims hold {where}"
        left = len(judgement.claims) - len(covered)
        return f"verify: the {len(covered)} claims that were checked hold, {left} were not run {where}"
    broken = [claim.claim.id for claim in judgement.claims if claim.verdict == "broken"]
    what = " ".join(broken) or (judgement.broken_rows[0].check if judgement.broken_rows else judgement.problems[0])
    replay = next((row.replay for row in judgement.broken_rows if row.replay), "")
    return f"verify: BROKEN {what} {where}" + (f"; replay: {replay}" if replay else "")


def whole(judgement: Judgement, seconds: float, seed: int, width: int = 10**6) -> str:
    parts = [fitting_table(HEADINGS, [claim_cells(verdict) for verdict in judgement.claims], width)]
    if judgement.controls:
        parts.append("controls: a planted bug must be found\n" + "\n".join(control_lines(judgement)))
    wrong = trouble(judgement)
    if wrong:
        parts.append("\n".join(wrong))
    parts.append(last_line(judgement, seconds, seed))
    return "\n\n".join(parts)
