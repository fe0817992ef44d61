#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs every mutant of the channel in every layer of checks, and writes the matrix. --help says how; scripts/mutants/ does it.
set -euo pipefail
REFCHAN_STARTED_IN=$PWD # --report DIR is meant from here
cd "$(dirname "$0")/.."

export REFCHAN_STARTED_IN PYTHONDONTWRITEBYTECODE=1
case " $* " in
*" --help "* | *" -h "*) ;; # needs nothing but Python
*) scripts/setup.sh --quiet ;;
esac
exec python3 scripts/mutants "$@"
