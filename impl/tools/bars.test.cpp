// SPDX-License-Identifier: MIT
// bars.test.cpp: the picture of operations as bars shows who overlapped with whom, and fits the page.

#include "refchan/oracle/bars.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

namespace refchan::oracle {

namespace {

using kind = operation_kind;

operation made(kind what, std::uint32_t process, instant call, instant returned, std::int64_t value, outcome result) {
    return {.value = value, .call = call, .returned = returned, .process = process, .kind = what, .result = result};
}

std::string drawn(history const& all, std::size_t width = 100) {
    std::vector<std::uint32_t> which(all.operations.size());
    std::iota(which.begin(), which.end(), 0U);
    return "\n" + draw(all, which, width);
}

history three_processes() {
    history all;
    all.operations = {made(kind::send, 0, 1203, 1250, 17, outcome::ok),
                      made(kind::send, 1, 1204, never, 18, outcome::would_block),
                      made(kind::recv, 9, 1210, 1260, 17, outcome::ok)};
    return all;
}

}  // namespace

TEST(bars, one_lane_for_each_process_and_pending_ones_stay_open) {
    EXPECT_EQ(drawn(three_processes(), 50), R"(
process 0  |- send(17) ok -|
process 1     |- send(18) -------...
process 9        |- recv -> 17 -|
)");
}

TEST(bars, distances_are_those_of_time_where_the_names_fit) {
    history all;
    all.operations = {made(kind::send, 0, 0, 50, 1, outcome::ok), made(kind::recv, 9, 60, 90, 1, outcome::ok)};
    EXPECT_EQ(drawn(all, 102), R"(
process 0  |------------------ send(1) ok -------------------|
process 9                                                              |--------- recv -> 1 ---------|
)");
}

TEST(bars, distances_are_those_of_order_where_times_are_far_apart) {
    history all;
    all.operations = {made(kind::send, 0, 0, 5, 1, outcome::ok),
                      made(kind::try_recv, 9, 9'000'000'000'000'000'000, 9'000'000'000'000'000'001, 0, outcome::empty)};
    EXPECT_EQ(drawn(all), R"(
process 0  |- send(1) ok -|
process 9                    |- try_recv empty -|
)");
}

TEST(bars, lines_stand_before_the_names) {
    history all = three_processes();
    all.operations[2].line = 12;
    EXPECT_NE(drawn(all).find(" 12: recv -> 17 "), std::string::npos);
}

TEST(bars, without_common_times_each_process_stands_for_itself) {
    history all;
    all.timed = false;
    all.operations = {made(kind::send, 0, 0, 1, 1, outcome::ok), made(kind::send, 0, 2, 3, 2, outcome::ok),
                      made(kind::recv, 9, 0, 1, 2, outcome::ok)};
    EXPECT_EQ(drawn(all), R"(
process 0  |- send(1) ok -|  |- send(2) ok -|
process 9  |- recv -> 2 -|
)");
}

TEST(bars, columns_grow_with_time) {
    history all;
    for (std::uint32_t i = 0; i != 12; ++i) {  // each overlaps the next three
        all.operations.push_back(made(kind::send, i, 10 * i, 10 * i + 35, i, outcome::ok));
    }
    std::istringstream lanes(drawn(all, 1000).substr(1));
    std::vector<std::pair<std::size_t, std::size_t>> bars;
    for (std::string lane; std::getline(lanes, lane);) {
        bars.emplace_back(lane.find('|'), lane.rfind('|'));
    }
    ASSERT_EQ(bars.size(), 12U);
    for (std::size_t i = 0; i != bars.size(); ++i) {
        for (std::size_t j = i + 1; j != bars.size(); ++j) {
            EXPECT_LT(bars[i].first, bars[j].first);
            EXPECT_EQ(bars[j].first < bars[i].second, j <= i + 3) << i << " and " << j;
        }
    }
}

TEST(bars, a_picture_wider_than_the_page_is_cut_into_strips) {
    history all;
    for (std::uint32_t i = 0; i != 40; ++i) {
        all.operations.push_back(made(kind::send, i % 3, 10 * i, 10 * i + 5, i, outcome::ok));
    }
    std::istringstream lines(drawn(all, 60).substr(1));
    std::size_t blank = 0;
    std::size_t begun = 0;
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 60U);
        blank += line.empty() ? 1U : 0U;
        begun += static_cast<std::size_t>(std::ranges::count(line, '|'));
    }
    EXPECT_GT(blank, 5U);
    EXPECT_EQ(begun, 80U);
}

TEST(bars, nothing_is_drawn_of_nothing) { EXPECT_EQ(drawn(history()), "\n"); }

TEST(bars, every_operation_has_a_name) {
    EXPECT_EQ(describe(made(kind::try_send, 0, 0, 1, -5, outcome::full)), "try_send(-5) full");
    EXPECT_EQ(describe(made(kind::recv_timeout, 0, 0, 1, 0, outcome::timeout)), "recv_timeout timeout");
    EXPECT_EQ(describe(made(kind::clone_sender, 0, 0, 1, 3, outcome::ok)), "clone_sender(0) -> 3");
    EXPECT_EQ(describe(made(kind::drop_sender, 0, 0, 1, 0, outcome::ok)), "drop_sender(0) ok");
    EXPECT_EQ(describe(made(kind::drop_receiver, 0, 0, never, 0, outcome::would_block)), "drop_receiver");
}

}  // namespace refchan::oracle
