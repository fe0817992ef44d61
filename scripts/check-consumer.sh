#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks that another CMake project can use the library: by add_subdirectory, and by find_package after an install.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ $# -gt 1 || ${1-} = -* ]]; then bad_usage "scripts/check-consumer.sh [COMPILER]     (default: clang++-19)"; fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CXX=${1:-clang++-19}

consume() { # NAME CMAKE-OPTION...
    cmake -S properties/consumer -B "$scratch/$1" -G Ninja -DCMAKE_BUILD_TYPE=Release "${@:2}" >/dev/null
    cmake --build "$scratch/$1" >"$scratch/log" || { cat "$scratch/log" >&2 && return 1; }
    ctest --test-dir "$scratch/$1" --no-tests=error --output-on-failure >"$scratch/log" ||
        { cat "$scratch/log" >&2 && return 1; }
    echo "consumer: $1 works with $CXX"
}
consume add_subdirectory "-DREFCHAN_SOURCE_DIR=$PWD"

cmake -S . -B "$scratch/library" -G Ninja -DREFCHAN_BUILD_TESTS=OFF >/dev/null
cmake --install "$scratch/library" --prefix "$scratch/prefix" >/dev/null
consume find_package "-DCMAKE_PREFIX_PATH=$scratch/prefix"
