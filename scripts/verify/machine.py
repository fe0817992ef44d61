# SPDX-License-Identifier: MIT
"""Where and on what the checks ran."""
from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path


def output(*argv: str) -> str:
    """The first line that a program prints, or '' when it cannot be run."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.splitlines()[0].strip() if done.returncode == 0 and done.stdout.strip() else ""


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _find(path: str, pattern: str) -> str:
    try:
        found = re.search(pattern, Path(path).read_text(), re.MULTILINE)
    except OSError:
        return ""
    return found.group(1) if found else ""


def machine() -> dict[str, object]:
    memory = _find("/proc/meminfo", r"^MemTotal:\s*(\d+) kB")
    return {
        "cpu": _find("/proc/cpuinfo", r"^model name\s*: (.*)$") or platform.processor() or platform.machine(),
        "cores": cores(),
        "memory_gib": round(int(memory) / 2**20) if memory else 0,
        "system": _find("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)') or platform.system(),
        "kernel": platform.release(),
    }


def compilers() -> dict[str, str]:
    return {name: output(name, "--version") for name in ("clang++-19", "g++", "cmake")}


def commit() -> str:
    head = output("git", "rev-parse", "HEAD") or "unknown"
    return head + ("-dirty" if output("git", "status", "--porcelain") else "")
