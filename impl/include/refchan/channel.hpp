// SPDX-License-Identifier: MIT
#pragma once
// refchan/channel.hpp: a channel from many senders to one receiver, with the semantics of Rust's std::sync::mpsc. This is
// the public door and the manual page; the engines behind it are in detail/.
//
//     auto [sender, receiver] = refchan::channel<int>();           // unbounded
//     auto [sender, receiver] = refchan::sync_channel<int>(8);     // holds 8 messages; 0: rendezvous
//
//     std::jthread worker([tx = std::move(sender)] { (void)tx.send(42); });
//     for (int m : receiver) { ... }                               // ends when the last sender is gone
//
// A sender is copied to make another one, and dropped by its destructor. When the last one is gone the receiver still gets
// every message that was sent, and then sees *disconnected*. When the receiver is gone, what was queued is destroyed and
// senders see *disconnected*, each with its message handed back.
//
// Guarantees (the claims G1..G16 of CI.md)
//   G1   FIFO per sender: messages of one sender arrive in the order of its sends.
//   G2   FIFO across senders: if a send returns before another begins, its message arrives first.
//   G3   Exactly once: a message whose send succeeded is received once, or destroyed by the receiver's drop.
//   G4   A failed send hands the message back, and that message is never received.
//   G5   recv reports disconnected only when every sender is gone and every message was received; for good.
//   G6   try_recv says empty only if the channel held no message at some moment of the call: never if a send that
//        happens-before it is unreceived.
//   G7   A message that is there wins over a deadline that has passed. No duration overflows.
//   G8   What precedes a send happens-before the return of its recv. What precedes the last sender's drop happens-before
//        the recv that reports it; what precedes the receiver's drop happens-before the send that reports it.
//   G9   A sleeping receiver returns when a message or the disconnection comes; a sender that waits for room returns when
//        there is room or the receiver is gone.
//   G10  The receiver's drop destroys what is queued at once, each message once, on the dropping thread, outside any lock.
//   G11  Nothing throws but the making of a channel (and your own copy into an argument). Without memory a send fails and
//        hands the message back.
//   G12  A bounded channel holds at most `capacity` messages, and full is exact. At a rendezvous a send returns only when
//        the receiver has taken the message, or is inside a receive that will; try_send succeeds only if one waits.
//   G13  Copy, move, assignment, self-assignment and swap of handles keep the counts right. A moved-from handle reports
//        disconnected.
//   G14  One sender may be used by several threads at once; the receiver by one at a time (debug builds check).
//   G15  The progress stated at each operation: wait-free, lock-free, or blocking.
//   G16  No leak and no use after free, in whatever order the handles go. (A receiver that is sent into its own channel
//        keeps itself alive.)

#include <chrono>
#include <cstddef>
#include <expected>
#include <iterator>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

#include "refchan/detail/engine.hpp"
#include "refchan/detail/message_iterator.hpp"
#include "refchan/detail/monitor_queue.hpp"
#include "refchan/detail/sender_handle.hpp"
#include "refchan/error.hpp"
#include "refchan/traits.hpp"

namespace refchan {

namespace detail {

/// What a type must be to travel through a channel. Copying, default construction and assignment are not needed. Asked
/// where a channel is made, and not where its handles are declared: a message may hold a sender of its own channel.
template <class T>
constexpr void require_message() noexcept {
    static_assert(std::is_object_v<T> && !std::is_array_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T>,
                  "refchan: T must be an object type that is not an array, const or volatile");
    static_assert(std::is_nothrow_destructible_v<T>, "refchan: T must be nothrow destructible");
    static_assert(std::is_nothrow_move_constructible_v<T>,
                  "refchan: T must be nothrow move constructible, or a message could be lost on its way; "
                  "std::unique_ptr<T> is");
}

}  // namespace detail

/// The sending half of an unbounded channel. Copy it to add a sender (wait-free); destruction drops one (lock-free, but the
/// last drop may wake a sleeping receiver and frees what is left). All members may be called by several threads at once on
/// one object, except assignment, move and destruction. A message may be received before its send has returned: that it
/// arrived is no sign that this handle is free to be destroyed by somebody else.
template <class T, class Traits = default_traits>
class sender {
    using engine = typename Traits::template unbounded_engine<T, Traits>;

public:
    /// Sends a message. Never waits for room.
    /// Fails with the message: disconnected if the receiver is gone; out_of_memory if there is none, and then the channel
    /// is as it was. Success does not say that the message will be received: the receiver may be dropped yet.
    /// Progress: lock-free but for the allocator, when a block is needed, and for waking a receiver that sleeps (a mutex,
    /// held for a few instructions). Ordering: G8. Linearizes at the claim of its slot.
    [[nodiscard]] std::expected<void, send_error<T>> send(T message) const noexcept {
        detail::sent const answer =
            handle_.engine() == nullptr ? detail::sent::disconnected : handle_.engine()->send(message);
        if (answer == detail::sent::ok) {
            return {};
        }
        return std::unexpected(send_error<T>{{detail::reason_of(answer), std::move(message)}});
    }

