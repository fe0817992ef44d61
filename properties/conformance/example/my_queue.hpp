// SPDX-License-Identifier: MIT
#pragma once
// properties/conformance/example/my_queue.hpp: a queue as anybody writes it: a deque, a mutex, two condition variables.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

template <class T>
class my_queue {
public:
    explicit my_queue(std::size_t capacity) : capacity_(capacity) {}

    /// Waits for room. False: the queue is closed, and the message is still the caller's.
    bool push(T&& message) {
        std::unique_lock held(mutex_);
        not_full_.wait(held, [this] { return closed_ || messages_.size() < capacity_; });
        if (closed_) {
            return false;
        }
        messages_.push_back(std::move(message));
        not_empty_.notify_one();
        return true;
    }
    /// Waits for a message. None: the queue is closed and empty.
    std::optional<T> pop() {
        std::unique_lock held(mutex_);
        not_empty_.wait(held, [this] { return closed_ || !messages_.empty(); });
        if (messages_.empty()) {
            return std::nullopt;
        }
        std::optional<T> message(std::move(messages_.front()));
        messages_.pop_front();
        not_full_.notify_one();
        return message;
    }
    void close() {
        {
            std::lock_guard const held(mutex_);
            closed_ = true;
        }
        not_empty_.notify_all();
        not_full_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable not_empty_;
    std::condition_variable not_full_;
    std::deque<T> messages_;
    std::size_t capacity_;
    bool closed_ = false;
};
