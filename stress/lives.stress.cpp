// SPDX-License-Identifier: MIT
// stress/lives.stress.cpp: the scenarios about handles, on every engine; and the list of all scenarios.

#include "scenarios.hpp"
#include "scenarios_lives.hpp"

namespace refchan::stress {

void add_lives(std::vector<scenario>& all) {
    add_scenario<churn, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
    add_scenario<receiver_drop, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
    add_scenario<last_drop, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
    add_scenario<owning_messages, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
}

std::vector<scenario> all_scenarios() {
    std::vector<scenario> all;
    add_traffic(all);
    add_lives(all);
    add_waits(all);
    add_memory(all);
    add_judged(all);
    return all;
}

}  // namespace refchan::stress
