// SPDX-License-Identifier: MIT
// model/semaphore.model.cpp: registers the scenarios of semaphore.model.hpp, and those of the unbounded channel in which
// the receiver sleeps, on the semaphore that ships.

#include "semaphore.model.hpp"

#include "delivery.model.hpp"
#include "drops.model.hpp"
#include "timeouts.model.hpp"

namespace refchan::model {
namespace {

using shipped = semaphore_on<relacy_sync>;

[[maybe_unused]] bool const registered =
    (add<unit_wakes_its_sleeper, shipped>(), add<no_unit_disappears, shipped>(),
     add<time_out_leaves_the_unit, shipped>(), add<fifo_per_sender, unbounded_as_shipped>(),
     add<last_drop_races_parked_recv, unbounded_as_shipped>(), add<timeout_races_send, unbounded_as_shipped>(),
     add<receiver_leaves_after_timeout, unbounded_as_shipped>(),
     add<last_drop_races_leaving_receiver, unbounded_as_shipped>(), true);

}  // namespace
}  // namespace refchan::model
