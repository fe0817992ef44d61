// SPDX-License-Identifier: MIT
// properties/conformance/channels/boost_thread.cpp: boost::concurrent::sync_queue and sync_bounded_queue (Debian:
// libboost-thread-dev). Both can be closed, and are by whichever side goes first.

#include <boost/thread/concurrent_queues/sync_bounded_queue.hpp>
#include <boost/thread/concurrent_queues/sync_queue.hpp>

#include "channels.hpp"

namespace conformance_channels {

namespace {

using boost::concurrent::queue_op_status;

outcome outcome_of(queue_op_status status) {
    switch (status) {
        case queue_op_status::success:
            return outcome::ok;
        case queue_op_status::empty:
            return outcome::empty;
        case queue_op_status::full:
            return outcome::full;
        default:
            return outcome::disconnected;
    }
}

template <class T>
struct sync_queue {
    explicit sync_queue(capacity /*none*/) {}

    outcome send(T& message) { return outcome_of(queue.wait_push(boost::move(message))); }
    std::expected<T, outcome> recv() {
        T message;
        outcome const answer = outcome_of(queue.wait_pull(message));
        return received(answer == outcome::ok, message, answer);
    }
    std::expected<T, outcome> try_recv() {
        T message;
        outcome const answer = outcome_of(queue.try_pull(message));
        return received(answer == outcome::ok, message, answer);
    }
    void close() { queue.close(); }

    boost::concurrent::sync_queue<T> queue;
};

template <class T>
struct sync_bounded_queue {
    explicit sync_bounded_queue(capacity size) : queue(*size) {}

    outcome send(T& message) { return outcome_of(queue.wait_push_back(boost::move(message))); }
    outcome try_send(T& message) { return outcome_of(queue.try_push_back(boost::move(message))); }
    std::expected<T, outcome> recv() {
        T message;
        outcome const answer = outcome_of(queue.wait_pull_front(message));
        return received(answer == outcome::ok, message, answer);
    }
    std::expected<T, outcome> try_recv() {
        T message;
        outcome const answer = outcome_of(queue.try_pull_front(message));
        return received(answer == outcome::ok, message, answer);
    }
    void close() { queue.close(); }

    boost::concurrent::sync_bounded_queue<T> queue;
};

struct unbounded_adapter {
    static constexpr std::string_view name = "Boost.Thread sync_queue";
    static constexpr bool shared_senders = true;
    static constexpr auto rung = kit::profile::linearizable;
    static constexpr std::string_view documents =
        "experimental; once it is closed, operations that return a status return closed, and what is in it can still "
        "be pulled "
        "(Boost.Thread, Synchronized Queues)";
    template <class T>
    static auto make(capacity size) {
        return kit::closing_queue<sync_queue<T>>(size);
    }
};

struct bounded_adapter : unbounded_adapter {
    static constexpr std::string_view name = "Boost.Thread sync_bounded_queue";
    static constexpr std::array capacities{capacity(1), capacity(2), capacity(8)};
    static constexpr std::array deviations{
        kit::deviation{"survives",
                       "wait_push_back returns closed if the queue is closed when it is called; one that waits for "
                       "room when it is closed "
                       "throws sync_queue_is_closed",
                       false}};
    template <class T>
    static auto make(capacity size) {
        return kit::closing_queue<sync_bounded_queue<T>>(size);
    }
};

added<unbounded_adapter, bounded_adapter> const here;

}  // namespace

}  // namespace conformance_channels
