// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/judge_checks.hpp: the judge is judged. Each claim of the tests was written down by hand, from the literature
// or by thinking; the judge must come to the same verdict. And each of its rules must matter: with one of them switched off
// some claim must get another verdict, or nobody would notice if that rule were wrong.

#include <string>
#include <vector>

#include "axiomatic.hpp"

namespace refchan::litmus {

/// One sentence for each claim on which the judge disagrees.
[[nodiscard]] std::vector<std::string> disagreements(std::vector<test> const& tests);

/// A rule, and the claims whose verdict changes without it.
struct rule_check {
    std::string rule;
    std::vector<std::string> noticed_by;
};
[[nodiscard]] std::vector<rule_check> without_each_rule(std::vector<test> const& tests);

}  // namespace refchan::litmus
