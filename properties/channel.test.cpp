// SPDX-License-Identifier: MIT
// properties/channel.test.cpp: the channel as its users meet it: the examples that Rust's std::sync::mpsc documents, in
// C++.

#include <gtest/gtest.h>

#include <iterator>
#include <memory>
#include <numeric>
#include <ranges>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "refchan/channel.hpp"
#include "runner.hpp"

namespace {

using namespace std::chrono_literals;
using properties::about;

static_assert(std::ranges::input_range<refchan::receiver<std::unique_ptr<int>>>);
static_assert(std::ranges::input_range<decltype(std::declval<refchan::receiver<int>&>().try_iter())>);
static_assert(std::is_copy_constructible_v<refchan::sender<std::unique_ptr<int>>>);
static_assert(std::is_nothrow_move_constructible_v<refchan::sender<int>>);
static_assert(std::is_nothrow_move_constructible_v<refchan::receiver<int>>);
static_assert(!std::is_copy_constructible_v<refchan::receiver<int>> &&
              !std::is_copy_assignable_v<refchan::receiver<int>>);
static_assert(!std::is_default_constructible_v<refchan::sender<int>>);

TEST(channel, hello_travels_to_another_thread) {
    about("unbounded", {"G3"});
    auto [tx, rx] = refchan::channel<std::string>();
    std::jthread const worker([mine = std::move(tx)] { EXPECT_TRUE(mine.send("hello").has_value()); });
    EXPECT_EQ(rx.recv().value(), "hello");
}

TEST(channel, each_clone_is_a_sender) {
    about("unbounded", {"G3", "G5"});
    auto [tx, rx] = refchan::channel<int>();
    std::vector<std::jthread> workers;
    for (int i = 0; i != 10; ++i) {
        workers.emplace_back([mine = tx, i] { EXPECT_TRUE(mine.send(i).has_value()); });
    }
    {
        auto const dropped = std::move(tx);
    }
    int sum = 0;
    for (int const message : rx) {
        sum += message;
    }
    EXPECT_EQ(sum, 45);
}

TEST(channel, a_full_channel_makes_its_sender_wait) {
    about("bounded", {"G9", "G12"});
    auto [tx, rx] = refchan::sync_channel<int>(1);
    EXPECT_TRUE(tx.send(1).has_value());
    std::jthread const worker([mine = std::move(tx)] { EXPECT_TRUE(mine.send(2).has_value()); });
    EXPECT_EQ(rx.recv().value(), 1);
    EXPECT_EQ(rx.recv().value(), 2);
    EXPECT_FALSE(rx.recv().has_value());
}

TEST(channel, a_failed_send_hands_the_message_back) {
    about("all", {"G4"});
    auto [tx, rx] = refchan::channel<std::unique_ptr<int>>();
    auto [sync_tx, sync_rx] = refchan::sync_channel<std::unique_ptr<int>>(1);
    EXPECT_TRUE(sync_tx.try_send(nullptr).has_value());
    auto const full = sync_tx.try_send(std::make_unique<int>(6));
    ASSERT_TRUE(!full && full.error().is_full());
    EXPECT_EQ(*full.error().message, 6);
    auto const late = sync_tx.send_for(std::make_unique<int>(7), 0s);
    ASSERT_TRUE(!late && late.error().is_timeout());
    EXPECT_EQ(*late.error().message, 7);
    {
        auto const gone = std::move(rx);
    }
    auto const lost = tx.send(std::make_unique<int>(8));
    ASSERT_TRUE(!lost && lost.error().is_disconnected());
    EXPECT_EQ(*lost.error().message, 8);
}

TEST(channel, iteration_ends_when_the_last_sender_is_gone) {
    about("all", {"G5"});
    auto [tx, rx] = refchan::sync_channel<int>(3);
    std::jthread const worker([mine = std::move(tx)] {
        for (int i = 1; i <= 5; ++i) {
            EXPECT_TRUE(mine.send(i).has_value());
        }
    });
    std::vector<int> seen;
    std::ranges::copy(rx, std::back_inserter(seen));
    EXPECT_EQ(seen, (std::vector{1, 2, 3, 4, 5}));
}

TEST(channel, try_iter_takes_what_is_there_and_no_more) {
    about("unbounded", {"G6"});
    auto [tx, rx] = refchan::channel<int>();
    EXPECT_EQ(rx.try_iter().begin(), rx.try_iter().end());
    EXPECT_TRUE(tx.send(1).has_value());
    EXPECT_TRUE(tx.send(2).has_value());
    int sum = 0;
    for (int const message : rx.try_iter()) {
        sum += message;
    }
    EXPECT_EQ(sum, 3);
    EXPECT_EQ(rx.try_recv(), std::unexpected(refchan::try_recv_error::empty));
}

TEST(channel, recv_for_says_timeout_or_disconnected) {
    about("all", {"G5", "G7"});
    auto [tx, rx] = refchan::channel<char>();
    EXPECT_EQ(rx.recv_for(1ms), std::unexpected(refchan::recv_timeout_error::timeout));
    EXPECT_TRUE(tx.send('a').has_value());
    EXPECT_EQ(rx.recv_for(1h), 'a');
    {
        auto const gone = std::move(tx);
    }
    EXPECT_EQ(rx.recv_for(1h), std::unexpected(refchan::recv_timeout_error::disconnected));
}

}  // namespace
