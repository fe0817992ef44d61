# SPDX-License-Identifier: MIT
"""The programs that measure: how each is built, and how it is asked. What is not on the machine is skipped with a sentence.

    refchan-bench-peers   C++: CMake       refchan-bench-rust   cargo, with the crates that Debian packages
    refchan-bench-go      go build
"""
from __future__ import annotations

import json
import os
import re
import selectors
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Optional, Sequence

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "scripts/verify"), str(ROOT / "properties/conformance/rust")]
from judge_recordings import Skipped as NoCargo  # noqa: E402
from judge_recordings import find_cargo  # noqa: E402

SOURCES = ROOT / "stress/bench"
REGISTRY = Path("/usr/share/cargo/registry")
CRATES = {"crossbeam-channel": "crossbeam", "flume": "flume"}  # and the peers that they are
IN_CPP = {"moodycamel": "libconcurrentqueue-dev", "onetbb": "libtbb-dev", "boost": "libboost-thread-dev"}

FIRST = ("refchan", "refchan_monitor", "std", "crossbeam", "flume")  # in the tables; the others follow


class CannotRun(Exception):
    """Something that is needed is not there; the sentence says what to do."""


class Broken(Exception):
    """A peer lost, repeated or reordered a message, or hung."""


def run(argv: Sequence[object], log: Path, what: str, **options: Any) -> None:
    with log.open("a") as out:
        print("$", *argv, file=out, flush=True)
        done = subprocess.run([str(word) for word in argv], stdout=out, stderr=out, check=False, **options)
    if done.returncode != 0:
        raise CannotRun(f"{what} did not build; the end of {log}:\n" + "\n".join(log.read_text().splitlines()[-8:]))


def build_cpp(build: Path, log: Path) -> Path:
    needed = "(scripts/setup.sh installs what is needed on Debian)"
    if shutil.which("cmake") is None:
        raise CannotRun(f"there is no cmake {needed}")
    run(["cmake", "--preset", "release", "-B", build], log, f"refchan {needed}", cwd=ROOT)
    run(["cmake", "--build", build, "--target", "refchan-bench-peers"], log, f"refchan-bench-peers {needed}", cwd=ROOT)
    return build / "bin/refchan-bench-peers"


def without_crate(manifest: str, crate: str) -> str:
    """cargo looks for optional crates too."""
    feature = CRATES[crate]
    text = re.sub(rf"^({crate}|{feature}) = .*\n", "", manifest, flags=re.MULTILINE)
    return re.sub(rf'"{feature}", |, "{feature}"|"{feature}"', "", text)


def build_rust(build: Path, log: Path) -> tuple[Path, list[str]]:
    """The program, and a sentence for each crate that is absent. NoCargo says why there is no program."""
    cargo = find_cargo()
    folder, absent = build / "bench/rust", []
    manifest = (SOURCES / "rust/Cargo.toml").read_text()
    for crate in CRATES:
        if not any(REGISTRY.glob(crate + "-[0-9]*")):
            absent.append(f"{crate} is not measured: it is not in {REGISTRY} (Debian: librust-{crate}-dev)")
            manifest = without_crate(manifest, crate)
    (folder / "src").mkdir(parents=True, exist_ok=True)
    texts = {f"src/{file.name}": file.read_text() for file in (SOURCES / "rust/src").glob("*.rs")}
    for name, text in {**texts, "Cargo.toml": manifest}.items():
        file = folder / name
        if not file.exists() or file.read_text() != text:  # else cargo would build it again
            file.write_text(text)
    argv = [cargo, "build", "--release", "--quiet", "--offline", "--target-dir", folder / "target"]
    argv += ["--config", 'source.crates-io.replace-with="debian"', "--config", f'source.debian.directory="{REGISTRY}"']
    own = {**os.environ, "RUSTC": str(cargo.with_name("rustc")), "CARGO_HOME": str(build / "bench/cargo")}
    run(argv, log, "refchan-bench-rust", cwd=folder, env=own)
    return folder / "target/release/refchan-bench-rust", absent


