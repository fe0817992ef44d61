// SPDX-License-Identifier: MIT
// model/drops.model.cpp: registers the scenarios of drops.model.hpp on the kinds of channel for which they make sense.

#include "drops.model.hpp"

namespace refchan::model {
namespace {

[[maybe_unused]] bool const registered =
    (add<send_races_receiver_drop, unbounded, reference, bounded<1>, rendezvous>(),
     add<two_senders_race_receiver_drop, unbounded, reference, bounded<1>, rendezvous>(),
     add<receiver_drops_after_one, unbounded, reference, bounded<1>, rendezvous>(),
     add<clone_races_drop, unbounded, reference, bounded<1>, rendezvous>(),
     add<drops_in_every_order, unbounded, reference, bounded<1>>(), add<message_owns_a_sender, unbounded, reference>(),
     true);

}  // namespace
}  // namespace refchan::model
