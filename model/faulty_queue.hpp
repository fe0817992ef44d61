// SPDX-License-Identifier: MIT
#pragma once
// model/faulty_queue.hpp: a small unbounded engine under one mutex that can carry a fault of the kind that races, leaks and
// deadlocks do not show: every message arrives once, in the order of its sender, and still what the handles are told is
// wrong. Only a judgement by happens-before sees it. Real channels have had each of these faults.
//
//     none                 right
//     two_lanes            a queue for each thread, looked at in a fixed order: messages of two senders overtake each other
//     busy_is_empty        try_recv says empty when some sender is inside send, whatever is queued
//     no_second_look       the receiver looks for a message, and then, in another critical section, for a sender: a message
//                          that came between the two is overtaken by `disconnected`

#include "kinds.hpp"

namespace refchan::model {

enum class fault : unsigned char { none, two_lanes, busy_is_empty, no_second_look };

/// See engine.hpp for what an engine must do. T: movable.
template <class T, class Traits, fault Fault>
class faulty_queue {
    using sync = typename Traits::sync;
    using mutex_lock = typename sync::lock;
    using sent = refchan::detail::sent;
    using received = refchan::detail::received;
    using lanes = std::array<std::deque<T>, Fault == fault::two_lanes ? 2 : 1>;

public:
    using deadline = typename sync::deadline;

    [[nodiscard]] static faulty_queue* create() { return sync::template create<faulty_queue>(); }

    [[nodiscard]] sent send(T& message) {
        inside_.fetch_add(1, std::memory_order_relaxed);
        mutex_lock held(mutex_);
        bool const open = open_;
        if (open) {
            lanes_[static_cast<std::size_t>(rl::ctx().current_thread()) % lanes_.size()].push_back(std::move(message));
        }
        held.unlock();
        changed_.notify_one();
        inside_.fetch_sub(1, std::memory_order_relaxed);
        return open ? sent::ok : sent::disconnected;
    }
    void add_sender() {
        mutex_lock const held(mutex_);
        ++senders_;
    }
    void drop_sender() {
        mutex_lock held(mutex_);
        bool const last = --senders_ == 0;
        held.unlock();
        if (last) {
            changed_.notify_one();
            leave();
        }
    }

    [[nodiscard]] received try_recv() {
        if (Fault == fault::busy_is_empty && inside_.load(std::memory_order_relaxed) != 0) {
            return received::empty;
        }
        mutex_lock held(mutex_);
        return look(held);
    }
    [[nodiscard]] received recv_until(deadline until) {
        mutex_lock held(mutex_);
        for (;;) {
            received const found = look(held);
            if (found != received::empty) {
                return found;
            }
            if (until.passed()) {
                return received::timeout;
            }
            (void)sync::wait_until(changed_, held, until);
        }
    }
    [[nodiscard]] T take() {
        mutex_lock const held(mutex_);
        auto& lane = oldest();
        T message(std::move(lane.front()));
        lane.pop_front();
        return message;
    }
    void drop_receiver() {
        lanes discarded;
        {
            mutex_lock const held(mutex_);
            open_ = false;
            std::swap(discarded, lanes_);
        }
        discarded = {};
        leave();
    }

private:
    /// The last lane that has a message, or the first.
    [[nodiscard]] std::deque<T>& oldest() { return lanes_.back().empty() ? lanes_.front() : lanes_.back(); }
    [[nodiscard]] received look(mutex_lock& held) {
        if (!oldest().empty()) {
            return received::message;
        }
        if (Fault == fault::no_second_look) {
            held.unlock();
            held.lock();
        }
        return senders_ == 0 ? received::disconnected : received::empty;
    }
    void leave() {
        if (halves_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            sync::destroy(this);
        }
    }

    typename sync::mutex mutex_;
    typename sync::condition_variable changed_;
    lanes lanes_;
    std::size_t senders_ = 1;
    bool open_ = true;
    typename sync::template atomic<unsigned> inside_{0};
    typename sync::template atomic<unsigned> halves_{2};
};

template <fault Fault>
struct faulty_traits : model_traits<default_traits> {
    template <class T, class Traits>
    using unbounded_engine = faulty_queue<T, Traits, Fault>;
};
/// The unbounded channel on that engine: a kind for any scenario.
template <fault Fault>
struct faulty : unbounded_on<faulty_traits<Fault>> {
    static constexpr char const* name = "faulty";
};

}  // namespace refchan::model
