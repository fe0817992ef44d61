#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The main job: checks every claim about the channel, on a fresh Debian too. --help says how; scripts/verify/ does it.
set -euo pipefail
REFCHAN_STARTED_IN=$PWD # --report DIR is meant from here
cd "$(dirname "$0")/.."

export REFCHAN_STARTED_IN PYTHONDONTWRITEBYTECODE=1
case " $* " in
*" --help "* | *" -h "*) ;; # needs nothing but Python
*) scripts/setup.sh --quiet ;;
esac
exec python3 scripts/verify "$@"
