// SPDX-License-Identifier: MIT
// model/faults.model.cpp: the checker is checked: faults of every kind that must be found, each with the verdict that names
// it, and waiting that must work. Which values loads may see is litmus/'s subject.

#include "scenario.hpp"

namespace refchan::model {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;

using counter = atomic<int>;

struct sees_a_data_race : program {
    static constexpr about is{.name = "sees_a_data_race",
                              .claim = "unordered plain accesses are found",
                              .ids = "checker",
                              .threads = 2,
                              .expects = expectation::data_race};
    void thread(unsigned) override { data_.write() += 1; }

private:
    cell<int> data_{0};
};

struct sees_a_deadlock : program {
    static constexpr about is{.name = "sees_a_deadlock",
                              .claim = "two mutexes taken in two orders are found",
                              .ids = "checker",
                              .threads = 2,
                              .expects = expectation::deadlock};
    void thread(unsigned index) override {
        unique_lock const outer(mutexes_[index]);
        unique_lock const inner(mutexes_[1 - index]);
    }

private:
    std::array<mutex, 2> mutexes_;
};

struct sees_a_leak : program {
    static constexpr about is{.name = "sees_a_leak",
                              .claim = "memory that nobody gives back is found",
                              .ids = "checker",
                              .threads = 1,
                              .expects = expectation::memory_leak};
    void thread(unsigned) override { (void)relacy_sync::create<int, 64>(); }
};

/// Frees an atomic under the feet of a thread that uses it; ordered, so that it is no race but a use after free.
struct sees_a_use_after_free : program {
    static constexpr about is{.name = "sees_a_use_after_free",
                              .claim = "a use of freed memory is found",
                              .ids = "checker",
                              .threads = 1,
                              .expects = expectation::freed_memory};
    void thread(unsigned) override {
        auto* const freed = relacy_sync::create<counter>(0);
        relacy_sync::destroy(freed);
        freed->store(1, relaxed);
    }
};

struct sees_a_double_free : program {
    static constexpr about is{.name = "sees_a_double_free",
                              .claim = "memory that is given back twice is found",
                              .ids = "checker",
                              .threads = 1,
                              .expects = expectation::double_free};
    void thread(unsigned) override {
        auto* const freed = relacy_sync::create<counter>(0);
        relacy_sync::destroy(freed);
        relacy_sync::destroy(freed);
    }
};

/// The object is destroyed by whoever leaves last, but the count is relaxed: nothing orders the other's use before it.
struct sees_an_unordered_destruction : program {
    static constexpr about is{.name = "sees_an_unordered_destruction",
                              .claim = "a destruction that races with the last use is found",
                              .ids = "checker",
                              .threads = 2,
                              .expects = expectation::data_race};
    void thread(unsigned) override {
        object_->store(1, relaxed);
        if (users_.fetch_sub(1, relaxed) == 1) {
            relacy_sync::destroy(object_);
        }
    }

private:
    counter users_{2};
    counter* object_ = relacy_sync::create<counter>(0);
};

/// A wake-up that is sent only if the sleeper was seen, by a thread that may look too early.
struct sees_a_lost_wake_up : program {
    static constexpr about is{.name = "sees_a_lost_wake_up",
                              .claim = "a semaphore that nobody releases after the sleeper's check is a deadlock",
                              .ids = "checker",
                              .threads = 2,
                              .expects = expectation::deadlock};
    void thread(unsigned index) override {
        if (index == 0) {
            if (ready_.load(acquire) == 0) {
                sleeps_.store(1, release);
                (void)relacy_sync::acquire_until(wake_up_, deadline::never());
            }
        } else {
            ready_.store(1, release);
            if (sleeps_.load(acquire) == 1) {
                wake_up_.release();
            }
        }
    }

private:
    counter ready_{0};
    counter sleeps_{0};
    semaphore wake_up_{0};
};

struct semaphore_wakes : program {
    static constexpr about is{"semaphore_wakes", "a released unit wakes its taker, and carries the data", "checker", 3};
    void thread(unsigned index) override {
        if (index == 0) {
            data_.write() = 1;
            first_.release();
        } else if (index == 1) {
            (void)relacy_sync::acquire_until(first_, deadline::never());
            data_.write() += 1;
            second_.release();
        } else {
            bool const in_time = relacy_sync::acquire_until(second_, deadline::some_time());
            expect(!in_time || data_.read() == 2, "the data did not come with the wake-up");
        }
    }

private:
    cell<int> data_{0};
    semaphore first_{0};
    semaphore second_{0};
};

/// A time-out takes no unit, so it orders nothing, whatever has been released meanwhile.
struct time_out_orders_nothing : program {
    static constexpr about is{.name = "time_out_orders_nothing",
                              .claim = "an acquire that times out orders nothing",
                              .ids = "checker",
                              .threads = 2,
                              .expects = expectation::data_race};
    void thread(unsigned index) override {
        if (index == 0) {
            (void)relacy_sync::acquire_until(units_, deadline::some_time());
            data_.write() = 1;
        } else {
            data_.write() = 2;
            units_.release();
        }
    }

private:
    cell<int> data_{0};
    semaphore units_{0};
};

struct sees_a_stopped_thread : program {
    static constexpr about is{.name = "sees_a_stopped_thread",
                              .claim = "a lock held by a stopped thread breaks the others' progress",
                              .ids = "checker",
                              .threads = 2,
                              .stops_a_thread = true,
                              .expects = expectation::assertion};
    void thread(unsigned) override { unique_lock const held(mutex_); }

private:
    mutex mutex_;
};

[[maybe_unused]] bool const registered =
    add_plain<sees_a_data_race, sees_a_deadlock, sees_a_leak, sees_a_use_after_free, sees_a_double_free,
              sees_an_unordered_destruction, sees_a_lost_wake_up, semaphore_wakes, time_out_orders_nothing,
              sees_a_stopped_thread>("checker");

}  // namespace
}  // namespace refchan::model
