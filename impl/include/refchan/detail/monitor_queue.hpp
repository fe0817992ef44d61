// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/monitor_queue.hpp: the reference engine: the specification (spec.hpp) under one mutex, for any capacity.
// Right at sight: every operation is one step of the specification, taken under the lock; who would rather wait than hear
// full or empty sleeps on a condition and tries again.
//
//     waits on       who              for                                  notified by
//     not_empty_     the receiver     a message, or the last drop          send, the last sender's drop
//     not_full_      senders          room, or the receiver's drop         recv, a receiver that waits at a rendezvous
//
// Invariants
//   INV 1  guarded_ is read and written under mutex_ only.
//   INV 2  No user code runs and no memory is asked for under the mutex: messages live in nodes that are filled before it is
//          locked, linked while it is held, and emptied after it is released. So a message may own, and in its destructor
//          use, a handle of the same channel; and a sender that was woken for room cannot fail to use it.
//   INV 3  Nobody notifies unless somebody sleeps or has been woken and not yet run; and whoever makes room for one message
//          notifies one sender.
//   INV 4  A waiter tries once more before it gives up, so a wake-up that meets a time-out is used and not lost.
//   INV 5  At a rendezvous a sender that sleeps in send counts as a message that is there: a receive says neither empty nor
//          timeout, but invites one sender and waits for it. The invited one cannot give up (INV 4: there is room).
//
// Orderings   the mutex does it all, but for (22) leave: the second half to leave frees the mutex, which a sender that was
//             not the last to drop may still be unlocking. POSIX allows that, and so do the mutexes of the platforms.
// Progress    every operation is blocking (a mutex). try_send and try_recv wait for nothing else, except try_recv at a
//             rendezvous for a sender that sleeps in send (INV 5).
// Checked by  model/*.model.cpp on engines `reference`, `bounded` and `rendezvous`.

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "refchan/detail/engine.hpp"
#include "refchan/detail/node_list.hpp"
#include "refchan/detail/sync.hpp"
#include "refchan/spec.hpp"

namespace refchan::detail {

/// The monitor engine. Traits: sync, orders, state<Message, Queue> (see traits.hpp).
template <class T, class Traits>
class monitor_queue {
    using Sync = typename Traits::sync;
    using Orders = typename Traits::orders;
    using mutex_lock = typename Sync::lock;

    /// Carries a message through the state, which never looks inside (INV 2).
    struct node {
        typename Sync::template slot<T> message;
        node* next = nullptr;
        // Not defaulted: a defaulted one would let `node()` zero the room for the message first.
        node() noexcept {}
    };

    /// What the mutex guards.
    struct guarded {
        explicit guarded(std::optional<std::size_t> capacity) noexcept : channel(capacity) {}

        typename Traits::template state<node*, node_list<node>> channel;
        std::size_t sleeping_senders = 0;
        bool receiver_sleeps = false;
    };

public:
    using deadline = typename Sync::deadline;

    /// A connected channel with one sender and one receiver; nullptr without memory. capacity: as in spec.hpp.
    [[nodiscard]] static monitor_queue* create(std::optional<std::size_t> capacity = std::nullopt) noexcept {
        return Sync::template create<monitor_queue>(capacity);
    }

    explicit monitor_queue(std::optional<std::size_t> capacity) : guarded_(guarded(capacity)) {}
    monitor_queue(monitor_queue const&) = delete;
    monitor_queue& operator=(monitor_queue const&) = delete;
    ~monitor_queue() = default;

    // -- senders -----------------------------------------------------------------------------------------------------

    /// ok, disconnected or out_of_memory. Blocks while there is no room.
    [[nodiscard]] sent send(T& message) noexcept { return deliver(message, deadline::never()); }
    /// As send(), but says full where send() would block.
    [[nodiscard]] sent try_send(T& message) noexcept { return deliver(message, std::nullopt); }
    /// As send(), but says timeout once the deadline has passed. Room that is there wins.
    [[nodiscard]] sent send_until(T& message, deadline until) noexcept { return deliver(message, until); }

    void add_sender() noexcept {
        mutex_lock const held(mutex_);
        guarded_.write().channel.clone_sender();
    }

    void drop_sender() noexcept {
        mutex_lock held(mutex_);
        guarded& now = guarded_.write();
        now.channel.drop_sender();
        bool const last = now.channel.senders() == 0;
        bool const wake = last && std::exchange(now.receiver_sleeps, false);
        held.unlock();
        if (wake) {
            not_empty_.notify_one();
        }
        if (last) {
            leave();
        }
    }

    // -- the receiver ------------------------------------------------------------------------------------------------

    /// message, empty or disconnected.
    [[nodiscard]] received try_recv() noexcept { return fetch(std::nullopt); }
    /// message, disconnected, or timeout once the deadline has passed. A message that is there wins.
    [[nodiscard]] received recv_until(deadline until) noexcept { return fetch(until); }

    /// The message that try_recv() or recv_until() has just announced.
    [[nodiscard]] T take() noexcept {
        struct emptied {
            node* carrier;
            ~emptied() { Sync::destroy(carrier); }
        } const fetched{std::exchange(fetched_.write(), nullptr)};
        return fetched.carrier->message.take();
    }

