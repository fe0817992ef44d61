// SPDX-License-Identifier: MIT
#pragma once
// model/timeouts.model.hpp: timed receives. A time-out may come at any point (the search decides), and must neither lose
// a message nor a wake-up, nor win over a message that is there.

#include "kinds.hpp"

namespace refchan::model {

template <class Kind>
struct timeout_races_send : with_channel<Kind> {
    static constexpr about is{"timeout_races_send",
                              "a receive that times out loses neither the message nor the next wake-up", "G7 G9 G3", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            must_send(mine, 1);
        } else {
            auto const timed = this->rx.recv_until(deadline::some_time());
            expect(timed || timed.error() == recv_timeout_error::timeout, "disconnected before the message");
            auto const next = this->rx.recv();
            expect(timed.has_value() != next.has_value(), "the message came twice, or not at all");
        }
    }
};

template <class Kind>
struct timeout_races_two_sends : with_channel<Kind> {
    static constexpr about is{"timeout_races_two_sends", "time-outs between two senders' messages lose none",
                              "G7 G9 G3", 3};
    void thread(unsigned index) override {
        if (index == 2) {
            arrivals seen;
            for (int i = 0; i != 2; ++i) {
                if (auto const received = this->rx.recv_until(deadline::some_time())) {
                    seen.add(received->value());
                }
            }
            seen.add_all(this->rx);
            seen.must_be(2);
        } else {
            auto const mine = std::move(index == 0 ? this->tx : second_);
            must_send(mine, static_cast<int>(index) * 10);
        }
    }

private:
    typename Kind::sender second_ = this->tx;
};

template <class Kind>
struct timeout_races_last_drop : with_channel<Kind> {
    static constexpr about is{"timeout_races_last_drop",
                              "after a time-out, disconnected is still reported, and for good", "G7 G5 G9", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const dropped = std::move(this->tx);
        } else {
            auto const timed = this->rx.recv_until(deadline::some_time());
            expect(!timed.has_value(), "a message that nobody sent");
            auto const again = this->rx.recv_until(deadline::some_time());
            expect(timed.error() == recv_timeout_error::timeout || again.error() == recv_timeout_error::disconnected,
                   "disconnected was not for good");
            expect(!this->rx.recv().has_value(), "a message that nobody sent");
        }
    }
};

template <class Kind>
struct message_wins_over_deadline : with_channel<Kind> {
    static constexpr about is{"message_wins_over_deadline", "no time-out while a completed send is unreceived", "G7",
                              2};
    void thread(unsigned index) override {
        if (index == 0) {
            if (this->tx.send(message(1)).has_value()) {
                sent_.store(1, std::memory_order_release);
            }
        } else {
            auto mine = std::move(this->rx);
            bool const sent = sent_.load(std::memory_order_acquire) == 1;
            auto const timed = mine.recv_until(deadline::some_time());
            expect(timed.has_value() || !sent, "a time-out, although a send had returned");
            expect(timed.has_value() || timed.error() == recv_timeout_error::timeout,
                   "disconnected from a live sender");
        }
    }

private:
    atomic<int> sent_{0};
};

/// The state must not go while the other half is about to wake somebody in it.
template <class Kind>
struct receiver_leaves_after_timeout : with_channel<Kind> {
    static constexpr about is{"receiver_leaves_after_timeout",
                              "a receiver that times out and goes takes nothing away from a sender that wakes it",
                              "G16 G7 G10", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            (void)mine.send(message(1));
        } else {
            auto mine = std::move(this->rx);
            (void)mine.recv_until(deadline::some_time());
        }
    }
    void after() override { expect(message::alive() == 0, "a message outlived every handle"); }
};

template <class Kind>
struct last_drop_races_leaving_receiver : with_channel<Kind> {
    static constexpr about is{"last_drop_races_leaving_receiver",
                              "the last sender wakes nobody in a state that the receiver has left", "G16 G7", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const dropped = std::move(this->tx);
        } else {
            auto mine = std::move(this->rx);
            expect(!mine.recv_until(deadline::some_time()).has_value(), "a message that nobody sent");
        }
    }
};

/// Whoever clears PARKED owes one wake-up, and nobody else owes any: superfluous ones would break nothing, but cost.
class counted_semaphore : public semaphore {
public:
    using semaphore::semaphore;
    ~counted_semaphore() { expect(wake_ups_ <= sleeps_, "more wake-ups than sleeps"); }

    void release(where place = where::current()) {
        ++wake_ups_;
        semaphore::release(place);
    }
    bool acquire(deadline until, where place) {
        ++sleeps_;
        return semaphore::acquire(until, place);
    }

private:
    int wake_ups_ = 0;
    int sleeps_ = 0;
};
using counted = unbounded_on<on_machine<default_traits, sleeping_on<counted_semaphore>>>;

template <class Kind>
struct one_wake_up_for_each_sleep : timeout_races_two_sends<Kind> {
    static constexpr about is{"one_wake_up_for_each_sleep", "a receiver is woken at most once for each time it sleeps",
                              "G9", 3};
};

/// Registered on kinds that spin.
template <class Kind>
struct spins_before_it_sleeps : timeout_races_send<Kind> {
    static constexpr about is{"spins_before_it_sleeps", "a receive that spins before it sleeps loses nothing",
                              "G9 G7 G3", 2};
};

}  // namespace refchan::model