    /// For channel() only.
    explicit sender(engine* connected) noexcept : handle_(connected) {}

private:
    detail::sender_handle<engine> handle_;
};

/// The sending half of a bounded channel. As sender, but a send waits for room, and copying and dropping take the channel's
/// mutex for a few instructions.
template <class T, class Traits = default_traits>
class sync_sender {
    using engine = detail::monitor_queue<T, Traits>;

public:
    using deadline = typename Traits::sync::deadline;

    /// Sends a message; waits while the channel is full. At capacity 0, waits until a receiver takes the message: when it
    /// returns, the receiver has it or is inside the receive that will return it.
    /// Fails with the message: disconnected, also if the receiver is dropped meanwhile; out_of_memory.
    /// Progress: blocking. Ordering: G8.
    [[nodiscard]] std::expected<void, send_error<T>> send(T message) const noexcept {
        return attempt<send_error<T>>(message, [&](engine& channel) { return channel.send(message); });
    }
    /// As send(), but fails with full where send() would wait. At capacity 0: full unless a receiver waits.
    /// Progress: blocking (a mutex, held for a few instructions).
    [[nodiscard]] std::expected<void, try_send_error<T>> try_send(T message) const noexcept {
        return attempt<try_send_error<T>>(message, [&](engine& channel) { return channel.try_send(message); });
    }
    /// As send(), but fails with timeout if there was no room for that long. Room that is there wins over the time.
    /// Progress: blocking.
    template <class Rep, class Period>
    [[nodiscard]] std::expected<void, send_timeout_error<T>> send_for(
        T message, std::chrono::duration<Rep, Period> patience) const noexcept {
        return send_until(std::move(message), deadline::after(patience));
    }
    /// As send_for(), up to a point in time. A clock that is set meanwhile counts as it was when the call began.
    template <class Clock, class Duration>
    [[nodiscard]] std::expected<void, send_timeout_error<T>> send_until(
        T message, std::chrono::time_point<Clock, Duration> time) const noexcept {
        return send_until(std::move(message), deadline::at(time));
    }
    [[nodiscard]] std::expected<void, send_timeout_error<T>> send_until(T message, deadline until) const noexcept {
        return attempt<send_timeout_error<T>>(message,
                                              [&](engine& channel) { return channel.send_until(message, until); });
    }

    /// For sync_channel() only.
    explicit sync_sender(engine* connected) noexcept : handle_(connected) {}

private:
    template <class Error, class Attempt>
    [[nodiscard]] std::expected<void, Error> attempt(T& message, Attempt to_send) const noexcept {
        detail::sent const answer =
            handle_.engine() == nullptr ? detail::sent::disconnected : to_send(*handle_.engine());
        if (answer == detail::sent::ok) {
            return {};
        }
        return std::unexpected(Error{{detail::reason_of(answer), std::move(message)}});
    }

    detail::sender_handle<engine> handle_;
};

/// The receiving half of either channel. There is one; it moves and does not copy. To be used by one thread at a time:
/// debug builds stop at a second one.
template <class T, class Traits = default_traits>
class receiver {
    using unbounded_engine = typename Traits::template unbounded_engine<T, Traits>;
    using bounded_engine = detail::monitor_queue<T, Traits>;
    using sole_user = typename Traits::sync::sole_user;

public:
    using deadline = typename Traits::sync::deadline;

    /// The oldest message; waits for it as long as there is a sender. Fails only with disconnected (G5).
    /// Progress: blocking.
    [[nodiscard]] std::expected<T, recv_error> recv() noexcept {
        return receive<recv_error>([](auto& channel) { return channel.recv_until(deadline::never()); },
                                   [](detail::received) { return recv_error{}; });
    }

    /// The oldest message if one is there. Fails with empty (G6) or disconnected (G5).
    /// Progress: on an unbounded channel, waits for nobody but a sender that has claimed its place and is moving its message
    /// there. On a bounded one, blocking: a mutex, held for a few instructions, and at a rendezvous a sender that sleeps
    /// inside send.
    [[nodiscard]] std::expected<T, try_recv_error> try_recv() noexcept {
        return receive<try_recv_error>([](auto& channel) { return channel.try_recv(); },
                                       [](detail::received answer) {
                                           return answer == detail::received::empty ? try_recv_error::empty
                                                                                    : try_recv_error::disconnected;
                                       });
    }