    /// Closes; destroys every message that was sent and not taken, each once, on this thread; leaves.
    void drop_receiver() noexcept {
        node_list<node> discarded;
        mutex_lock held(mutex_);
        guarded& now = guarded_.write();
        now.channel.drop_receiver([&discarded](node* carrier) { discarded.push_back(carrier); });
        bool const wake = now.sleeping_senders != 0;
        held.unlock();
        if (wake) {
            not_full_.notify_all();
        }
        while (!discarded.empty()) {
            node* const carrier = discarded.front();
            discarded.pop_front();
            carrier->message.discard();
            Sync::destroy(carrier);
        }
        leave();
    }

private:
    /// How long to try: nullopt not at all.
    using patience = std::optional<deadline>;

    [[nodiscard]] sent deliver(T& message, patience until) noexcept {
        node* const carrier = Sync::template create<node>();
        if (carrier == nullptr) {
            return without_memory(until);
        }
        carrier->message.construct(std::move(message));
        mutex_lock held(mutex_);
        sent const answer = wait_for_room(carrier, held, until);
        bool const wake = answer == sent::ok && std::exchange(guarded_.write().receiver_sleeps, false);
        held.unlock();
        if (wake) {
            not_empty_.notify_one();
        }
        if (answer != sent::ok) {  // the message goes back to where it came from
            std::destroy_at(std::addressof(message));
            std::construct_at(std::addressof(message), carrier->message.take());
            Sync::destroy(carrier);
        }
        return answer;
    }

    /// Even without memory for the message, disconnected and full are the truth.
    [[nodiscard]] sent without_memory(patience until) noexcept {
        mutex_lock const held(mutex_);
        auto const& channel = guarded_.read().channel;
        if (!channel.receiver_open()) {
            return sent::disconnected;
        }
        return until || channel.has_room() ? sent::out_of_memory : sent::full;
    }

    [[nodiscard]] sent wait_for_room(node* carrier, mutex_lock& held, patience until) noexcept {
        typename Sync::backoff backoff;
        for (;;) {
            sent const answer = step_send(carrier);
            if (answer != sent::full || !until) {
                return answer;
            }
            if (until->passed()) {
                return sent::timeout;
            }
            if (backoff.worth_spinning()) {
                spin_outside(held, backoff);
                continue;
            }
            ++guarded_.write().sleeping_senders;
            (void)Sync::wait_until(not_full_, held, *until);
            --guarded_.write().sleeping_senders;
        }
    }

    /// One step of the specification.
    [[nodiscard]] sent step_send(node* carrier) noexcept {
        switch (guarded_.write().channel.try_send(carrier)) {
            case outcome::ok:
                return sent::ok;
            case outcome::full:
                return sent::full;
            default:
                return sent::disconnected;
        }
    }

    [[nodiscard]] received fetch(patience until) noexcept {
        mutex_lock held(mutex_);
        received const answer = wait_for_message(held, until);
        guarded& now = guarded_.write();
        now.channel.wait_as_receiver(false);
        bool const wake = answer == received::message && now.sleeping_senders != 0 && now.channel.has_room();
        held.unlock();
        if (wake) {
            not_full_.notify_one();
        }
        return answer;
    }

    [[nodiscard]] received wait_for_message(mutex_lock& held, patience until) noexcept {
        typename Sync::backoff backoff;
        for (bool invited = false;;) {
            guarded& now = guarded_.write();
            if (auto const oldest = now.channel.try_recv()) {
                fetched_.write() = *oldest;
                return received::message;
            } else if (oldest.error() == outcome::disconnected) {
                return received::disconnected;
            }
            bool const sender_sleeps = now.channel.is_rendezvous() && now.sleeping_senders != 0;
            if (!sender_sleeps && (!until || until->passed())) {
                return until ? received::timeout : received::empty;
            }
            now.channel.wait_as_receiver(true);
            if (sender_sleeps && !std::exchange(invited, true)) {
                not_full_.notify_one();
            }
            if (backoff.worth_spinning()) {
                spin_outside(held, backoff);
                continue;
            }
            now.receiver_sleeps = true;
            (void)Sync::wait_until(not_empty_, held, sender_sleeps ? deadline::never() : *until);
            guarded_.write().receiver_sleeps = false;
        }
    }

    void spin_outside(mutex_lock& held, typename Sync::backoff& backoff) noexcept {
        held.unlock();
        backoff.spin();
        held.lock();
    }

    void leave() noexcept {
        if (halves_.fetch_sub(1, Orders::leave) == 1) {  // (22)
            Sync::destroy(this);
        }
    }

    typename Sync::mutex mutex_;
    typename Sync::condition_variable not_empty_;
    typename Sync::condition_variable not_full_;
    typename Sync::template cell<guarded> guarded_;
    // The receiver's own.
    typename Sync::template cell<node*> fetched_{nullptr};
    typename Sync::template atomic<unsigned> halves_{2};
};

}  // namespace refchan::detail
