// SPDX-License-Identifier: MIT
// stress/waits.stress.cpp: the scenarios about waiting, on every engine that has such waits.

#include "scenarios.hpp"
#include "scenarios_waits.hpp"

namespace refchan::stress {

void add_waits(std::vector<scenario>& all) {
    add_scenario<timeouts, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
    add_scenario<ping_pong, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
    add_scenario<happens_before, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
}

}  // namespace refchan::stress
