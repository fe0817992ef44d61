// SPDX-License-Identifier: MIT
// stress/bench/cpp/peers/mutex_condvar.cpp: the queue of mutex_queue.hpp as a peer.

#include "../peer.hpp"
#include "mutex_queue.hpp"

namespace refchan::bench {

namespace {

struct mutex_condvar {
    static constexpr facts about{
        .name = "mutex_condvar", .label = "mutex, condvar, deque", .version = "libstdc++", .smallest_capacity = 1};
    template <class T>
    using unbounded = shared_queue<T, mutex_queue<T>>;
    template <class T>
    using bounded = unbounded<T>;
};

added<mutex_condvar> const here;

}  // namespace

}  // namespace refchan::bench
