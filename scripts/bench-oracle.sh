#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures what a verdict of the oracle costs, and what a recorder costs; writes the figures into properties/README.md and the
# plot beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
usage="scripts/bench-oracle.sh [--dry]
  Runs the benchmark of the oracle (about 2 minutes) and of its recorders, on 10^4 to 10^7 operations. Writes
  build/bench-oracle.json and build/bench-recorders.jsonl, and from them the plot properties/oracle-cost.svg and the
  generated regions of properties/README.md. --dry: measures and changes no file of the project."
if [[ ${1-} = --help || ${1-} = -h ]]; then echo "usage: $usage" && exit 0; fi
if [[ $# -gt 1 || ($# -eq 1 && $1 != --dry) ]]; then bad_usage "$usage"; fi

cmake --preset release >/dev/null
cmake --build --preset release --target refchan-bench-oracle refchan-measure-recorders >/dev/null
build/bin/refchan-bench-oracle --benchmark_out=build/bench-oracle.json --benchmark_out_format=json
build/bin/refchan-measure-recorders --report build/bench-recorders.jsonl
if [[ ${1-} != --dry ]]; then
    PYTHONDONTWRITEBYTECODE=1 python3 scripts/verify/oracle_figures.py build/bench-oracle.json build/bench-recorders.jsonl
fi
