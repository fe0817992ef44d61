#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Judges other people's channels, and writes the table of them and the outputs that the tutorial shows into
# properties/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
usage="scripts/judge-peers.sh [--seconds N] [--seed N] [--dry]
  Builds the conformance kit and the recorder in Rust; has the channels of refchan, moodycamel, oneTBB, Boost, Rust's
  standard library and crossbeam judged; runs the commands of the tutorial. Needs Debian's packages of these libraries
  and a Rust that is new enough (scripts/setup.sh names them). Takes a few minutes.
  --seconds N   for the channels in C++, all together (150)
  --seed N      of what the conformance kit generates (20261121)
  --dry         judges, and changes no file of the project
  Exit status: 0 all channels are as expected; 1 one is not, and nothing was written; 2 it could not run.
  The evidence is in build/judge-peers: the JSON lines, and each history that breaks something."
seconds=150 seed=20261121 dry=()
while [[ $# -gt 0 ]]; do
    case $1 in
    --help | -h) echo "usage: $usage" && exit 0 ;;
    --dry) dry=(--dry) && shift ;;
    --seconds | --seed)
        [[ ${2-} =~ ^[1-9][0-9]*$ ]] || bad_usage "$usage"
        if [[ $1 = --seed ]]; then seed=$2; else seconds=$2; fi
        shift 2
        ;;
    *) bad_usage "$usage" ;;
    esac
done

out=$PWD/build/judge-peers
rm -rf "$out"
mkdir -p "$out"
step() { echo "judge-peers: $1" >&2; }
could_not_run() { step "$1" && exit 2; }
export PYTHONDONTWRITEBYTECODE=1

step "builds (build/judge-peers/build.log)"
{ cmake --preset release && cmake --build --preset release --target refchan-conformance refchan-check; } \
    >"$out/build.log" 2>&1 || could_not_run "the build failed: $(tail -n 5 "$out/build.log")"

step "the channels in C++, about $seconds s"
status=0
build/bin/refchan-conformance --json --seconds "$seconds" --seed "$seed" --histories "$out/histories" \
    >"$out/conformance.jsonl" || status=$?
[[ $status -le 1 ]] || could_not_run "refchan-conformance ended with $status"

step "the channels in Rust"
status=0
python3 properties/conformance/rust/judge_recordings.py --check build/bin/refchan-check --build "$out/rust" \
    --short 40 --long 4 --json >"$out/rust.jsonl" || status=$?
[[ $status -ne 77 ]] || could_not_run "$(cat "$out/rust.jsonl")"
[[ $status -eq 0 ]] || grep -q '"expected": false' "$out/rust.jsonl" || could_not_run "the recordings came to no end"

python3 scripts/verify/ladder_figures.py "$out/conformance.jsonl" "$out/rust.jsonl" "${dry[@]}"
if [[ ${#dry[@]} -eq 0 ]]; then
    step "the commands of the tutorial"
    scripts/check-tutorial.sh --renew
fi
