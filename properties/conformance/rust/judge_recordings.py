# SPDX-License-Identifier: MIT
"""Builds the recorder in Rust, records histories of each library and capacity, has refchan-check judge them, and
compares with expectations.json.

Without a cargo that is new enough it is skipped: one sentence, exit status 77. Everything is built in the folder
--build, offline: the crate crossbeam-channel comes from Debian's registry, and is left out where there is none.

  judge_recordings.py --check build/bin/refchan-check --build build/rust     as the test does
  ... --json         one line of JSON for each channel, for a table
  ... --plants       recorders that are wrong must be found out
"""
from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Optional, Sequence

HERE = Path(__file__).resolve().parent
OLDEST = (1, 67)
SKIPPED = 77
CRATE = "crossbeam-channel"
PLANTS = {  # fault of the recorder: what must then be said, by the oracle or by the recorder
    "late-ticket": "was received before it was sent",
    "lost-record": "was received, and nobody sent it",
    "kept-handle": "it hangs",
}


class Skipped(Exception):
    pass


class Failed(Exception):
    pass


def run(argv: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in argv], capture_output=True, text=True, check=False, **options)


# -- the recorder ------------------------------------------------------------------------------------------------------


def find_cargo() -> Path:
    """The first one that is new enough: Debian's rustc-web puts it in /usr/bin, rustup elsewhere."""
    seen = []
    for name in (os.environ.get("CARGO"), shutil.which("cargo"), "/usr/bin/cargo"):
        found = run([name, "--version"]) if name and os.access(name, os.X_OK) else None
        version = re.match(r"cargo (\d+)\.(\d+)", found.stdout) if found else None
        if name and version and (int(version[1]), int(version[2])) >= OLDEST:
            return Path(name)
        if version:
            seen.append(version[0])
    needed = f"Rust {OLDEST[0]}.{OLDEST[1]} or later is needed, the first whose std::sync::mpsc is today's"
    raise Skipped(f"{needed}; there is {', '.join(dict.fromkeys(seen)) or 'no cargo'} (on Debian: cargo-web)")


class Recorder:
    """Built from a copy of the sources, so that cargo writes nothing beside them."""

    def __init__(self, cargo: Path, build: Path, registry: Path) -> None:
        self.build = build
        self.has_crossbeam = any(registry.glob(CRATE + "-*"))
        self._copy()
        source = f'source.debian.directory="{registry}"'
        argv = [cargo, "build", "--release", "--quiet", "--offline", "--target-dir", build / "target"]
        self.rustc = cargo.with_name("rustc")
        own = {**os.environ, "RUSTC": str(self.rustc), "CARGO_HOME": str(build / "cargo")}
        argv += ["--config", 'source.crates-io.replace-with="debian"', "--config", source]
        done = run(argv, cwd=build, env=own)
        if done.returncode != 0:
            raise Failed(f"the recorder does not build:\n{done.stderr}")
        self.program = build / "target/release/refchan-record"

    def _copy(self) -> None:
        manifest = (HERE / "Cargo.toml").read_text()
        if not self.has_crossbeam:  # cargo looks for optional crates too
            manifest = re.sub(rf'^{CRATE} = .*\n|"dep:{CRATE}"|"crossbeam"', "", manifest, flags=re.MULTILINE)
        (self.build / "src").mkdir(parents=True, exist_ok=True)
        texts = {f"src/{file.name}": file.read_text() for file in (HERE / "src").glob("*.rs")}
        texts["Cargo.toml"] = manifest
        for name, text in texts.items():
            target = self.build / name
            if not target.exists() or target.read_text() != text:  # else cargo would build it again
                target.write_text(text)
        if (self.build / "Cargo.lock").exists():
            (self.build / "Cargo.lock").unlink()

    def version(self, channel: str) -> str:
        if channel == "std":
            return "Rust " + run([self.rustc, "--version"]).stdout.split(" ")[1]
        lock = (self.build / "Cargo.lock").read_text()
        found = re.search(rf'name = "{CRATE}"\nversion = "([^"]+)"', lock)
        return found[1] if found else "unknown"

    def record(self, out: Path, **options: object) -> subprocess.CompletedProcess[str]:
        words = [word for name, value in options.items() for word in ("--" + name, str(value))]
        return run([self.program, "--out", out, *words])


# -- the verdicts ------------------------------------------------------------------------------------------------------


def counts_of(histories: Sequence[Path]) -> Counter[str]:
    """How often each operation occurs, and each answer of each: "try_recv", "try_recv empty"."""
    seen: Counter[str] = Counter()
    for history in histories:
        for found in re.finditer(r'"f":"(\w+)".*"result":"?(\w+)', history.read_text()):
            seen[found[1]] += 1
            seen[f"{found[1]} {found[2]}"] += 1
    return seen


def judge(check: Path, histories: Sequence[Path]) -> list[dict[str, Any]]:
    done = run([check, "--profile", "ladder", "--json", *histories])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode not in (0, 1) or len(rows) != len(histories):
        raise Failed(f"refchan-check ended with {done.returncode}: {done.stderr}{done.stdout[:1000]}")
    return rows


EVERYWHERE = ("recv", "try_recv", "recv_timeout", "clone_sender", "drop_sender", "drop_receiver")
LADDER = ("linearizable", "gap-empty", "fifo-per-sender", "none")


