# SPDX-License-Identifier: MIT
"""What was found, a line of JSON for each mutant, layer and seed. A campaign that is stopped goes on from these lines.

    key       of what the line is about: the mutant, the layer's arguments, the sources of its program
    outcome   killed, survived, not reached
    how       race, deadlock, leak, use after free, double free, memory, assertion, wrong answer, crash, hang, livelock, stop (it
              could not run)
    check     which of the layer's checks saw it, and at which step
    count     how many executions, cases, ... up to then; and of what
    seconds   up to then
    command   sees it again
"""
from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path
from typing import Any, Sequence

from layers import Layer
from paths import HERE, ROOT

Record = dict[str, Any]


def _digest(files: Sequence[Path]) -> str:
    found = hashlib.sha256()
    for file in sorted(files):
        found.update(f"{file.relative_to(ROOT)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def sources_digest(layer: Layer) -> str:
    """Of all that the layer's program is made of, but for the mutants."""
    files = [*ROOT.glob("impl/include/**/*.hpp"), *ROOT.glob("impl/cmake/*.cmake"), ROOT / "CMakeLists.txt", HERE / "mutant_switch.hpp"]
    files += [HERE / f"{name}.py" for name in ("edits", "generate", "named", "source", "layers", "runs", "campaign")]
    return _digest([*files, *(file for pattern in layer.sources for file in ROOT.glob(pattern))])


def key_of(mutant: dict[str, Any], layer: Layer, sources: str, seed: int) -> str:
    told = {name: value for name, value in mutant.items() if name != "number"}
    written = [file.read_text(encoding="utf-8") for file in sorted(HERE.glob(f"*/{mutant['name']}.toml"))]
    steps = [[step.name, *step.arguments] for step in layer.steps]
    whole = json.dumps([told, written, layer.name, steps, sources, seed], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:24]


class Results:
    """The lines of one file: read when it is opened, written as they come."""

    def __init__(self, file: Path, fresh: bool = False) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._records: dict[str, Record] = {}
        file.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            file.unlink(missing_ok=True)
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
            try:
                record = json.loads(line)
                self._records[record["key"]] = record
            except (ValueError, KeyError):
                pass  # a line that was cut short

    def get(self, key: str) -> Record | None:
        return self._records.get(key)

    def add(self, record: Record) -> None:
        with self._lock:
            self._records[record["key"]] = record
            with open(self.file, "a", encoding="utf-8") as out:
                out.write(json.dumps(record) + "\n")
