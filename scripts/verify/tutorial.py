# SPDX-License-Identifier: MIT
"""Follows the tutorial of properties/README.md in an empty folder, and holds it to its word.

The page marks what is to be followed, each mark before a fenced block:
  <!-- file NAME -->          the reader writes this file; if properties/conformance/example has it too, it must say the
                              same, but for lines that are comments
  <!-- run -->                the reader runs this; it ends with 0
  <!-- run, ends with 1 -->   ... with 1
After a run, a region `<!-- generated:tutorial-... begin -->` shows what was printed. --renew writes it, and the
example too; else what is printed now must agree: a conformance table in which guarantees hold and which do not,
anything else in every letter. scripts/check-tutorial.sh is the door to this program.
"""
from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Optional, Sequence

from figures import BadFigures, rewrite_regions

PAGE = Path("properties/README.md")
EXAMPLE = Path("properties/conformance/example")
STEP = re.compile(
    r"^<!-- (?:file (?P<file>\S+)|run(?:, ends with (?P<status>\d))?) -->\n+```\w*\n(?P<body>.*?)^```$"
    r"(?:\n+<!-- generated:(?P<region>tutorial-[\w-]+) begin -->\n(?P<shown>.*?)^<!-- generated:)?",
    re.MULTILINE | re.DOTALL,
)


class Disagrees(Exception):
    pass


@dataclass(frozen=True)
class Step:
    file: Optional[str]
    status: int
    body: str
    region: Optional[str]
    shown: str


def steps_of(page: str) -> Iterator[Step]:
    marks = len(re.findall(r"^<!-- (?:file|run)\b", page, re.MULTILINE))
    found = list(STEP.finditer(page))
    if not found or len(found) != marks:
        raise Disagrees(f"{PAGE} has {marks} marks of the tutorial, and {len(found)} of them are followed by a block")
    for one in found:
        yield Step(one["file"], int(one["status"] or 0), one["body"], one["region"], one["shown"] or "")


def without_comments(text: str) -> str:
    return re.sub(r"^//.*\n", "", text, flags=re.MULTILINE).strip()


def demand_same_quotes(steps: Sequence[Step]) -> None:
    quoted = {step.file: step.body for step in steps if step.file and (EXAMPLE / step.file).exists()}
    names = sorted(file.name for file in EXAMPLE.glob("*.?pp"))
    if not names:
        raise Disagrees(f"there is no example in {EXAMPLE}")
    for name in names:
        if name not in quoted:
            raise Disagrees(f"{PAGE} does not show {EXAMPLE / name}")
        if without_comments(quoted[name]) != without_comments((EXAMPLE / name).read_text()):
            raise Disagrees(f"{PAGE} shows another {name} than {EXAMPLE / name}")


def with_quotes_renewed(page: str) -> str:
    """The page with the example as it is now."""

    def renewed(found: re.Match[str]) -> str:
        file = EXAMPLE / (found["file"] or "")
        if not file.is_file():
            return found[0]
        begin, end = (place - found.start() for place in found.span("body"))
        return found[0][:begin] + without_comments(file.read_text()) + "\n" + found[0][end:]

    return STEP.sub(renewed, page)


def verdicts_in(text: str) -> list[tuple[str, str]]:
    """The rows of a conformance table: guarantee and verdict."""
    return re.findall(r"^  G\d+ +(\w+) +(holds|broken|skipped|not promised)\b", text, re.MULTILINE)


def demand_agreement(step: Step, printed: str) -> None:
    shown = step.shown.replace("```text\n", "").replace("```\n", "")
    if verdicts_in(printed):
        now, then = verdicts_in(printed), verdicts_in(shown)
        gone = [f"{name} {verdict}" for name, verdict in then if (name, verdict) not in now]
        if gone or len(now) != len(then):
            raise Disagrees(f"{PAGE} shows for `{step.body.strip()}`: {', '.join(gone)}; now it prints\n{printed}")
    elif printed.strip() != shown.strip():
        raise Disagrees(f"{PAGE} shows for `{step.body.strip()}`\n{shown}and now it prints\n{printed}")


def follow(steps: Sequence[Step], folder: Path) -> dict[str, str]:
    """Does what the reader does. What was printed, by region."""
    printed: dict[str, str] = {}
    (folder / "refchan").symlink_to(Path.cwd())
    for step in steps:
        if step.file:
            (folder / step.file).write_text(step.body)
            continue
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", step.body], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False, env={**os.environ, "CMAKE_GENERATOR": "Ninja"},
        )  # fmt: skip
        print(f"tutorial: {step.body.strip().splitlines()[-1]}", file=sys.stderr, flush=True)
        if done.returncode != step.status:
            raise Disagrees(f"`{step.body.strip()}` ended with {done.returncode}, not {step.status}:\n{done.stdout}")
        if step.region:
            printed[step.region] = done.stdout
    return printed


def renew(printed: dict[str, str]) -> None:
    def fenced(text: str) -> str:
        return f"```text\n{text.strip()}\n```"

    regions = {name: lambda text=text: fenced(text) for name, text in printed.items()}
    text, count = rewrite_regions(PAGE.read_text(), regions)
    PAGE.write_text(text)
    print(f"tutorial: {PAGE}: {count} regions")


def main(argv: Sequence[str]) -> int:
    try:
        if "--renew" in argv:
            PAGE.write_text(with_quotes_renewed(PAGE.read_text()))
        steps = list(steps_of(PAGE.read_text()))
        demand_same_quotes(steps)
        if "--quotes" in argv:
            print("tutorial: it shows the example as it is")
            return 0
        with tempfile.TemporaryDirectory() as folder:
            printed = follow(steps, Path(folder))
        if "--renew" in argv:
            renew(printed)
            return 0
        for step in steps:
            if step.region:
                demand_agreement(step, printed[step.region])
    except Disagrees as error:
        print(f"tutorial: {error}", file=sys.stderr)
        return 1
    except (OSError, BadFigures) as error:
        print(f"tutorial: {error}", file=sys.stderr)
        return 2
    print(f"tutorial: its {len(steps)} steps do what it says")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
