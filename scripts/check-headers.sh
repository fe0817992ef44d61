#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks that each header of the library compiles by itself, without a warning, and that CMake's list
# of headers is the folder's content. With arguments: checks those headers only.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ ${1-} = -* ]]; then bad_usage "scripts/check-headers.sh [HEADER...]"; fi

flags=(-std=c++23 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fsyntax-only -Iimpl/include)
headers=("$@")
if [[ $# -eq 0 ]]; then
    mapfile -t headers < <(project_files 'impl/include/*.hpp')
    diff <(sed -n 's|^ *\(impl/include/[^)]*\).*|\1|p' impl/cmake/refchan_headers.cmake | sort) \
        <(printf '%s\n' "${headers[@]}" | sort) || { echo "headers: impl/cmake/refchan_headers.cmake (<) and impl/include (>) differ" >&2 && exit 1; }
fi
compile() { # COMPILER HEADER: through a file that includes it, twice: it must guard itself
    local name=${2#impl/include/}
    printf '#include <%s>\n#include <%s>\n' "$name" "$name" | "$1" "${flags[@]}" -x c++ - ||
        { echo "headers: $2 does not compile by itself with $1" >&2 && return 1; }
}
# Each by itself with the one compiler; with the other those that bring the rest with them, unless they are named.
others=("$@")
if [[ $# -eq 0 ]]; then mapfile -t others < <(headers_that_bring_all); fi
compile_all() { # COMPILER HEADER...
    local compiler=$1 status=0
    shift
    for header in "$@"; do compile "$compiler" "$header" || status=1; done
    return "$status"
}
failed=0
compile_all clang++-19 "${headers[@]}" &
clang=$!
compile_all g++ "${others[@]}" || failed=1
wait "$clang" || failed=1
echo "headers: ${#headers[@]} headers with clang++-19, ${#others[@]} with g++"
exit "$failed"
