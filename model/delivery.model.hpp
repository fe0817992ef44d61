// SPDX-License-Identifier: MIT
#pragma once
// model/delivery.model.hpp: messages arrive: each once, in order, across block boundaries, through recycled blocks, and
// visibly as soon as their send has returned.

#include "kinds.hpp"

namespace refchan::model {

template <class Kind>
struct senders_meet_a_full_block : with_channel<Kind> {
    static constexpr about is{"senders_meet_a_full_block", "two senders that both bring a block lose no message",
                              "G1 G3 G16", 2};
    void thread(unsigned index) override {
        typename Kind::sender const mine = std::move(senders_[index]);
        int const first = static_cast<int>(index) * 10;
        must_send(mine, first + 1);
        must_send(mine, first + 2);
    }
    void after() override {
        arrivals seen;
        seen.add_rest(this->rx);
        seen.must_be(4);
    }

private:
    std::array<typename Kind::sender, 2> senders_{this->tx, std::move(this->tx)};
};

template <class Kind>
struct one_sender_two_threads : with_channel<Kind> {
    static constexpr about is{"one_sender_two_threads", "two threads may send through one sender", "G14 G3", 3};
    void thread(unsigned index) override {
        if (index != 2) {
            must_send(this->tx, static_cast<int>(index) * 10);
        } else {
            arrivals seen;
            for (int i = 0; i != 2; ++i) {
                auto const received = this->rx.recv();
                expect(received.has_value(), "disconnected although a sender lives");
                seen.add(received->value());
            }
        }
    }
};

template <class Kind>
struct two_threads_in_one_receiver : with_channel<Kind> {
    static constexpr about is{.name = "two_threads_in_one_receiver",
                              .claim = "two threads in one receiver are found",
                              .ids = "G14",
                              .threads = 2,
                              .expects = expectation::data_race};
    void thread(unsigned) override { (void)this->rx.try_recv(); }
};

template <class Kind>
struct send_without_memory : with_channel<Kind> {
    static constexpr about is{"send_without_memory", "a send without memory hands the message back and changes nothing",
                              "G11 G4", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            allocation_may_fail = true;
            for (int value = 1; value != 4; ++value) {
                auto const sent = mine.send(message(value));
                expect(sent.has_value() || (sent.error().is_out_of_memory() && sent.error().message.value() == value),
                       "the message did not come back");
                sent_ += sent.has_value() ? 1 : 0;
            }
        } else {
            arrivals seen;
            seen.add_all(this->rx);
            received_ = seen.count();
        }
    }
    void after() override { expect(sent_ == received_, "a message was lost, or one arrived that came back"); }

private:
    int sent_ = 0;
    int received_ = 0;
};

}  // namespace refchan::model
