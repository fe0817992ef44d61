// SPDX-License-Identifier: MIT
#pragma once
// stress/runner.hpp: plays the chosen scenarios, one after the other, each for its time in short rounds.

#include <vector>

#include "options.hpp"
#include "round.hpp"

namespace refchan::stress {

/// Those that --only and --plant choose. Throws std::regex_error.
[[nodiscard]] std::vector<scenario> choose(std::vector<scenario> const& all, options const& chosen);

/// Plays them in this process; the exit status.
[[nodiscard]] int run_scenarios(std::vector<scenario> const& chosen, options const& how);

/// Plays each planted bug in a process of its own; 1 if all were found in the way that they must be, 0 if one was
/// missed.
[[nodiscard]] int run_plants(std::vector<scenario> const& plants, options const& how);

}  // namespace refchan::stress
