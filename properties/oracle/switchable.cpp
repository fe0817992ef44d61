// SPDX-License-Identifier: MIT
// properties/oracle/switchable.cpp: compiled against the copies that mutate.py has made, which come first among the
// directories of headers.

#include "switchable.hpp"

#include "refchan/oracle/judge.hpp"

namespace refchan::oracle::checks {

unsigned switched_off = no_clause;

std::span<std::string_view const> clauses() {
    static constexpr std::string_view names[] = {
#include "clauses.inc"
    };
    return names;
}

verdict judge_without_a_clause(history const& of, profile which) { return switchable::judge(of, which); }

}  // namespace refchan::oracle::checks
