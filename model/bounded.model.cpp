// SPDX-License-Identifier: MIT
// model/bounded.model.cpp: registers the scenarios of bounded.model.hpp on the kinds of channel for which they make sense.

#include "bounded.model.hpp"

namespace refchan::model {
namespace {

[[maybe_unused]] bool const registered =
    (add<full_send_races_receiver_drop, bounded<1>, rendezvous>(), add<two_senders_wait_for_room, bounded<1>>(),
     add<timed_out_sender_hands_on, bounded<1>, rendezvous>(), add<capacity_is_kept, bounded<1>, rendezvous>(),
     add<timed_out_sender_is_forgotten, rendezvous>(), add<send_waits_for_its_receive, rendezvous>(),
     add<spinning_sender_hands_on, spinning_bounded<1>, spinning_bounded<0>>(), true);

}  // namespace
}  // namespace refchan::model
