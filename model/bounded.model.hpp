// SPDX-License-Identifier: MIT
#pragma once
// model/bounded.model.hpp: channels that can be full, and rendezvous channels, which always are unless somebody waits.

#include "kinds.hpp"

namespace refchan::model {

template <class Kind>
inline constexpr bool is_rendezvous = std::string_view(Kind::name) == "rendezvous";

template <class Kind>
struct full_send_races_receiver_drop : with_channel<Kind> {
    static constexpr about is{"full_send_races_receiver_drop",
                              "senders that wait for room are told of the receiver's drop", "G9 G4 G10", 3};
    void thread(unsigned index) override {
        if (index == 2) {
            auto const dropped = std::move(this->rx);
        } else {
            auto const& mine = index == 0 ? this->tx : second_;
            (void)mine.send(message(static_cast<int>(index) * 10));
            auto const last = mine.send(message(static_cast<int>(index) * 10 + 1));
            expect(last.has_value() || last.error().is_disconnected(), "neither sent nor disconnected");
        }
    }
    void after() override { expect(message::alive() == 0, "a message outlived the receiver's drop"); }

private:
    typename Kind::sender second_ = this->tx;
};

template <class Kind>
struct two_senders_wait_for_room : with_channel<Kind> {
    static constexpr about is{"two_senders_wait_for_room",
                              "whoever waits for room gets it when the receiver makes some", "G9 G3 G12", 3};
    two_senders_wait_for_room() { must_send(this->tx, 1); }
    void thread(unsigned index) override {
        if (index == 2) {
            arrivals seen;
            seen.add_all(this->rx);
            seen.must_be(3);
        } else {
            auto const mine = std::move(index == 0 ? this->tx : second_);
            must_send(mine, static_cast<int>(index + 1) * 10);
        }
    }

private:
    typename Kind::sender second_ = this->tx;
};

/// The sender that gives up may be the one that was notified of the room.
template <class Kind>
struct timed_out_sender_hands_on : with_channel<Kind> {
    static constexpr about is{"timed_out_sender_hands_on", "a sender that gives up hands its wake-up on", "G9 G7 G4",
                              3};
    timed_out_sender_hands_on() {
        if constexpr (!is_rendezvous<Kind>) {
            must_send(this->tx, 1);
        }
    }
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            auto const sent = mine.send_until(message(10), deadline::some_time());
            expect(sent.has_value() || (sent.error().is_timeout() && sent.error().message.value() == 10),
                   "the message did not come back");
        } else if (index == 1) {
            auto const mine = std::move(second_);
            must_send(mine, 20);
        } else {
            arrivals seen;
            seen.add_all(this->rx);
        }
    }

private:
    typename Kind::sender second_ = this->tx;
};

/// A receive waits for a sender that sleeps at a rendezvous; not for one that has given up, whose handle lives on.
template <class Kind>
struct timed_out_sender_is_forgotten : with_channel<Kind> {
    static constexpr about is{"timed_out_sender_is_forgotten", "a receive does not wait for a sender that has given up",
                              "G6 G7 G15", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            expect(!this->tx.send_until(message(1), deadline::some_time()).has_value(), "a send that nobody received");
            gave_up_.release();
            (void)relacy_sync::acquire_until(looked_, deadline::never());
        } else {
            (void)relacy_sync::acquire_until(gave_up_, deadline::never());
            auto const found = this->rx.try_recv();
            expect(!found && found.error() == try_recv_error::empty, "a message that nobody sent");
            looked_.release();
        }
    }

private:
    semaphore gave_up_{0};
    semaphore looked_{0};
};

/// Ghost counters, in the order of execution: the monitor's mutex makes that the order that counts.
template <class Kind>
struct capacity_is_kept : with_channel<Kind> {
    static constexpr about is{"capacity_is_kept", "no more than `capacity` completed sends are ever unreceived", "G12",
                              3};
    void thread(unsigned index) override {
        if (index == 2) {
            for (bool connected = true; connected;) {
                ++receives_begun_;
                connected = this->rx.recv().has_value();
            }
            return;
        }
        auto const mine = std::move(index == 0 ? this->tx : second_);
        for (int i = 0; i != 2; ++i) {
            must_send(mine, 1);
            ++sends_done_;
            expect(sends_done_ <= receives_begun_ + capacity, "more messages than the capacity");
        }
    }

private:
    static constexpr int capacity = is_rendezvous<Kind> ? 0 : 1;
    typename Kind::sender second_ = this->tx;
    int sends_done_ = 0;
    int receives_begun_ = 0;
};

template <class Kind>
struct send_waits_for_its_receive : with_channel<Kind> {
    static constexpr about is{"send_waits_for_its_receive", "a rendezvous send returns only when a receive has begun",
                              "G12", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            must_send(mine, 1);
            expect(receiving_, "a send returned before any receive began");
        } else {
            receiving_ = true;
            expect(this->rx.recv().has_value(), "the message did not arrive");
        }
    }

private:
    bool receiving_ = false;
};

/// Registered on kinds that spin.
template <class Kind>
struct spinning_sender_hands_on : timed_out_sender_hands_on<Kind> {
    static constexpr about is{"spinning_sender_hands_on", "a sender that spins before it sleeps loses no wake-up",
                              "G9 G7 G4", 3};
};

}  // namespace refchan::model
