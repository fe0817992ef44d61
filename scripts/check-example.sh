#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles the example of README.md, runs it, and compares what it prints with what README.md says.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ $# -gt 1 || ${1-} = -* ]]; then bad_usage "scripts/check-example.sh [COMPILER]     (default: clang++-19)"; fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
quietly() { "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2 && return 1; }; }
export CXX=${1:-clang++-19}
quietly cmake -S . -B "$scratch/build" -G Ninja -DREFCHAN_LAYERS=
quietly cmake --build "$scratch/build"
quietly ctest --test-dir "$scratch/build" --no-tests=error --output-on-failure
echo "example: compiles with $CXX, and prints what README.md says"
