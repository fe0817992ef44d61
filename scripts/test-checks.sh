#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tests the checks: plants one violation for each rule in a scratch copy of the project, and demands that the check of
# that rule turns red and says where.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ $# -gt 0 ]]; then bad_usage "scripts/test-checks.sh"; fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
project_files '*' | tar -cf - -T - | tar -xf - -C "$scratch"
header=impl/include/refchan/planted.hpp
failed=0 tried=0

# Puts TEXT into FILE, runs CHECK with ARGUMENTs in the copy: it must fail and name WORD. Then takes the file back.
red() { # FILE TEXT WORD CHECK ARGUMENT...
    local file=$1 text=$2 word=$3 check=$4 printed status=0
    tried=$((tried + 1))
    mkdir -p "$(dirname "$scratch/$file")"
    if [[ -f $scratch/$file ]]; then cp "$scratch/$file" "$scratch/.kept"; fi
    printf '%s\n' "$text" >"$scratch/$file"
    printed=$("$scratch/scripts/$check" "${@:5}" 2>&1) || status=$?
    rm "$scratch/$file"
    if [[ -f $scratch/.kept ]]; then mv "$scratch/.kept" "$scratch/$file"; fi
    if [[ $status -ne 0 && $printed = *"$word"* ]]; then return; fi
    printf 'test-checks: %s did not object to this in %s (it ended with %s):\n%s\n' "$check" "$file" "$status" "$text"
    printf '%s\n' "$printed" | tail -n 5
    failed=$((failed + 1))
}
include() { red "$1" "#include $2" "$3" check-includes.sh; }

red notes.txt 'words' 'notes.txt does not belong' check-layout.sh
red stress/planted.cpp 'int main() {}' 'planted.cpp does not open' check-layout.sh
red scripts/planted.sh 'echo' 'planted.sh does not open' check-layout.sh
red stress/planted.cpp '// planted: TO''DO' 'unfinished business' check-layout.sh
red "$header" 'int  f( );' "$header" check-format.sh
red scripts/planted.sh 'cd nowhere' planted.sh check-shell.sh
red scripts/planted.sh $'#!/bin/bash\nif true; then\n  echo\nfi' planted.sh check-shell.sh
red "$header" $'#pragma once\ninline std::string f();' "$header" check-headers.sh "$header"
red "$header" $'#pragma once\ninline int f(long x) { return x; }' "$header" check-headers.sh "$header"
red "$header" 'inline int f() { return 1; }' "$header" check-headers.sh "$header"
red "$header" '#pragma once' "$header" check-headers.sh
red "$header" $'#pragma once\nnamespace refchan {\nstruct BadName {};\n}' BadName check-tidy.sh "$header"
red "$header" $'#include <string>\ninline auto f(std::string s) { auto t = std::move(s); return t + s; }' \
    bugprone-use-after-move check-tidy.sh "$header"
red properties/misuse/use_after_send.cpp 'int main() {}' 'does not report' check-use-after-send.sh
red "$header" '#ifdef NDEBUG' 'no preprocessor conditional' check-includes.sh
include "$header" '<fmt/core.h>' 'the standard library and itself'
include "$header" '"refchan/oracle/history.hpp"' 'does not see the oracle'
include impl/include/refchan/error.hpp '"refchan/spec.hpp"' 'error.hpp is a leaf'
include impl/include/refchan/spec.hpp '"refchan/channel.hpp"' 'spec.hpp is a leaf'
include impl/include/refchan/detail/planted.hpp '<refchan/channel.hpp>' 'does not look upwards'
include impl/include/refchan/oracle/planted.hpp '"refchan/channel.hpp"' 'does not see the channel'
include stress/planted.cpp '<relacy/relacy.hpp>' 'only model/ knows Relacy'
include model/planted.cpp '<relacy/relacy.hpp>' 'only model/relacy.hpp'
include stress/planted.cpp '<rapidcheck.h>' 'only properties/'
include properties/planted.cpp '"model/relacy_sync.hpp"' 'nothing includes model/'
include model/planted.cpp '"../properties/generators.hpp"' 'nothing includes properties/'
include properties/planted.cpp '"../stress/load.hpp"' 'nothing includes stress/'
red properties/consumer/main.cpp 'int main() { return 1; }' 'consumer' check-consumer.sh
red README.md $'<!-- example -->\n```cpp\nint main() {}\n```\n<!-- output -->\n```text\n1\n```' 'README.md says' \
    check-example.sh

echo "test-checks: $tried violations planted, $failed not found"
exit $((failed > 0))
