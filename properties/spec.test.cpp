// SPDX-License-Identifier: MIT
// properties/spec.test.cpp: the specification, row by row of the table at the top of refchan/spec.hpp: what each operation
// answers in each state, and that an operation that cannot happen changes nothing.

#include "refchan/spec.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "runner.hpp"

namespace {

using properties::about;
using refchan::outcome;
using channel = refchan::spec<int>;

enum class way { send, try_send };
enum class wait { recv, try_recv, recv_timed };

outcome offer(channel& to, way how, int& message) { return how == way::send ? to.send(message) : to.try_send(message); }
std::expected<int, outcome> take(channel& from, wait how) {
    switch (how) {
        case wait::recv:
            return from.recv();
        case wait::try_recv:
            return from.try_recv();
        default:
            return from.recv_timed();
    }
}
constexpr std::pair<way, outcome> without_room[] = {{way::send, outcome::would_block}, {way::try_send, outcome::full}};
constexpr std::pair<wait, outcome> without_message[] = {
    {wait::recv, outcome::would_block}, {wait::try_recv, outcome::empty}, {wait::recv_timed, outcome::timeout}};

channel holding(std::optional<std::size_t> capacity, std::vector<int> const& messages) {
    channel made(capacity);
    for (int message : messages) {
        EXPECT_EQ(made.send(message), outcome::ok);
    }
    return made;
}

TEST(spec, an_unbounded_channel_has_room_for_every_send) {
    about("specification", {"checker"});
    for (auto const& [how, otherwise] : without_room) {
        channel tested;
        for (int i = 0; i != 100; ++i) {
            int message = i;
            ASSERT_EQ(offer(tested, how, message), outcome::ok);
        }
        EXPECT_EQ(tested.messages().size(), 100U);
        EXPECT_EQ(tested.messages().front(), 0);
        EXPECT_EQ(tested.messages().back(), 99);
    }
}

TEST(spec, a_full_channel_blocks_a_send_and_answers_a_try_send) {
    about("specification", {"checker"});
    for (auto const& [how, otherwise] : without_room) {
        channel tested = holding(2, {1, 2});
        channel const before = tested;
        int message = 3;
        EXPECT_EQ(offer(tested, how, message), otherwise);
        EXPECT_EQ(tested, before);
        EXPECT_EQ(message, 3);
        EXPECT_EQ(tested.recv(), 1);
        EXPECT_EQ(offer(tested, how, message), outcome::ok);
        EXPECT_EQ(tested.messages(), (std::deque<int>{2, 3}));
    }
}

TEST(spec, a_rendezvous_has_room_only_for_a_receiver_that_waits) {
    about("specification", {"checker"});
    for (auto const& [how, otherwise] : without_room) {
        channel tested(0);
        int message = 1;
        EXPECT_TRUE(tested.is_rendezvous());
        EXPECT_EQ(offer(tested, how, message), otherwise);
        tested.wait_as_receiver(true);
        EXPECT_EQ(offer(tested, how, message), outcome::ok);
        EXPECT_EQ(offer(tested, how, message), otherwise) << "one receiver, one message";
        EXPECT_EQ(tested.recv(), 1);
        tested.wait_as_receiver(false);
        EXPECT_EQ(offer(tested, how, message), otherwise);
    }
}

TEST(spec, a_send_is_disconnected_when_the_receiver_is_gone_room_or_not) {
    about("specification", {"checker"});
    channel const states[] = {holding(std::nullopt, {1}), holding(2, {1}), holding(1, {1}), channel(0)};
    for (auto const& [how, otherwise] : without_room) {
        for (channel tested : states) {
            auto const queued = tested.messages();
            std::deque<int> discarded;
            tested.drop_receiver([&](int&& message) { discarded.push_back(message); });
            EXPECT_EQ(discarded, queued);
            channel const before = tested;
            int message = 7;
            EXPECT_EQ(offer(tested, how, message), outcome::disconnected);
            EXPECT_EQ(tested, before);
            EXPECT_EQ(message, 7);
        }
    }
}

TEST(spec, a_receiver_that_is_gone_has_left_nothing) {
    about("specification", {"checker"});
    channel waited(0);
    waited.wait_as_receiver(true);
    int message = 1;
    EXPECT_EQ(waited.send(message), outcome::ok);
    std::vector<int> discarded;
    waited.drop_receiver([&discarded](int&& one) { discarded.push_back(one); });
    EXPECT_EQ(discarded, std::vector<int>{1});
    channel never_waited(0);
    never_waited.drop_receiver([](int&&) { FAIL() << "a message that nobody sent"; });
    EXPECT_EQ(waited, never_waited);
}

TEST(spec, a_receive_gets_the_oldest_message) {
    about("specification", {"checker"});
    for (auto const& [how, otherwise] : without_message) {
        for (bool const senders_gone : {false, true}) {
            channel tested = holding(std::nullopt, {1, 2});
            if (senders_gone) {
                tested.drop_sender();
            }
            EXPECT_EQ(take(tested, how), 1);
            EXPECT_EQ(take(tested, how), 2);
        }
    }
}

TEST(spec, without_a_message_a_receive_blocks_or_says_empty_or_timeout) {
    about("specification", {"checker"});
    for (auto const& [how, otherwise] : without_message) {
        for (std::optional<std::size_t> const capacity :
             {std::optional<std::size_t>(), std::optional<std::size_t>(0U), std::optional<std::size_t>(3U)}) {
            channel tested(capacity);
            channel const before = tested;
            EXPECT_EQ(take(tested, how), std::unexpected(otherwise));
            EXPECT_EQ(tested, before);
        }
    }
}

TEST(spec, without_a_message_and_a_sender_a_receive_is_disconnected) {
    about("specification", {"checker"});
    for (auto const& [how, otherwise] : without_message) {
        channel tested(std::nullopt, 2);
        tested.clone_sender();
        for (std::size_t left = 3; left != 0; --left) {
            EXPECT_EQ(tested.senders(), left);
            EXPECT_EQ(take(tested, how), std::unexpected(otherwise));
            tested.drop_sender();
        }
        channel const before = tested;
        EXPECT_EQ(take(tested, how), std::unexpected(outcome::disconnected));
        EXPECT_EQ(take(tested, how), std::unexpected(outcome::disconnected)) << "and stays so";
        EXPECT_EQ(tested, before);
    }
}

TEST(spec, a_message_that_cannot_be_sent_is_not_moved_from) {
    about("specification", {"checker"});
    refchan::spec<std::unique_ptr<int>> tested(1);
    auto first = std::make_unique<int>(1);
    auto second = std::make_unique<int>(2);
    EXPECT_EQ(tested.send(first), outcome::ok);
    EXPECT_EQ(first, nullptr);
    EXPECT_EQ(tested.send(second), outcome::would_block);
    EXPECT_EQ(tested.try_send(second), outcome::full);
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(*second, 2);
    EXPECT_EQ(*tested.recv().value(), 1);
}

}  // namespace