def build_go(build: Path, log: Path) -> Path:
    program = build / "bench/refchan-bench-go"
    own = {**os.environ, "GOCACHE": str(build / "bench/go"), "GO111MODULE": "on", "GOFLAGS": "", "GOPROXY": "off"}
    run(["go", "build", "-o", program.resolve(), "."], log, "refchan-bench-go", cwd=SOURCES / "go", env=own)
    return program


def versions_of_crates(build: Path) -> dict[str, str]:
    lock = build / "bench/rust/Cargo.lock"
    text = lock.read_text() if lock.exists() else ""
    return {
        peer: found[1]
        for crate, peer in CRATES.items()
        if (found := re.search(rf'name = "{crate}"\nversion = "([^"]+)"', text))
    }


class Program:
    """One that stays alive, reads a line for each measurement and answers with a line of JSON."""

    def __init__(self, path: Path, patience: float = 60) -> None:
        self.path, self.patience = path, patience
        self.peers = [json.loads(line) for line in subprocess.check_output([path, "--list"], text=True).splitlines()]
        self.process: Optional[subprocess.Popen[bytes]] = None

    def _start(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen([self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        return self.process

    def _read_line(self, process: subprocess.Popen[bytes]) -> bytes:
        assert process.stdout is not None
        until, line = time.monotonic() + self.patience, b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(until - time.monotonic(), 0)):
                    raise TimeoutError
                piece = process.stdout.read(65536)
                if not piece:
                    break
                line += piece
        return line

    def ask(self, request: str) -> dict[str, Any]:
        """The answer. Broken: the peer did not do what a channel does. CannotRun: the request made no sense."""
        process = self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(request.encode() + b"\n")
            line = self._read_line(process)
        except TimeoutError:
            self.close()
            raise Broken(f"{request}: it hangs: no answer after {self.patience:.0f} s") from None
        except BrokenPipeError:
            line = b""
        if not line:
            self.close(grace=5)
            raise Broken(f"{request}: {self.path.name} ended with {process.returncode} and without an answer")
        answer: dict[str, Any] = json.loads(line)
        if "broken" in answer:
            self.close(grace=5)
            raise Broken(f"{request}: {answer['broken']}")
        if "error" in answer:
            raise CannotRun(f"{request}: {answer['error']}")
        return answer

    def close(self, grace: float = 0) -> None:
        """Ends it; one that is about to end has so many seconds for its last words."""
        if self.process is not None:
            try:
                self.process.wait(grace)
            except subprocess.TimeoutExpired:
                self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    pipe.close()
            self.process = None


class Programs:
    """Those that could be built, the peers that they have by name, and why others are skipped."""

    def __init__(self, build: Path, patience: float = 60) -> None:
        self.build, self.skipped = build, []
        (build / "bench").mkdir(parents=True, exist_ok=True)
        self.log = build / "bench/build.log"
        self.log.write_text("")
        self.all = [Program(build_cpp(build, self.log), patience)]
        try:
            path, absent = build_rust(build, self.log)
            self.all.append(Program(path, patience))
            self.skipped += absent
        except NoCargo as why:
            self.skipped.append(f"the channels of Rust are not measured: {why}")
        if shutil.which("go"):
            self.all.append(Program(build_go(build, self.log), patience))
        else:
            self.skipped.append("Go's channels are not measured: there is no go (Debian: golang-go)")
        self.of = {peer["peer"]: program for program in self.all for peer in program.peers}
        found = [peer for program in self.all for peer in program.peers]
        found.sort(key=lambda peer: FIRST.index(peer["peer"]) if peer["peer"] in FIRST else len(FIRST))
        self.peers: dict[str, dict[str, Any]] = {peer["peer"]: peer for peer in found}
        for peer, package in IN_CPP.items():
            if peer not in self.peers:
                self.skipped.append(f"{peer} is not measured: its headers are not there (Debian: {package})")
        for peer, version in versions_of_crates(build).items():
            if peer in self.peers:
                self.peers[peer]["version"] = version
        if "std" in self.peers:
            rustc = find_cargo().with_name("rustc")
            self.peers["std"]["version"] = subprocess.check_output([rustc, "--version"], text=True).split(" ")[1]

    def ask(self, peer: str, request: str) -> dict[str, Any]:
        return self.of[peer].ask(request)

    def close(self) -> None:
        for program in self.all:
            program.close()
