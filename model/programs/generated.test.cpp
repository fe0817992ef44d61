// SPDX-License-Identifier: MIT
// model/programs/generated.test.cpp: what is generated is a program of the shape that was asked for, of every kind of step;
// and what is shrunk is as small as can be.

#include "programs/generated.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "refchan/oracle/program_text.hpp"

namespace refchan::model {
namespace {

using oracle::program;
using oracle::step_kind;

constexpr std::uint64_t seeds = 2000;

std::set<step_kind> kinds_in(program const& of) {
    std::set<step_kind> kinds;
    auto const add = [&kinds](std::vector<oracle::step> const& steps) {
        std::ranges::transform(steps, std::inserter(kinds, kinds.end()), &oracle::step::kind);
    };
    add(of.receiver);
    std::ranges::for_each(of.senders, add);
    return kinds;
}

TEST(generated, programs_can_run_and_have_the_shape_that_was_asked_for) {
    program_shape const shape{.operations = 7, .senders = 2, .impatient_senders = false};
    std::size_t longest = 0;
    for (std::uint64_t seed = 0; seed != seeds; ++seed) {
        program const made = generated_program(shape, seed);
        bool const stays = !made.receiver.empty() && made.receiver.back().kind == step_kind::until_disconnected;
        std::size_t const operations = size_of(made) - made.senders.size() - 1 - (stays ? 1 : 0);
        ASSERT_FALSE(find_misstep(made)) << made;
        EXPECT_LE(operations, shape.operations);
        EXPECT_LE(made.senders.size(), shape.senders);
        longest = std::max(longest, operations);
    }
    EXPECT_EQ(longest, shape.operations);
}

TEST(generated, programs_have_every_step_and_senders_that_give_up_only_when_asked_for) {
    for (bool const impatient : {false, true}) {
        std::set<step_kind> seen;
        std::set<std::size_t> senders;
        std::set<std::string> texts;
        for (std::uint64_t seed = 0; seed != seeds; ++seed) {
            program const made = generated_program({.impatient_senders = impatient}, seed);
            seen.merge(kinds_in(made));
            senders.insert(made.senders.size());
            texts.insert(print(made));
        }
        EXPECT_EQ(seen.size(), impatient ? 8U : 6U);
        EXPECT_EQ(seen.contains(step_kind::try_send), impatient);
        EXPECT_EQ(senders, (std::set<std::size_t>{1, 2, 3}));
        EXPECT_GT(texts.size(), seeds * 3 / 4);
    }
}

TEST(generated, programs_follow_from_the_seed) {
    EXPECT_EQ(generated_program({}, 5), generated_program({}, 5));
    EXPECT_NE(generated_program({}, 5), generated_program({}, 6));
}

TEST(shrunk, programs_keep_what_fails_and_nothing_else) {
    auto const fails = [](program const& of) {
        auto const kinds = kinds_in(of);
        return kinds.contains(step_kind::clone) && kinds.contains(step_kind::try_recv);
    };
    program const smallest = oracle::program_builder().sender().clone(1).sender().receiver().try_recv();
    std::size_t failing = 0;
    for (std::uint64_t seed = 0; seed != seeds; ++seed) {
        if (program const made = generated_program({}, seed); fails(made)) {
            ++failing;
            EXPECT_EQ(shrunk(made, fails), smallest) << "from:\n" << made;
        }
    }
    EXPECT_GT(failing, seeds / 20);
}

}  // namespace
}  // namespace refchan::model
