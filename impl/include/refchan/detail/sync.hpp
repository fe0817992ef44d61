// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/sync.hpp: everything the channel asks of the machine, in one policy class. The only seam between the
// channel and its checkers: production instantiates the engines with std_sync, the models instantiate the very same
// source with relacy_sync (model/relacy_sync.hpp). No header of impl/ uses a thread primitive that is not named here.
//
// A Sync policy has
//
//   atomic<T>          std::atomic's load, store, exchange, fetch_*, compare_exchange_*; the order is always spelt
//   cell<T>            plain data shared under somebody's protocol: read(), write(). A checker sees each access
//   slot<T>            room for one T: construct(T&&), take(), discard(). A checker sees double use and leaks
//   mutex, lock, condition_variable
//                      a lock is an owning std::unique_lock; wait(cv, lock) may return spuriously
//   semaphore          a counter; release() happens-before the acquire that takes its unit (semaphore.hpp)
//   deadline           when a timed wait gives up: never(), after(duration), at(time point), passed()
//   wait_until, acquire_until
//                      the two ways to sleep; they say false when the deadline came first
//   backoff            how to wait for a moment: worth_spinning(), spin(), pause(), lost_race()
//   sole_user          tells two threads in one receiver from one after the other
//   create, destroy    memory; create answers nullptr when there is none; the constructor must not throw

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <thread>
#include <type_traits>
#include <utility>

#include "refchan/detail/semaphore.hpp"

namespace refchan::detail {

/// Two atomics farther apart than this do not slow each other down. Twice the line of x86-64 and most ARM64, whose
/// prefetchers fetch lines in pairs; a constant, so that the layout does not depend on compiler flags.
inline constexpr std::size_t destructive_interference = 128;

/// Tells the processor that this is a spin loop, where it has an instruction for that.
template <class... None>
void cpu_relax(None... none) noexcept {
    // Dependent on a pack, so that a processor without the builtin compiles to nothing instead of an error.
    if constexpr (requires { __builtin_ia32_pause(none...); }) {
        __builtin_ia32_pause(none...);
    }
}

/// The production policy: the standard library, one to one.
struct std_sync {
    template <class T>
    using atomic = std::atomic<T>;

    template <class T>
    class cell {
    public:
        explicit cell(T value) : value_(std::move(value)) {}
        [[nodiscard]] T const& read() const noexcept { return value_; }
        [[nodiscard]] T& write() noexcept { return value_; }

    private:
        T value_;
    };

    template <class T>
    class slot {
    public:
        void construct(T&& value) noexcept { ::new (static_cast<void*>(bytes_)) T(std::move(value)); }
        [[nodiscard]] T take() noexcept {
            destroy_on_exit const moved_from{object()};
            return T(std::move(*moved_from.object));
        }
        void discard() noexcept { std::destroy_at(object()); }

    private:
        struct destroy_on_exit {
            T* object;
            ~destroy_on_exit() { std::destroy_at(object); }
        };
        T* object() noexcept { return std::launder(reinterpret_cast<T*>(bytes_)); }

        alignas(T) std::byte bytes_[sizeof(T)];
    };

    using mutex = std::mutex;
    using lock = std::unique_lock<std::mutex>;
    using condition_variable = std::condition_variable;
    using semaphore = detail::semaphore<std_sync>;

    class deadline {
    public:
        using clock = std::chrono::steady_clock;

        explicit deadline(clock::time_point when) noexcept : when_(when) {}
        [[nodiscard]] static deadline never() noexcept { return deadline(clock::time_point::max()); }

        /// That long from now; never, if that is more than a century.
        template <class Rep, class Period>
        [[nodiscard]] static deadline after(std::chrono::duration<Rep, Period> length) noexcept {
            double const seconds = std::chrono::duration<double>(length).count();
            if (seconds > horizon) {
                return never();
            }
            clock::time_point const now = clock::now();
            return seconds > 0 ? deadline(now + std::chrono::ceil<clock::duration>(length)) : deadline(now);
        }
        /// When that clock will show that time, as far as can be told now: a clock may be set.
        template <class Clock, class Duration>
        [[nodiscard]] static deadline at(std::chrono::time_point<Clock, Duration> time) noexcept {
            using seconds = std::chrono::duration<double>;
            auto const now = Clock::now();
            double const left = seconds(time.time_since_epoch()).count() - seconds(now.time_since_epoch()).count();
            if (left > horizon) {
                return never();
            }
            if constexpr (std::is_same_v<Clock, clock>) {
                return left > 0 ? deadline(std::chrono::ceil<clock::duration>(time)) : deadline(now);
            } else {
                constexpr double rounding = 1e-6;  // of the two conversions: rather late than early
                return after(seconds(left + rounding));
            }
        }
        [[nodiscard]] bool passed() const noexcept { return !is_never() && clock::now() >= when_; }
        [[nodiscard]] bool is_never() const noexcept { return when_ == clock::time_point::max(); }
        [[nodiscard]] clock::time_point when() const noexcept { return when_; }

