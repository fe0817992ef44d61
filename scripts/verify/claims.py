# SPDX-License-Identifier: MIT
"""The sixteen claims: what each one says, where it is argued, and what the checks of it do not see."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    id: str
    sentence: str
    argued: str
    limits: str


CHANNEL = "impl/include/refchan/channel.hpp"
ENGINE = "impl/include/refchan/detail/block_queue.hpp"
MONITOR = "impl/include/refchan/detail/monitor_queue.hpp"
SPEC = "impl/include/refchan/spec.hpp"

CLAIMS = (
    Claim("G1", "FIFO per sender", ENGINE, "models: 2 senders; volume by stress only"),
    Claim("G2", "linearizable FIFO across senders", ENGINE, "real time is a ticket around each call"),
    Claim("G3", "every message exactly once", ENGINE, "models: a few messages, blocks of 2 slots"),
    Claim("G4", "a failed send hands the message back", CHANNEL, "-"),
    Claim("G5", "disconnection of the senders, exact and sticky", ENGINE, "models: up to 3 threads"),
    Claim("G6", "`empty` is exact", ENGINE, "-"),
    Claim("G7", "a message that is there wins over a timeout", CHANNEL, "models: a timeout is a free choice, not a clock"),
    Claim("G8", "happens-before through messages and drops", ENGINE, "no load buffering in Relacy; races only in cells"),
    Claim("G9", "no lost wake-up", ENGINE, "real threads: a watchdog, not a proof"),
    Claim("G10", "the receiver's drop destroys what is queued", ENGINE, "-"),
    Claim("G11", "exceptions and allocation failure", CHANNEL, "failures of operator new only"),
    Claim("G12", "bounded and rendezvous channels are exact", MONITOR, "models: capacities 0, 1 and 2"),
    Claim("G13", "handles keep the counts right", CHANNEL, "-"),
    Claim("G14", "who may use a handle at once", CHANNEL, "misuse is met in debug builds, when it is met in time"),
    Claim("G15", "progress as stated", ENGINE, "bounded steps in the models; not a proof of wait-freedom"),
    Claim("G16", "no leak, no use after free", ENGINE, "models: a few messages, blocks of 2 slots"),
)

IDS = tuple(claim.id for claim in CLAIMS)

# What a row says whose check is about the checker itself: that it sees what it is there to see.
CHECKER = "checker"

# Claims that are about what operations answer. In the stress runs the oracle decides them, from recorded histories: by
# checks whose names begin so.
JUDGED = ("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G12")
JUDGED_CHECKS = "judged_"
