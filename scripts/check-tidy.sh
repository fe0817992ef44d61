#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs clang-tidy (see .clang-tidy) over the library's headers and over programs that instantiate them, two at a time.
# With arguments: over those files only. A header is looked at as a program of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ ${1-} = -* ]]; then bad_usage "scripts/check-tidy.sh [FILE...]"; fi

files=("$@")
if [[ $# -eq 0 ]]; then
    mapfile -t files < <(headers_that_bring_all)
    files+=(impl/tools/history_reader.cpp impl/tools/history_line.cpp stress/traffic.stress.cpp)
fi
if [[ ${#files[@]} -eq 0 ]]; then echo "tidy: no file to check" >&2 && exit 1; fi

flags=(-x c++ -std=c++23 -Iimpl/include -Wno-pragma-once-outside-header)
if found=$(printf '%s\0' "${files[@]}" | xargs -0 -P 2 -I FILE clang-tidy-19 --quiet FILE -- "${flags[@]}" 2>&1); then
    echo "tidy: ${#files[@]} files"
else
    grep -v -e 'warnings\? generated' -e '^Suppressed' -e '^Use -header-filter' <<<"$found" >&2
    exit 1
fi
