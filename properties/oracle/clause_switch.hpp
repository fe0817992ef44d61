// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/clause_switch.hpp: which clause the switchable copy of the oracle does without (mutate.py).

namespace refchan::oracle::checks {

inline constexpr unsigned no_clause = ~0U;
extern unsigned switched_off;  // the number of a clause, or no_clause

[[nodiscard]] inline bool is_on(unsigned clause) noexcept { return clause != switched_off; }

}  // namespace refchan::oracle::checks
