#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Plants one bug for each claim (scripts/planted/*.patch) into a copy of the source, and demands that a check of that claim
# turns red. Usage: scripts/check-planted.sh [CLAIM...], for example: scripts/check-planted.sh G5 G9
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

field() { sed -n "s/^$2: //p" "$1"; }

# Builds the runner in the copy, with the bug in it, and runs it: found, when a row of that claim is broken.
seek() {
    local claim=$1 tree=$2 rows=$2/rows.jsonl status=0
    local -a runner
    read -ra runner <<<"$3"
    cmake --build "$tree/build" --target "${runner[0]}" >"$tree/build.log" 2>&1 ||
        { tail -n 20 "$tree/build.log" && return 2; }
    rm -f "$rows"
    timeout 600 "$tree/build/bin/${runner[0]}" "${runner[@]:1}" --report "$rows" >"$tree/run.log" 2>&1 || status=$?
    # One grep: behind `grep -q`, a pipe would break, and break the verdict with it.
    [ "$status" -ne 0 ] && grep -qE "\"claims\":\[[^]]*\"$claim\".*\"verdict\":\"broken\"" "$rows"
}

main() {
    local tree=$PWD/build/planted missed=0 count=0
    rm -rf "$tree" && mkdir -p "$tree"
    cp -a CMakeLists.txt CMakePresets.json README.md LICENSE impl model properties stress "$tree/"
    cmake -S "$tree" -B "$tree/build" --preset release -DREFCHAN_VARIANTS=OFF >"$tree/build.log" 2>&1 ||
        { tail -n 20 "$tree/build.log" && exit 2; }
    for bug in "$PWD"/scripts/planted/*.patch; do
        local claim runner started=$SECONDS
        claim=$(field "$bug" Claim) runner=$(field "$bug" Runner)
        [ $# -eq 0 ] || [[ " $* " == *" $claim "* ]] || continue
        count=$((count + 1))
        # Outside any repository, or git would take the copy for a part of this one and skip it.
        (cd "$tree" && GIT_CEILING_DIRECTORIES=$PWD/.. git apply "$bug") || exit 2
        if seek "$claim" "$tree" "$runner"; then
            printf '%-4s found by %-18s in %3d s   %s\n' "$claim" "${runner%% *}" $((SECONDS - started)) "$(field "$bug" Bug)"
        else
            missed=$((missed + 1))
            printf '%-4s MISSED by %-17s in %3d s   %s\n' "$claim" "${runner%% *}" $((SECONDS - started)) "$(field "$bug" Bug)"
            tail -n 5 "$tree/run.log" | sed 's/^/         /'
        fi
        (cd "$tree" && GIT_CEILING_DIRECTORIES=$PWD/.. git apply -R "$bug")
    done
    printf '%d planted bugs, %d missed\n' "$count" "$missed"
    [ "$count" -gt 0 ] && [ "$missed" -eq 0 ]
}

main "$@"
