// SPDX-License-Identifier: MIT
#pragma once
// model/happens_before.model.hpp: what the channel orders. Plain data, written before an operation and read after the one
// that reports it, without any other synchronisation: if the channel did not order them, it would be a data race.

#include "kinds.hpp"

namespace refchan::model {

template <class Kind>
struct data_travels_with_message : with_channel<Kind> {
    static constexpr about is{"data_travels_with_message", "what precedes a send happens-before the return of its recv",
                              "G8", 3};
    void thread(unsigned index) override {
        if (index == 2) {
            for (int i = 0; i != 2; ++i) {
                auto const received = this->rx.recv();
                expect(received.has_value(), "disconnected before the message");
                auto const sender = static_cast<std::size_t>(received->value());
                expect(data_[sender].read() == 1, "the data did not come with the message");
                data_[sender].write() = 2;
            }
        } else {
            auto const mine = std::move(index == 0 ? this->tx : second_);
            data_[index].write() = 1;
            must_send(mine, static_cast<int>(index));
        }
    }

private:
    typename Kind::sender second_ = this->tx;
    std::array<cell<int>, 2> data_{cell<int>(0), cell<int>(0)};
};

enum class receive : unsigned char { recv, try_recv, recv_until };

/// Both senders write before their drop; whichever way the receiver learns that they are gone, it may read.
template <class Kind, receive How>
struct data_before_the_drops : with_channel<Kind> {
    void thread(unsigned index) override {
        if (index != 2) {
            auto const mine = std::move(index == 0 ? this->tx : second_);
            data_[index].write() = 1;
        } else if (disconnected()) {
            expect(data_[0].read() == 1 && data_[1].read() == 1, "a sender's last data did not arrive");
        }
    }

private:
    [[nodiscard]] bool disconnected() {
        if constexpr (How == receive::recv) {
            return !this->rx.recv().has_value();
        } else if constexpr (How == receive::try_recv) {
            return this->rx.try_recv().error() == try_recv_error::disconnected;
        } else {
            return this->rx.recv_until(deadline::some_time()).error() == recv_timeout_error::disconnected;
        }
    }

    typename Kind::sender second_ = this->tx;
    std::array<cell<int>, 2> data_{cell<int>(0), cell<int>(0)};
};

template <class Kind>
struct data_before_last_drop_recv : data_before_the_drops<Kind, receive::recv> {
    static constexpr about is{"data_before_last_drop_recv",
                              "what precedes the senders' drops happens-before recv's end", "G8 G5", 3};
};
template <class Kind>
struct data_before_last_drop_try_recv : data_before_the_drops<Kind, receive::try_recv> {
    static constexpr about is{"data_before_last_drop_try_recv",
                              "what precedes the senders' drops happens-before try_recv's disconnected", "G8 G5", 3};
};
template <class Kind>
struct data_before_last_drop_timed : data_before_the_drops<Kind, receive::recv_until> {
    static constexpr about is{"data_before_last_drop_timed",
                              "what precedes the senders' drops happens-before a timed receive's disconnected", "G8 G5",
                              3};
};

template <class Kind>
struct data_before_receiver_drop : with_channel<Kind> {
    static constexpr about is{"data_before_receiver_drop",
                              "what precedes the receiver's drop happens-before the send that reports it", "G8 G4", 2};
    void thread(unsigned index) override {
        if (index == 1) {
            auto const mine = std::move(this->rx);
            data_.write() = 1;
        } else if (!this->tx.send(message(1)).has_value()) {
            expect(data_.read() == 1, "the receiver's last data did not arrive");
        }
    }

private:
    cell<int> data_{0};
};

/// The receiver drops while a sender is inside send: that one too may read.
template <class Kind>
struct data_before_receiver_drop_blocked : with_channel<Kind> {
    static constexpr about is{"data_before_receiver_drop_blocked",
                              "the same for a sender that the drop finds waiting, or between two sends", "G8 G4 G9", 2};
    void thread(unsigned index) override {
        if (index == 1) {
            auto mine = std::move(this->rx);
            (void)mine.try_recv();
            data_.write() = 1;
        } else {
            for (int value = 1; value != 4; ++value) {
                if (!this->tx.send(message(value)).has_value()) {
                    expect(data_.read() == 1, "the receiver's last data did not arrive");
                }
            }
        }
    }

private:
    cell<int> data_{0};
};

}  // namespace refchan::model
