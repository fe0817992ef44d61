// SPDX-License-Identifier: MIT
#pragma once
// model/delivery.model.hpp: messages arrive: each once, in order, across block boundaries, through recycled blocks, and
// visibly as soon as their send has returned.

#include "kinds.hpp"

namespace refchan::model {

template <class Kind>
struct fifo_per_sender : with_channel<Kind> {
    static constexpr about is{"fifo_per_sender", "each sender's messages arrive, once, in the order of its sends",
                              "G1 G3 G16", 3};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            must_send(mine, 1);
            must_send(mine, 2);
        } else if (index == 1) {
            auto const mine = std::move(second_);
            must_send(mine, 11);
        } else {
            arrivals seen;
            seen.add_all(this->rx);
            seen.must_be(3);
        }
    }

private:
    typename Kind::sender second_ = this->tx;
};

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
struct one_sender_many_blocks : with_channel<Kind> {
    static constexpr about is{"one_sender_many_blocks", "messages survive the reuse of their blocks", "G1 G3 G16", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            for (int value = 1; value != 7; ++value) {
                must_send(mine, value);
            }
        } else {
            arrivals seen;
            seen.add_all(this->rx);
            seen.must_be(6);
        }
    }
};

/// A sender that is slow to use what it has read, while its block is emptied, reused and perhaps installed again.
template <class Kind>
struct slow_sender_meets_reused_block : with_channel<Kind> {
    static constexpr about is{"slow_sender_meets_reused_block", "a sender never uses a block in its former life",
                              "G1 G3 G16", 3};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            must_send(mine, 1);
        } else if (index == 1) {
            auto const mine = std::move(second_);
            for (int value = 11; value != 15; ++value) {
                must_send(mine, value);
            }
        } else {
            arrivals seen;
            seen.add_all(this->rx);
            seen.must_be(5);
        }
    }

private:
    typename Kind::sender second_ = this->tx;
};

/// Checked by happens-before: the second sender knows of the first one's send through an acquire.
template <class Kind>
struct fifo_across_senders : with_channel<Kind> {
    static constexpr about is{"fifo_across_senders", "a send that returned before another began arrives first", "G2",
                              3};
    void thread(unsigned index) override {
        if (index == 0) {
            auto const mine = std::move(this->tx);
            must_send(mine, 1);
            sent_.store(1, std::memory_order_release);
        } else if (index == 1) {
            auto const mine = std::move(second_);
            if (sent_.load(std::memory_order_acquire) == 1) {
                must_send(mine, 2);
            }
        } else {
            arrivals seen;
            seen.add_all(this->rx);
        }
    }

private:
    typename Kind::sender second_ = this->tx;
    atomic<int> sent_{0};
};

template <class Kind>
struct empty_is_exact : with_channel<Kind> {
    static constexpr about is{"empty_is_exact", "try_recv never says empty while a completed send is unreceived", "G6",
                              3};
    void thread(unsigned index) override {
        if (index == 0) {
            if (this->tx.send(message(1)).has_value()) {
                sent_.store(1, std::memory_order_release);
            }
        } else if (index == 1) {
            (void)second_.send(message(11));
        } else {
            auto mine = std::move(this->rx);
            bool const sent = sent_.load(std::memory_order_acquire) == 1;
            auto const first = mine.try_recv();
            expect(first.has_value() || first.error() == try_recv_error::empty, "disconnected with two senders");
            expect(first.has_value() || !sent, "empty, although a send had returned");
            // The second sender's message may have come first; then the other one is still there.
            if (sent && first->value() == 11) {
                expect(mine.try_recv().has_value(), "empty, although a send had returned");
            }
        }
    }

private:
    typename Kind::sender second_ = this->tx;
    atomic<int> sent_{0};
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

struct two_spares : model_traits<default_traits> {
    static constexpr std::size_t spare_blocks = 2;
};
template <class Kind>
struct many_blocks_two_spares : one_sender_many_blocks<unbounded_on<two_spares>> {
    static constexpr about is{"many_blocks_two_spares", "messages survive the reuse of two spare blocks", "G3 G16", 2};
};

}  // namespace refchan::model
