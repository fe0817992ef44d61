// SPDX-License-Identifier: MIT
// properties/durations.test.cpp: G7: no duration and no point in time overflows, a message that is there wins over any
// deadline, and nothing times out early. No assertion depends on how fast the machine is.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <latch>
#include <limits>
#include <ratio>
#include <string>
#include <thread>

#include "channels.hpp"
#include "runner.hpp"
#include "scenarios.hpp"

namespace {

using namespace std::chrono;
using namespace std::chrono_literals;
using properties::about;

/// Calls visit with durations of every sort that does not wait: past ones, zero, not a number.
template <class Visit>
void for_each_past_duration(Visit visit) {
    visit(0s);
    visit(-1ns);
    visit(nanoseconds::min());
    visit(hours::min());
    visit(years::min());
    visit(duration<float>(-0.5F));
    visit(duration<double>(std::numeric_limits<double>::lowest()));
    visit(duration<double>(-std::numeric_limits<double>::infinity()));
    visit(duration<double>(std::numeric_limits<double>::quiet_NaN()));
    visit(duration<std::int64_t, std::pico>::min());
    visit(duration<std::int8_t>(-100));
}

/// The same with durations beyond what a clock can tell.
template <class Visit>
void for_each_endless_duration(Visit visit) {
    visit(nanoseconds::max());
    visit(seconds::max());
    visit(hours::max());
    visit(years::max());
    visit(duration<std::uint64_t>::max());
    visit(duration<double>::max());
    visit(duration<double>(std::numeric_limits<double>::infinity()));
    visit(duration<float, std::ratio<31556952>>(1e30F));
}

/// The same with points in time.
template <class Clock, class Visit>
void for_each_past_time(Visit visit) {
    visit(time_point<Clock, nanoseconds>::min());
    visit(time_point<Clock, seconds>::min());
    visit(time_point<Clock, hours>::min());
    visit(time_point<Clock, duration<double>>::min());
    visit(time_point<Clock, nanoseconds>(1ns));
    visit(Clock::now());
}
template <class Clock, class Visit>
void for_each_endless_time(Visit visit) {
    visit(time_point<Clock, nanoseconds>::max());
    visit(time_point<Clock, seconds>::max());
    visit(time_point<Clock, hours>::max());
    visit(time_point<Clock, duration<double>>::max());
    visit(Clock::now() + 24h * 365);
}

template <class Kind>
class durations : public testing::Test {
protected:
    /// Calls visit with each way to receive within no time, and counts.
    template <class Visit>
    static void past(Visit visit) {
        for_each_past_duration([&](auto length) { visit([length](auto& rx) { return rx.recv_for(length); }); });
        auto const until = [&](auto time) { visit([time](auto& rx) { return rx.recv_until(time); }); };
        for_each_past_time<steady_clock>(until);
        for_each_past_time<system_clock>(until);
    }
    /// The same with each way to receive within all the time there is.
    template <class Visit>
    static void endless(Visit visit) {
        for_each_endless_duration([&](auto length) { visit([length](auto& rx) { return rx.recv_for(length); }); });
        auto const until = [&](auto time) { visit([time](auto& rx) { return rx.recv_until(time); }); };
        for_each_endless_time<steady_clock>(until);
        for_each_endless_time<system_clock>(until);
    }
    void SetUp() override { about("all", {"G7"}, "every sort of duration and of clock"); }
};

using kinds = testing::Types<properties::shipped, properties::bounded>;
struct kind_names {
    template <class Kind>
    static std::string GetName(int index) {
        return index == 0 ? "unbounded" : "bounded";
    }
};
TYPED_TEST_SUITE(durations, kinds, kind_names);

TYPED_TEST(durations, a_message_that_is_there_wins_over_any_deadline) {
    auto [tx, rx] = TypeParam::template make<int>(4);
    auto const wins = [&, next = 0](auto receive) mutable {
        ASSERT_TRUE(tx.send(++next).has_value());
        EXPECT_EQ(receive(rx), next);
        properties::count_cases(1);
    };
    this->past(wins);
    this->endless(wins);
}

TYPED_TEST(durations, a_past_deadline_answers_at_once) {
    auto [tx, rx] = TypeParam::template make<int>(4);
    this->past([&](auto receive) {
        EXPECT_EQ(receive(rx), std::unexpected(refchan::recv_timeout_error::timeout));
        properties::count_cases(1);
    });
    {
        auto const gone = std::move(tx);
    }
    this->past(
        [&](auto receive) { EXPECT_EQ(receive(rx), std::unexpected(refchan::recv_timeout_error::disconnected)); });
}

TYPED_TEST(durations, an_endless_deadline_waits_for_the_message_and_for_the_end) {
    this->endless([](auto receive) {
        auto [tx, rx] = TypeParam::template make<int>(4);
        std::jthread const worker([mine = std::move(tx)] {
            std::this_thread::sleep_for(1ms);
            EXPECT_TRUE(mine.send(1).has_value());
            std::this_thread::sleep_for(1ms);
        });
        EXPECT_EQ(receive(rx), 1);
        EXPECT_EQ(receive(rx), std::unexpected(refchan::recv_timeout_error::disconnected));
        properties::count_cases(1);
    });
}

TYPED_TEST(durations, endless_receive_waits_for_its_message) {
    EXPECT_EQ(properties::endless_receive_waits_for_its_message<TypeParam>(), "");
}

TYPED_TEST(durations, no_timeout_is_early) {
    auto [tx, rx] = TypeParam::template make<int>(4);
    auto const not_early = [&](auto length) {
        auto const begin = steady_clock::now();
        EXPECT_EQ(rx.recv_for(length), std::unexpected(refchan::recv_timeout_error::timeout));
        EXPECT_GE(duration<double>(steady_clock::now() - begin).count(), duration<double>(length).count());
        auto const time = steady_clock::now() + length;
        EXPECT_EQ(rx.recv_until(time), std::unexpected(refchan::recv_timeout_error::timeout));
        EXPECT_GE(steady_clock::now(), time);
        properties::count_cases(2);
    };
    not_early(1ns);
    not_early(15us);
    not_early(3ms);
    not_early(20ms);
    not_early(duration<float>(0.004F));
    not_early(duration<std::int64_t, std::pico>(1234567));
    not_early(duration<std::uint8_t, std::milli>(2));
}

TEST(durations_of_send, past_ones_answer_full_as_timeout_and_room_wins) {
    about("bounded", {"G7", "G12"}, "every sort of duration and of clock");
    auto [tx, rx] = refchan::sync_channel<int>(1);
    auto const both = [&](auto send) {
        EXPECT_TRUE(send(1).has_value());
        auto const late = send(2);
        ASSERT_FALSE(late.has_value());
        EXPECT_TRUE(late.error().is_timeout());
        EXPECT_EQ(late.error().message, 2);
        EXPECT_EQ(rx.recv(), 1);
        properties::count_cases(1);
    };
    auto const until = [&](auto time) { both([&](int m) { return tx.send_until(m, time); }); };
    for_each_past_duration([&](auto length) { both([&](int m) { return tx.send_for(m, length); }); });
    for_each_past_time<steady_clock>(until);
    for_each_past_time<system_clock>(until);
}

TEST(durations_of_send, endless_ones_wait_for_room_and_for_the_receiver_to_go) {
    about("bounded", {"G7", "G9", "G12"}, "every sort of duration and of clock");
    auto const waits = [](auto send) {
        auto [tx, rx] = refchan::sync_channel<int>(1);
        std::latch second_sent(1);
        EXPECT_TRUE(tx.send(1).has_value());
        std::jthread const worker([&second_sent, mine = std::move(rx)]() mutable {
            std::this_thread::sleep_for(1ms);
            EXPECT_EQ(mine.recv(), 1);
            second_sent.wait();
            std::this_thread::sleep_for(1ms);
            auto const gone = std::move(mine);
        });
        auto const second = send(tx, 2);
        EXPECT_TRUE(second.has_value()) << refchan::to_string(second ? refchan::failure::full : second.error().reason);
        second_sent.count_down();
        EXPECT_TRUE(send(tx, 3).error().is_disconnected());
        properties::count_cases(1);
    };
    auto const until = [&](auto time) { waits([time](auto& tx, int m) { return tx.send_until(m, time); }); };
    for_each_endless_duration([&](auto d) { waits([d](auto& tx, int m) { return tx.send_for(m, d); }); });
    for_each_endless_time<steady_clock>(until);
    for_each_endless_time<system_clock>(until);
}

TEST(durations_of_send, no_timeout_is_early) {
    about("bounded", {"G7"});
    auto [tx, rx] = refchan::sync_channel<int>(0);
    auto const begin = steady_clock::now();
    EXPECT_TRUE(tx.send_for(1, 5ms).error().is_timeout());
    EXPECT_GE(steady_clock::now() - begin, 5ms);
}

}  // namespace
