// SPDX-License-Identifier: MIT
// model/litmus/litmus.test.cpp: the parts of refchan-litmus: what it says to bad texts, that printing and parsing undo each
// other, that the judge counts right where one can count by hand, and that machines known to be wrong are noticed.

#include <gtest/gtest.h>

#include <algorithm>

#include "differential.hpp"
#include "judge_checks.hpp"
#include "table.hpp"
#include "text.hpp"

namespace refchan::litmus {
namespace {

constexpr std::string_view head = "test t: about\n";

std::string complaint(std::string const& lines) {
    auto const parsed = parse(std::string(head) + lines);
    return parsed ? ""
                  : std::to_string(parsed.error().line) + ':' + std::to_string(parsed.error().column) + ": " +
                        parsed.error().sentence;
}

program program_of(std::string const& threads) {
    auto const parsed = parse(std::string(head) + threads + "allowed: x = 0\n");
    EXPECT_TRUE(parsed) << parsed.error().sentence;
    return parsed ? parsed->front().does : program{};
}

TEST(text, names_the_place_of_a_mistake_and_what_was_expected) {
    EXPECT_EQ(complaint("thread: x = 1 acquire\n"),
              "2:15: expected a memory order that is legal here: relaxed or release or seq_cst, found 'acquire'");
    EXPECT_EQ(
        complaint("thread: r0 = x\n"),
        "2:15: expected a memory order that is legal here: relaxed or acquire or seq_cst, found the end of the line");
    EXPECT_EQ(complaint("thread: x 1 relaxed\n"),
              "2:11: expected what is done with the variable (=, +=, |=, <-, weak ?= or ?=), found '1'");
    EXPECT_EQ(complaint("thread: q = 1 relaxed\n"), "2:9: expected a variable (x, y, z or w), found 'q'");
    EXPECT_EQ(complaint("thread: x = 10 relaxed\n"), "2:13: expected a number from 0 to 9, found '10'");
    EXPECT_EQ(complaint("thread: fence seq_cst\n"),
              "2:15: expected a memory order that is legal here: acquire or release or acq_rel, found 'seq_cst'");
    EXPECT_EQ(complaint("thread: x = r0 relaxed\n"), "2:13: this thread has not assigned r0 before");
    EXPECT_EQ(complaint("thread: r0 = x relaxed\nthread: r0 = y relaxed\n"),
              "3:23: r0 is assigned in two places; take another register");
    EXPECT_EQ(complaint("thread: x weak += 1 relaxed\n"), "2:16: expected '?=', found '+='");
    EXPECT_EQ(complaint("thread: x = 1 relaxed y\n"), "2:23: expected ';' or the end of the line, found 'y'");
}

TEST(text, names_what_is_wrong_with_a_test) {
    EXPECT_EQ(complaint("thread: x = 1 relaxed\nperhaps: x = 1\n"),
              "3:1: expected 'test', 'thread:' or a verdict (forbidden, allowed, load-buffering, total-order), found "
              "'perhaps'");
    EXPECT_EQ(complaint("thread: x = 1 relaxed\nallowed: r3 = 1\n"), "3:10: no thread of the test assigns r3");
    EXPECT_EQ(complaint("thread: x = 1 relaxed\n"), "1:1: the test 't' needs a thread and a claim");
    EXPECT_EQ(complaint("thread: x = 1 relaxed\nallowed: x = 1\ntest t: again\n"), "4:6: two tests are called 't'");
    EXPECT_EQ(complaint("thread: x = 1 relaxed\nallowed: x = 1\ntest again\n"),
              "4:6: expected 'test NAME: what it is about', the name without blanks");
    std::string const four =
        "thread: x = 1 relaxed\nthread: x = 1 relaxed\nthread: x = 1 relaxed\nthread: x = 1 relaxed\n";
    EXPECT_EQ(complaint(four + "thread: x = 1 relaxed\n"), "6:22: a test has at most 4 threads and 16 operations");
    EXPECT_EQ(parse("thread: x = 1 relaxed\n").error().sentence, "a test begins with 'test NAME: what it is about'");
}

TEST(text, is_what_its_print_says) {
    for (bool const seq_cst : {false, true}) {
        for (std::uint64_t number = 0; number != 2000; ++number) {
            program const made = random_program(number, {.seq_cst = seq_cst});
            ASSERT_EQ(program_of(print(made)), made) << print(made);
        }
    }
}

TEST(judge, counts_what_one_can_count_by_hand) {
    // n increments: any order, n! outcomes; each weak compare-exchange fails, or finds 0 or not.
    EXPECT_EQ(judge(program_of("thread: r0 = x += 1 relaxed\n")).allowed.size(), 1U);
    EXPECT_EQ(
        judge(program_of("thread: r0 = x += 1 relaxed\nthread: r1 = x += 1 relaxed\nthread: r2 = x += 1 relaxed\n"))
            .allowed.size(),
        6U);
    EXPECT_EQ(judge(program_of("thread: r0 = x weak ?= 0 -> 1 relaxed relaxed\n")).allowed.size(), 2U);
    // A load among n stores of another thread reads any of n + 1 values; two of them never go back.
    std::string const stores = "thread: x = 1 relaxed; x = 2 relaxed; x = 3 relaxed\n";
    EXPECT_EQ(judge(program_of(stores + "thread: r0 = x relaxed\n")).allowed.size(), 4U);
    EXPECT_EQ(judge(program_of(stores + "thread: r0 = x relaxed; r1 = x relaxed\n")).allowed.size(), 10U);
}

TEST(judge, allows_less_the_more_rules_hold) {
    std::size_t load_buffering = 0;
    for (std::uint64_t number = 0; number != 3000; ++number) {
        program const made = random_program(number, {.most_operations = 6, .seq_cst = true});
        judgement const by = judge(made);
        ASSERT_TRUE(difference(by.executable, by.allowed).empty()) << print(made);
        ASSERT_TRUE(difference(by.in_order, by.executable).empty()) << print(made);
        ASSERT_FALSE(by.in_order.empty()) << print(made);
        load_buffering += difference(by.allowed, by.executable).size();
    }
    EXPECT_GT(load_buffering, 0U);
}

TEST(judge, is_noticed_when_it_contradicts_a_claim) {
    auto const tests = parse(
        "test MP: wrong\nthread: x = 1 relaxed; y = 1 release\nthread: r0 = y acquire; r1 = x relaxed\n"
        "allowed: r0 = 1, r1 = 0\n");
    ASSERT_TRUE(tests);
    EXPECT_EQ(disagreements(*tests),
              std::vector<std::string>{"MP (r0 = 1, r1 = 0): the test says allowed, the judge forbidden"});
}

TEST(judge, agrees_with_every_claim_and_needs_each_of_its_rules) {
    auto const families = load({REFCHAN_LITMUS_TESTS});
    ASSERT_TRUE(families) << families.error();
    std::vector<test> tests;
    for (family const& each : *families) {
        tests.insert(tests.end(), each.tests.begin(), each.tests.end());
    }
    EXPECT_GE(tests.size(), 100U);
    EXPECT_EQ(disagreements(tests), std::vector<std::string>{});
    for (rule_check const& each : without_each_rule(tests)) {
        EXPECT_FALSE(each.noticed_by.empty()) << each.rule;
    }
}

TEST(shrinking, leaves_nothing_out_that_matters) {
    // "There is a load of x and a store to x in different threads."
    auto const loads_and_stores = [](program const& what) {
        std::size_t loads = most_threads;
        std::size_t stores = most_threads;
        for (std::size_t i = 0; i != what.threads.size(); ++i) {
            for (operation const& each : what.threads[i]) {
                loads = each.variable == 0 && each.what == action::load ? i : loads;
                stores = each.variable == 0 && each.what == action::store ? i : stores;
            }
        }
        return loads != most_threads && stores != most_threads && loads != stores;
    };
    std::size_t shrunk = 0;
    for (std::uint64_t number = 0; number != 200; ++number) {
        program const made = random_program(number, {});
        if (loads_and_stores(made)) {
            program const small = shrink(made, loads_and_stores);
            ASSERT_EQ(small.threads.size(), 2U) << print(small);
            ASSERT_EQ(small.threads[0].size() + small.threads[1].size(), 2U) << print(small);
            ++shrunk;
        }
    }
    EXPECT_GT(shrunk, 20U);
}

TEST(table, goes_between_its_marks) {
    EXPECT_EQ(with_region("a\n<!-- litmus -->\nold\n<!-- /litmus -->\nb\n", "new\n"),
              "a\n<!-- litmus -->\nnew\n<!-- /litmus -->\nb\n");
    EXPECT_FALSE(with_region("a\n<!-- litmus -->\n", "new\n"));
}

TEST(files, that_are_missing_or_wrong_are_named) {
    EXPECT_EQ(load({"no/such/place"}).error(),
              "there is no file or folder 'no/such/place'; run this at the top of the repository, or name the tests");
}

program const message_passing =
    program_of("thread: x = 1 relaxed; y = 1 release\nthread: r0 = y acquire; r1 = x relaxed\n");

TEST(machines, that_drop_all_orders_are_caught) {
    auto const objections = objections_to(message_passing, judge(message_passing), machine::careless,
                                          explore(message_passing, machine::careless));
    EXPECT_EQ(objections, std::vector<std::string>{"careless memory shows what C++20 forbids: r0=1 r1=0 x=1 y=1"});
}

TEST(machines, that_show_too_little_are_caught) {
    program const two_plus_two =
        program_of("thread: x = 1 relaxed; y = 2 relaxed\nthread: y = 1 relaxed; x = 2 relaxed\n");
    auto const objections =
        objections_to(two_plus_two, judge(two_plus_two), machine::relacy, explore(two_plus_two, machine::relacy));
    EXPECT_EQ(objections, std::vector<std::string>{"plain Relacy misses what C++20 allows: x=1 y=1"});
}

TEST(machines, that_did_not_finish_prove_nothing) {
    auto const objections =
        objections_to(message_passing, judge(message_passing), machine::plain_search,
                      explore(message_passing, machine::plain_search, {.executions = 3, .seconds = 1}));
    ASSERT_FALSE(objections.empty());
    EXPECT_EQ(objections.front(), "plain search did not finish in 3 executions");
}

TEST(random_programs, catch_wrong_machines_and_are_made_small) {
    for (machine const wrong : {machine::careless, machine::relacy}) {
        comparison const found = compare({.programs = 300, .seconds = 60, .searches = {wrong}});
        ASSERT_FALSE(found.disagreement.empty()) << name_of(wrong);
        EXPECT_LE(std::ranges::count(found.disagreement, ';'), 4) << found.disagreement;
    }
}

struct agreement {
    machine search;
    std::uint64_t programs;
    bool seq_cst;
};

class random_agreement : public testing::TestWithParam<agreement> {};

TEST_P(random_agreement, of_the_judge_and_a_complete_search) {
    agreement const wanted = GetParam();
    comparison const found = compare({.first = 1'000'000,
                                      .programs = wanted.programs,
                                      .seconds = 60,
                                      .of = {.seq_cst = wanted.seq_cst},
                                      .searches = {wanted.search}});
    EXPECT_EQ(found.disagreement, "") << name_of(wanted.search);
    EXPECT_EQ(found.programs, wanted.programs);
    EXPECT_LT(found.unfinished, found.programs / 50);
}

INSTANTIATE_TEST_SUITE_P(plain, random_agreement,
                         testing::Values(agreement{machine::plain_search, 100, false},
                                         agreement{machine::plain_search, 100, true}));
INSTANTIATE_TEST_SUITE_P(reduced, random_agreement,
                         testing::Values(agreement{machine::reduced_search, 3000, false},
                                         agreement{machine::reduced_search, 1000, true}));
INSTANTIATE_TEST_SUITE_P(in_place, random_agreement,
                         testing::Values(agreement{machine::in_place_reduced, 1000, false}));

}  // namespace
}  // namespace refchan::litmus
