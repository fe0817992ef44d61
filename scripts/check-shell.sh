#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks the shell scripts: shellcheck's findings, and the layout that shfmt gives them.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ $# -gt 0 ]]; then bad_usage "scripts/check-shell.sh"; fi

mapfile -t files < <(project_files 'scripts/*.sh' '.ci/run')
shellcheck --external-sources "${files[@]}"
shfmt -i 4 -d "${files[@]}"
echo "shell: ${#files[@]} files"
