// SPDX-License-Identifier: MIT
// model/semaphore.model.cpp: registers the scenarios of semaphore.model.hpp, and those of the unbounded channel in which
// the receiver sleeps, on the semaphore that ships.

#include "semaphore.model.hpp"

#include "programs/programs.model.hpp"

namespace refchan::model {
namespace {

using shipped = semaphore_on<relacy_sync>;

[[maybe_unused]] bool const registered =
    (add<unit_wakes_its_sleeper, shipped>(), add<no_unit_disappears, shipped>(),
     add<time_out_leaves_the_unit, shipped>(), add_program<unbounded_as_shipped>(programs::two_senders),
     add_program<unbounded_as_shipped>(programs::sleeps_until_the_end),
     add_program<unbounded_as_shipped>(programs::impatient),
     add_program<unbounded_as_shipped>(programs::leaves_after_timeout),
     add_program<unbounded_as_shipped>(programs::leaves_a_leaving_sender),
     add<send_returns_before_the_deadline, unbounded_with_late_deadlines>(), true);

}  // namespace
}  // namespace refchan::model
