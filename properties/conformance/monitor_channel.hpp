// SPDX-License-Identifier: MIT
#pragma once
// properties/conformance/monitor_channel.hpp: a small channel that is one mutex, two condition variables and a deque,
// for the tests of the conformance kit: right as it stands, and wrong in one place each with the faults of
// wrong_channels.hpp.
//
//     push   pop   room   ended   discard   what a failed send leaves   who is woken        the seam: members of Fault
//
// It has everything that the kit can look at: it is unbounded, bounded or a rendezvous, and has every operation.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <expected>
#include <mutex>
#include <optional>
#include <refchan/oracle/conformance.hpp>
#include <thread>
#include <utility>

namespace conformance_tests {

namespace kit = refchan::oracle::conformance;
using kit::capacity;
using kit::nanoseconds;
using kit::outcome;

/// What a monitor channel is made of. Guarded by its mutex.
template <class T>
struct monitor_state {
    struct entry {
        T message;
        std::thread::id from;
        bool published = true;
    };
    std::deque<entry> messages;
    capacity size;
    bool senders_gone = false;
    bool receiver_gone = false;
    bool receiver_waits = false;
    std::size_t sent = 0;
    std::size_t received = 0;

    [[nodiscard]] std::size_t room() const {
        std::size_t const most = !size ? messages.size() + 1 : *size != 0 ? *size : receiver_waits ? 1 : 0;
        return most > messages.size() ? most - messages.size() : 0;
    }
};

/// The seam. Each fault is a struct that hides one of these.
struct no_fault {
    static void push(auto& state, auto& message) {
        state.messages.push_back({std::move(message), std::this_thread::get_id()});
    }
    template <class T>
    static T pop(monitor_state<T>& state) {
        T message(std::move(state.messages.front().message));
        state.messages.pop_front();
        return message;
    }
    static bool has_room(auto const& state) { return state.room() != 0; }
    static bool can_receive(auto const& state, bool /*waits*/) {
        return !state.messages.empty() && state.messages.front().published;
    }
    static bool has_ended(auto const& state) { return state.messages.empty() && state.senders_gone; }
    static bool refuses(auto const& state) { return state.receiver_gone; }
    static void discard(auto& state) { state.messages.clear(); }
    static void close(auto& state) { state.senders_gone = true; }
    static void not_sent(auto& /*message*/) {}
    static nanoseconds wait_for(nanoseconds patience) { return patience; }
    static bool room_wakes_sender(auto const& /*state*/) { return true; }
    static constexpr bool try_recv_waits = false;
    static constexpr bool publishes_later = false;     // a send claims its place, and fills it in a second step
    static constexpr bool looks_in_two_steps = false;  // a receive looks for messages, and then for senders
    static constexpr bool message_wakes_receiver = true;
    static constexpr bool close_wakes_receiver = true;
    static constexpr bool receiver_drop_wakes_sender = true;
};

template <class T, class Fault = no_fault>
class monitor_channel {
public:
    explicit monitor_channel(capacity size) { state_.size = size; }

    outcome send(T& message) { return offer(message, outcome::would_block, nanoseconds::max()); }
    outcome try_send(T& message) { return offer(message, outcome::full, nanoseconds(0)); }
    outcome send_for(T& message, nanoseconds patience) { return offer(message, outcome::timeout, patience); }

    std::expected<T, outcome> recv() { return take(outcome::would_block, nanoseconds::max()); }
    std::expected<T, outcome> try_recv() {
        return take(outcome::empty, Fault::try_recv_waits ? nanoseconds::max() : nanoseconds(0));
    }
    std::expected<T, outcome> recv_for(nanoseconds patience) { return take(outcome::timeout, patience); }

