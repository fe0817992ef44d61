#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks that clang-tidy reports a message that is used after it was sent: send takes it by value, as Rust takes it away.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ $# -gt 0 ]]; then bad_usage "scripts/check-use-after-send.sh"; fi

mistake=properties/misuse/use_after_send.cpp
if found=$(clang-tidy-19 --quiet --checks='-*,bugprone-use-after-move' --warnings-as-errors='-*' "$mistake" -- \
    -std=c++23 -Iimpl/include -Iproperties 2>/dev/null) && [[ $found = *"[bugprone-use-after-move]"* ]]; then
    echo "use-after-send: reported, $(grep -c 'bugprone-use-after-move' <<<"$found") time(s)"
else
    echo "use-after-send: clang-tidy does not report the mistake in $mistake" >&2
    exit 1
fi
