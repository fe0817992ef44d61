// SPDX-License-Identifier: MIT
// model/timeouts.model.cpp: registers the scenarios of timeouts.model.hpp on the kinds of channel for which they make sense.

#include "timeouts.model.hpp"

namespace refchan::model {
namespace {

[[maybe_unused]] bool const registered =
    (add<timeout_races_send, unbounded, reference, bounded<1>, rendezvous>(),
     add<timeout_races_two_sends, unbounded, reference, bounded<1>, rendezvous>(),
     add<timeout_races_last_drop, unbounded, reference, bounded<1>, rendezvous>(),
     add<message_wins_over_deadline, unbounded, reference, bounded<1>>(),
     add<receiver_leaves_after_timeout, unbounded, reference, bounded<1>, rendezvous>(),
     add<last_drop_races_leaving_receiver, unbounded, reference, bounded<1>, rendezvous>(),
     add<one_wake_up_for_each_sleep, counted>(),
     add<spins_before_it_sleeps, spinning_unbounded, spinning_reference, spinning_bounded<1>, spinning_bounded<0>>(),
     true);

}  // namespace
}  // namespace refchan::model
