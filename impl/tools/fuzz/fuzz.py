#!/usr/bin/env python3
"""Fuzzes what refchan-check reads, and reports it as the other runners do.

SPDX-License-Identifier: MIT

The fuzzer is libFuzzer's, refchan-fuzz-reader, which lies beside this program; what it finds is kept as a file, and the
printed command tries that input again. Exit status: 0 nothing found, 1 an input that breaks the reader, 2 it could not run.
"""
from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path

NAME = "any_input_is_refused_or_judged"
HERE = Path(__file__).resolve().parent
FUZZER = HERE / "refchan-fuzz-reader"
CORPUS = Path("@CMAKE_CURRENT_SOURCE_DIR@/fuzz/corpus")
DICTIONARY = Path("@CMAKE_CURRENT_SOURCE_DIR@/fuzz/history.dict")
SCRATCH = Path("@CMAKE_CURRENT_BINARY_DIR@/fuzz-found")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="refchan-fuzz", description=__doc__.splitlines()[0], allow_abbrev=False)
    parser.add_argument("--seed", type=int, default=1, help="of the random inputs (default: 1)")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to try (default: 10)")
    parser.add_argument("--only", default="", metavar="REGEX", help="run the check if its name matches")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the row of the check to FILE, as JSON")
    parser.add_argument("--list", action="store_true", help="name the check and stop")
    return parser.parse_args()


def fuzz(seed: int, seconds: float) -> tuple[int, str, int]:
    """libFuzzer's exit status, the end of what it printed, and how many inputs it tried."""
    found = SCRATCH / "found"
    found.mkdir(parents=True, exist_ok=True)
    argv = [
        str(FUZZER), f"-seed={seed % (2**32 - 1) + 1}", f"-max_total_time={max(1, round(seconds))}", "-timeout=10",
        "-rss_limit_mb=2048", "-print_final_stats=1", f"-dict={DICTIONARY}", f"-artifact_prefix={SCRATCH}/",
        str(found), str(CORPUS),
    ]  # fmt: skip
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    printed = done.stdout.decode(errors="replace")
    tried = re.search(r"stat::number_of_executed_units: (\d+)", printed)
    return done.returncode, printed[-4000:], int(tried.group(1)) if tried else 0


def main() -> int:
    options = arguments()
    if options.list:
        print(NAME)
        return 0
    if not re.search(options.only, NAME):
        print(f"refchan-fuzz: no check matches (there is {NAME})", file=sys.stderr)
        return 2
    began = time.monotonic()
    status, printed, tried = fuzz(options.seed, options.seconds)
    seconds = round(time.monotonic() - began, 3)
    held = status == 0 and tried > 0
    artifact = re.search(r"Test unit written to (\S+)", printed)
    if not held:
        print(printed)
    row = {
        "layer": "properties", "check": NAME, "engine": "checker", "claims": ["checker"],
        "verdict": "holds" if held else "broken", "count": max(tried, 0 if held else 1), "unit": "inputs",
        "bound": f"libFuzzer for {seconds:.0f} s from {len(list(CORPUS.iterdir()))} files", "seconds": seconds,
        "seed": options.seed, "replay": f"{FUZZER} {artifact.group(1)}" if artifact else "",
        "detail": "a file that is no history is refused with its line; every other is judged, and is the same when read twice",
    }  # fmt: skip
    if options.report:
        with options.report.open("a") as report:
            report.write(json.dumps(row) + "\n")
    print(f"{NAME}: {row['verdict']}, {tried} inputs in {seconds:.0f} s")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
