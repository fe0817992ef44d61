// SPDX-License-Identifier: MIT
#pragma once
// stress/bench/cpp/crew.hpp: the threads of a measurement, the processors that they run on, and the line at which they start.

#include <fmt/format.h>
#include <sched.h>
#include <time.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <thread>
#include <utility>

#include "request.hpp"

namespace refchan::bench {

using clock = std::chrono::steady_clock;

[[nodiscard]] inline double seconds_since(clock::time_point start) {
    return std::chrono::duration<double>(clock::now() - start).count();
}

/// The processor time of this thread: what one thread does alone is timed by it, since others may use the machine.
[[nodiscard]] inline double processor_seconds() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

/// A moment as a number, to be sent as a message.
[[nodiscard]] inline std::uint64_t nanoseconds_now() {
    return static_cast<std::uint64_t>(std::chrono::nanoseconds(clock::now().time_since_epoch()).count());
}

/// Throws if the request names a processor that this process may not use.
inline void demand_processors(request const& asked) {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    (void)sched_getaffinity(0, sizeof(allowed), &allowed);
    for (int const cpu : asked.pin) {
        if (!CPU_ISSET(static_cast<std::size_t>(cpu), &allowed)) {
            throw std::invalid_argument(fmt::format("pin: this process may not use processor {}", cpu));
        }
    }
}

/// Puts the calling thread on the processor that the request has for that place: 0 is the receiver's.
inline void take_place(request const& asked, std::size_t place) {
    if (asked.pin.empty()) {
        return;
    }
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(static_cast<std::size_t>(asked.pin[place % asked.pin.size()]), &here);
    (void)sched_setaffinity(0, sizeof(here), &here);  // demand_processors() has seen that it may
}

/// Starts a thread at that place.
template <class Work>
[[nodiscard]] std::jthread at_place(request const& asked, std::size_t place, Work work) {
    return std::jthread([&asked, place, work = std::move(work)]() mutable {
        take_place(asked, place);
        work();
    });
}

/// All threads wait here for each other, awake: what comes next begins at once.
class start_line {
public:
    explicit start_line(unsigned threads) : missing_(threads) {}

    void wait() {
        missing_.fetch_sub(1, std::memory_order_acq_rel);
        while (missing_.load(std::memory_order_acquire) != 0) {
            std::this_thread::yield();
        }
    }

private:
    std::atomic<unsigned> missing_;
};

/// How many of so many repetitions come first, to warm up, and do not count.
[[nodiscard]] constexpr std::uint64_t warm_up_of(std::uint64_t repetitions) { return repetitions / 8 + 1; }

}  // namespace refchan::bench
