// SPDX-License-Identifier: MIT
// stress/bench/cpp/probes.cpp: what the machine can do, measured in the same run as the channels: the "peer" machine.
//
//   line    a cache line goes to another core and comes back: below it no round trip of two threads can be
//   rmw     one thread adds to an atomic, uncontended
//   ring    one thread to another through a ring of 1024 slots, each message published: the least that a channel can do

#include <array>
#include <atomic>
#include <cstdint>

#include "crew.hpp"
#include "peer.hpp"
#include "quantiles.hpp"

namespace refchan::bench {

namespace {

constexpr std::size_t line_size = 128;  // two lines: neighbours are fetched together

/// Waits until the atomic holds that. On a machine with one processor somebody else must come to run.
void await(std::atomic<std::uint64_t> const& value, std::uint64_t wanted) {
    for (unsigned looks = 0; value.load(std::memory_order_acquire) != wanted;) {
        if (++looks % 65536 == 0) {
            std::this_thread::yield();
        }
    }
}

measurement line(request const& asked) {
    alignas(line_size) std::atomic<std::uint64_t> ball{0};
    std::uint64_t const warm = warm_up_of(asked.messages);
    measurement result;
    std::vector<std::jthread> crew;
    crew.push_back(at_place(asked, 0, [&] {
        for (std::uint64_t i = 0; i != warm + asked.messages; ++i) {
            await(ball, 2 * i + 1);
            ball.store(2 * i + 2, std::memory_order_release);
        }
    }));
    crew.push_back(at_place(asked, 1, [&] {
        durations trips(asked.messages);
        auto const start = clock::now();
        std::uint64_t before = nanoseconds_now();
        for (std::uint64_t i = 0; i != warm + asked.messages; ++i) {
            ball.store(2 * i + 1, std::memory_order_release);
            await(ball, 2 * i + 2);
            std::uint64_t const after = nanoseconds_now();
            if (i >= warm) {
                trips.add(after - before);
            }
            before = after;
        }
        result.seconds = seconds_since(start);
        trips.into(result, "");
    }));
    crew.clear();
    return result;
}

measurement rmw(request const& asked) {
    alignas(line_size) std::atomic<std::uint64_t> counter{0};
    return timed_calls(asked, "ns_per_rmw", [&] { counter.fetch_add(1, std::memory_order_acq_rel); });
}

class ring_of_1024 {
public:
    void push(std::uint64_t message) {
        while (tail_copy_ - head_seen_ == slots_.size()) {
            head_seen_ = head_.load(std::memory_order_acquire);
        }
        slots_[tail_copy_ % slots_.size()] = message;
        tail_.store(++tail_copy_, std::memory_order_release);
    }
    [[nodiscard]] std::uint64_t pop() {
        while (head_copy_ == tail_seen_) {
            tail_seen_ = tail_.load(std::memory_order_acquire);
        }
        std::uint64_t const message = slots_[head_copy_ % slots_.size()];
        head_.store(++head_copy_, std::memory_order_release);
        return message;
    }

private:
    alignas(line_size) std::atomic<std::uint64_t> tail_{0};
    alignas(line_size) std::uint64_t tail_copy_ = 0;
    std::uint64_t head_seen_ = 0;
    alignas(line_size) std::atomic<std::uint64_t> head_{0};
    alignas(line_size) std::uint64_t head_copy_ = 0;
    std::uint64_t tail_seen_ = 0;
    alignas(line_size) std::array<std::uint64_t, 1024> slots_{};
};

measurement ring(request const& asked) {
    ring_of_1024 messages;
    measurement result;
    std::vector<std::jthread> crew;
    crew.push_back(at_place(asked, 1, [&] {
        for (std::uint64_t i = 0; i != asked.messages; ++i) {
            messages.push(stamp(0, i));
        }
    }));
    crew.push_back(at_place(asked, 0, [&] {
        arrivals seen(1);
        auto const start = clock::now();
        for (std::uint64_t i = 0; i != asked.messages; ++i) {
            seen.see(messages.pop());
        }
        result.seconds = seconds_since(start);
    }));
    crew.clear();
    result.figures = {{"million_per_second", static_cast<double>(asked.messages) / result.seconds / 1e6}};
    return result;
}

struct add_machine {
    add_machine() {
        peers().push_back({.about = {.name = "machine", .label = "this machine", .order = "none", .plays = role::probe},
                           .workloads = {{"line", line}, {"rmw", rmw}, {"ring", ring}}});
    }
};
add_machine const here;

}  // namespace

}  // namespace refchan::bench
