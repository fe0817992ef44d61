// SPDX-License-Identifier: MIT
// model/sleeping.model.cpp: registers the scenarios of sleeping.model.hpp on the kinds of channel that sleep.

#include "sleeping.model.hpp"

namespace refchan::model {
namespace {

[[maybe_unused]] bool const registered =
    (add<receiver_sleeps, telling_unbounded, telling_reference, telling_bounded, telling_rendezvous>(),
     add<sender_sleeps, telling_bounded, telling_rendezvous>(), true);

}  // namespace
}  // namespace refchan::model
