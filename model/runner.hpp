// SPDX-License-Identifier: MIT
#pragma once
// model/runner.hpp: runs scenarios and says what came out. One function (in runner.cpp) calls Relacy, and every verdict
// goes through it: a program that could ignore a verdict would be green for ever.

#include <cstdint>
#include <optional>
#include <string>

#include "scenario.hpp"

namespace refchan::model {

struct limits {
    std::uint64_t executions = 0;  ///< of each search: the walk, each bound, the suspension
    double seconds = 0;            ///< of a scenario, all its searches together
    unsigned bound = 0;            ///< the largest number of deviations searched systematically
    std::uint64_t seed = 0;
    bool walk = true;
    bool bounded = true;
};

/// What came out of a scenario.
struct verdict {
    bool held = false;
    std::uint64_t executions = 0;
    double seconds = 0;
    std::string extent;  ///< how much was searched, in words
    std::string detail;  ///< why it does not hold, in one line
    std::string replay;  ///< what --replay takes to see it again; empty if there is no execution to show
    std::string trace;   ///< that execution, step by step
};

[[nodiscard]] verdict check(scenario const& subject, limits const& within);

/// One execution, from the text that --replay takes.
struct reproduction {
    bool reproduced = false;
    std::string reason;  ///< why not; else what failed
    std::string trace;
};
[[nodiscard]] reproduction reproduce(std::string const& replay);

}  // namespace refchan::model
