// SPDX-License-Identifier: MIT
#pragma once
// model/progress.model.hpp: senders of the unbounded channel need nobody: with one of them stopped for good at any point
// whatever, the others finish. (Not so the receiver, which waits for a slot that is claimed and not yet published; it runs
// here only after everybody.)

#include "kinds.hpp"

namespace refchan::model {

template <class Kind>
struct senders_need_no_sender : with_channel<Kind> {
    static constexpr about is{.name = "senders_need_no_sender",
                              .claim = "senders finish while another one is stopped anywhere",
                              .ids = "G15 G3",
                              .threads = 3,
                              .stops_a_thread = true};
    void thread(unsigned index) override {
        typename Kind::sender const mine = std::move(senders_[index]);
        int const first = static_cast<int>(index) * 10;
        for (int i = 0; i != 3; ++i) {
            must_send(mine, first + i);
        }
    }
    void after() override {
        arrivals seen;
        seen.add_rest(this->rx);
        seen.must_be(9);
    }

private:
    std::array<typename Kind::sender, 3> senders_{this->tx, this->tx, std::move(this->tx)};
};

template <class Kind>
struct handles_need_no_handle : with_channel<Kind> {
    static constexpr about is{.name = "handles_need_no_handle",
                              .claim = "clones and drops finish while another sender is stopped anywhere",
                              .ids = "G15 G16",
                              .threads = 2,
                              .stops_a_thread = true};
    void thread(unsigned index) override {
        typename Kind::sender const mine = std::move(senders_[index]);
        typename Kind::sender const clone = mine;
        must_send(clone, static_cast<int>(index) * 10);
    }

private:
    std::array<typename Kind::sender, 2> senders_{this->tx, std::move(this->tx)};
};

}  // namespace refchan::model
