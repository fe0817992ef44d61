// SPDX-License-Identifier: MIT
// properties/conformance/channels/moodycamel.cpp: moodycamel::BlockingConcurrentQueue (Debian: libconcurrentqueue-dev),
// with a queue for each producer's thread inside. It has no close.

#include <blockingconcurrentqueue.h>

#include <new>

#include "channels.hpp"

namespace conformance_channels {

namespace {

template <class T>
struct blocking_concurrent_queue {
    explicit blocking_concurrent_queue(capacity /*none*/) {}

    outcome send(T& message) { return queue.enqueue(std::move(message)) ? outcome::ok : throw std::bad_alloc(); }
    std::expected<T, outcome> recv() {
        T message;
        queue.wait_dequeue(message);
        return message;
    }
    std::expected<T, outcome> try_recv() {
        T message;
        return received(queue.try_dequeue(message), message, outcome::empty);
    }
    std::expected<T, outcome> recv_for(nanoseconds patience) {
        T message;
        auto const microseconds = std::chrono::ceil<std::chrono::microseconds>(patience);
        return received(queue.wait_dequeue_timed(message, microseconds), message, outcome::timeout);
    }

    moodycamel::BlockingConcurrentQueue<T> queue;
};

struct adapter {
    static constexpr std::string_view name = "moodycamel BlockingConcurrentQueue";
    static constexpr auto promises = kit::profile::fifo_per_sender;
    static constexpr auto rung = kit::profile::fifo_per_sender;
    static constexpr bool shared_senders = true;
    static constexpr std::string_view documents =
        "elements of one producer come out in order; between producers there is no order, and it is not linearizable; "
        "try_dequeue finds the queue likely, but not surely, empty (README.md and concurrentqueue.h of "
        "cameron314/concurrentqueue)";
    template <class T>
    static auto make(capacity size) {
        return kit::closing_queue<blocking_concurrent_queue<T>>(size);
    }
};

added<adapter> const here;

}  // namespace

}  // namespace conformance_channels
