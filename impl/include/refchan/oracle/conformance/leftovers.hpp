// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/leftovers.hpp: finds the message that a channel has swallowed, in the history of a run
// that has come to rest: every sender has ended, the receiver is there, and nothing more comes.
//
// The profiles cannot say so, because a history may end anywhere: a message that nobody received may still be on its
// way.

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "refchan/oracle/bars.hpp"
#include "refchan/oracle/conformance/findings.hpp"
#include "refchan/oracle/history.hpp"

namespace refchan::oracle::conformance {

/// The first message that was sent and never received. at_rest: nothing more comes; otherwise nothing can be said.
[[nodiscard]] inline std::optional<finding> find_left_over(history const& run, bool at_rest) {
    if (!at_rest) {
        return std::nullopt;
    }
    std::unordered_set<std::int64_t> received;
    std::uint32_t last_receive = 0;
    for (std::uint32_t i = 0; i != run.operations.size(); ++i) {
        operation const& one = run.operations[i];
        if (is_recv(one.kind)) {
            last_receive = i;
            if (one.result == outcome::ok) {
                received.insert(one.value);
            }
        }
    }
    for (std::uint32_t i = 0; i != run.operations.size(); ++i) {
        operation const& one = run.operations[i];
        if (is_send(one.kind) && one.result == outcome::ok && !received.contains(one.value)) {
            std::vector<std::uint32_t> const proof{i, last_receive};
            return finding{guarantee::exactly_once, profile::fifo_per_sender,
                           "message " + std::to_string(one.value) +
                               " was never received, though nobody sends any more and " +
                               "the receiver waited for it to the end",
                           draw(run, proof), ""};
        }
    }
    return std::nullopt;
}

}  // namespace refchan::oracle::conformance
