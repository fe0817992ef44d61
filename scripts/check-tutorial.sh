#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Follows the tutorial of properties/README.md in an empty folder: its files, its commands, their outputs.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
usage="scripts/check-tutorial.sh [--renew | --quotes] [COMPILER]     (default: clang++-19)
  --renew    writes what the commands print into the page
  --quotes   only compares the code that the page shows with properties/conformance/example"
option=()
case ${1-} in
--help | -h) echo "usage: $usage" && exit 0 ;;
--renew | --quotes) option=("$1") && shift ;;
esac
if [[ $# -gt 1 || ${1-} = -* ]]; then bad_usage "$usage"; fi

export CXX=${1:-clang++-19} PYTHONDONTWRITEBYTECODE=1
python3 scripts/verify/tutorial.py "${option[@]}"
