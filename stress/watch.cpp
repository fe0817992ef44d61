// SPDX-License-Identifier: MIT
// stress/watch.cpp: ticks ten times a second. Patience is counted in ticks and not in time, so that a machine that was
// suspended does not make a verdict.

#include "watch.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "judgement.hpp"
#include "verdict.hpp"

namespace refchan::stress {

namespace {

constexpr double ticks_per_second = 10;
constexpr int most_signals_ignored = 1;  // the second one ends the process where it stands

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (int const number : {SIGINT, SIGTERM, SIGHUP}) {
        sigaddset(&set, number);
    }
    return set;
}

}  // namespace

watch::watch(crew const& threads, double patience, double seconds_each, std::size_t scenarios)
    : crew_(threads),
      patience_(static_cast<unsigned>(std::ceil(patience * ticks_per_second))),
      seconds_each_(seconds_each),
      scenarios_(scenarios),
      terminal_(isatty(STDERR_FILENO) == 1),
      thread_([this] { look_on(); }) {}

watch::~watch() { over_.store(true, std::memory_order_relaxed); }

void watch::take_signals() {
    sigset_t const set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void watch::scenario(char const* name, std::size_t number) noexcept {
    number_.store(number, std::memory_order_relaxed);
    name_.store(name, std::memory_order_relaxed);
    round_over();
}

void watch::look_on() {
    sigset_t const set = stop_signals();
    for (int stops = 0; !over_.load(std::memory_order_relaxed);) {
        timespec const tick{.tv_sec = 0, .tv_nsec = static_cast<long>(1e9 / ticks_per_second)};
        int const signal = sigtimedwait(&set, nullptr, &tick);
        if (signal > 0) {
            asked_.store(signal, std::memory_order_relaxed);
            if (++stops > most_signals_ignored) {
                std::_Exit(128 + signal);
            }
        } else {
            check_progress();
            show_progress();
        }
    }
}

void watch::check_progress() {
    std::uint64_t seen = rounds_.load(std::memory_order_relaxed);
    for (worker const& one : crew_.workers()) {
        seen += one.moves();
    }
    if (seen != std::exchange(last_seen_, seen) || name_.load(std::memory_order_relaxed) == nullptr) {
        still_ = 0;
        return;
    }
    if (++still_ >= patience_) {
        broken("no message moved for {} s: it hangs. Where the threads stand:\n{}{}", still_ / ticks_per_second,
               states(), recorded_run::of_the_hung());
    }
}

std::string watch::states() const {
    std::string text;
    for (std::size_t i = 0; i != crew_.size(); ++i) {
        worker const& one = crew_.workers()[i];
        text += fmt::format("    thread {}: {}, at {} {}\n", i, one.role(), one.operation(), one.index());
    }
    return text;
}

void watch::show_progress() const {
    char const* const name = name_.load(std::memory_order_relaxed);
    if (!terminal_ || name == nullptr) {
        return;
    }
    std::size_t const number = number_.load(std::memory_order_relaxed);
    auto const left = static_cast<long>(static_cast<double>(scenarios_ - number) * seconds_each_);
    std::string const text =
        fmt::format("\r\033[K[{}/{}] {}  about {}:{:02} left", number + 1, scenarios_, name, left / 60, left % 60);
    (void)!write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace refchan::stress
