// SPDX-License-Identifier: MIT
// stress/bench/cpp/peers/wrong.cpp: the controls: queues with one fault each, at the tenth message. A measurement of one of them
// must end in an error, in whatever workload.

#include "../peer.hpp"
#include "mutex_queue.hpp"

namespace refchan::bench {

namespace {

enum class fault : unsigned char { loses, repeats, reorders };

template <class T, fault Fault>
class wrong_queue : public mutex_queue<T> {
    using right = mutex_queue<T>;

public:
    using right::right;

    void push(T sent) {
        std::scoped_lock const lock(counting_);
        bool const tenth = ++pushed_ == 10;
        if (tenth && Fault == fault::loses) {
            return;
        }
        if (tenth && Fault == fault::reorders) {
            held_back_ = std::move(sent);
            return;
        }
        if (tenth && Fault == fault::repeats) {
            right::push(sent);
        }
        right::push(std::move(sent));
        if (held_back_) {
            right::push(*std::exchange(held_back_, std::nullopt));
        }
    }

private:
    std::mutex counting_;
    std::size_t pushed_ = 0;
    std::optional<T> held_back_;
};

template <fault Fault>
struct wrong {
    static constexpr facts about{
        .name = Fault == fault::loses ? "wrong_loses" : (Fault == fault::repeats ? "wrong_repeats" : "wrong_reorders"),
        .label = "a queue with a fault",
        .plays = role::control};
    template <class T>
    using unbounded = shared_queue<T, wrong_queue<T, Fault>>;
};

added<wrong<fault::loses>, wrong<fault::repeats>, wrong<fault::reorders>> const here;

}  // namespace

}  // namespace refchan::bench
