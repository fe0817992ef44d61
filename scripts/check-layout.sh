#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks the frame: what lies at the top level, that each source file opens with a comment that says what it is, that
# nothing unfinished and no path of one machine is left in the text.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ $# -gt 0 ]]; then bad_usage "scripts/check-layout.sh"; fi

failed=0
complain() { echo "layout: $1" >&2 && failed=1; }
mapfile -t files < <(project_files '*')
if [[ ${#files[@]} -eq 0 ]]; then complain "no file to check"; fi

for name in $(printf '%s\n' "${files[@]%%/*}" | sort -u); do
    case $name in
    .?* | impl | model | stress | properties | scripts) ;;
    CMakeLists.txt | CMakePresets.json | CI.md | README.md | LICENSE) ;;
    *) complain "$name does not belong at the top level" ;;
    esac
done
for file in "${files[@]}"; do
    case $file in
    *.cpp | *.hpp) head -n 3 "$file" | grep -q '^// [^S]' || complain "$file does not open with a comment" ;;
    *.sh | *.cmake | *.in | */CMakeLists.txt | CMakeLists.txt | .ci/run)
        head -n 4 "$file" | grep -q '^# [^S]' || complain "$file does not open with a comment"
        ;;
    *.py) sed -n 2p "$file" | grep -q '^"""' || complain "$file does not open with its description" ;;
    esac
done
# The words are spelt with brackets so that this file does not contain them.
if grep -n -I -E -e 'TO[D]O|FIX[M]E|\bX[X]X\b|[p]laceholder' -e '(^|[^a-z.])/(home|root|work|Users)/[a-z]' "${files[@]}" >&2; then
    complain "unfinished business, or a path of one machine, in the lines above"
fi
echo "layout: ${#files[@]} files"
exit "$failed"
