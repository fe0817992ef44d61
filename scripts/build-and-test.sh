#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Configures, builds and runs through ctest one preset of CMakePresets.json.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ $# -ne 1 || $1 = -* ]]; then bad_usage "scripts/build-and-test.sh PRESET     (cmake --list-presets shows them)"; fi

cmake --preset "$1"
cmake --build --preset "$1"
ctest --preset "$1"
