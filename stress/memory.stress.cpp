// SPDX-License-Identifier: MIT
// stress/memory.stress.cpp: the scenarios about missing memory, on every engine.

#include "scenarios.hpp"
#include "scenarios_memory.hpp"

namespace refchan::stress {

void add_memory(std::vector<scenario>& all) {
    add_scenario<scarce_memory, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
}

}  // namespace refchan::stress