    void close() {
        {
            std::lock_guard const held(mutex_);
            Fault::close(state_);
        }
        if constexpr (Fault::close_wakes_receiver) {
            message_or_end_.notify_all();
        }
    }
    void drop_receiver() {
        {
            std::lock_guard const held(mutex_);
            state_.receiver_gone = true;
            Fault::discard(state_);
        }
        if constexpr (Fault::receiver_drop_wakes_sender) {
            room_or_end_.notify_all();
        }
    }

private:
    outcome offer(T& message, outcome without_room, nanoseconds patience) {
        std::unique_lock held(mutex_);
        wait(held, room_or_end_, patience, [this] { return Fault::refuses(state_) || Fault::has_room(state_); });
        bool const refused = Fault::refuses(state_);
        if (refused || !Fault::has_room(state_)) {
            Fault::not_sent(message);
            return refused ? outcome::disconnected : without_room;
        }
        Fault::push(state_, message);
        ++state_.sent;
        if constexpr (Fault::publishes_later) {
            publish_later(held);
        }
        if constexpr (Fault::message_wakes_receiver) {
            message_or_end_.notify_one();
        }
        return outcome::ok;
    }

    std::expected<T, outcome> take(outcome without_message, nanoseconds patience) {
        std::unique_lock held(mutex_);
        bool const waits = without_message != outcome::empty;
        state_.receiver_waits = waits;
        if (waits && state_.size == std::size_t{0}) {
            room_or_end_.notify_one();  // a rendezvous has room while its receiver waits
        }
        if constexpr (Fault::looks_in_two_steps) {
            if (state_.messages.empty() && !waits) {
                let_others_in(held);
                if (state_.senders_gone) {
                    return std::unexpected(outcome::disconnected);
                }
            }
        }
        nanoseconds const patience_left = waits ? Fault::wait_for(patience) : patience;
        wait(held, message_or_end_, patience_left,
             [&] { return Fault::can_receive(state_, waits) || Fault::has_ended(state_); });
        state_.receiver_waits = false;
        if (Fault::has_ended(state_)) {
            return std::unexpected(outcome::disconnected);
        }
        bool const too_late = waits && patience_left < nanoseconds(0);
        if (too_late || !Fault::can_receive(state_, waits)) {
            return std::unexpected(without_message);
        }
        std::expected<T, outcome> message(Fault::template pop<T>(state_));
        ++state_.received;
        if (Fault::room_wakes_sender(state_)) {
            room_or_end_.notify_one();
        }
        return message;
    }

    static void let_others_in(std::unique_lock<std::mutex>& held) {
        held.unlock();
        std::this_thread::yield();
        held.lock();
    }
    /// The place that was claimed last is filled after others had their turn.
    void publish_later(std::unique_lock<std::mutex>& held) {
        auto& claimed = state_.messages.back();  // stays where it is: a deque moves nothing, and nobody takes it
        claimed.published = false;
        let_others_in(held);
        if (!state_.receiver_gone) {
            claimed.published = true;
        }
    }

    static constexpr auto for_ever = std::chrono::hours(24 * 365 * 40);
    template <class Condition>
    static void wait(std::unique_lock<std::mutex>& held, std::condition_variable& on, nanoseconds patience,
                     Condition condition) {
        if (patience >= for_ever) {
            on.wait(held, condition);
        } else if (patience > nanoseconds(0)) {
            on.wait_for(held, patience, condition);
        }
    }

    std::mutex mutex_;
    std::condition_variable message_or_end_;
    std::condition_variable room_or_end_;
    monitor_state<T> state_;
};

/// The same, without timed operations.
template <class T, class Fault>
class untimed_channel : monitor_channel<T, Fault> {
    using base = monitor_channel<T, Fault>;

public:
    using base::base, base::send, base::try_send, base::recv, base::try_recv, base::close, base::drop_receiver;
};

/// The same, whose receiver cannot wait.
template <class T, class Fault>
class polled_channel : monitor_channel<T, Fault> {
    using base = monitor_channel<T, Fault>;

public:
    using base::base, base::send, base::try_recv, base::close, base::drop_receiver;
};

/// An adapter of a monitor channel with that fault.
template <class Fault>
struct monitor_adapter {
    static constexpr std::string_view name = Fault::name;
    static constexpr std::array capacities{capacity(), capacity(0), capacity(1), capacity(3)};
    static constexpr bool copies = true;
    static constexpr bool shared_senders = true;
    template <class T>
    static auto make(capacity size) {
        return kit::closing_queue<monitor_channel<T, Fault>>(size);
    }
};

}  // namespace conformance_tests
