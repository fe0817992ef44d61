// SPDX-License-Identifier: MIT
// properties/edges.test.cpp: what reviewers of the library have broken, each kept as a test: loops that stop early, types
// that hide their address or cannot be assigned, what is said without memory, and odd points in time.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <ranges>
#include <ratio>
#include <utility>

#include "allocation.hpp"
#include "refchan/channel.hpp"
#include "runner.hpp"

namespace {

using properties::about;

/// As little of a type as may travel.
struct plain {
    int const number;
    explicit plain(int given) noexcept : number(given) {}
    plain(plain&& other) noexcept : number(other.number) {}
    plain(plain const&) = delete;
    plain& operator=(plain const&) = delete;
    ~plain() = default;
    plain* operator&() = delete;
    plain const* operator&() const = delete;
};
static_assert(std::ranges::input_range<refchan::receiver<plain>>);

/// Fails the next allocation of this thread inside an operation.
template <class Operation>
auto without_memory(Operation operation) {
    properties::failing_allocation const failing(0);
    properties::armed const now;
    return operation();
}

TEST(edges, a_loop_left_after_n_messages_has_received_n) {
    about("unbounded", {"G3"});
    auto [tx, rx] = refchan::channel<int>();
    for (int i = 1; i <= 5; ++i) {
        EXPECT_TRUE(tx.send(i).has_value());
    }
    int sum = 0;
    for (int const message : rx | std::views::take(3)) {
        sum += message;
    }
    EXPECT_EQ(sum, 6);
    EXPECT_EQ(rx.recv().value(), 4);
}

TEST(edges, a_type_without_address_or_assignment_travels) {
    about("all", {"G3", "G4", "G11"});
    auto [tx, rx] = refchan::sync_channel<plain>(1);
    EXPECT_TRUE(tx.send(plain(1)).has_value());
    auto const refused = tx.try_send(plain(2));
    EXPECT_TRUE(refused.error().is_full());
    EXPECT_EQ(refused.error().message.number, 2);
    auto position = rx.begin();
    EXPECT_EQ(position->number, 1);
    EXPECT_TRUE(tx.send(plain(3)).has_value());
    auto later = rx.begin();
    EXPECT_EQ(later->number, 3);
    position = std::move(later);
    EXPECT_EQ((*position).number, 3);
}

TEST(edges, errors_have_their_names) {
    about("all", {"G4", "G5"});
    using refchan::to_string;
    EXPECT_EQ(to_string(refchan::failure::disconnected), "disconnected");
    EXPECT_EQ(to_string(refchan::failure::full), "full");
    EXPECT_EQ(to_string(refchan::failure::timeout), "timeout");
    EXPECT_EQ(to_string(refchan::failure::out_of_memory), "out of memory");
    EXPECT_EQ(to_string(refchan::recv_error()), "disconnected");
    EXPECT_EQ(to_string(refchan::try_recv_error::empty), "empty");
    EXPECT_EQ(to_string(refchan::try_recv_error::disconnected), "disconnected");
    EXPECT_EQ(to_string(refchan::recv_timeout_error::timeout), "timeout");
    EXPECT_EQ(to_string(refchan::recv_timeout_error::disconnected), "disconnected");
}

TEST(edges, an_iterator_that_is_assigned_goes_on_where_the_other_one_was) {
    about("all", {"G3"});
    auto [first_tx, first] = refchan::channel<int>();
    auto [second_tx, second] = refchan::channel<int>();
    EXPECT_TRUE(first_tx.send(1).has_value());
    for (int const message : {10, 20, 30}) {
        EXPECT_TRUE(second_tx.send(message).has_value());
    }
    auto position = first.try_iter().begin();
    EXPECT_EQ(*position, 1);
    auto other = second.try_iter().begin();
    EXPECT_EQ(*other, 10);
    position = std::move(other);
    EXPECT_EQ(*position, 10);
    EXPECT_EQ(*++position, 20);
    position++;
    EXPECT_EQ(*position, 30);
    EXPECT_TRUE(first_tx.send(2).has_value());
    position = first.try_iter().begin();  // which has not asked for a message yet
    EXPECT_EQ(*position, 2);
    auto& itself = position;
    position = std::move(itself);
    ASSERT_NE(position, std::default_sentinel);
    EXPECT_EQ(*position, 2);
    auto spent = first.try_iter().begin();
    EXPECT_EQ(spent, std::default_sentinel);
    position = std::move(spent);
    EXPECT_EQ(position, std::default_sentinel);
}

TEST(edges, an_iterator_lets_go_of_its_message_before_it_waits_for_the_next_one) {
    about("all", {"G5", "G16"});
    using message = std::shared_ptr<int>;  // it might own a sender, and then no loop would end
    auto [tx, rx] = refchan::channel<message>();
    EXPECT_TRUE(tx.send(std::make_shared<int>(1)).has_value());
    auto position = rx.begin();
    std::weak_ptr<int> const sent = *position;
    EXPECT_FALSE(sent.expired());
    ++position;
    EXPECT_TRUE(sent.expired());
}

TEST(edges, without_memory_full_and_disconnected_are_still_the_truth) {
    about("bounded", {"G5", "G11", "G12"});
    auto made = refchan::sync_channel<int>(1);
    auto const& tx = made.first;
    EXPECT_TRUE(without_memory([&] { return tx.try_send(1); }).error().is_out_of_memory());
    EXPECT_TRUE(tx.try_send(1).has_value());
    EXPECT_TRUE(without_memory([&] { return tx.try_send(2); }).error().is_full());
    {
        auto const gone = std::move(made.second);
    }
    EXPECT_TRUE(without_memory([&] { return tx.send(2); }).error().is_disconnected());
}

/// system_clock in steps so fine that 64 bits hold a hundred days of them around 1970.
struct fine_clock {
    using duration = std::chrono::duration<std::int64_t, std::pico>;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<fine_clock>;
    [[maybe_unused]] static constexpr bool is_steady = true;
    static time_point now() noexcept { return time_point(std::chrono::hours(1)); }
};

TEST(edges, no_point_in_time_overflows) {
    about("unbounded", {"G7"});
    using namespace std::chrono;
    using real = duration<double>;
    auto made = refchan::channel<int>();
    auto& rx = made.second;
    auto const times_out = [&](auto when) {
        return rx.recv_until(when).error() == refchan::recv_timeout_error::timeout;
    };
    EXPECT_TRUE(times_out(time_point<steady_clock, real>(real(std::numeric_limits<double>::quiet_NaN()))));
    EXPECT_TRUE(times_out(time_point<system_clock, real>(real(std::numeric_limits<double>::quiet_NaN()))));
    EXPECT_TRUE(times_out(time_point<steady_clock, duration<std::int64_t, std::pico>>::min()));
    EXPECT_TRUE(times_out(fine_clock::time_point::min()));

    EXPECT_TRUE(made.first.send(1).has_value());
    EXPECT_EQ(rx.recv_until(fine_clock::time_point::min()).value(), 1);

    // Far beyond what fine_clock can tell, and well before what steady_clock can.
    using far = refchan::detail::std_sync::deadline;
    EXPECT_FALSE(far::at(time_point<fine_clock, seconds>(hours(24 * 365))).passed());
    EXPECT_FALSE(far::at(time_point<steady_clock, real>(real(std::numeric_limits<double>::infinity()))).passed());
}

}  // namespace
