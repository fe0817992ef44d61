#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The project's tests, all of them: one line per step, the last line counts them. Logs are in build/test-logs.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

declare -A steps=(
    ["setup"]="scripts/setup.sh"
    ["layout"]="scripts/check-layout.sh"
    ["format"]="scripts/check-format.sh"
    ["includes"]="scripts/check-includes.sh"
    ["shell"]="scripts/check-shell.sh"
    ["headers"]="scripts/check-headers.sh"
    ["tidy"]="scripts/check-tidy.sh"
    ["use-after-send"]="scripts/check-use-after-send.sh"
    ["example"]="scripts/check-example.sh"
    ["clang"]="scripts/build-and-test.sh release --without-verified"
    ["gcc"]="scripts/build-and-test.sh gcc"
    ["consumer-clang"]="scripts/check-consumer.sh clang++-19"
    ["consumer-gcc"]="scripts/check-consumer.sh g++"
    ["tutorial"]="scripts/check-tutorial.sh"
    ["checks-turn-red"]="scripts/test-checks.sh"
    ["verify-itself"]="python3 -B -m unittest discover --start-directory scripts/verify"
    ["verify"]="scripts/verify.sh --quick"
)
order=(setup layout format includes shell headers tidy use-after-send example clang gcc consumer-clang consumer-gcc
    tutorial checks-turn-red verify-itself verify)
usage="scripts/test.sh [STEP...]
  with no step: all of them, in this order: ${order[*]}"

case ${1-} in --help | -h) echo "usage: $usage" && exit 0 ;; esac
for step in "$@"; do [[ -n ${steps[$step]-} ]] || bad_usage "$usage"; done
if [[ $# -gt 0 ]]; then order=("$@"); fi

logs=build/test-logs passed=0 failed=0 child=0
mkdir -p "$logs"
set -m # each step in a process group of its own, so that an interrupt ends all of it
trap 'kill -TERM -- "-$child" && wait; exit 130' INT
trap 'kill -TERM -- "-$child" && wait; exit 143' TERM
for step in "${order[@]}"; do
    begin=$SECONDS
    ${steps[$step]} >"$logs/$step.log" 2>&1 </dev/null &
    child=$!
    if wait "$child"; then
        passed=$((passed + 1)) verdict=PASS
    else
        failed=$((failed + 1)) verdict=FAIL
    fi
    printf '%s  %-16s %4d s\n' "$verdict" "$step" $((SECONDS - begin))
    if [[ $verdict = FAIL ]]; then tail -n 40 "$logs/$step.log" | sed 's/^/      /'; fi
done
echo "the whole took $SECONDS s; the logs are in $logs"
echo "$passed passed, $failed failed"
exit $((failed > 0))
