// SPDX-License-Identifier: MIT
// model/programs/planted_kinds.model.cpp: kinds of channel with a fault: every memory order of the unbounded engine made
// weaker in every legal way, the machines that lose wake-ups, and the engine that answers wrongly. Programs that nobody has
// written must find each of them: the program refchan-programs-planted runs on these and on nothing else.

#include "explore/adjustable_orders.hpp"
#include "faulty_machines.hpp"
#include "faulty_queue.hpp"
#include "programs/run_time_program.hpp"
#include "weakened.hpp"

namespace refchan::model {
namespace {

using adjustable = weakened<adjustable_orders>;

/// One kind of channel serves all: each execution begins with the orders of the source, one of which is weaker.
void add_weakened(named_order const& one, std::memory_order weaker) {
    auto const make = [one, weaker](subject_program& subject) -> std::unique_ptr<program> {
        for (named_order const& each : named_orders()) {
            *each.now = each.source;
        }
        *one.now = weaker;
        return std::make_unique<programmed<adjustable>>(subject);
    };
    program_kinds().push_back(
        {std::string(one.name) + '=' + std::string(name_of(weaker)), adjustable::capacity, make, expectation::breaks});
}

bool add_all() {
    for (named_order const& each : named_orders()) {
        for (std::memory_order const weaker : weaker_than(each.source)) {
            add_weakened(each, weaker);
        }
    }
    add_program_kind<forgetful>("forgetful_semaphore", expectation::breaks);
    add_program_kind<mute>("wake_up_forgotten", expectation::breaks);
    add_program_kind<mute_bounded>("wake_up_forgotten_bounded", expectation::breaks);
    add_program_kind<gapped_bounded>("gap_before_sleep_bounded", expectation::breaks);
    add_program_kind<faulty<fault::two_lanes>>("two_lanes", expectation::breaks);
    add_program_kind<faulty<fault::busy_is_empty>>("busy_is_empty", expectation::breaks);
    add_program_kind<faulty<fault::no_second_look>>("no_second_look", expectation::breaks);
    return true;
}

[[maybe_unused]] bool const registered = add_all();

}  // namespace
}  // namespace refchan::model
