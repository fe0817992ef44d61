// SPDX-License-Identifier: MIT
#pragma once
// properties/plants.hpp: channels with one fault each, planted through the seams that Traits offer: a specification
// that hides one member, an engine that does, a machine that does, or handles that do. Most re-create a bug that some
// channel really had. impl/ carries no switch for any of them.

#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "channels.hpp"

namespace properties {

// -- faulty specifications, run by the monitor engine -----------------------------------------------------------------

template <template <class, class> class State>
struct with_state : refchan::reference_traits {
    template <class Message, class Queue>
    using state = State<Message, Queue>;
};

/// The newest message first.
template <class Message, class Queue>
struct last_in_first_out : refchan::spec<Message, Queue> {
    using base = refchan::spec<Message, Queue>;
    using base::base;
    auto try_recv() {
        for (std::size_t older = this->messages().size(); older > 1; --older) {
            Message moved = *base::try_recv();
            (void)base::try_send(moved);
        }
        return base::try_recv();
    }
};

/// Every third receive forgets the oldest of two messages.
template <class Message, class Queue>
struct loses_a_message : refchan::spec<Message, Queue> {
    using base = refchan::spec<Message, Queue>;
    using base::base;
    auto try_recv() {
        if (this->messages().size() > 1 && ++calls % 3 == 0) {
            (void)base::try_recv();
        }
        return base::try_recv();
    }
    unsigned calls = 0;
};

/// Looks for senders before it looks for messages (rust-lang/rust #34711).
template <class Message, class Queue>
struct disconnected_before_empty : refchan::spec<Message, Queue> {
    using base = refchan::spec<Message, Queue>;
    using base::base;
    auto try_recv() -> std::expected<Message, refchan::outcome> {
        if (this->senders() == 0) {
            return std::unexpected(refchan::outcome::disconnected);
        }
        return base::try_recv();
    }
};

/// Says disconnected while there is one more sender.
template <class Message, class Queue>
struct disconnected_too_early : refchan::spec<Message, Queue> {
    using base = refchan::spec<Message, Queue>;
    using base::base;
    auto try_recv() {
        auto taken = base::try_recv();
        if (!taken && this->senders() == 1) {
            taken = std::unexpected(refchan::outcome::disconnected);
        }
        return taken;
    }
};

/// Holds one message more, or less, than it was made for.
template <class Message, class Queue>
struct one_too_many : refchan::spec<Message, Queue> {
    explicit one_too_many(capacity size) : refchan::spec<Message, Queue>(size ? capacity(*size + 1) : size) {}
};
template <class Message, class Queue>
struct full_too_early : refchan::spec<Message, Queue> {
    explicit full_too_early(capacity size)
        : refchan::spec<Message, Queue>(size && *size > 1 ? capacity(*size - 1) : size) {}
};

/// A rendezvous that takes a message although nobody waits for it: in truth a channel of one.
template <class Message, class Queue>
struct rendezvous_without_receiver : refchan::spec<Message, Queue> {
    explicit rendezvous_without_receiver(capacity size)
        : refchan::spec<Message, Queue>(size == 0U ? capacity(1) : size) {}
};

/// Keeps what is queued when the receiver is dropped (rust-lang/rust #107466).
template <class Message, class Queue>
struct keeps_messages : refchan::spec<Message, Queue> {
    using base = refchan::spec<Message, Queue>;
    using base::base;
    template <class Discard>
    void drop_receiver(Discard /*discard*/) {
        base::drop_receiver([](Message&&) {});
    }
};

/// Never notices that the last sender is gone.
template <class Message, class Queue>
struct forgets_last_drop : refchan::spec<Message, Queue> {
    using base = refchan::spec<Message, Queue>;
    using base::base;
    void drop_sender() noexcept { this->senders() > 1 ? base::drop_sender() : void(); }
};

// -- faulty engines ---------------------------------------------------------------------------------------------------

template <template <class, class> class Engine>
struct with_engine : refchan::reference_traits {
    template <class T, class Traits>
    using unbounded_engine = Engine<T, Traits>;
};

template <class Engine, class T, class Traits>
struct derived_engine : refchan::detail::monitor_queue<T, Traits> {
    using base = refchan::detail::monitor_queue<T, Traits>;
    using base::base;
    static Engine* create() noexcept { return Traits::sync::template create<Engine>(std::nullopt); }
};

/// Looks at the clock before it looks for a message.
template <class T, class Traits>
struct timeout_before_message : derived_engine<timeout_before_message<T, Traits>, T, Traits> {
    using base = refchan::detail::monitor_queue<T, Traits>;
    using derived_engine<timeout_before_message, T, Traits>::derived_engine;
    auto recv_until(typename base::deadline until) noexcept {
        return until.passed() ? refchan::detail::received::timeout : base::recv_until(until);
    }
};

/// A failed send eats its message.
template <class T, class Traits>
struct eats_unsent : derived_engine<eats_unsent<T, Traits>, T, Traits> {
    using base = refchan::detail::monitor_queue<T, Traits>;
    using derived_engine<eats_unsent, T, Traits>::derived_engine;
    auto send(T& message) noexcept {
        auto const answer = base::send(message);
        if (answer != refchan::detail::sent::ok) {
            T const eaten(std::move(message));
        }
        return answer;
    }
};

/// Leaves the destruction of the queue to another thread.
template <class T, class Traits>
struct destroys_elsewhere : derived_engine<destroys_elsewhere<T, Traits>, T, Traits> {
    using base = refchan::detail::monitor_queue<T, Traits>;
    using derived_engine<destroys_elsewhere, T, Traits>::derived_engine;
    void drop_receiver() noexcept {
        std::jthread([this] { base::drop_receiver(); }).join();
    }
};

/// Destroys the queue under the lock that a send takes (kanal a3810ba).
template <class T, class Traits>
struct destroys_under_lock : derived_engine<destroys_under_lock<T, Traits>, T, Traits> {
    using base = refchan::detail::monitor_queue<T, Traits>;
    using derived_engine<destroys_under_lock, T, Traits>::derived_engine;
    auto send(T& message) noexcept {
        std::lock_guard const held(one_lock);
        return base::send(message);
    }
    void drop_receiver() noexcept {
        std::lock_guard const held(one_lock);
        base::drop_receiver();
    }
    inline static std::mutex one_lock;
};

// -- faulty machines --------------------------------------------------------------------------------------------------

template <class Sync>
struct with_sync : refchan::reference_traits {
    using sync = Sync;
};

/// A wake-up that nobody gets: those for one, which receivers wait for, and those for all, which senders wait for when
/// the receiver is gone.
struct no_wake_up_for_one : refchan::detail::std_sync {
    struct condition_variable : std::condition_variable {
        void notify_one() noexcept {}
    };
};
struct no_wake_up_for_all : refchan::detail::std_sync {
    struct condition_variable : std::condition_variable {
        void notify_all() noexcept {}
    };
};

/// now + duration, unchecked (crossbeam #798, flume #167).
struct overflowing_deadlines : refchan::detail::std_sync {
    struct deadline : refchan::detail::std_sync::deadline {
        using base = refchan::detail::std_sync::deadline;
        using base::base;
        explicit deadline(base other) : base(other) {}
        static deadline never() noexcept { return deadline(base::never()); }
        template <class Rep, class Period>
        static deadline after(std::chrono::duration<Rep, Period> length) noexcept {
            auto const ticks = static_cast<unsigned long long>(std::chrono::nanoseconds::period::den) *
                               static_cast<unsigned long long>(length.count()) *
                               static_cast<unsigned long long>(Period::num) /
                               static_cast<unsigned long long>(Period::den);
            return deadline(base::clock::now() + std::chrono::nanoseconds(static_cast<long long>(ticks)));
        }
        template <class Clock, class Duration>
        static deadline at(std::chrono::time_point<Clock, Duration> time) noexcept {
            return deadline(base::at(time));
        }
    };
};

// -- faulty handles ---------------------------------------------------------------------------------------------------

/// Assignment over a sender forgets to drop it (vmware/concord-bft PR 901).
struct forgetful_assignment : unbounded_kind<refchan::reference_traits> {
    template <class T>
    struct sender : refchan::sender<T, refchan::reference_traits> {
        using base = refchan::sender<T, refchan::reference_traits>;
        explicit sender(base&& made) noexcept : base(std::move(made)) {}
        sender(sender const&) noexcept = default;
        sender(sender&&) noexcept = default;
        sender& operator=(sender const& other) noexcept { return *this = sender(other); }
        sender& operator=(sender&& other) noexcept {
            (void)new base(static_cast<base&&>(*this));  // never dropped
            base::operator=(static_cast<base&&>(other));
            return *this;
        }
    };
    template <class T>
    static std::pair<sender<T>, receiver<T>> make(capacity size) {
        auto [tx, rx] = unbounded_kind<refchan::reference_traits>::make<T>(size);
        return {sender<T>(std::move(tx)), std::move(rx)};
    }
};

}  // namespace properties
