# SPDX-License-Identifier: MIT
"""The report directory: summary.json, junit.xml and the logs; it appears when it is complete, or not at all."""
from __future__ import annotations

import json
import os
import shutil
import xml.etree.ElementTree as xml
from pathlib import Path
from typing import Any, Optional

from judge import ClaimVerdict, Judgement, Outcome
from machine import commit, compilers, machine
from processes import log_tail
from table import bound_reached, checked_by, volume


class UnfitDirectory(Exception):
    pass


class ReportDirectory:
    """A temporary sibling of the final directory, renamed to it by publish(), removed by discard()."""

    def __init__(self, final: Path) -> None:
        self.final = final
        if final.exists() and not final.is_dir():
            raise UnfitDirectory(f"{final} is not a directory")
        if final.is_dir() and any(final.iterdir()) and not (final / "summary.json").exists():
            raise UnfitDirectory(f"{final} holds something that is not a report of verify; it is left alone")
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            remove_orphans(final)
            self.path = final.with_name(f"{final.name}.partial-{os.getpid()}")
            shutil.rmtree(self.path, ignore_errors=True)
            (self.path / "logs").mkdir(parents=True)
        except OSError as error:
            raise UnfitDirectory(f"cannot write to {final}: {error.strerror}") from None

    def log(self, name: str) -> Path:
        return self.path / "logs" / f"{name}.log"

    def publish(self) -> None:
        old = self.final.with_name(f"{self.final.name}.old-{os.getpid()}")
        if self.final.exists():
            self.final.rename(old)
        self.path.rename(self.final)
        shutil.rmtree(old, ignore_errors=True)

    def discard(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def remove_orphans(final: Path) -> None:
    """What a verify left that was killed without a chance to tidy up."""
    for path in final.parent.glob(f"{final.name}.partial-*"):
        pid = path.name.rpartition("-")[2]
        if pid.isdecimal() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(path, ignore_errors=True)


def summary(
    judgement: Judgement, directory: ReportDirectory, mode: str, seed: int, date: str, seconds: float
) -> dict[str, Any]:
    return {
        "format": "refchan-verify 1",
        "date": date,
        "commit": commit(),
        "machine": machine(),
        "compilers": compilers(),
        "mode": mode,
        "seed": seed,
        "seconds": round(seconds, 1),
        "verdict": "holds" if judgement.holds else "broken",
        "problems": judgement.problems,
        "claims": [_claim_json(verdict) for verdict in judgement.claims],
        "runs": [_run_json(outcome, directory) for outcome in judgement.outcomes],
        "rows": [row.as_json() for outcome in judgement.outcomes for row in outcome.rows],
    }


def _claim_json(verdict: ClaimVerdict) -> dict[str, Any]:
    return {
        "claim": verdict.claim.id,
        "sentence": verdict.claim.sentence,
        "verdict": verdict.verdict,
        "checked_by": checked_by(verdict.rows),
        "volume": volume(verdict.rows),
        "bound": bound_reached(verdict.rows),
        "checks": sorted({f"{row.layer}/{row.check}" for row in verdict.rows}),
        "seconds": round(sum(row.seconds for row in verdict.rows), 1),
    }


def _run_json(outcome: Outcome, directory: ReportDirectory) -> dict[str, Any]:
    return {
        "run": outcome.run.name,
        "layer": outcome.run.layer,
        "control": outcome.run.control,
        "command": [word.replace(str(directory.path), str(directory.final)) for word in outcome.job.argv],
        "exit_status": outcome.job.status,
        "seconds": round(outcome.job.seconds, 1),
        "verdict": "red" if outcome.red else "green",
        "problems": outcome.problems,
    }


def junit(judgement: Judgement, date: str) -> xml.ElementTree:
    """One suite per layer with a case per check, and suites for the controls, for the runs and for the claims."""
    root = xml.Element("testsuites", name="refchan")
    layers = dict.fromkeys(outcome.run.layer for outcome in judgement.outcomes)
    for layer in layers:
        suite = _suite(root, layer, date)
        for outcome in judgement.outcomes:
            if outcome.run.layer == layer and not outcome.run.control:
                for row in outcome.rows:
                    text = f"{row.detail}\nreplay: {row.replay}" if row.broken else None
                    _case(suite, outcome.run.name, f"{row.check} [{row.engine}]", row.seconds, row.verdict, text)
    controls, runs, claims = (_suite(root, name, date) for name in ("controls", "runs", "claims"))
    for outcome in judgement.outcomes:
        text = "\n".join([*outcome.problems, log_tail(outcome.job.log)]) if outcome.problems else None
        suite = controls if outcome.run.control else runs
        _case(suite, suite.get("name", ""), outcome.run.name, outcome.job.seconds, "red", text)
    for verdict in judgement.claims:
        name = f"{verdict.claim.id} {verdict.claim.sentence}"
        text = verdict.verdict if verdict.verdict in ("broken", "unchecked") else None
        case = _case(claims, "claims", name, sum(row.seconds for row in verdict.rows), verdict.verdict, text)
        if verdict.verdict == "not run":
            xml.SubElement(case, "skipped", message="its layers were not chosen")
    for suite in [*root]:
        _count(suite)
    tree = xml.ElementTree(root)
    xml.indent(tree)
    return tree


def _suite(root: xml.Element, name: str, date: str) -> xml.Element:
    return xml.SubElement(root, "testsuite", name=name, timestamp=date)


def _case(
    suite: xml.Element, classname: str, name: str, seconds: float, message: str, failure: Optional[str]
) -> xml.Element:
    case = xml.SubElement(suite, "testcase", classname=classname, name=name, time=f"{seconds:.3f}")
    if failure is not None:
        xml.SubElement(case, "failure", message=message).text = _clean(failure)
    return case


def _clean(text: str) -> str:
    """Without the control characters that XML does not allow."""
    return "".join(char for char in text if char >= " " or char in "\n\t")


def _count(suite: xml.Element) -> None:
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("errors", "0")
    suite.set("time", f"{sum(float(case.get('time', 0)) for case in suite.findall('testcase')):.3f}")


def write(directory: ReportDirectory, content: dict[str, Any], tree: xml.ElementTree) -> None:
    (directory.path / "summary.json").write_text(json.dumps(content, indent=1) + "\n")
    tree.write(directory.path / "junit.xml", encoding="utf-8", xml_declaration=True)
