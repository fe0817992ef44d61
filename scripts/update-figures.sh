#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Writes the figures of a report of verify.sh into README.md and CI.md, between their <!-- generated --> marks.
set -euo pipefail
report=$(realpath -- "${1:-$(dirname "$0")/../build/report}")
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ $# -gt 1 || ${1-} = -* ]]; then bad_usage "scripts/update-figures.sh [REPORT]     (default: build/report)"; fi

PYTHONDONTWRITEBYTECODE=1 exec python3 scripts/verify/figures.py "$report" README.md CI.md
