#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The project's tests, all of them, two steps at a time: many have one thing to do at a time. One line per step, the last
# line counts them. Logs are in build/test-logs.
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
    ["mutants-itself"]="python3 -B -m unittest discover --start-directory scripts/mutants"
    ["bench-itself"]="python3 -B -m unittest discover --start-directory scripts/bench"
    ["verify"]="scripts/verify.sh --quick"
)
order=(setup layout format includes shell use-after-send example clang headers tidy gcc consumer-clang consumer-gcc
    tutorial checks-turn-red verify-itself mutants-itself bench-itself verify)
usage="scripts/test.sh [STEP...]
  with no step: all of them, in this order: ${order[*]}"

case ${1-} in --help | -h) echo "usage: $usage" && exit 0 ;; esac
for step in "$@"; do [[ -n ${steps[$step]-} ]] || bad_usage "$usage"; done
if [[ $# -gt 0 ]]; then order=("$@"); fi

logs=build/test-logs passed=0 failed=0
mkdir -p "$logs"
declare -A running=() began=() # by process: the step, and when it began
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL-$(nproc)}

# shellcheck disable=SC2317 # the traps call it
stop() { # STATUS: ends the steps that run, with all their processes
    for process in "${!running[@]}"; do kill -TERM -- "-$process" || true; done
    wait
    exit "$1"
}
set -m # each step in a process group of its own
trap 'stop 130' INT
trap 'stop 143' TERM

start() { # STEP
    ${steps[$1]} >"$logs/$1.log" 2>&1 </dev/null &
    running[$!]=$1 began[$!]=$SECONDS
}
finish_one() {
    local ended verdict=PASS
    wait -n -p ended "${!running[@]}" || verdict=FAIL
    local step=${running[$ended]}
    unset "running[$ended]"
    if [[ $verdict = PASS ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    printf '%s  %-16s %4d s\n' "$verdict" "$step" $((SECONDS - began[$ended]))
    if [[ $verdict = FAIL ]]; then tail -n 40 "$logs/$step.log" | sed 's/^/      /'; fi
}
finish_all() { while [[ ${#running[@]} -gt 0 ]]; do finish_one; done; }

for step in "${order[@]}"; do
    case $step in
    setup | verify) # alone: the one installs what the others need, the other has budgets for the whole machine
        finish_all
        start "$step"
        finish_all
        ;;
    *)
        if [[ ${#running[@]} -eq 2 ]]; then finish_one; fi
        start "$step"
        ;;
    esac
done
finish_all
echo "the whole took $SECONDS s; the logs are in $logs"
echo "$passed passed, $failed failed"
exit $((failed > 0))
