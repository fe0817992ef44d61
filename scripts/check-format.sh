#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks that every C++ file is laid out as .clang-format says.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

mode=(--dry-run -Werror)
case ${1-} in
'') ;;
--fix) mode=(-i) ;;
--help) echo "usage: scripts/check-format.sh [--fix]     --fix rewrites the files instead of complaining" && exit 0 ;;
*) bad_usage "scripts/check-format.sh [--fix]" ;;
esac

mapfile -t files < <(project_files '*.hpp' '*.cpp')
if [[ ${#files[@]} -eq 0 ]]; then echo "format: no file to check" >&2 && exit 1; fi
clang-format-19 "${mode[@]}" "${files[@]}"
echo "format: ${#files[@]} files"
