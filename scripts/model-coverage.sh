#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures what the models cover, in the channel's terms, and writes it into model/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
usage="scripts/model-coverage.sh [--seconds N] [--dry]
  Builds refchan-model with clang's coverage (build/coverage), searches every scenario without a bound for at most N seconds (1), and says
    which operations raced, in which order;
    which named memory orders were at work (a compare-exchange that fails counts for itself);
    which lines of the channel no model has executed.
  --dry   changes no file of the project
  Exit status: 0 every named order was at work; 1 one was not, or a scenario failed; 2 it could not run."
seconds=1 dry=()
while [[ $# -gt 0 ]]; do
    case $1 in
    --help | -h) echo "usage: $usage" && exit 0 ;;
    --seconds)
        [[ ${2-} =~ ^[1-9][0-9]*$ ]] || bad_usage "$usage"
        seconds=$2 && shift
        ;;
    --dry) dry=(--dry) ;;
    *) bad_usage "$usage" ;;
    esac
    shift
done

out=build/coverage
mkdir -p "$out"
could_not_run() { echo "model-coverage: $1" >&2 && exit 2; }
command -v llvm-cov-19 >/dev/null || could_not_run "llvm-cov-19 is missing: scripts/setup.sh installs it"

echo "model-coverage: builds ($out/build.log)" >&2
{
    cmake --preset release -B "$out/tree" -DREFCHAN_LAYERS=model -DREFCHAN_VARIANTS=OFF \
        -DCMAKE_CXX_FLAGS="-fprofile-instr-generate -fcoverage-mapping" &&
        cmake --build "$out/tree" --target refchan-model
} >"$out/build.log" 2>&1 || could_not_run "the build failed: $(tail -n 5 "$out/build.log")"

echo "model-coverage: searches" >&2
LLVM_PROFILE_FILE="$out/raw.profraw" "$out/tree/bin/refchan-model" --seconds "$seconds" --executions 1000000000 \
    --scheduler walk,reduced --coverage "$out/coverage.json" >"$out/model.log" ||
    { tail -n 20 "$out/model.log" >&2 && exit 1; }
llvm-profdata-19 merge -sparse "$out/raw.profraw" -o "$out/model.profdata"
llvm-cov-19 export -format=lcov "$out/tree/bin/refchan-model" -instr-profile "$out/model.profdata" \
    impl/include/refchan/channel.hpp impl/include/refchan/detail >"$out/lines.lcov"
PYTHONDONTWRITEBYTECODE=1 exec python3 scripts/verify/coverage_figures.py "$out/coverage.json" "$out/lines.lcov" "${dry[@]}"
