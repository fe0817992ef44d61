// SPDX-License-Identifier: MIT
#pragma once
// model/drops.model.hpp: handles go, in every order and at every moment: what is queued is destroyed once, what could not
// be sent comes back, who waits is told, and the state is freed once.

#include "kinds.hpp"

namespace refchan::model {

/// Sends values and counts those that came back; they must come back unharmed.
template <class Sender>
int send_or_get_back(Sender const& tx, std::initializer_list<int> values, where place = where::current()) {
    int came_back = 0;
    for (int const value : values) {
        auto const sent = tx.send(message(value));
        expect(sent.has_value() || (sent.error().is_disconnected() && sent.error().message.value() == value),
               "the message did not come back", place);
        expect(came_back == 0 || !sent.has_value(), "connected again after disconnected", place);
        came_back += sent.has_value() ? 0 : 1;
    }
    return came_back;
}

template <class Kind>
struct send_races_receiver_drop : with_channel<Kind> {
    static constexpr about is{"send_races_receiver_drop",
                              "a message is returned or destroyed: never both, never neither", "G3 G4 G10 G16", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            (void)send_or_get_back(this->tx, {1, 2, 3});
        } else {
            auto const dropped = std::move(this->rx);
        }
    }
    // The sender is still there: what is left now was not destroyed by the receiver's drop.
    void after() override { expect(message::alive() == 0, "a message outlived the receiver's drop"); }
};

template <class Kind>
struct two_senders_race_receiver_drop : with_channel<Kind> {
    static constexpr about is{"two_senders_race_receiver_drop", "the receiver's drop destroys what both senders queued",
                              "G3 G4 G10 G16", 3};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            (void)send_or_get_back(mine, {1, 2});
        } else if (index == 1) {
            (void)send_or_get_back(second_, {11});
        } else {
            auto mine = std::move(this->rx);
            (void)mine.try_recv();
        }
    }
    void after() override { expect(message::alive() == 0, "a message outlived the receiver's drop"); }

private:
    typename Kind::sender second_ = this->tx;
};

template <class Kind>
struct receiver_drops_after_one : with_channel<Kind> {
    static constexpr about is{"receiver_drops_after_one", "the drop destroys exactly what was not received",
                              "G3 G4 G10 G16", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            (void)send_or_get_back(this->tx, {1, 2, 3, 4});
        } else {
            auto mine = std::move(this->rx);
            auto const first = mine.recv();
            expect(first.has_value() && first->value() == 1, "the first message did not arrive");
        }
    }
    void after() override { expect(message::alive() == 0, "a message outlived the receiver's drop"); }
};

template <class Kind>
struct clone_races_drop : with_channel<Kind> {
    static constexpr about is{"clone_races_drop",
                              "a clone made while the other sender goes keeps the channel connected", "G13 G5 G16", 3};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const original = std::make_unique<typename Kind::sender>(std::move(this->tx));
            auto const clone = *original;
            must_send(clone, 1);
        } else if (index == 1) {
            auto const dropped = std::move(second_);
        } else {
            arrivals seen;
            seen.add_all(this->rx);
            seen.must_be(1);
        }
    }

private:
    typename Kind::sender second_ = this->tx;
};

template <class Kind>
struct drops_in_every_order : with_channel<Kind> {
    static constexpr about is{"drops_in_every_order",
                              "the state and what is queued are freed once, whoever leaves last", "G16 G3", 3};
    drops_in_every_order() { must_send(second_, 1); }
    void thread(unsigned index) override {
        if (index == 0) {
            auto const dropped = std::move(this->tx);
        } else if (index == 1) {
            auto const dropped = std::move(second_);
        } else {
            auto const dropped = std::move(this->rx);
        }
    }
    void after() override { expect(message::alive() == 0, "a message outlived every handle"); }

private:
    typename Kind::sender second_ = this->tx;
};

/// A message that holds a sender of the channel it is in: its destruction drops that sender.
template <class Traits>
struct passenger;
template <class Traits>
struct parcel {
    explicit parcel(std::unique_ptr<passenger<Traits>> content) noexcept : inside(std::move(content)) {}
    parcel(parcel&& other) noexcept : inside(std::move(other.inside)) {}
    parcel(parcel const&) = delete;
    parcel& operator=(parcel const&) = delete;
    parcel& operator=(parcel&&) = delete;
    ~parcel() noexcept {}  // here, and not defaulted: passenger is incomplete yet

    std::unique_ptr<passenger<Traits>> inside;
};
template <class Traits>
struct passenger {
    refchan::sender<parcel<Traits>, Traits> tx;
};

template <class Kind>
struct message_owns_a_sender : program {
    static constexpr about is{"message_owns_a_sender", "a queued message may own a sender of its own channel",
                              "G10 G16", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(ends_.first);
            (void)mine.send(content(std::make_unique<passenger<traits>>(mine)));
        } else {
            auto const dropped = std::move(ends_.second);
        }
    }

private:
    using traits = typename Kind::traits;
    using content = parcel<traits>;

    std::pair<refchan::sender<content, traits>, refchan::receiver<content, traits>> ends_ = channel<content, traits>();
};

}  // namespace refchan::model
