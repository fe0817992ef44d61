// SPDX-License-Identifier: MIT
#pragma once
// stress/scenarios.hpp: the groups of scenarios, each compiled in a file of its own.

#include "round.hpp"

namespace refchan::stress {

void add_traffic(std::vector<scenario>& all);
void add_lives(std::vector<scenario>& all);
void add_waits(std::vector<scenario>& all);
void add_memory(std::vector<scenario>& all);
void add_judged(std::vector<scenario>& all);

}  // namespace refchan::stress
