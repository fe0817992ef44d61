// SPDX-License-Identifier: MIT
// properties/for_all.cpp: a generated test: searches with one seed after the other until its share of the budget is
// used.

#include <gtest/gtest.h>

#include <algorithm>

#include "generators.hpp"
#include "runner.hpp"

namespace properties {

namespace {

double budget = 0;
std::size_t tests_left = 1;

/// This test's share of what is left of the budget, as the time at which it ends.
double end_of_share() {
    double const share = (budget - elapsed()) / static_cast<double>(std::max<std::size_t>(tests_left, 1));
    tests_left -= tests_left > 0 ? 1 : 0;
    return elapsed() + share;
}

/// search_from(how): searches once.
template <class Search>
void for_all_seeds(Search search_from) {
    auto const& test = *testing::UnitTest::GetInstance()->current_test_info();
    search how{std::string(test.test_suite_name()) + '/' + test.name(), seed_in_use(), cases_in_use()};
    double const until = end_of_share();
    for (bool enough = false; !enough;) {
        replay_with("", "--seed " + std::to_string(how.seed) + " --cases " + std::to_string(how.cases));
        found const result = search_from(how);
        count_cases(static_cast<std::size_t>(result.cases));
        if (!result.failure.empty()) {
            replay_with(result.parameters, "");
            FAIL() << result.failure;
        }
        ++how.seed;
        enough = result.again || elapsed() >= until;
    }
}

}  // namespace

void for_all(property<sequence> const& holds) {
    for_all_seeds([&](search const& how) { return find(how, holds); });
}
void for_all(capacity size, property<program> const& holds) {
    for_all_seeds([&](search const& how) { return find(how, size, holds); });
}
void for_all(property<edited_text> const& holds) {
    for_all_seeds([&](search const& how) { return find(how, holds); });
}

void share_budget(double seconds, std::size_t generated_tests) {
    budget = seconds;
    tests_left = generated_tests;
}

}  // namespace properties
