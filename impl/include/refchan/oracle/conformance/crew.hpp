// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/crew.hpp: threads that live as long as a check and do what they are told: one after the
// other, for lock-step, or all at once.

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "refchan/oracle/conformance/board.hpp"

namespace refchan::oracle::conformance {

/// One thread for each place of the board. What it does with its own mutexes orders the tasks, and so the begin of a
/// task and its end, but nothing in between.
class crew {
public:
    crew() {
        for (worker& one : workers_) {
            one.thread = std::thread([&one] { one.live(); });
        }
    }
    crew(crew const&) = delete;
    crew& operator=(crew const&) = delete;
    ~crew() {
        for (worker& one : workers_) {
            one.give({});
            one.thread.join();
        }
    }

    /// Thread `which` begins with a task, which is not empty; end() must be called before it gets another.
    void begin(std::size_t which, std::function<void()> task) { workers_[which].give(std::move(task)); }
    /// Waits for the end of its task; what the task threw is returned.
    std::exception_ptr end(std::size_t which) { return workers_[which].wait(); }

    /// One task on one thread. Throws what it throws.
    void run(std::size_t which, std::function<void()> task) {
        begin(which, std::move(task));
        if (std::exception_ptr const thrown = end(which)) {
            std::rethrow_exception(thrown);
        }
    }
    /// work(thread) on all threads whose place is marked, at the same time. Throws, at the end, what one of them
    /// throws.
    void run_all(std::array<bool, board::places> const& marked, std::function<void(std::size_t)> const& work) {
        for (std::size_t i = 0; i != board::places; ++i) {
            if (marked[i]) {
                begin(i, [&work, i] { work(i); });
            }
        }
        std::exception_ptr thrown;
        for (std::size_t i = 0; i != board::places; ++i) {
            if (std::exception_ptr const one = marked[i] ? end(i) : nullptr) {
                thrown = one;
            }
        }
        if (thrown) {
            std::rethrow_exception(thrown);
        }
    }

private:
    struct worker {
        void live() {
            std::unique_lock held(mutex);
            for (;;) {
                changed.wait(held, [this] { return given; });
                if (!task) {
                    return;
                }
                held.unlock();
                std::exception_ptr caught;
                try {
                    task();
                } catch (...) {
                    caught = std::current_exception();
                }
                task = nullptr;
                held.lock();
                thrown = std::move(caught);
                given = false;
                changed.notify_all();
            }
        }
        void give(std::function<void()> next) {
            std::lock_guard const held(mutex);
            task = std::move(next);
            given = true;
            changed.notify_all();
        }
        std::exception_ptr wait() {
            std::unique_lock held(mutex);
            changed.wait(held, [this] { return !given; });
            return std::exchange(thrown, nullptr);
        }

        std::mutex mutex;
        std::condition_variable changed;
        std::function<void()> task;  // of the giver until given, of the thread until not
        std::exception_ptr thrown;
        bool given = false;
        std::thread thread;
    };
    std::array<worker, board::places> workers_;
};

}  // namespace refchan::oracle::conformance
