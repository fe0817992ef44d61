# SPDX-License-Identifier: MIT
"""For the tests: fake programs in place of the layers' own, which answer by the number of the mutant."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from layers import BY_NAME, LAYERS, Layer

# What the fake does, by the number of the mutant, in its first check, which is of G1 (it crashes in the second one, of G2). No
# check gets to 6.
KILLED, SURVIVES, CRASHES, HANGS, HANGS_ONCE, NEVER_MET, ASSERTS, STOPS, SPOILS = range(1, 10)
PROGRAM = """#!/bin/sh
# A fake program of a layer, made by scripts/mutants/fake.py.
report= only=
while [ $# -gt 0 ]; do
    case $1 in
    --list) printf '{list}'; exit 0 ;;
    --report) report=$2; shift ;;
    --only) only=$2; shift ;;
    --on) only="$only|^$2$"; shift ;;
    esac
    shift
done
echo "$REFCHAN_MUTANT $only" >>{calls}
[ -z "$REFCHAN_MUTANTS_REACHED" ] || printf '\\1\\1\\1\\1\\1\\1\\0\\1\\1\\1' >"$REFCHAN_MUTANTS_REACHED"
row() {{
    printf '{{"layer":"{verify}","check":"%s","engine":"%s","claims":["%s"],"verdict":"%s","count":10,"unit":"cases","seconds":0.01,"detail":"%s"}}\\n' \\
        "{check}" "{engine}" "$claim" "$2" "$3" >>"$report"
}}
for one in {all}; do
    case $one in {a}) claim=G1 ;; *) claim=G2 ;; esac
    echo "{name}" | grep -qE "${{only#|}}" || continue
    case $REFCHAN_MUTANT$one in
    0{a}) [ ! -e {calls}.spoilt ] || {{ {spoilt}; }}; {unmutated} ;;
    1{a}) row $one broken 'DATA RACE at execution 3'; exit 1 ;;
    3{b}) kill -SEGV $$ ;;
    4{a}) sleep 60 ;;
    5{a}) [ -e {calls}.once ] || {{ touch {calls}.once; sleep 60; }} ;;
    7{a}) echo 'file.hpp:3: f(): Assertion `x > 0 failed.'; kill -ABRT $$ ;;
    8{a}) exit 2 ;;
    9{a}) touch {calls}.spoilt; exit 2 ;;
    esac
    row $one holds ''
done
"""
# By layer: the checks, and what the fields `check` and `engine` of a row and the name of the check are made of.
SHAPES = {
    "model": (("a", "b"), "$1", "x", "$one/x"),
    "stress": (("a", "b"), "$1", "x", "$one/x"),
    "properties": (("spec.a", "other.b"), "$1", "x", "$one"),
    "spec": (("spec.a", "other.b"), "$1", "x", "$one"),
    "programs": (BY_NAME["programs"].checks, "all", "$1", "$one"),
}


def mutant(number: int, name: str = "", **more: Any) -> dict[str, Any]:
    base = {"number": number, "name": name or f"fault_{number}", "group": "order", "file": "detail/queue.hpp", "line": 7, "what": "g()",
            "was": "f()", "bug": "", "layer": "model", "claims": ["G1"], "function": "queue::send", "operator": "delete",
            "refused": ""}  # fmt: skip
    return base | more


def fake_program(layer: Layer, folder: Path, unmutated: str = ":", spoilt: str = "exit 2") -> Path:
    """Returns the file that gets a line for each time that it ran: the mutant, and the checks. spoilt: without a mutant, after
    SPOILS has been there."""
    checks, check, engine, name = SHAPES[layer.name]
    listed = "".join(name.replace("$one", one) + "\\n" for one in checks)
    calls = folder / f"{layer.program}.calls"
    text = PROGRAM.format(list=listed, calls=calls, verify=layer.verify, check=check, engine=engine, name=name, all=" ".join(checks),
                          a=checks[0], b=checks[1], unmutated=unmutated, spoilt=spoilt)  # fmt: skip
    path = folder / "bin" / layer.program
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return calls


def fake_tree(folder: Path, mutants: list[dict[str, Any]]) -> Path:
    """Fake programs of all layers, and the list of mutants; returns the folder of the programs."""
    for layer in LAYERS:
        fake_program(layer, folder)
    (folder / "mutants").mkdir(exist_ok=True)
    (folder / "mutants" / "mutants.json").write_text(json.dumps(mutants))
    return folder / "bin"
