# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the scripts of this folder share: sourced by them, never run.

# The files of the project that match the patterns, tracked or not yet, one a line; works in an unpacked archive too.
project_files() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard --deduplicate -- "$@" | while IFS= read -r file; do
            if [[ -f $file ]]; then echo "$file"; fi
        done
    else
        local names=() pattern
        for pattern in "$@"; do names+=(-o -path "./$pattern"); done
        find . -path ./build -prune -o -type f \( "${names[@]:1}" \) -print | sed 's|^\./||' | sort
    fi
}

# The headers of the channel, and those of the oracle that no other header includes: they bring the rest with them.
headers_that_bring_all() {
    project_files 'impl/include/*.hpp' | while IFS= read -r file; do
        if [[ $file != */oracle/* ]] || ! grep -rqs "^#include \"${file#impl/include/}\"" impl/include; then echo "$file"; fi
    done
}

# Shows the script's usage line and ends with 2: a bad argument.
bad_usage() {
    echo "usage: $1" >&2
    exit 2
}
