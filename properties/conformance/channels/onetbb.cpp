// SPDX-License-Identifier: MIT
// properties/conformance/channels/onetbb.cpp: oneapi::tbb::concurrent_bounded_queue (Debian: libtbb-dev). It has no
// close: abort() makes those throw who wait at that moment.

#include <oneapi/tbb/concurrent_queue.h>

#include <cstddef>

#include "channels.hpp"

namespace conformance_channels {

namespace {

template <class T>
struct concurrent_bounded_queue {
    explicit concurrent_bounded_queue(capacity size) {
        if (size) {
            queue.set_capacity(static_cast<std::ptrdiff_t>(*size));
        }
    }

    outcome send(T& message) {
        queue.push(std::move(message));
        return outcome::ok;
    }
    outcome try_send(T& message) { return queue.try_push(std::move(message)) ? outcome::ok : outcome::full; }
    std::expected<T, outcome> recv() {
        T message;
        queue.pop(message);
        return message;
    }
    std::expected<T, outcome> try_recv() {
        T message;
        return received(queue.try_pop(message), message, outcome::empty);
    }

    oneapi::tbb::concurrent_bounded_queue<T> queue;
};

struct adapter {
    static constexpr std::string_view name = "oneTBB concurrent_bounded_queue";
    static constexpr std::array capacities{capacity(), capacity(1), capacity(3), capacity(8)};
    static constexpr bool shared_senders = true;
    static constexpr auto promises = kit::profile::fifo_per_sender;
    static constexpr std::string_view documents =
        "a bounded first-in-first-out data structure; the order is promised between items that one thread pushes "
        "(oneTBB Developer Guide, Concurrent Queue Classes)";
    template <class T>
    static auto make(capacity size) {
        return kit::closing_queue<concurrent_bounded_queue<T>>(size);
    }
};

added<adapter> const here;

}  // namespace

}  // namespace conformance_channels
