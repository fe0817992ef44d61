// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/rendezvous.hpp: decides in linear time whether the specification allows a history of a channel of capacity
// 0. There a send and the receive that takes its message share one instant (proof.md, theorem 3):
//
//     p_i = max(p_(i-1), c(s_i), c(d_i)) < min(r(s_i), r(d_i))
//
//     s_1   |-------------|                 |--|  s_2
//     d    |------|                    |---------|
//             p_1                            p_2
//
// full, empty and a timeout are always allowed while the other side is there: whether it already waits cannot be seen
// from outside. An ok send that nobody received must have met the receive that never returned.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/survey.hpp"
#include "refchan/oracle/unbounded.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle {

class rendezvous_check {
public:
    /// The survey must outlive the check.
    explicit rendezvous_check(survey const& of) : of_(of) {}

    [[nodiscard]] verdict run() const {
        unbounded_check const common(of_, profile::linearizable);
        if (auto wrong = common.sent_in_time()) {
            return wrong;
        }
        if (auto wrong = pairs()) {
            return wrong;
        }
        if (auto wrong = common.senders_gone()) {
            return wrong;
        }
        if (auto wrong = common.receiver_gone()) {
            return wrong;
        }
        return common.full_with_receiver();
    }

private:
    [[nodiscard]] operation const& at(position where) const { return of_.at(where); }
    [[nodiscard]] std::string message(position send) const { return "message " + std::to_string(at(send).value); }

    [[nodiscard]] verdict pairs() const {
        instant met = std::numeric_limits<instant>::min();
        for (std::size_t i = 0; i != of_.sends.size(); ++i) {
            position const send = of_.sends[i];
            position const recv = of_.recvs[i];
            met = std::max({met, at(send).call, at(recv).call});
            if (at(send).returned < met) {  // clause pair
                return violation{rule::unpaired,
                                 "the send of " + message(send) + " returned before a receive could take it",
                                 {send, recv}};
            }
        }
        return unreceived(met);
    }

    /// At most one, which the receive that never returned has taken.
    [[nodiscard]] verdict unreceived(instant met) const {
        position const recv = of_.pending_recv;
        for (position const send : of_.unreceived) {
            if (recv == nowhere) {  // clause unpaired
                return violation{
                    rule::unpaired, message(send) + " was sent with success, and no receive took it", {send}};
            }
            if (at(send).returned < std::max({met, at(send).call, at(recv).call})) {  // clause pair_with_pending
                return violation{rule::unpaired,
                                 "the send of " + message(send) + " returned before the last receive could take it",
                                 {send, recv}};
            }
        }
        if (of_.unreceived.size() > 1) {  // clause two_unpaired
            position const one = of_.unreceived[0];
            position const other = of_.unreceived[1];
            return violation{rule::unpaired,
                             message(one) + " and " + message(other) +
                                 " were sent with success, and only one receive was left to take one of them",
                             {one, other, recv}};
        }
        return std::nullopt;
    }

    survey const& of_;
};

}  // namespace refchan::oracle
