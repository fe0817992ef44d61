// SPDX-License-Identifier: MIT
// model/programs/enumerate.test.cpp: the enumeration against a slow one that cannot be wrong in the same way: every
// assignment of steps to threads, without any thought of symmetry, each renumbered in every possible way.

#include "programs/enumerate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include "refchan/oracle/program_text.hpp"

namespace refchan::model {
namespace {

using oracle::program;
using oracle::step;
using oracle::step_kind;

/// The smallest text among those of all renumberings of the senders that are programs.
std::string canonical(program const& of) {
    std::vector<std::uint32_t> numbers(of.senders.size());
    std::iota(numbers.begin(), numbers.end(), 0U);
    std::set<std::string> texts;
    do {
        program renumbered{of.capacity, std::vector<std::vector<step>>(of.senders.size()), of.receiver};
        for (std::size_t i = 0; i != numbers.size(); ++i) {
            renumbered.senders[numbers[i]] = of.senders[i];
            for (step& next : renumbered.senders[numbers[i]]) {
                next.clone = next.kind == step_kind::clone ? numbers[next.clone] : 0;
            }
        }
        if (!find_misstep(renumbered)) {
            texts.insert(print(renumbered));
        }
    } while (std::ranges::next_permutation(numbers).found);
    return *texts.begin();
}

std::vector<step> steps_of_senders(program_space const& space) {
    std::vector<step> all{{step_kind::send}};
    if (space.impatient_senders) {
        all.insert(all.end(), {{step_kind::try_send}, {step_kind::send_for}});
    }
    for (std::uint32_t clone = 1; space.clones && clone < space.senders; ++clone) {
        all.push_back({step_kind::clone, clone});
    }
    return all;
}

/// The program and all that come of it when steps are appended to this thread and those after it.
void add_all(program_space const& space, program const& of, std::size_t thread, std::set<std::string>& found) {
    if (!find_misstep(of)) {
        found.insert(canonical(of));
    }
    if (size_of(of) - of.senders.size() - 1 == space.operations) {
        return;
    }
    for (std::size_t at = thread; at <= of.senders.size(); ++at) {
        bool const receives = at == of.senders.size();
        std::vector<step> const receiving{{step_kind::recv}, {step_kind::try_recv}, {step_kind::recv_for}};
        for (step const next : receives ? receiving : steps_of_senders(space)) {
            program longer = of;
            (receives ? longer.receiver : longer.senders[at]).push_back(next);
            add_all(space, longer, at, found);
        }
    }
}

std::set<std::string> slowly(program_space const& space) {
    std::set<std::string> found;
    for (std::size_t senders = 1; senders <= space.senders; ++senders) {
        add_all(space, {std::nullopt, std::vector<std::vector<step>>(senders), {}}, 0, found);
    }
    return found;
}

class enumerated : public testing::TestWithParam<program_space> {};

TEST_P(enumerated, are_all_programs_each_once_up_to_the_numbers_of_senders) {
    auto const expected = slowly(GetParam());
    std::set<std::string> found;
    for (program const& each : enumeration(GetParam()).programs()) {
        ASSERT_FALSE(find_misstep(each)) << each;
        EXPECT_TRUE(found.insert(canonical(each)).second) << "twice:\n" << each;
    }
    EXPECT_EQ(found, expected);
}

TEST_P(enumerated, survive_print_and_parse) {
    for (program const& each : enumeration(GetParam()).programs()) {
        EXPECT_EQ(oracle::parse(print(each)), each);
    }
}

TEST_P(enumerated, come_with_fewer_operations_first) {
    std::size_t largest = 0;
    for (program const& each : enumeration(GetParam()).programs()) {
        std::size_t const operations = size_of(each) - each.senders.size() - 1;
        EXPECT_GE(operations, largest);
        largest = std::max(largest, operations);
    }
    EXPECT_EQ(largest, GetParam().operations);
}

INSTANTIATE_TEST_SUITE_P(spaces, enumerated,
                         testing::Values(program_space{0, 2}, program_space{3, 1}, program_space{5, 2},
                                         program_space{5, 2, false}, program_space{5, 3}, program_space{4, 4},
                                         program_space{4, 2, true, true}, program_space{4, 3, true, true}));

/// By hand: one sender of s sends and r receives: 3^r. Two senders of a <= b sends: 3^r. With a clone at one of a + 1
/// places among a sends, and b sends of the clone: 3^r.
TEST(enumeration, counts_what_a_formula_counts) {
    std::size_t one = 0;
    std::size_t two = 0;
    std::size_t cloned = 0;
    std::size_t receivers = 1;
    for (std::size_t received = 0; received <= 5; ++received, receivers *= 3) {
        for (std::size_t sent = 0; sent + received <= 5; ++sent) {
            one += receivers;
            two += receivers * (sent / 2 + 1);
            cloned += sent + received < 5 ? receivers * (sent + 1) * (sent + 2) / 2 : 0;
        }
    }
    EXPECT_EQ(enumeration({5, 2}).programs().size(), one + two + cloned);
}

/// The table in model/README.md.
TEST(enumeration, has_the_sizes_that_are_published) {
    auto const sizes = [](std::size_t senders, bool impatient) {
        std::vector<std::size_t> all;
        for (std::size_t operations = 1; operations <= 6; ++operations) {
            all.push_back(enumeration({operations, senders, true, impatient}).programs().size());
        }
        return all;
    };
    EXPECT_EQ(sizes(2, false), (std::vector<std::size_t>{11, 44, 152, 490, 1523, 4648}));
    EXPECT_EQ(sizes(3, false), (std::vector<std::size_t>{17, 73, 273, 941, 3074, 9702}));
    EXPECT_EQ(sizes(2, true), (std::vector<std::size_t>{15, 87, 438, 2049, 9069, 38526}));
}

}  // namespace
}  // namespace refchan::model
