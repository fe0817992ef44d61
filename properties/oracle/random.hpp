// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/random.hpp: chance. The same seed gives the same numbers with every compiler and library, so a history
// is named by a seed. (splitmix64, by Sebastiano Vigna: public domain.)

#include <cstddef>
#include <cstdint>

namespace refchan::oracle::checks {

class chance {
public:
    explicit chance(std::uint64_t seed) noexcept : state_(seed) {}

    [[nodiscard]] std::uint64_t number() noexcept {
        std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15U);
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }
    /// 0 to limit - 1; 0 if the limit is 0.
    [[nodiscard]] std::size_t below(std::size_t limit) noexcept {
        return static_cast<std::size_t>(((number() >> 32U) * limit) >> 32U);
    }
    /// True in so many of a hundred cases.
    [[nodiscard]] bool percent(std::size_t of_hundred) noexcept { return below(100) < of_hundred; }

private:
    std::uint64_t state_;
};

}  // namespace refchan::oracle::checks
