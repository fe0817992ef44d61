// SPDX-License-Identifier: MIT
// impl/tools/timeline/window.test.cpp: which operations a page of a long history holds.

#include "window.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <utility>
#include <vector>

namespace refchan::timeline {
namespace {

using oracle::history;
using oracle::never;
using enum oracle::operation_kind;
using positions = std::vector<std::uint32_t>;

/// Sends 0, 1, 2, ... one after the other, at 0, 10, 20, ...
history sends(std::uint32_t count) {
    history made;
    for (std::uint32_t i = 0; i < count; ++i) {
        oracle::instant const call = oracle::instant{i} * 10;
        made.operations.push_back({i, call, call + 5, 0, 0, i + 2, send, outcome::ok});
    }
    return made;
}

positions from_to(std::uint32_t first, std::uint32_t last) {
    positions made;
    for (std::uint32_t i = first; i < last; ++i) {
        made.push_back(i);
    }
    return made;
}

TEST(window, all_if_they_are_few) {
    history of = sends(10);
    std::ranges::reverse(of.operations);
    window const found = choose(of, {3}, 10);
    positions by_call = from_to(0, 10);
    std::ranges::reverse(by_call);
    EXPECT_EQ(found.shown, by_call);
    EXPECT_TRUE(found.gaps.empty());
}

TEST(window, the_beginning_if_nothing_is_proven) {
    window const found = choose(sends(10), {}, 4);
    EXPECT_EQ(found.shown, from_to(0, 4));
    EXPECT_EQ(found.gaps, (std::vector<gap>{{40, 90, 6}}));
}

TEST(window, as_much_as_may_be_around_the_proof) {
    window const found = choose(sends(100), {50}, 11);
    EXPECT_EQ(found.shown, from_to(45, 56));
    EXPECT_EQ(found.gaps, (std::vector<gap>{{0, 440, 45}, {560, 990, 44}}));
}

TEST(window, operations_of_the_proof_that_are_far_apart) {
    window const found = choose(sends(1'000), {900, 100}, 10);
    positions wanted = from_to(98, 103);
    std::ranges::copy(from_to(898, 903), std::back_inserter(wanted));
    EXPECT_EQ(found.shown, wanted);
    EXPECT_EQ(found.gaps, (std::vector<gap>{{0, 970, 98}, {1'030, 8'970, 795}, {9'030, 9'990, 97}}));
}

TEST(window, stretches_that_meet_leave_more_for_both) {
    EXPECT_EQ(choose(sends(100), {50, 52}, 11).shown, from_to(46, 57));
    EXPECT_EQ(choose(sends(100), {0}, 11).shown, from_to(0, 11));
    EXPECT_EQ(choose(sends(100), {99}, 11).shown, from_to(89, 100));
}

TEST(window, the_other_side_of_a_message_is_shown_too) {
    history of = sends(1'000);
    of.operations.push_back({20, 8'007, 8'008, 1, 0, 1'002, recv, outcome::ok});
    EXPECT_EQ(choose(of, {1'000}, 2).shown, (positions{20, 1'000}));
    EXPECT_EQ(choose(of, {20}, 2).shown, (positions{20, 1'000}));
}

TEST(window, what_overlaps_a_stretch_is_shown_too) {
    history of = sends(1'000);
    of.operations.push_back({0, 7, 5'001, 1, 0, 1'002, recv, outcome::disconnected});  // reaches into it
    of.operations.push_back({0, 8, 4'979, 2, 0, 1'003, recv, outcome::disconnected});  // ended just before
    of.operations.push_back({0, 9, never, 3, 0, 1'004, recv, outcome::would_block});   // never ended
    window const found = choose(of, {500}, 5);
    EXPECT_EQ(found.shown, (positions{1'000, 1'002, 498, 499, 500, 501, 502}));
    EXPECT_EQ(found.gaps, (std::vector<gap>{{0, 4'970, 499}, {5'030, 9'990, 497}}));
}

TEST(window, nothing_is_lost_or_doubled) {
    history const of = sends(500);
    for (std::size_t most = 2; most < 520; most += 7) {
        window const found = choose(of, {17, 333}, most);
        std::size_t left_out = 0;
        for (gap const& each : found.gaps) {
            left_out += each.operations;
        }
        EXPECT_EQ(found.shown.size() + left_out, 500U) << most;
        EXPECT_LE(found.shown.size(), std::max<std::size_t>(most, 2)) << most;
        EXPECT_TRUE(std::ranges::is_sorted(found.shown)) << most;
        EXPECT_TRUE(std::ranges::adjacent_find(found.shown) == found.shown.end()) << most;
        EXPECT_TRUE(std::ranges::binary_search(found.shown, 17U) && std::ranges::binary_search(found.shown, 333U))
            << most;
    }
}

TEST(window, a_proof_of_operations_that_are_not_there_is_refused) {
    EXPECT_THROW((void)choose(sends(3), {3}, 10), std::out_of_range);
}

}  // namespace
}  // namespace refchan::timeline
