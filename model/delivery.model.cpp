// SPDX-License-Identifier: MIT
// model/delivery.model.cpp: registers the scenarios of delivery.model.hpp on the kinds of channel for which they make sense.

#include "delivery.model.hpp"

namespace refchan::model {
namespace {

[[maybe_unused]] bool const registered = (add<senders_meet_a_full_block, unbounded, reference, bounded<4>>(),
                                          add<one_sender_two_threads, unbounded, reference, bounded<1>, rendezvous>(),
                                          add<two_threads_in_one_receiver, unbounded, reference, rendezvous>(),
                                          add<send_without_memory, unbounded, reference>(), true);

}  // namespace
}  // namespace refchan::model
