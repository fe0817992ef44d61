// SPDX-License-Identifier: MIT
#pragma once
// stress/bench/cpp/peers/mutex_queue.hpp: what everybody writes first: a deque, a mutex and condition variables.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>

namespace refchan::bench {

template <class T>
class mutex_queue {
public:
    explicit mutex_queue(std::optional<std::size_t> capacity) : capacity_(capacity.value_or(unlimited)) {}

    void push(T sent) {
        {
            std::unique_lock lock(mutex_);
            room_.wait(lock, [this] { return messages_.size() < capacity_; });
            messages_.push_back(std::move(sent));
        }
        filled_.notify_one();
    }
    [[nodiscard]] T pop() {
        std::unique_lock lock(mutex_);
        filled_.wait(lock, [this] { return !messages_.empty(); });
        return take(lock);
    }
    [[nodiscard]] std::optional<T> try_pop() {
        std::unique_lock lock(mutex_);
        return messages_.empty() ? std::nullopt : std::optional<T>(take(lock));
    }

private:
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    [[nodiscard]] T take(std::unique_lock<std::mutex>& lock) {
        T oldest = std::move(messages_.front());
        messages_.pop_front();
        lock.unlock();
        if (capacity_ != unlimited) {
            room_.notify_one();
        }
        return oldest;
    }

    std::mutex mutex_;
    std::condition_variable filled_;
    std::condition_variable room_;
    std::deque<T> messages_;
    std::size_t capacity_;
};

}  // namespace refchan::bench
