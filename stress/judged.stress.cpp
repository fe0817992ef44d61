// SPDX-License-Identifier: MIT
// stress/judged.stress.cpp: the recorded scenarios, on every engine and at four capacities.

#include "scenarios.hpp"
#include "scenarios_judged.hpp"

namespace refchan::stress {

void add_judged(std::vector<scenario>& all) {
    add_scenario<judged_traffic, unbounded, reference, small_blocks, bounded_1, bounded_2, bounded_16, bounded_1024,
                 rendezvous>(all);
    add_scenario<judged_receiver_drop, unbounded, reference, small_blocks, bounded_1, bounded_2, bounded_16,
                 bounded_1024, rendezvous>(all);
    add_scenario<judged_untouched, unbounded, reference, small_blocks, bounded_1, bounded_2, bounded_16, bounded_1024,
                 rendezvous>(all);
    if (variant() == "plain") {
        add_scenario<judged_long, unbounded, small_blocks, bounded_1024>(all);
    }
}

}  // namespace refchan::stress
