// SPDX-License-Identifier: MIT
#pragma once
// stress/worker.hpp: what a thread of the stress runner knows about itself: its random numbers, where it stands (for
// the watchdog), and how it disturbs the schedule at the boundaries of operations.
//
// Everything that other threads read is a relaxed atomic with one writer: the bookkeeping must not order what
// ThreadSanitizer is to judge.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "refchan/detail/sync.hpp"

namespace refchan::stress {

/// splitmix64: a random number generator as small as its state.
class dice {
public:
    using result_type = std::uint64_t;

    explicit dice(std::uint64_t seed) noexcept : state_(seed) {}
    std::uint64_t operator()() noexcept {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    /// 0 .. limit - 1
    unsigned below(unsigned limit) noexcept { return static_cast<unsigned>((*this)() % limit); }
    bool one_in(unsigned limit) noexcept { return below(limit) == 0; }

private:
    std::uint64_t state_;
};

/// How much a round disturbs its schedule.
enum class unrest : std::uint8_t { calm, mild, wild };

/// One thread of the crew. Written by that thread; read by the watchdog.
class alignas(detail::destructive_interference) worker {
public:
    /// A new round begins for this thread.
    void begin(char const* role, std::uint64_t seed, unrest how_wild) noexcept {
        random = dice(seed);
        unrest_ = how_wild;
        role_.store(role, std::memory_order_relaxed);
        standing("begin", 0);
    }
    void end() noexcept { standing("done", index()); }

    /// The next operation, and which message it is about. Disturbs the schedule.
    void at(char const* operation, std::uint64_t index) noexcept {
        standing(operation, index);
        disturb();
    }
    /// A message has moved on: what the watchdog waits for. Polling in vain is no progress.
    void moved() noexcept { moves_.store(moves() + 1, std::memory_order_relaxed); }

    [[nodiscard]] char const* role() const noexcept { return role_.load(std::memory_order_relaxed); }
    [[nodiscard]] char const* operation() const noexcept { return operation_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t index() const noexcept { return index_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t moves() const noexcept { return moves_.load(std::memory_order_relaxed); }

    /// Lets others run, after looking in vain. Mostly a short sleep: where one processor has other work too, a yield
    /// can cost a whole time slice.
    void breathe() noexcept {
        if (random.one_in(4)) {
            std::this_thread::yield();
        } else {
            std::this_thread::sleep_for(std::chrono::microseconds(1));
        }
    }

    /// Lets others run for a moment, in the middle of an operation: mostly by a yield.
    void linger() noexcept {
        if (random.one_in(8)) {
            std::this_thread::sleep_for(std::chrono::microseconds(random.below(20)));
        } else {
            std::this_thread::yield();
        }
    }

    /// A duration about as long as an operation: sometimes over at once, seldom long enough.
    [[nodiscard]] std::chrono::nanoseconds moment() noexcept {
        static constexpr unsigned most[] = {1, 1'000, 20'000, 200'000};
        return std::chrono::nanoseconds(random.below(most[random.below(4)]));
    }

    dice random{0};

private:
    void standing(char const* operation, std::uint64_t index) noexcept {
        operation_.store(operation, std::memory_order_relaxed);
        index_.store(index, std::memory_order_relaxed);
    }
    void disturb() noexcept {
        if (unrest_ == unrest::calm) {
            return;
        }
        unsigned const draw = random.below(unrest_ == unrest::wild ? 128 : 1024);
        if (draw == 0) {
            std::this_thread::sleep_for(std::chrono::microseconds(random.below(60)));
        } else if (draw <= 16) {
            std::this_thread::yield();
        } else if (draw <= 32) {
            for (unsigned pauses = random.below(200); pauses != 0; --pauses) {
                detail::cpu_relax();
            }
        }
    }

    std::atomic<char const*> role_{"idle"};
    std::atomic<char const*> operation_{"idle"};
    std::atomic<std::uint64_t> index_{0};
    std::atomic<std::uint64_t> moves_{0};
    unrest unrest_ = unrest::calm;
};

}  // namespace refchan::stress
