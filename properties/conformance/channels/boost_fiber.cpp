// SPDX-License-Identifier: MIT
// properties/conformance/channels/boost_fiber.cpp: boost::fibers::buffered_channel (Debian: libboost-fiber-dev), used
// between threads. Its constructor takes a power of two, and it holds one message less.

#include <boost/fiber/buffered_channel.hpp>

#include "channels.hpp"

namespace conformance_channels {

namespace {

using boost::fibers::channel_op_status;

outcome outcome_of(channel_op_status status) {
    switch (status) {
        case channel_op_status::success:
            return outcome::ok;
        case channel_op_status::empty:
            return outcome::empty;
        case channel_op_status::full:
            return outcome::full;
        case channel_op_status::timeout:
            return outcome::timeout;
        default:
            return outcome::disconnected;
    }
}

template <class T>
struct buffered_channel {
    explicit buffered_channel(capacity size) : queue(*size + 1) {}

    outcome send(T& message) { return outcome_of(queue.push(std::move(message))); }
    outcome try_send(T& message) { return outcome_of(queue.try_push(std::move(message))); }
    outcome send_for(T& message, nanoseconds patience) {
        return outcome_of(queue.push_wait_for(std::move(message), patience));
    }
    std::expected<T, outcome> recv() {
        T message;
        outcome const answer = outcome_of(queue.pop(message));
        return received(answer == outcome::ok, message, answer);
    }
    std::expected<T, outcome> try_recv() {
        T message;
        outcome const answer = outcome_of(queue.try_pop(message));
        return received(answer == outcome::ok, message, answer);
    }
    std::expected<T, outcome> recv_for(nanoseconds patience) {
        T message;
        outcome const answer = outcome_of(queue.pop_wait_for(message, patience));
        return received(answer == outcome::ok, message, answer);
    }
    void close() { queue.close(); }

    boost::fibers::buffered_channel<T> queue;
};

struct adapter {
    static constexpr std::string_view name = "Boost.Fiber buffered_channel";
    static constexpr std::array capacities{capacity(1), capacity(3), capacity(7)};
    static constexpr bool shared_senders = true;
    static constexpr auto rung = kit::profile::linearizable;
    static constexpr std::array deviations{kit::deviation{
        "sender_wakes",
        "in some runs, in which a push_wait_for on another thread timed out, a push stays asleep although "
        "there is room and the receiver waits",
        false, false}};
    static constexpr std::string_view documents =
        "the capacity is a power of two, of which it holds one less; values that were pushed before close() can still "
        "be popped "
        "(Boost.Fiber 1.74, Buffered Channel)";
    template <class T>
    static auto make(capacity size) {
        return kit::closing_queue<buffered_channel<T>>(size);
    }
};

added<adapter> const here;

}  // namespace

}  // namespace conformance_channels
