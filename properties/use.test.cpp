// SPDX-License-Identifier: MIT
// properties/use.test.cpp: G9, G12, G14, G15: who may use a handle at once, who is woken by what, and what a rendezvous
// is. Nothing here depends on a time: a thread that is meant to be asleep may not be yet, and then the test is merely
// easier.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <latch>
#include <optional>
#include <thread>
#include <vector>

#include "channels.hpp"
#include "runner.hpp"

namespace {

using namespace std::chrono_literals;
using properties::about;

void give_others_time() { std::this_thread::sleep_for(2ms); }

template <class Kind>
class use : public testing::Test {};
using kinds = testing::Types<properties::shipped, properties::blocks_of_1, properties::reference, properties::bounded>;
struct kind_names {
    template <class Kind>
    static std::string GetName(int index) {
        static constexpr char const* names[]{"unbounded", "blocks_of_1", "reference", "bounded"};
        return names[index];
    }
};
TYPED_TEST_SUITE(use, kinds, kind_names);

TYPED_TEST(use, one_sender_object_serves_several_threads) {
    about("all", {"G1", "G3", "G14"}, "4 threads, 2000 messages");
    auto [made, rx] = TypeParam::template make<int>(4);
    std::optional tx(std::move(made));
    std::vector<std::jthread> threads;
    for (int t = 0; t != 4; ++t) {
        threads.emplace_back([&tx, t] {
            for (int i = 0; i != 500; ++i) {
                EXPECT_TRUE(tx->send(t * 500 + i).has_value());
                auto const clone = *tx;  // copying one object from several threads is use, too
            }
        });
    }
    std::vector<int> next{0, 500, 1000, 1500};
    for (int i = 0; i != 2000; ++i) {
        int const message = rx.recv().value();
        EXPECT_EQ(message, next[static_cast<std::size_t>(message / 500)]++);
    }
    threads.clear();
    EXPECT_EQ(rx.try_recv(), std::unexpected(refchan::try_recv_error::empty));
}

TYPED_TEST(use, a_message_wakes_the_receiver) {
    about("all", {"G9"});
    auto [tx, rx] = TypeParam::template make<int>(4);
    std::jthread const sleeper([&rx] { EXPECT_EQ(rx.recv(), 1); });
    give_others_time();
    EXPECT_TRUE(tx.send(1).has_value());
}

TYPED_TEST(use, last_sender_drop_wakes_receiver) {
    about("all", {"G5", "G9"});
    auto [tx, rx] = TypeParam::template make<int>(4);
    std::jthread const sleeper([&rx] { EXPECT_FALSE(rx.recv().has_value()); });
    auto clone = std::optional(tx);
    give_others_time();
    clone.reset();
    std::optional(std::move(tx)).reset();
}

TYPED_TEST(use, receiver_may_change_threads) {
    about("all", {"G14"});
    auto [tx, rx] = TypeParam::template make<int>(4);
    for (int i = 0; i != 50; ++i) {
        EXPECT_TRUE(tx.send(i).has_value());
        std::jthread([&rx, i] { EXPECT_EQ(rx.recv(), i); }).join();
    }
}

template <class Kind>
void receive_on_two_threads() {
    ::alarm(20);  // one that nobody stops ends all the same
    auto [tx, rx] = Kind::template make<int>(4);
    std::jthread const first([&rx] { (void)rx.recv(); });
    for (;;) {
        (void)rx.try_recv();  // stops as soon as both are inside
    }
}

TYPED_TEST(use, two_threads_in_one_receiver_stop_a_debug_build) {
    about("all", {"G14"});
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(receive_on_two_threads<TypeParam>(), "two threads are in one receiver");
}

TEST(bounded_use, receiver_drop_wakes_each_sender_that_waits) {
    about("bounded", {"G9", "G12"});
    for (std::size_t const size : {0U, 1U}) {
        auto [tx, rx] = refchan::sync_channel<int>(size);
        if (size == 1) {
            EXPECT_TRUE(tx.send(0).has_value());
        }
        std::vector<std::jthread> senders;
        for (int i = 0; i != 3; ++i) {
            senders.emplace_back([mine = tx, i] {
                auto const answer = mine.send(i);
                EXPECT_TRUE(!answer && answer.error().is_disconnected() && answer.error().message == i);
            });
        }
        give_others_time();
        std::optional(std::move(rx)).reset();
    }
}

TEST(bounded_use, room_wakes_each_sender_that_waits) {
    about("bounded", {"G9", "G12"});
    auto [tx, rx] = refchan::sync_channel<int>(2);
    std::vector<std::jthread> senders;
    for (int i = 0; i != 6; ++i) {
        senders.emplace_back([mine = tx, i] { EXPECT_TRUE(mine.send(i).has_value()); });
    }
    give_others_time();
    for (int i = 0; i != 6; ++i) {
        EXPECT_TRUE(rx.recv().has_value());
    }
}

TEST(bounded_use, a_sender_that_times_out_leaves_its_wake_up_to_others) {
    about("bounded", {"G7", "G9"}, "300 rounds of 3 senders with short patience");
    for (int round = 0; round != 300; ++round) {
        auto [tx, rx] = refchan::sync_channel<int>(round % 2 == 0 ? 0 : 1);
        std::atomic<int> sent{0};
        std::vector<std::jthread> senders;
        for (int i = 0; i != 3; ++i) {
            senders.emplace_back([&sent, mine = tx, i] {
                bool const patient = i == 0;
                sent += (patient ? mine.send(i).has_value() : mine.send_for(i, 30us * i).has_value()) ? 1 : 0;
            });
        }
        std::optional(std::move(tx)).reset();
        int received = 0;
        for (int const message : rx) {
            received += message >= 0 ? 1 : 0;
        }
        senders.clear();
        EXPECT_EQ(received, sent);
        EXPECT_GE(received, 1);
    }
    properties::count_cases(300);
}

TEST(rendezvous_use, a_send_returns_only_when_its_message_is_being_received) {
    about("rendezvous", {"G12"});
    auto [tx, rx] = refchan::sync_channel<int>(0);
    std::atomic<bool> receiving{false};
    std::jthread const sender([&receiving, mine = tx] {
        EXPECT_TRUE(mine.send(1).has_value());
        EXPECT_TRUE(receiving);
    });
    give_others_time();
    receiving = true;
    EXPECT_EQ(rx.recv(), 1);
}

TEST(rendezvous_use, try_send_succeeds_only_while_a_receiver_waits) {
    about("rendezvous", {"G12"});
    auto [tx, rx] = refchan::sync_channel<int>(0);
    EXPECT_TRUE(tx.try_send(1).error().is_full());
    EXPECT_EQ(rx.try_recv(), std::unexpected(refchan::try_recv_error::empty));
    EXPECT_TRUE(tx.try_send(1).error().is_full());
    EXPECT_EQ(rx.recv_for(1ms), std::unexpected(refchan::recv_timeout_error::timeout));
    EXPECT_TRUE(tx.try_send(1).error().is_full());
    std::jthread const receiver([&rx] { EXPECT_EQ(rx.recv(), 2); });
    while (!tx.try_send(2)) {
        std::this_thread::yield();
    }
}

TEST(rendezvous_use, a_sender_that_waits_is_a_message_that_is_there) {
    about("rendezvous", {"G6", "G7", "G12"}, "100 rounds");
    for (int round = 0; round != 100; ++round) {
        auto [tx, rx] = refchan::sync_channel<int>(0);
        std::jthread const sender([mine = std::move(tx), round] { EXPECT_TRUE(mine.send(round).has_value()); });
        for (;;) {  // the sender may not be there yet; when it is, a receive of no patience finds it
            auto const message = round % 2 == 0 ? rx.recv_for(0s) : rx.recv_until(std::chrono::steady_clock::now());
            if (message) {
                EXPECT_EQ(message, round);
                break;
            }
            EXPECT_EQ(message.error(), refchan::recv_timeout_error::timeout);
            std::this_thread::yield();
        }
    }
    properties::count_cases(100);
}

TEST(unbounded_use, send_never_waits_for_the_receiver) {
    about("unbounded", {"G15"}, "100000 messages");
    auto [tx, rx] = refchan::channel<int>();
    for (int i = 0; i != 100000; ++i) {
        ASSERT_TRUE(tx.send(i).has_value());
    }
    for (int i = 0; i != 100000; ++i) {
        ASSERT_EQ(rx.try_recv(), i);
    }
}

}  // namespace
