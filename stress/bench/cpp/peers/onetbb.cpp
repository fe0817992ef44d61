// SPDX-License-Identifier: MIT
// stress/bench/cpp/peers/onetbb.cpp: oneapi::tbb::concurrent_bounded_queue (Debian: libtbb-dev), whose capacity is unlimited
// unless it is set.

#include <oneapi/tbb/concurrent_queue.h>
#include <oneapi/tbb/version.h>

#include "../peer.hpp"

namespace refchan::bench {

namespace {

template <class T>
class queue {
public:
    explicit queue(std::optional<std::size_t> capacity) {
        if (capacity) {
            messages_.set_capacity(static_cast<std::ptrdiff_t>(*capacity));
        }
    }

    void push(T sent) { messages_.push(std::move(sent)); }
    [[nodiscard]] T pop() {
        T arrived;
        messages_.pop(arrived);
        return arrived;
    }
    [[nodiscard]] std::optional<T> try_pop() {
        T arrived;
        return messages_.try_pop(arrived) ? std::optional<T>(std::move(arrived)) : std::nullopt;
    }

private:
    oneapi::tbb::concurrent_bounded_queue<T> messages_;
};

struct onetbb {
    static constexpr facts about{
        .name = "onetbb", .label = "oneTBB bounded_queue", .version = TBB_VERSION_STRING, .smallest_capacity = 1};
    template <class T>
    using unbounded = shared_queue<T, queue<T>>;
    template <class T>
    using bounded = unbounded<T>;
};

added<onetbb> const here;

}  // namespace

}  // namespace refchan::bench
