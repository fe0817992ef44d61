// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/corrupt.hpp: makes histories wrong, or not quite: each corruption changes one thing that was observed,
// so that what comes out lies close to what a channel allows, on either side.

#include "random.hpp"
#include "refchan/oracle/history.hpp"

namespace refchan::oracle::checks {

inline constexpr std::size_t most_operations = 18;  // corrupted histories may have more operations than simulated ones

/// Corrupts a well-formed history once. The result is well-formed; it is the history itself where nothing fits.
void corrupt(chance& random, history& what);

}  // namespace refchan::oracle::checks
