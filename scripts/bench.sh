#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures refchan against the channels that people would pick instead. --help says how; scripts/bench/ does it.
set -euo pipefail
REFCHAN_STARTED_IN=$PWD # --report DIR is meant from here
cd "$(dirname "$0")/.."

export REFCHAN_STARTED_IN PYTHONDONTWRITEBYTECODE=1
case " $* " in
*" --help "* | *" -h "* | *" --list "*) ;; # need nothing but Python
*) scripts/setup.sh --quiet || echo "bench: goes on without what is missing" >&2 ;;
esac
exec python3 scripts/bench "$@"
