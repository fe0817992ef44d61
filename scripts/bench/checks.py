# SPDX-License-Identifier: MIT
"""A small measurement of each kind on each peer, for what it checks: that every message arrives once and in order. And the
controls, peers with a fault, each of which must be found out.
"""
from __future__ import annotations

from typing import Any

from cases import all_cases
from programs import Broken, Programs
from session import request, takes_part

MESSAGES = 200


def found_out(programs: Programs, peer: dict[str, Any]) -> bool:
    capacity = "" if peer["unbounded"] else " capacity=8"
    try:
        programs.ask(peer["peer"], f"stream peer={peer['peer']} messages={MESSAGES}{capacity}")
    except Broken as why:
        print(f"bench: {peer['peer']} is found out: {why}")
        return True
    print(f"bench: {peer['peer']} is NOT found out")
    return False


def check_all(programs: Programs) -> bool:
    """False: a control was not found out. Broken: a peer was, which should not be."""
    count = 0
    for case in all_cases(0.01):
        for peer in programs.peers.values():
            if takes_part(case, peer):
                programs.ask(peer["peer"], request(case, peer, MESSAGES, []))
                count += 1
    print(f"bench: {count} measurements, and every message arrived once and in order")
    controls = [peer for peer in programs.peers.values() if peer["role"] == "control"]
    return bool(controls) and all([found_out(programs, peer) for peer in controls])
