// SPDX-License-Identifier: MIT
// model/progress.model.cpp: registers the scenarios of progress.model.hpp on the kinds of channel for which they make sense.

#include "progress.model.hpp"

namespace refchan::model {
namespace {

[[maybe_unused]] bool const registered =
    (add<senders_need_no_sender, unbounded>(), add<handles_need_no_handle, unbounded>(), true);

}  // namespace
}  // namespace refchan::model