    private:
        // In seconds; less than half of what steady_clock's nanoseconds can count: now + horizon does not overflow.
        static constexpr double horizon = 4.0e9;

        clock::time_point when_;
    };

    [[nodiscard]] static bool wait_until(condition_variable& condition, lock& held, deadline until) {
        if (until.is_never()) {
            condition.wait(held);
            return true;
        }
        return condition.wait_until(held, until.when()) == std::cv_status::no_timeout;
    }
    [[nodiscard]] static bool acquire_until(semaphore& units, deadline until) { return units.acquire_until(until); }

    /// How one thread waits for another one for a moment. One object per wait.
    class backoff {
    public:
        /// False from about the cost of one wake-up on, and always on a machine with one processor: sleep instead.
        [[nodiscard]] bool worth_spinning() const noexcept { return round_ < spin_rounds(); }
        /// Waits for 2, 4, 8, 16, 16, ... relax instructions.
        void spin() noexcept { relax(std::min(2U << std::min(round_++, most_doublings), longest_pause)); }
        /// Waits for another thread that is in the middle of a few instructions: spins, then yields, and in the end
        /// sleeps, so that a thread of lower priority gets to run.
        void pause() noexcept {
            constexpr unsigned yields = 32;
            if (worth_spinning()) {
                spin();
            } else if (yields_ != yields) {
                ++yields_;
                std::this_thread::yield();
            } else {
                std::this_thread::sleep_for(std::chrono::microseconds(50));
            }
        }
        /// Steps back after losing a compare-exchange to another thread.
        void lost_race() noexcept { relax(2U << std::min(round_++, most_doublings)); }

    private:
        static constexpr unsigned longest_pause = 16;
        static constexpr unsigned most_doublings = 5;

        static unsigned spin_rounds() noexcept {
            static unsigned const rounds = std::thread::hardware_concurrency() > 1 ? 64 : 0;
            return rounds;
        }
        static void relax(unsigned times) noexcept {
            for (; times != 0; --times) {
                cpu_relax();
            }
        }

        unsigned round_ = 0;
        unsigned yields_ = 0;
    };

    /// Debug builds stop where a second thread enters what only one may use at a time. Relaxed on purpose: the detector
    /// must not order the very accesses whose race ThreadSanitizer is to see.
    class sole_user {
    public:
        class scope {
        public:
            explicit scope([[maybe_unused]] sole_user& user) noexcept : user_(user) {
                assert(!user_.inside_.exchange(true, std::memory_order_relaxed) &&
                       "refchan: two threads are in one receiver at the same time");
            }
            scope(scope const&) = delete;
            scope& operator=(scope const&) = delete;
            ~scope() { assert((user_.inside_.store(false, std::memory_order_relaxed), true)); }

        private:
            [[maybe_unused]] sole_user& user_;
        };

    private:
        std::atomic<bool> inside_{false};
    };

    /// A new Object at an address that is a multiple of Alignment, or nullptr if there is no memory.
    template <class Object, std::size_t Alignment = alignof(Object), class... Arguments>
    [[nodiscard]] static Object* create(Arguments&&... arguments) noexcept {
        void* const memory = ::operator new(sizeof(Object), std::align_val_t(Alignment), std::nothrow);
        if (memory == nullptr) {
            return nullptr;
        }
        return ::new (memory) Object(std::forward<Arguments>(arguments)...);
    }
    /// Undoes create<Object, Alignment>.
    template <class Object, std::size_t Alignment = alignof(Object)>
    static void destroy(Object* object) noexcept {
        std::destroy_at(object);
        ::operator delete(object, sizeof(Object), std::align_val_t(Alignment));
    }
};

}  // namespace refchan::detail
