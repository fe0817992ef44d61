// SPDX-License-Identifier: MIT
#pragma once
// properties/scenarios.hpp: written scenarios that a planted fault must be caught by, too: so they are functions over a
// Kind that answer with what is broken, as the generated properties do.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "channels.hpp"
#include "payloads.hpp"

namespace properties {

/// G7: a receive with all the time there is does not time out before the message comes.
template <class Kind>
[[nodiscard]] std::string endless_receive_waits_for_its_message() {
    using std::chrono::hours;
    auto [tx, rx] = Kind::template make<int>(4);
    std::jthread const worker([mine = std::move(tx)] {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        (void)mine.send(1);
    });
    return rx.recv_for(hours::max()) == 1 ? "" : "a receive without end ended before its message came";
}

/// A message that owns a sender of its own channel, and in its destructor clones it and sends another message.
template <class Kind>
struct reentrant : alive {
    using sender = typename Kind::template sender<reentrant>;

    explicit reentrant(std::unique_ptr<sender> own) noexcept : tx(std::move(own)) {}
    reentrant(reentrant&&) noexcept = default;
    ~reentrant() {
        if (tx) {
            auto const clone = *tx;
            bool const accepted = clone.send(reentrant(nullptr)).has_value();
            ++(accepted ? sent : refused);
        }
    }
    std::unique_ptr<sender> tx;
    inline static int sent = 0;
    inline static int refused = 0;
};

/// G10: destructors may use the channel, on the receiver's drop too, and when that has returned all messages are gone.
template <class Kind>
[[nodiscard]] std::string destructors_may_use_the_channel() {
    using message = reentrant<Kind>;
    message::sent = message::refused = 0;
    int const before = alive::count;
    auto [tx, rx] = Kind::template make<message>(8);
    for (int i = 0; i != 5; ++i) {
        if (!tx.send(message(std::make_unique<typename message::sender>(tx)))) {
            return "a send failed";
        }
    }
    std::optional(std::move(tx)).reset();  // from here on only the messages keep the channel connected
    std::optional(rx.try_recv()).reset();
    if (message::sent != 1) {
        return "the destructor of a received message could not send";
    }
    std::optional(std::move(rx)).reset();
    if (message::refused != 4) {
        return "a send from a destructor succeeded although the receiver is gone";
    }
    return alive::count == before ? "" : "messages outlive the receiver's drop";
}

/// G10: the queue is destroyed when the receiver is, and by its thread.
template <class Kind>
[[nodiscard]] std::string receiver_drop_destroys_at_once() {
    int const before = alive::count;
    auto [tx, rx] = Kind::template make<move_only>(8);
    for (int i = 0; i != 8; ++i) {
        (void)tx.send(move_only(i));
    }
    std::string fault;
    std::jthread([&fault, before, mine = std::move(rx)]() mutable {
        alive::destroyed_on = std::thread::id();
        std::optional(std::move(mine)).reset();
        if (alive::count != before) {
            fault = "messages outlive the receiver's drop";
        } else if (alive::destroyed_on.load() != std::this_thread::get_id()) {
            fault = "messages were destroyed on another thread than the one that dropped the receiver";
        }
    }).join();
    return fault;
}

}  // namespace properties
