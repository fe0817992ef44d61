# SPDX-License-Identifier: MIT
"""Instructions of a send and a try_recv, counted by callgrind: a figure that does not depend on the machine's mood. Two runs of
different lengths are subtracted, so that what is done once does not count; what is done for each pair besides (its message is
made and checked) counts alike for all.
"""
from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import Any, Optional

from programs import Broken, CannotRun, Program

SHORT, LONG = 4000, 24000


def pairs_in(messages: int) -> int:
    """With those that warm up (crew.hpp)."""
    return messages + messages // 8 + 1


def _collected(program: Program, peer: str, messages: int) -> int:
    argv = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(program.path)]
    request = f"pair peer={peer} messages={messages}\n"
    done = subprocess.run(argv, input=request, capture_output=True, text=True, timeout=120, check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or found is None or "figures" not in json.loads(done.stdout or "{}"):
        raise Broken(f"{peer} under valgrind: it ended with {done.returncode}: {done.stderr[-300:]}")
    return int(found[1])


def per_pair(program: Program, peer: str) -> float:
    more, less = _collected(program, peer, LONG), _collected(program, peer, SHORT)
    return (more - less) / (pairs_in(LONG) - pairs_in(SHORT))


def count_all(program: Program, peers: list[dict[str, Any]]) -> Optional[dict[str, float]]:
    """Of each peer of that program; None: there is no valgrind."""
    if shutil.which("valgrind") is None:
        return None
    try:
        return {peer["peer"]: per_pair(program, peer["peer"]) for peer in peers}
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotRun(f"valgrind: {error}") from error
