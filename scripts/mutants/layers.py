# SPDX-License-Identifier: MIT
"""The layers that look for mutants: which program each one is, what it is told, and what its checks are called.

A layer looks in steps, the quick one first. A step is run on some of the layer's checks at a time: those that reach the
mutant's place, the cheapest first.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Optional, Sequence

import paths  # noqa: F401
from processes import SANITIZERS


@dataclass(frozen=True)
class Step:
    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    name: str
    program: str
    verify: str  # the layer of scripts/verify that it belongs to
    steps: tuple[Step, ...]
    check_of: Callable[[dict[str, Any]], str]  # what a row is about
    choose: Callable[[Sequence[str]], list[str]]  # arguments: only these checks
    sources: tuple[str, ...]  # what the program is made of, beside impl/
    checks: tuple[str, ...] = ()  # empty: the program lists them
    only: str = ""  # of those that it lists: whose names fit
    oracle: bool = False  # looks for mutants of the specification, the others for those of the channel
    watchdog: str = ""  # the option that says after how many seconds without progress it hangs
    sanitized: dict[str, str] = field(default_factory=dict)  # its sanitizers' options

    def command(self, programs: Path, step: Step, checks: Sequence[str], seed: int, report: Optional[Path], patience: int) -> list[str]:
        watchdog = [self.watchdog, str(2 * patience)] if self.watchdog else []
        chosen = self.choose(checks) if checks else []
        rows = ["--report", str(report)] if report else []
        return [str(programs / self.program), *step.arguments, *chosen, *watchdog, "--seed", str(seed), *rows]


def _named(checks: Sequence[str]) -> list[str]:
    return ["--only", "^(" + "|".join(re.escape(check).replace("\\-", "-") for check in checks) + ")$"]


def _scenario(row: dict[str, Any]) -> str:
    return f"{row['check']}/{row['engine']}"


_SOURCES = ("*.cpp", "*.hpp", "CMakeLists.txt")


def _in(*folders: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{pattern}" for folder in folders for pattern in _SOURCES)


def _options(*names: str) -> dict[str, str]:
    return {f"{name}_OPTIONS": SANITIZERS[f"{name}_OPTIONS"] for name in names}


# fmt: off
LAYERS = (
    Layer("model", "refchan-model-mutants", "model",
          (Step("walk", ("--quiet", "--first", "--scheduler", "walk", "--executions", "300")),
           Step("search", ("--quiet", "--first", "--scheduler", "walk,reduced,bounded", "--executions", "5000", "--seconds", "0.04"))),
          _scenario, _named, _in("model", "model/programs")),
    Layer("programs", "refchan-programs-mutants", "model",
          (Step("all", ("all", "--sample", "12", "--seconds-per-program", "0.05", "--processes", "1")),),
          lambda row: str(row["engine"]), lambda checks: [word for check in checks for word in ("--on", check)],
          _in("model", "model/programs"), ("unbounded", "reference", "bounded", "bounded_2", "rendezvous")),
    Layer("properties", "refchan-properties-mutants", "properties",
          (Step("cases", ("--gtest_fail_fast", "--gtest_brief=1", "--cases", "30")),),
          lambda row: str(row["check"]), _named, _in("properties"), only=r"^(?!oracle_)", sanitized=_options("ASAN", "UBSAN")),
    Layer("stress", "refchan-stress-mutants", "stress",
          (Step("rounds", ("--seconds", "0.01", "--histories", "-")),),
          _scenario, _named, _in("stress"), watchdog="--watchdog", sanitized=_options("TSAN")),
    Layer("spec", "refchan-properties-mutants", "properties",
          (Step("tests", ("--gtest_brief=1",)),), lambda row: str(row["check"]), _named, _in("properties"),
          only=r"^spec\.", oracle=True, sanitized=_options("ASAN", "UBSAN")),
)
# fmt: on
BY_NAME = {layer.name: layer for layer in LAYERS}
