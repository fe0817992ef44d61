// SPDX-License-Identifier: MIT
#pragma once
// stress/bench/cpp/quantiles.hpp: durations, and how they are distributed.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "crew.hpp"

namespace refchan::bench {

/// Nanoseconds, each of some repetition.
class durations {
public:
    explicit durations(std::uint64_t expected) { all_.reserve(expected); }

    void add(std::uint64_t nanoseconds) { all_.push_back(nanoseconds); }

    /// The figures PREFIXp10_ns to PREFIXp99.9_ns, and PREFIXmid_ns, the mean of the middle half, which is finer than the
    /// clock's tick; each less so many nanoseconds.
    void into(measurement& result, std::string const& prefix, double less = 0) {
        constexpr std::array<std::pair<char const*, double>, 7> wanted{
            {{"p10", 0.1}, {"p25", 0.25}, {"p50", 0.5}, {"p75", 0.75}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}};
        std::ranges::sort(all_);
        for (auto const& [name, quantile] : wanted) {
            result.figures.emplace_back(prefix + name + "_ns", std::max(at(quantile) - less, 0.0));
        }
        result.figures.emplace_back(prefix + "mid_ns", std::max(middle() - less, 0.0));
    }

    [[nodiscard]] double middle() {
        std::ranges::sort(all_);
        auto const quarter = static_cast<std::ptrdiff_t>(all_.size() / 4);
        double sum = 0;
        for (auto const nanoseconds : std::ranges::subrange(all_.begin() + quarter, all_.end() - quarter)) {
            sum += static_cast<double>(nanoseconds);
        }
        return sum / static_cast<double>(std::ssize(all_) - 2 * quarter);
    }

private:
    [[nodiscard]] double at(double quantile) const {
        return static_cast<double>(all_[static_cast<std::size_t>(quantile * static_cast<double>(all_.size() - 1))]);
    }

    std::vector<std::uint64_t> all_;
};

/// What it costs to look at the clock: the part of a duration that is not of what was timed.
[[nodiscard]] inline double cost_of_clock() {
    durations looks(1000);
    for (int i = 0; i != 1000; ++i) {
        std::uint64_t const before = nanoseconds_now();
        looks.add(nanoseconds_now() - before);
    }
    return looks.middle();
}

}  // namespace refchan::bench
