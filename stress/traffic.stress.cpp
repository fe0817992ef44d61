// SPDX-License-Identifier: MIT
// stress/traffic.stress.cpp: the scenarios about messages, on every engine.

#include "scenarios.hpp"
#include "scenarios_traffic.hpp"

namespace refchan::stress {

void add_traffic(std::vector<scenario>& all) {
    add_scenario<many_senders, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
    add_scenario<shared_sender, unbounded, reference, small_blocks, bounded_1, bounded_16, rendezvous>(all);
}

}  // namespace refchan::stress
