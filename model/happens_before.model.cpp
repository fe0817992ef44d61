// SPDX-License-Identifier: MIT
// model/happens_before.model.cpp: registers the scenarios of happens_before.model.hpp on the kinds of channel for which they make sense.

#include "happens_before.model.hpp"

namespace refchan::model {
namespace {

[[maybe_unused]] bool const registered =
    (add<data_travels_with_message, unbounded, reference, bounded<1>, rendezvous>(),
     add<data_before_last_drop_recv, unbounded, reference, bounded<1>, rendezvous>(),
     add<data_before_last_drop_try_recv, unbounded, reference, bounded<1>, rendezvous>(),
     add<data_before_last_drop_timed, unbounded, reference, bounded<1>, rendezvous>(),
     add<data_before_receiver_drop, unbounded, reference, bounded<1>, rendezvous>(),
     add<data_before_receiver_drop_blocked, unbounded, reference, bounded<1>, rendezvous>(), true);

}  // namespace
}  // namespace refchan::model
