// SPDX-License-Identifier: MIT
#pragma once
// stress/watch.hpp: a thread that looks on. It turns a hang into a verdict with every thread's state, shows on a
// terminal how far the run is, and receives the signals that ask the program to stop.

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "crew.hpp"

namespace refchan::stress {

class watch {
public:
    /// patience: seconds without any progress until a running scenario counts as hanging.
    watch(crew const& threads, double patience, double seconds_each, std::size_t scenarios);
    ~watch();
    watch(watch const&) = delete;
    watch& operator=(watch const&) = delete;

    /// To be called before any thread is made: signals come to the watch alone.
    static void take_signals();

    /// That scenario runs from now on; nullptr: none does. The name must stay.
    void scenario(char const* name, std::size_t number) noexcept;
    /// A round is over.
    void round_over() noexcept { rounds_.fetch_add(1, std::memory_order_relaxed); }
    [[nodiscard]] bool on_terminal() const noexcept { return terminal_; }
    /// The signal that asked the program to stop, or 0.
    [[nodiscard]] int asked_to_stop() const noexcept { return asked_.load(std::memory_order_relaxed); }

private:
    void look_on();
    void check_progress();
    void show_progress() const;
    [[nodiscard]] std::string states() const;

    crew const& crew_;
    unsigned patience_;  // in ticks
    double seconds_each_;
    std::size_t scenarios_;
    bool terminal_;
    std::atomic<char const*> name_{nullptr};
    std::atomic<std::size_t> number_{0};
    std::atomic<std::uint64_t> rounds_{0};
    std::atomic<int> asked_{0};
    std::atomic<bool> over_{false};
    // The watching thread's own.
    std::uint64_t last_seen_ = 0;
    unsigned still_ = 0;
    std::jthread thread_;
};

}  // namespace refchan::stress
