# SPDX-License-Identifier: MIT
"""Writes the table of other people's channels: on which rung of the ladder each stands, what is broken, what was
not looked at.

scripts/judge-peers.sh is the door to this program. It gives it two files of JSON lines: what refchan-conformance --json
says of the channels in C++, and what judge_recordings.py --json says of those in Rust. A table that lacks a channel, or
in which one is not as expected, is not written.
"""
from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Sequence

from figures import BadFigures, markdown_table, rewrite_regions
from machine import output
from oracle_figures import PAGE, where_measured

# How the names of the subjects begin, and Debian's package of each; None: this source tree.
PACKAGES: dict[str, Optional[str]] = {
    "refchan": None,
    "Boost.Fiber": "libboost-fiber-dev",
    "Boost.Thread": "libboost-thread-dev",
    "moodycamel": "libconcurrentqueue-dev",
    "oneTBB": "libtbb-dev",
}
CRATES = ("Rust std::sync::mpsc", "crossbeam-channel")
HEADINGS = (
    "library", "version", "capacities", "ladder", "broken, or not looked at", "what it says of itself",
    "finding, or choice",
)  # fmt: skip


@dataclass(frozen=True)
class Peer:
    name: str
    version: str
    capacities: str
    rung: str
    expected: bool
    histories: int
    operations: int
    broken: tuple[str, ...]
    skipped: tuple[str, ...]
    documents: str
    remarks: tuple[str, ...]

    def cells(self, skipped_by_all: Sequence[str]) -> list[str]:
        skipped = [one for one in self.skipped if one not in skipped_by_all]
        gaps = [f"**broken**: {', '.join(self.broken)}"] if self.broken else []
        gaps += [f"skipped: {'; '.join(skipped)}"] if skipped else []
        return [
            f"**{self.name}**", self.version, self.capacities, f"**{self.rung}**", "; ".join(gaps) or "-",
            self.documents or "the guarantees of its README", "; ".join(self.remarks) or "-",
        ]  # fmt: skip


def package_version(subject: str) -> str:
    package = next((package for begin, package in PACKAGES.items() if subject.startswith(begin)), None)
    if package is None:
        return "this source"
    return f"{package} {output('dpkg-query', '--show', '--showformat=${Version}', package) or '(no package)'}"


def is_broken(one: dict[str, Any]) -> bool:
    """Or has been seen broken before, says its adapter: some findings come and go."""
    return one["verdict"] == "broken" or bool(one["deviation"])


def remarks_on(row: dict[str, Any]) -> tuple[str, ...]:
    """What is broken, and whether it documents that; what it does not promise; the notes of the kit."""
    said = []
    for one in row["guarantees"]:
        if is_broken(one):
            kind = "documented" if one["documented"] else "finding"
            seen = f"seen: {one['reason']}" if one["verdict"] == "broken" else "not seen this time"
            said.append(f"{kind}, `{one['guarantee']}`: {one['deviation'] or 'unknown until now'} ({seen})")
    open_ones = [one for one in row["guarantees"] if one["verdict"] == "not promised"]
    for words, seen in (("not promised, and seen broken", True), ("not promised, and not seen broken", False)):
        names = [f"`{one['guarantee']}`" for one in open_ones if one["seen"] == seen]
        said += [f"{words}: {', '.join(names)}"] if names else []
    return tuple(said + row["notes"])


def peer_in_cpp(row: dict[str, Any]) -> Peer:
    reasons: dict[str, list[str]] = {}
    for one in row["guarantees"]:
        if one["verdict"] == "skipped":
            reasons.setdefault(one["reason"], []).append(f"`{one['guarantee']}`")
    broken = tuple(f"`{one['guarantee']}`" for one in row["guarantees"] if is_broken(one))
    return Peer(
        row["subject"], package_version(row["subject"]), row["capacities"], row["rung"], row["expected"],
        row["histories"], row["operations"], broken,
        tuple(f"{', '.join(names)} ({reason})" for reason, names in reasons.items()), row["documents"], remarks_on(row),
    )  # fmt: skip


def peer_in_rust(row: dict[str, Any]) -> Peer:
    sizes = ", ".join({None: "unbounded", 0: "rendezvous"}.get(size, str(size)) for size in row["capacities"])
    findings = tuple(f"finding, {one['guarantee']} {one['rule']}: {one['sentence']}" for one in row["broken"])
    return Peer(
        row["subject"], row["version"], sizes, row["rung"], row["expected"], row["histories"], row["operations"],
        tuple(f"`{one['rule']}`" for one in row["broken"]), tuple(row["skipped"]), row["documents"],
        findings + ((row["choice"],) if row["choice"] else ()),
    )  # fmt: skip


def demand_all(peers: Sequence[Peer]) -> None:
    absent = [f"{name} ({package})" for name, package in PACKAGES.items() if package and not _is_there(name, peers)]
    absent += [name for name in CRATES if not _is_there(name, peers)]
    if absent:
        raise BadFigures(f"not judged, and so there is no table: {', '.join(absent)}")


def _is_there(name: str, peers: Sequence[Peer]) -> bool:
    return any(peer.name.startswith(name) for peer in peers)


def ladder_region(peers: Sequence[Peer]) -> str:
    in_rust = [peer for peer in peers if peer.name.startswith(CRATES)]
    in_cpp = [peer for peer in peers if peer not in in_rust]
    lines, notes = [], []
    for language, some in (("C++", in_cpp), ("Rust", in_rust)):
        by_all = [one for one in some[0].skipped if all(one in peer.skipped for peer in some)] if some else []
        lines += [peer.cells(by_all) for peer in some]
        notes += [f"Skipped for every channel in {language}: {'; '.join(by_all)}."] if by_all else []
    histories, operations = sum(peer.histories for peer in peers), sum(peer.operations for peer in peers)
    volume = f"{histories:,} histories, {operations:,} operations"
    source = f"From `scripts/judge-peers.sh` on {where_measured()}. {volume}."
    return "\n\n".join([source, markdown_table(HEADINGS, lines), *notes])


def read_peers(in_cpp: Path, in_rust: Path) -> list[Peer]:
    peers = [peer_in_cpp(json.loads(line)) for line in in_cpp.read_text().splitlines()]
    return peers + [peer_in_rust(json.loads(line)) for line in in_rust.read_text().splitlines()]


def main(argv: Sequence[str]) -> int:
    try:
        peers = read_peers(Path(argv[0]), Path(argv[1]))
        demand_all(peers)
        text, count = rewrite_regions(PAGE.read_text(), {"ladder": lambda: ladder_region(peers)})
    except (OSError, ValueError, KeyError, BadFigures) as error:
        print(f"judge-peers: {error}", file=sys.stderr)
        return 2
    surprises = [peer.name for peer in peers if not peer.expected]
    if surprises:
        print(f"judge-peers: not as expected: {', '.join(surprises)}; {PAGE} is left as it was", file=sys.stderr)
        return 1
    for peer in peers:
        print(f"{peer.rung:16} {peer.name}, {peer.version}")
    print(f"judge-peers: {len(peers)} channels, all as expected")
    if "--dry" not in argv:
        PAGE.write_text(text)
        print(f"judge-peers: {PAGE}: {count} regions")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