def findings(rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """One for each rule that is broken, on whatever rung."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        for rung in row["rungs"]:
            if rung["verdict"] != "allowed":
                one = {key: rung[key] for key in ("rule", "guarantee", "sentence")}
                found.setdefault(rung["rule"], {**one, "history": row["file"]})
    return list(found.values())


class Trial:
    """All histories of the channels that one function makes."""

    def __init__(
        self, recorder: Recorder, check: Path, folder: Path, library: dict[str, Any], channel: dict[str, Any]
    ) -> None:
        self.recorder, self.check, self.folder = recorder, check, folder
        self.library, self.channel = library, channel
        self.name = f"{library['name']} {channel['made_by']}"

    def run(self, short: int, long: int) -> dict[str, Any]:
        plan = [(seed, 400 if seed <= short else 20000) for seed in range(1, short + long + 1)]
        histories = [self._record(size, *of) for size in self.channel["capacities"] for of in plan]
        rows = judge(self.check, histories)
        counts = counts_of(histories)
        missing = [name for name in (*self.channel["sends"], *EVERYWHERE) if not counts[name]]
        if missing:
            raise Failed(f"{self.name}: no history has {', '.join(missing)}")
        broken = findings(rows)
        kept = {Path(one["history"]) for one in broken}
        for history in histories:
            if history not in kept:
                history.unlink()
        rung = max((row["strongest"] or "none" for row in rows), key=LADDER.index)
        return {
            "subject": self.name, "version": self.recorder.version(self.library["channel"]),
            "capacities": self.channel["capacities"], "rung": rung, "wanted": self.channel["rung"],
            "expected": rung == self.channel["rung"], "histories": len(rows),
            "operations": sum(row["operations"] for row in rows), "answers": dict(sorted(counts.items())),
            "broken": broken, "skipped": self.library["skipped"], "documents": self.channel["documents"],
            "choice": self.channel["choice"],
        }  # fmt: skip

    def _record(self, size: Optional[int], seed: int, operations: int) -> Path:
        capacity = "none" if size is None else str(size)
        out = self.folder / f"{self.library['channel']}-{capacity}-{seed}.jsonl"
        options = {"channel": self.library["channel"], "capacity": capacity, "seed": seed, "operations": operations}
        done = self.recorder.record(out, **options)
        if done.returncode != 0:
            raise Failed(f"{self.name}, capacity {capacity}, seed {seed}: {done.stderr}The history: {out}")
        return out


def sentence_of(row: dict[str, Any]) -> str:
    text = f"{row['subject']}, {row['version']}: {row['rung']}"
    text += "" if row["expected"] else f", and {row['wanted']} was expected"
    text += f" ({row['histories']} histories, {row['operations']} operations)"
    for one in row["broken"]:
        text += f"\n    {one['guarantee']} {one['rule']}: {one['sentence']}; {one['history']}"
    return text


def judge_all(recorder: Recorder, arguments: argparse.Namespace, folder: Path) -> bool:
    good = True
    for library in json.loads((HERE / "expectations.json").read_text())["libraries"]:
        if library["channel"] == "crossbeam" and not recorder.has_crossbeam:
            print(f"crossbeam-channel is skipped: it is not in {arguments.registry}", file=sys.stderr)
            continue
        for channel in library["channels"]:
            row = Trial(recorder, arguments.check, folder, library, channel).run(arguments.short, arguments.long)
            print(json.dumps(row) if arguments.json else sentence_of(row), flush=True)
            good = good and row["expected"]
    return good


def plant_all(recorder: Recorder, check: Path, folder: Path) -> bool:
    """Each planted fault must be found out in one history out of ten at least."""
    good = True
    for plant, wanted in PLANTS.items():
        said = ""
        for seed in range(1, 11):
            if wanted in said:
                break
            out = folder / f"planted-{plant}.jsonl"
            done = recorder.record(out, plant=plant, capacity=0, operations=3000, seed=seed, patience=1)
            said = done.stderr + run([check, out]).stdout
        found = wanted in said
        good = good and found
        words = "found out" if found else "NOT found out; the last verdict"
        print(f"planted {plant}: {words}: {said.strip().splitlines()[0]}")
    return good


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit status: 0 as expected; 1 not; 2 wrong usage; 77 skipped: there is no cargo, or an old one",
    )  # fmt: skip
    option = parser.add_argument
    option("--check", required=True, type=Path, metavar="FILE", help="refchan-check")
    option("--build", required=True, type=Path, metavar="FOLDER", help="where to build and record")
    option("--registry", type=Path, default=Path("/usr/share/cargo/registry"), metavar="FOLDER", help="of crates")
    option("--short", type=int, default=10, metavar="N", help="histories of 400 operations, of each channel")
    option("--long", type=int, default=1, metavar="N", help="histories of 20000 operations, of each channel")
    option("--json", action="store_true", help="one line of JSON for each channel")
    option("--plants", action="store_true", help="see that recorders with a planted fault are found out")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    arguments = parsed(argv)
    arguments.check, arguments.build = arguments.check.resolve(), arguments.build.resolve()
    folder: Optional[Path] = None
    try:
        recorder = Recorder(find_cargo(), arguments.build, arguments.registry)
        folder = arguments.build / ("planted" if arguments.plants else "histories")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if arguments.plants:
            good = plant_all(recorder, arguments.check, folder)
        else:
            good = judge_all(recorder, arguments, folder)
    except Skipped as why:
        print(f"skipped: {why}")
        return SKIPPED
    except (Failed, OSError) as error:
        print(f"judge_recordings: {error}", file=sys.stderr)
        return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
