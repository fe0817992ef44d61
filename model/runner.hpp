// SPDX-License-Identifier: MIT
#pragma once
// model/runner.hpp: runs scenarios and says what came out. One function (in runner.cpp) calls Relacy, and every verdict
// goes through it: a program that could ignore a verdict would be green for ever.

#include <cstdint>
#include <optional>
#include <string>

#include "scenario.hpp"
#include "search_part.hpp"

namespace refchan::model {

/// How far a search is.
struct progress {
    std::string search;
    std::uint64_t executions = 0;
    double seconds = 0;
    double done = 0;  ///< of 1, a guess; 0: nothing can be said
};

struct limits {
    std::uint64_t executions = 0;  ///< of each search: the walks, the reduced one, each bound
    double seconds = 0;            ///< of a scenario, all its searches together
    unsigned bound = 0;            ///< the largest number of deviations searched systematically
    std::uint64_t seed = 0;
    bool walk = true;
    bool pct = false;
    bool reduced = false;  ///< every execution, without a bound
    bool bounded = true;
    bool plain = false;        ///< as the reduced one, but each interleaving by itself; for comparison
    bool count_stale = false;  ///< the bounded search counts stale reads as deviations, too
    unsigned pct_depth = 3;
    search_part part{};                           ///< of the systematic searches
    std::string checkpoint{};                     ///< a file for the state of the reduced search; empty: none
    std::function<void(progress const&)> tell{};  ///< about once a second
};

/// What came out of a scenario.
struct verdict {
    bool held = false;
    bool could_not_run = false;  ///< and detail says why
    std::uint64_t executions = 0;
    double seconds = 0;
    std::string extent;             ///< how much was searched, in words
    bool complete = false;          ///< every execution was searched
    std::optional<unsigned> bound;  ///< every one with so many deviations
    std::uint64_t redundant = 0;    ///< executions of the reduced search that others cover
    std::string detail;             ///< why it does not hold, in one line
    std::string replay;             ///< what --replay takes to see it again; empty if there is no execution to show
    std::string trace;              ///< that execution, step by step
};

class strategy;
/// One search with that strategy, and how its last execution ended: success, or the first failure. The strategy knows the rest.
[[nodiscard]] rl::test_result_e search(scenario const& subject, strategy& decider);

[[nodiscard]] verdict check(scenario const& subject, limits const& within);

/// One execution, from the text that --replay takes.
struct reproduction {
    bool reproduced = false;
    std::string reason;  ///< why not; else what failed
    std::string trace;
};
[[nodiscard]] reproduction reproduce(std::string const& replay);

}  // namespace refchan::model
