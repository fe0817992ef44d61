#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs the Debian packages that the checks need and that are missing. Asks for root only if something is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

usage="scripts/setup.sh [--check] [--quiet]
  --check   only report what is missing; exit 1 if something is
  --quiet   say nothing when nothing is missing"
packages=(clang-19 libclang-rt-19-dev clang-tidy-19 clang-format-19 llvm-19 g++ cmake ninja-build relacy-dev
    librapidcheck-dev libgtest-dev libcli11-dev nlohmann-json3-dev libfmt-dev libsimdjson-dev libbenchmark-dev python3
    shellcheck shfmt git
    libconcurrentqueue-dev libtbb-dev libboost-thread-dev libboost-fiber-dev # channels that the conformance kit judges
    rustc-web cargo-web librust-crossbeam-channel-dev
    python3-clang-19                     # finds the places where scripts/mutants/ changes the source
    golang-go librust-flume-dev valgrind # scripts/bench.sh measures the first two, and counts instructions with the third
    chromium)                            # looks at the pages that refchan-check draws
tools=(clang++-19 clang-tidy-19 clang-format-19 llvm-symbolizer-19 g++ cmake ninja python3 shellcheck shfmt git)

only_check=no quiet=no
for argument in "$@"; do
    case $argument in
    --check) only_check=yes ;;
    --quiet) quiet=yes ;;
    --help) echo "usage: $usage" && exit 0 ;;
    *) echo "usage: $usage" >&2 && exit 2 ;;
    esac
done
say() { if [[ $quiet = no ]]; then echo "$@"; fi; }

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    absent=()
    for tool in "${tools[@]}"; do command -v "$tool" >/dev/null || absent+=("$tool"); done
    if [[ ${#absent[@]} -eq 0 ]]; then say "setup: not Debian, and every tool is on PATH" && exit 0; fi
    echo "setup: this is not Debian, so nothing is installed. Not on PATH: ${absent[*]}
Needed: clang 19 with its sanitizer runtimes, clang-tidy 19, clang-format 19, g++ 12 or later, cmake 3.25 or later,
ninja, python 3.9 or later, shellcheck, shfmt, git; the libraries Relacy, RapidCheck, GoogleTest, CLI11,
nlohmann-json, fmt, simdjson and Google Benchmark. CMake looks for them in RELACY_ROOT, rapidcheck_ROOT, GTest_ROOT,
CLI11_ROOT, nlohmann_json_ROOT, fmt_ROOT, simdjson_ROOT and benchmark_ROOT, and in CMAKE_PREFIX_PATH. Checks that are
left out where they are absent: Chromium; Rust; Go; Valgrind; the channels of concurrentqueue, oneTBB, Boost, crossbeam
and flume." >&2
    exit 2
fi

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i' || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then say "setup: every package is installed" && exit 0; fi
echo "setup: missing: ${missing[*]}"
if [[ $only_check = yes ]]; then exit 1; fi

install=(apt-get install --yes --no-install-recommends "${missing[@]}")
as_root=()
if [[ $(id -u) -ne 0 ]]; then
    as_root=(sudo)
    if ! command -v sudo >/dev/null; then
        echo "setup: run this as root: apt-get update && ${install[*]}" >&2
        exit 2
    fi
fi
as_root+=(env DEBIAN_FRONTEND=noninteractive)
echo "setup: installing them: ${as_root[*]} ${install[*]}"
"${as_root[@]}" "${install[@]}" || { "${as_root[@]}" apt-get update && "${as_root[@]}" "${install[@]}"; }
