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
struct full_is_exact : with_channel<Kind> {
    static constexpr about is{"full_is_exact", "try_send does not say full when the message before has been received",
                              "G12", 2};
    full_is_exact() { must_send(this->tx, 1); }
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            bool const room = received_.load(std::memory_order_acquire) == 1;
            auto const sent = mine.try_send(message(2));
            expect(sent.has_value() || sent.error().is_full(), "disconnected from a live receiver");
            expect(sent.has_value() || !room, "full, although the message before had been received");
            sent_ = sent.has_value();
        } else {
            expect(this->rx.recv().has_value(), "the first message did not arrive");
            received_.store(1, std::memory_order_release);
            second_ = this->rx.recv().has_value();
        }
    }
    void after() override { expect(sent_ == second_, "a message was lost, or one arrived that came back"); }

private:
    atomic<int> received_{0};
    bool sent_ = false;
    bool second_ = false;
};

template <class Kind>
struct try_send_races_recv : with_channel<Kind> {
    static constexpr about is{"try_send_races_recv",
                              "a try_send that succeeds is received; one that fails keeps its message", "G12 G4 G3", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            auto const sent = mine.try_send(message(1));
            expect(sent.has_value() || (sent.error().is_full() && sent.error().message.value() == 1),
                   "the message did not come back");
            sent_ = sent.has_value();
        } else {
            received_ = this->rx.recv().has_value();
        }
    }
    void after() override { expect(sent_ == received_, "a message was lost, or one arrived that came back"); }

private:
    bool sent_ = false;
    bool received_ = false;
};

template <class Kind>
struct try_recv_races_send : with_channel<Kind> {
    static constexpr about is{"try_recv_races_send",
                              "a try_recv takes what a blocked sender offers, or leaves it there", "G6 G12 G9 G3", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const sent = this->tx.send(message(1));
            expect(sent.has_value() || sent.error().is_disconnected(), "neither sent nor disconnected");
            sent_ = sent.has_value();
        } else {
            auto mine = std::move(this->rx);
            received_ = mine.try_recv().has_value();
        }
    }
    void after() override {
        expect(message::alive() == 0, "a message outlived the receiver's drop");
        expect(sent_ || !received_, "a message arrived that came back");
        if constexpr (is_rendezvous<Kind>) {
            expect(received_ || !sent_, "a rendezvous send returned, and nobody received");
        }
    }

private:
    bool sent_ = false;
    bool received_ = false;
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

/// The receiver may time out, but not once it has let a sender through.
template <class Kind>
struct timed_receive_keeps_its_word : with_channel<Kind> {
    static constexpr about is{"timed_receive_keeps_its_word",
                              "a rendezvous send that returned is received, also by a receive that may time out",
                              "G12 G7 G4", 3};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            sent_ += mine.send(message(1)).has_value() ? 1 : 0;
        } else if (index == 1) {
            auto const mine = std::move(second_);
            sent_ += mine.try_send(message(11)).has_value() ? 1 : 0;
        } else {
            auto mine = std::move(this->rx);
            received_ = mine.recv_until(deadline::some_time()).has_value() ? 1 : 0;
        }
    }
    void after() override { expect(sent_ == received_, "a rendezvous send returned, and nobody received"); }

private:
    typename Kind::sender second_ = this->tx;
    int sent_ = 0;
    int received_ = 0;
};

/// Registered on kinds that spin.
template <class Kind>
struct spinning_sender_hands_on : timed_out_sender_hands_on<Kind> {
    static constexpr about is{"spinning_sender_hands_on", "a sender that spins before it sleeps loses no wake-up",
                              "G9 G7 G4", 3};
};

}  // namespace refchan::model
