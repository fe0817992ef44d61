#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks who includes whom (the rules are the lines below), and that impl/include has no preprocessor conditional.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
if [[ $# -gt 0 ]]; then bad_usage "scripts/check-includes.sh"; fi

mapfile -t files < <(project_files '*.hpp' '*.cpp')
if [[ ${#files[@]} -eq 0 ]]; then echo "includes: no file to check" >&2 && exit 1; fi
awk '
function demand(allowed, rule) {
    if (!allowed) {
        printf "includes: %s:%d: %s: %s\n", FILENAME, FNR, $0, rule > "/dev/stderr"
        failed = 1
    }
}
function is_std(name) { return name ~ /^[a-z_0-9]+$/ }
function is_leaf(name) { return name == "refchan/error.hpp" || name == "refchan/spec.hpp" }

FILENAME ~ /^impl\/include\// && /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else)/ {
    demand(0, "no preprocessor conditional in impl/include: the checked code is the shipped code")
}
/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
    name = $0
    sub(/^[^<"]*[<"]/, "", name)
    sub(/[>"].*/, "", name)
    if (FILENAME ~ /^impl\/include\//) {
        demand(is_std(name) || name ~ /^refchan\/[a-z_\/]+\.hpp$/, "impl/include knows the standard library and itself")
        demand(name !~ /^refchan\/oracle\// || FILENAME ~ /\/oracle\//, "the channel does not see the oracle")
    }
    if (FILENAME ~ /refchan\/error\.hpp$/)
        demand(is_std(name), "error.hpp is a leaf")
    if (FILENAME ~ /refchan\/spec\.hpp$/)
        demand(is_std(name) || name == "refchan/error.hpp", "spec.hpp is a leaf")
    if (FILENAME ~ /refchan\/detail\//)
        demand(is_std(name) || is_leaf(name) || name ~ /^refchan\/detail\//, "detail does not look upwards")
    if (FILENAME ~ /refchan\/oracle\//)
        demand(is_std(name) || is_leaf(name) || name ~ /^refchan\/oracle\//, "the oracle does not see the channel")
    demand(name !~ /^relacy/ || FILENAME ~ /^model\//, "only model/ knows Relacy")
    demand(name !~ /^relacy\// || FILENAME == "model/relacy.hpp", "only model/relacy.hpp includes Relacy")
    demand(name !~ /^rapidcheck/ || FILENAME ~ /^properties\// || FILENAME == "model/programs/generated.cpp", \
        "only properties/ and model/programs/generated.cpp know RapidCheck")
    demand(name !~ /(^|\/)model\// || FILENAME ~ /^model\//, "nothing includes model/")
    demand(name !~ /(^|\/)properties\// || FILENAME ~ /^properties\//, "nothing includes properties/")
    demand(name !~ /(^|\/)stress\// || FILENAME ~ /^stress\//, "nothing includes stress/")
}
END { exit failed }
' "${files[@]}"
echo "includes: ${#files[@]} files"
