#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Configures, builds and runs through ctest one preset of CMakePresets.json.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
usage="scripts/build-and-test.sh PRESET [--without-verified]     (cmake --list-presets shows the presets)
  --without-verified    leaves out the programs that scripts/verify.sh runs, for longer"
if [[ $# -lt 1 || $# -gt 2 || $1 = -* || ${2---without-verified} != --without-verified ]]; then bad_usage "$usage"; fi
leave_out=()
if [[ $# -eq 2 ]]; then leave_out=(--label-exclude verified); fi

cmake --preset "$1"
cmake --build --preset "$1"
ctest --preset "$1" --parallel "$(nproc)" "${leave_out[@]}"
