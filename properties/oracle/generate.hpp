// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/generate.hpp: histories by number. History n of a seed is always the same one: a simulated run of a
// channel (simulate.hpp), of which nothing to three things are corrupted (corrupt.hpp).

#include <cstddef>
#include <cstdint>

#include "refchan/oracle/history.hpp"
#include "simulate.hpp"

namespace refchan::oracle::checks {

struct generated {
    history what;  // well-formed
    channel_model model = channel_model::exact;
    std::size_t corruptions = 0;
};

[[nodiscard]] generated generate(std::uint64_t seed, std::uint64_t number);

}  // namespace refchan::oracle::checks
