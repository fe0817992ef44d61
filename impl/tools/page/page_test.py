# SPDX-License-Identifier: MIT
"""The frame of a test that opens pages in Chromium: its command line, its exit status, and pages that are broken on purpose.

Exit 0: all good. 1: a page is wrong, or a broken page was not noticed. 77: there is no Chromium on this machine.
"""
from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Callable, Optional, Sequence

from chromium import Browser, BrowserError

NAMES = ("chromium", "chromium-browser", "google-chrome")

# A way to break a page: its name, what to replace, by what, and a word of the complaint.
Plant = tuple[str, str, str, str]


def check_plants(source: Path, plants: Sequence[Plant], check: Callable[[Path, str], list[str]]) -> list[str]:
    """Breaks that page in each way; check(file, word) must complain, with that word. What was not noticed."""
    wrong = []
    whole = source.read_text(encoding="utf-8")
    for name, old, new, word in plants:
        if old not in whole:
            wrong.append(f"cannot plant: {name}")
            continue
        file = source.with_name("broken.html")
        file.write_text(whole.replace(old, new), encoding="utf-8")
        found = check(file, word)
        seen = next((each for each in found if word in each), None)
        print(f"  broken: {name}: {seen.splitlines()[0] if seen else 'NOT NOTICED'}")
        wrong += [] if seen else [f"not noticed: {name} (complaints: {found})"]
    return wrong


def run(
    subject: str, samples: str, summary: str, check_all: Callable[[Browser, Path, Optional[Path]], list[str]]
) -> int:
    """samples: the program that writes the pages into a folder. check_all(browser, folder, where to keep pictures)."""
    arguments = argparse.ArgumentParser(description=f"Opens pages of {subject} in Chromium and looks at them.")
    arguments.add_argument("--samples", required=True, help=samples)
    arguments.add_argument("--pictures", type=Path, help="leave the screenshots here")
    given = arguments.parse_args()
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        print("skipped: there is no Chromium here (on Debian: apt-get install chromium)")
        return 77
    with tempfile.TemporaryDirectory(prefix="refchan-pages-") as made:
        folder = Path(made)
        subprocess.run([given.samples, made], check=True)
        try:
            with Browser.start(program) as browser:
                wrong = check_all(browser, folder, given.pictures)
        except BrowserError as problem:
            wrong = [f"the browser: {problem}"]
    for each in wrong:
        print(f"WRONG  {each}")
    print(f"{summary}: {'broken' if wrong else 'good'}")
    return 1 if wrong else 0
