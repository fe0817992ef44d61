// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/switchable.hpp: the copy of the oracle whose clauses can be switched off, as one function. It is
// compiled in a file of its own, which does not see the original: the two would be confused there.

#include <span>
#include <string_view>

#include "clause_switch.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle::checks {

/// "unbounded.hpp order": where a clause stands, and its name. The position is its number.
[[nodiscard]] std::span<std::string_view const> clauses();

/// judge(), without the clause that is switched off.
[[nodiscard]] verdict judge_without_a_clause(history const& of, profile which);

}  // namespace refchan::oracle::checks
