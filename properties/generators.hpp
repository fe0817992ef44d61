// SPDX-License-Identifier: MIT
#pragma once
// properties/generators.hpp: RapidCheck behind two functions, so that one file pays for its templates and no other one
// can fall into its traps (an assertion on a sender's thread ends the process).

#include <cstdint>
#include <functional>
#include <string>

#include "channels.hpp"
#include "refchan/oracle/program.hpp"
#include "sequence.hpp"

namespace properties {

/// A property: empty, or how it was broken.
template <class Program>
using property = std::function<std::string(Program const&)>;

using refchan::oracle::program;

/// The text of a program in which a few letters, words or lines were changed: nearly always none any more.
struct edited_text {
    std::string text;
};

struct search {
    std::string id;  ///< names the property in RC_PARAMS="reproduce=..."
    std::uint64_t seed = 0;
    int cases = 0;
};

struct found {
    int cases = 0;
    bool again = false;      ///< RC_PARAMS asked for one failure of this property again
    std::string failure;     ///< empty: none; the first line says what is broken
    std::string parameters;  ///< the value of RC_PARAMS that finds the failure again
};

/// Runs the property on generated programs, and shrinks the first one that breaks it.
[[nodiscard]] found find(search const& how, property<sequence> const& holds);
/// Programs for a channel of that capacity, with up to 4 senders at the start and 3 clones.
[[nodiscard]] found find(search const& how, capacity size, property<program> const& holds);
[[nodiscard]] found find(search const& how, property<edited_text> const& holds);

/// Inside a test: searches until the budget of this test is used up, and fails the test when something is found.
void for_all(property<sequence> const& holds);
void for_all(capacity size, property<program> const& holds);
void for_all(property<edited_text> const& holds);
/// What the budget in seconds, from the start of the program, is divided by: generated tests that are yet to run.
void share_budget(double seconds, std::size_t generated_tests);

/// Sets RC_PARAMS, unless somebody has.
void use_seed(std::uint64_t seed, int cases);
[[nodiscard]] std::uint64_t seed_in_use();
[[nodiscard]] int cases_in_use();

}  // namespace properties
