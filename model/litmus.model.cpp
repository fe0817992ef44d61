// SPDX-License-Identifier: MIT
// model/litmus.model.cpp: the checker is checked. Small programs whose outcomes the C++ memory model decides: what is
// allowed must be produced, what is forbidden must never be; and faults of every kind that must be found, each with the
// verdict that names it. Known gaps stand in README.md.

#include "scenario.hpp"

namespace refchan::model {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;
constexpr auto seq_cst = std::memory_order_seq_cst;

using counter = atomic<int>;

/// A test in which the weak outcome is allowed: some execution must show it.
template <class Test>
struct produced : program {
    static char const* judge() { return shown_ ? nullptr : "the checker did not produce an allowed weak outcome"; }
    void after() override { shown_ = shown_ || static_cast<Test*>(this)->weak(); }

private:
    static inline bool shown_ = false;
};

/// A test in which the weak outcome is forbidden: no execution may show it.
template <class Test>
struct never : program {
    void after() override { expect(!static_cast<Test*>(this)->weak(), "a forbidden weak outcome was produced"); }
};

struct two_variables {
    counter x{0};
    counter y{0};
    std::array<int, 4> seen{};
};

struct store_buffering : produced<store_buffering>, two_variables {
    static constexpr about is{"store_buffering", "release and acquire let both loads miss both stores", "checker", 2};
    void thread(unsigned index) override {
        (index == 0 ? x : y).store(1, release);
        seen[index] = (index == 0 ? y : x).load(acquire);
    }
    [[nodiscard]] bool weak() const { return seen[0] == 0 && seen[1] == 0; }
};

struct store_buffering_seq_cst : never<store_buffering_seq_cst>, two_variables {
    static constexpr about is{"store_buffering_seq_cst", "with seq_cst one load sees the other's store", "checker", 2};
    void thread(unsigned index) override {
        (index == 0 ? x : y).store(1, seq_cst);
        seen[index] = (index == 0 ? y : x).load(seq_cst);
    }
    [[nodiscard]] bool weak() const { return seen[0] == 0 && seen[1] == 0; }
};

template <std::memory_order Publish, std::memory_order Take>
struct message_passing : two_variables {
    void pass(unsigned index) {
        if (index == 0) {
            x.store(1, relaxed);
            y.store(1, Publish);
        } else {
            seen[0] = y.load(Take);
            seen[1] = x.load(relaxed);
        }
    }
    [[nodiscard]] bool weak() const { return seen[0] == 1 && seen[1] == 0; }
};

struct message_passing_relaxed : produced<message_passing_relaxed>, message_passing<relaxed, acquire> {
    static constexpr about is{"message_passing_relaxed", "a relaxed flag does not carry the data", "checker", 2};
    void thread(unsigned index) override { pass(index); }
};

struct message_passing_unread : produced<message_passing_unread>, message_passing<release, relaxed> {
    static constexpr about is{"message_passing_unread", "a relaxed read of a released flag gets no data", "checker", 2};
    void thread(unsigned index) override { pass(index); }
};

struct message_passing_ordered : never<message_passing_ordered>, message_passing<release, acquire> {
    static constexpr about is{"message_passing_ordered", "release and acquire carry the data", "checker", 2};
    void thread(unsigned index) override { pass(index); }
};

struct independent_reads : produced<independent_reads>, two_variables {
    static constexpr about is{"independent_reads", "acquire readers may see two writes in two orders", "checker", 4};
    void thread(unsigned index) override {
        if (index < 2) {
            (index == 0 ? x : y).store(1, release);
            return;
        }
        unsigned const at = (index - 2) * 2;
        seen[at] = (index == 2 ? x : y).load(acquire);
        seen[at + 1] = (index == 2 ? y : x).load(acquire);
    }
    [[nodiscard]] bool weak() const { return seen == std::array{1, 0, 1, 0}; }
};

struct coherence : never<coherence>, two_variables {
    static constexpr about is{"coherence", "two reads of one variable never go back in time", "checker", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            x.store(1, relaxed);
        } else {
            seen[0] = x.load(relaxed);
            seen[1] = x.load(relaxed);
        }
    }
    [[nodiscard]] bool weak() const { return seen[0] == 1 && seen[1] == 0; }
};

struct release_sequence : never<release_sequence>, two_variables {
    static constexpr about is{"release_sequence", "a relaxed read-modify-write passes a release on", "checker", 3};
    void thread(unsigned index) override {
        if (index == 0) {
            x.store(1, relaxed);
            y.store(1, release);
        } else if (index == 1) {
            y.fetch_add(1, relaxed);
        } else {
            seen[0] = y.load(acquire);
            seen[1] = x.load(relaxed);
        }
    }
    [[nodiscard]] bool weak() const { return seen[0] == 2 && seen[1] == 0; }
};

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
        auto* const freed = relacy_sync::create<int>(0);
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
    add_plain<store_buffering, store_buffering_seq_cst, message_passing_relaxed, message_passing_unread,
              message_passing_ordered, independent_reads, coherence, release_sequence, sees_a_data_race,
              sees_a_deadlock, sees_a_leak, sees_a_use_after_free, sees_a_double_free, sees_an_unordered_destruction,
              sees_a_lost_wake_up, semaphore_wakes, time_out_orders_nothing, sees_a_stopped_thread>("checker");

}  // namespace
}  // namespace refchan::model