    /// The oldest message; waits for it that long at most. Fails with timeout (G7) or disconnected (G5). A duration of
    /// more than a century waits for ever; one of zero or less does not wait.
    /// Progress: blocking, up to the deadline and then as try_recv().
    template <class Rep, class Period>
    [[nodiscard]] std::expected<T, recv_timeout_error> recv_for(std::chrono::duration<Rep, Period> patience) noexcept {
        return recv_until(deadline::after(patience));
    }
    /// As recv_for(), up to a point in time. A clock that is set meanwhile counts as it was when the call began.
    template <class Clock, class Duration>
    [[nodiscard]] std::expected<T, recv_timeout_error> recv_until(
        std::chrono::time_point<Clock, Duration> time) noexcept {
        return recv_until(deadline::at(time));
    }
    [[nodiscard]] std::expected<T, recv_timeout_error> recv_until(deadline until) noexcept {
        return receive<recv_timeout_error>([until](auto& channel) { return channel.recv_until(until); },
                                           [](detail::received answer) {
                                               return answer == detail::received::timeout
                                                          ? recv_timeout_error::timeout
                                                          : recv_timeout_error::disconnected;
                                           });
    }

    /// for (T& message : rx): every message, waiting for each as recv() does, until disconnected. A loop that is left after n
    /// messages has received n.
    [[nodiscard]] auto begin() noexcept { return iterator<&receiver::next>(*this); }
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

    /// for (T& message : rx.try_iter()): the messages that are there, as try_recv() gets them; never waits for more.
    [[nodiscard]] auto try_iter() noexcept { return available(*this); }

    receiver(receiver&& other) noexcept
        : unbounded_(std::exchange(other.unbounded_, nullptr)), bounded_(std::exchange(other.bounded_, nullptr)) {}
    receiver& operator=(receiver&& other) noexcept {
        receiver taken(std::move(other));  // first, so that assigning a receiver to itself changes nothing
        std::swap(unbounded_, taken.unbounded_);
        std::swap(bounded_, taken.bounded_);
        return *this;
    }
    receiver(receiver const&) = delete;
    receiver& operator=(receiver const&) = delete;
    /// Drops the receiver: destroys what is queued, here and now (G10). Waits for senders that have claimed a place and are
    /// moving their message there; on a bounded channel takes its mutex.
    ~receiver() {
        if (unbounded_ != nullptr) {
            unbounded_->drop_receiver();
        }
        if (bounded_ != nullptr) {
            bounded_->drop_receiver();
        }
    }

    /// For channel() and sync_channel() only: one of the two is not null.
    explicit receiver(unbounded_engine* unbounded, bounded_engine* bounded) noexcept
        : unbounded_(unbounded), bounded_(bounded) {}

private:
    template <std::optional<T> (receiver::*Fetch)()>
    using iterator = detail::message_iterator<receiver, T, Fetch>;

    class available {
    public:
        explicit available(receiver& from) noexcept : from_(&from) {}
        [[nodiscard]] auto begin() const noexcept { return iterator<&receiver::next_if_any>(*from_); }
        [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

    private:
        receiver* from_;
    };

    [[nodiscard]] std::optional<T> next() {
        auto message = recv();
        return message ? std::optional<T>(std::move(*message)) : std::nullopt;
    }
    [[nodiscard]] std::optional<T> next_if_any() {
        auto message = try_recv();
        return message ? std::optional<T>(std::move(*message)) : std::nullopt;
    }

    /// Runs one receive on whichever engine is there; error_of says what its failure is called.
    template <class Error, class Receive, class ErrorOf>
    [[nodiscard]] std::expected<T, Error> receive(Receive from, ErrorOf error_of) noexcept {
        typename sole_user::scope const only_here(user_);
        auto const run = [&](auto& channel) -> std::expected<T, Error> {
            detail::received const answer = from(channel);
            if (answer == detail::received::message) {
                return std::expected<T, Error>(std::in_place, channel.take());
            }
            return std::unexpected(error_of(answer));
        };
        if (unbounded_ != nullptr) {
            return run(*unbounded_);
        }
        if (bounded_ != nullptr) {
            return run(*bounded_);
        }
        return std::unexpected(error_of(detail::received::disconnected));
    }

    unbounded_engine* unbounded_;
    bounded_engine* bounded_;
    sole_user user_;
};

/// An unbounded channel of T with one sender and the receiver. Throws std::bad_alloc, and then nothing has happened.
template <class T, class Traits = default_traits>
[[nodiscard]] std::pair<sender<T, Traits>, receiver<T, Traits>> channel() {
    detail::require_message<T>();
    auto* const engine = Traits::template unbounded_engine<T, Traits>::create();
    if (engine == nullptr) {
        throw std::bad_alloc();
    }
    return {sender<T, Traits>(engine), receiver<T, Traits>(engine, nullptr)};
}

/// A bounded channel of T that holds `capacity` messages; 0 makes it a rendezvous. Throws std::bad_alloc, and then nothing
/// has happened.
template <class T, class Traits = default_traits>
[[nodiscard]] std::pair<sync_sender<T, Traits>, receiver<T, Traits>> sync_channel(std::size_t capacity) {
    detail::require_message<T>();
    auto* const engine = detail::monitor_queue<T, Traits>::create(capacity);
    if (engine == nullptr) {
        throw std::bad_alloc();
    }
    return {sync_sender<T, Traits>(engine), receiver<T, Traits>(nullptr, engine)};
}

}  // namespace refchan
