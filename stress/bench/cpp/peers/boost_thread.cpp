// SPDX-License-Identifier: MIT
// stress/bench/cpp/peers/boost_thread.cpp: boost::concurrent::sync_queue and sync_bounded_queue (Debian: libboost-thread-dev).

#include <boost/thread/concurrent_queues/sync_bounded_queue.hpp>
#include <boost/thread/concurrent_queues/sync_queue.hpp>
#include <boost/version.hpp>

#include "../peer.hpp"

namespace refchan::bench {

namespace {

using boost::concurrent::queue_op_status;

void demand_success(queue_op_status status) {
    if (status != queue_op_status::success) [[unlikely]] {
        broken("an operation of a queue that nobody closed did not succeed");
    }
}

template <class T>
class unbounded_queue {
public:
    explicit unbounded_queue(std::optional<std::size_t> /*none*/) {}

    void push(T sent) { demand_success(messages_.wait_push(boost::move(sent))); }
    [[nodiscard]] T pop() {
        T arrived;
        demand_success(messages_.wait_pull(arrived));
        return arrived;
    }
    [[nodiscard]] std::optional<T> try_pop() {
        T arrived;
        bool const there = messages_.try_pull(arrived) == queue_op_status::success;
        return there ? std::optional<T>(std::move(arrived)) : std::nullopt;
    }

private:
    boost::concurrent::sync_queue<T> messages_;
};

template <class T>
class bounded_queue {
public:
    explicit bounded_queue(std::optional<std::size_t> capacity) : messages_(*capacity) {}

    void push(T sent) { demand_success(messages_.wait_push_back(boost::move(sent))); }
    [[nodiscard]] T pop() {
        T arrived;
        demand_success(messages_.wait_pull_front(arrived));
        return arrived;
    }
    [[nodiscard]] std::optional<T> try_pop() {
        T arrived;
        bool const there = messages_.try_pull_front(arrived) == queue_op_status::success;
        return there ? std::optional<T>(std::move(arrived)) : std::nullopt;
    }

private:
    boost::concurrent::sync_bounded_queue<T> messages_;
};

struct boost_thread {
    static constexpr facts about{
        .name = "boost", .label = "Boost sync_queue", .version = BOOST_LIB_VERSION, .smallest_capacity = 1};
    template <class T>
    using unbounded = shared_queue<T, unbounded_queue<T>>;
    template <class T>
    using bounded = shared_queue<T, bounded_queue<T>>;
};

added<boost_thread> const here;

}  // namespace

}  // namespace refchan::bench
