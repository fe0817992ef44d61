#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Looks for every execution of a list of programs, and writes the table of what was reached into model/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
usage="scripts/explore-evidence.sh [--quick | --deep] [--dry]
  Runs refchan-model on each program of scripts/verify/evidence.py: without a bound, with a bound, and the plain way for
  comparison; prints a row for each and writes the table into model/README.md. Nothing is typed by hand.
  (default)   the targets but those that take hours: about 6 minutes
  --quick     only what takes seconds; writes nothing
  --deep      2 senders of 2 messages too, in two parts, one for each core; killed, it goes on where it was
  --dry       writes nothing
  Exit status: 0 all as the targets say; 1 a program failed, or a target was missed (the table says which); 2 could not run."
mode=default dry=()
while [[ $# -gt 0 ]]; do
    case $1 in
    --help | -h) echo "usage: $usage" && exit 0 ;;
    --quick | --deep) mode=${1#--} ;;
    --dry) dry=(--dry) ;;
    *) bad_usage "$usage" ;;
    esac
    shift
done

mkdir -p build/evidence
echo "explore-evidence: builds (build/evidence/build.log)" >&2
{ cmake --preset release && cmake --build --preset release --target refchan-model; } >build/evidence/build.log 2>&1 ||
    { tail -n 5 build/evidence/build.log >&2 && exit 2; }
PYTHONDONTWRITEBYTECODE=1 exec python3 scripts/verify/evidence.py "$mode" build/bin/refchan-model build/evidence "${dry[@]}"
