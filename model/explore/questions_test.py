# SPDX-License-Identifier: MIT
"""Asks refchan-explore what people ask it: what an order is for, what a program can do, what a line shows again.

    questions_test.py --explore PROGRAM

Each weakened order must be answered by an execution that fails; the orders of the source by none. Exit 0: all good.
"""
from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = "20"
PAIR = "sender 0: send; receiver: recv"

# Answers that are known: a weakened order, and what its picture must say.
KNOWN = [
    ("take=relaxed", "Data race: sender 0 .* and receiver .* use 'message'"),
    ("publish=relaxed", "Data race: sender 0 .* and receiver .* use 'message'"),
    ("look=relaxed", "Unsynchronised .*recv disconnected"),
    ("close=relaxed", "Unsynchronised .*disconnected"),
]

# Bad input: the arguments, and words of the message.
WRONG = [
    ([], "nothing to run"),
    (["--weaken", "tkae=relaxed"], "did you mean take?"),
    (["--weaken", "take=release"], "weaker is relaxed"),
    (["--weaken", "reset=relaxed"], "nothing is weaker"),
    (["--weaken", "take"], "expected NAME=ORDER"),
    (["program/two_sender/unbounded"], "did you mean program/two_senders/unbounded?"),
    (["--program", "sender 0: sned; receiver: recv"], "column 11"),
    (["--program", PAIR, "--on", "unbuonded"], "there are"),
    (["--replay", "nonsense"], "expected SCENARIO/ENGINE:SEARCH:SCRIPT"),
    (["--replay", "program/two_senders/unbounded:walk:0.00000000"], "diverged"),
    (["--list", "--only", "("], "regular expression"),
    (["--scheduler", "fast", "--program", PAIR], "fast"),
]


class Explorer:
    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder

    def ask(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, timeout=300, check=False)
        return done.returncode, done.stdout + done.stderr

    def trace(self, *arguments: str) -> tuple[int, str, dict]:
        file = self.folder / "trace.json"
        file.unlink(missing_ok=True)
        status, text = self.ask(*arguments, "--json", str(file))
        return status, text, json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def replay_line(text: str) -> str:
    found = re.search(r"--replay '(.*)'", text)
    return found.group(1) if found else ""


def check_weakenings(explore: Explorer) -> list[str]:
    wrong, asked = [], 0
    _, listed = explore.ask("--list-orders")
    for line in listed.splitlines()[1:]:
        name, _, *weaker = line.replace(",", "").split()
        for order in weaker:
            asked += 1
            request = f"{name}={order}"
            status, text, trace = explore.trace("--weaken", request, "--seconds", SECONDS)
            if status != 1 or trace["weakened"] != [{"name": name, "legal": line.split()[1], "now": order}]:
                wrong.append(f"--weaken {request}: status {status}, {text}")
            elif not trace["race"] and not trace["missing"]:
                wrong.append(f"--weaken {request}: neither a race nor a read that orders nothing is shown")
    if asked < 20:
        wrong.append(f"only {asked} weakenings in --list-orders")
    for request, sentence in KNOWN:
        _, text = explore.ask("--weaken", request, "--seconds", SECONDS)
        if not re.search(sentence, text):
            wrong.append(f"--weaken {request} does not say {sentence!r}: {text}")
    return wrong


def check_control(explore: Explorer) -> list[str]:
    """With the orders of the source the same program holds; and the answer to 'take' is its picture."""
    wrong = []
    for more in ([], ["--shortest"], ["--scheduler", "reduced"], ["--in-order"], ["--cxx11"], ["--stale-depth", "0"]):
        status, text, trace = explore.trace("--program", PAIR, "--seconds", "1", *more)
        if status != 0 or trace["race"] or not trace["events"]:
            wrong.append(f"{PAIR} {more}: status {status}, {text}")
    page = explore.folder / "why.html"
    status, _ = explore.ask("--weaken", "take=relaxed", "--html", str(page))
    if status != 1 or "take: relaxed instead of acquire" not in page.read_text(encoding="utf-8"):
        wrong.append("--weaken take=relaxed --html: no page that says so")
    _, text, trace = explore.trace("--weaken", "take=relaxed")
    load = trace["events"][trace["missing"][-1][1]] if trace.get("missing") else {}
    if load.get("name") != "take" or load.get("order") != "relaxed":
        wrong.append(f"--weaken take=relaxed: the read that orders nothing is {load}: {text}")
    return wrong


def check_replay(explore: Explorer) -> list[str]:
    """A line shows the same execution again, with the same options; without them it does not pretend to."""
    wrong = []
    for options, question in ((["--weaken", "look=relaxed"], []), ([], ["--program", PAIR, "--seconds", "1"]),
                              (["--weaken", "close=relaxed"], []), ([], ["program/two_looks/rendezvous", "--seconds", "1"])):
        status, text, first = explore.trace(*options, *question)
        again, more, second = explore.trace(*options, "--replay", replay_line(text))
        if again != status or [first.get("events"), first.get("race")] != [second.get("events"), second.get("race")]:
            wrong.append(f"{options} {question}: {status}, replayed {again}: {text}{more}")
    return wrong


def check_columns(explore: Explorer) -> list[str]:
    _, text = explore.ask("--weaken", "take=relaxed")
    wanted = ("RACES WITH", "reads ", "no order", "block_queue.hpp:", "tail_ stub => @1+1", "where each thread stood")
    wrong = [f"the columns do not say {each!r}: {text}" for each in wanted if each not in text]
    _, all_ = explore.ask("--weaken", "take=relaxed", "--all")
    return wrong + ([] if len(all_) > len(text) and "head_" in all_ else ["--all does not show more"])


def check_deadlock(explore: Explorer) -> list[str]:
    """A deadlock has no step to point at: where each thread stood must be said."""
    status, text, trace = explore.trace("sees_a_deadlock/checker")
    stood = [each["stood"] for each in trace.get("threads", [])]
    if status != 1 or len(stood) != 2 or not all(each.startswith("lock, model/faults.model.cpp") for each in stood):
        return [f"sees_a_deadlock/checker: status {status}, the threads stood at {stood}: {text}"]
    return []


def check_wrong_input(explore: Explorer) -> list[str]:
    wrong = []
    for arguments, words in WRONG:
        status, text = explore.ask(*arguments)
        if status != 2 or words not in text:
            wrong.append(f"{arguments}: status {status}, not 2 with {words!r}: {text}")
    for arguments in (["--help"], ["--list"], ["--list-orders"]):
        status, text = explore.ask(*arguments)
        if status != 0 or len(text) < 500:
            wrong.append(f"{arguments}: status {status}: {text}")
    return wrong


def main() -> int:
    arguments = argparse.ArgumentParser(description="Asks refchan-explore what people ask it.")
    arguments.add_argument("--explore", required=True, help="refchan-explore")
    given = arguments.parse_args()
    wrong = []
    with tempfile.TemporaryDirectory(prefix="refchan-explore-") as made:
        explore = Explorer(given.explore, Path(made))
        for check in (check_wrong_input, check_control, check_columns, check_deadlock, check_replay, check_weakenings):
            found = check(explore)
            print(f"  {check.__name__}: {'good' if not found else 'broken'}")
            wrong += found
    for each in wrong:
        print(f"WRONG  {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
