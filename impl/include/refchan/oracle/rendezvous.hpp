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
        return full_with_receiver();
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

    [[nodiscard]] verdict unreceived(instant met) const {
        if (of_.unreceived.empty()) {
            return std::nullopt;
        }
        position const send = of_.unreceived[0];
        position const recv = of_.pending_recv;
        if (recv == nowhere || of_.unreceived.size() > 1) {  // clause unpaired
            return violation{rule::unpaired,
                             message(of_.unreceived.back()) + " was sent with success, and no receive took it",
                             {of_.unreceived.back()}};
        }
        if (at(send).returned < std::max({met, at(send).call, at(recv).call})) {  // clause pair_with_pending
            return violation{rule::unpaired,
                             "the send of " + message(send) + " returned before the last receive could take it",
                             {send, recv}};
        }
        return std::nullopt;
    }

    /// full says that the receiver is there.
    [[nodiscard]] verdict full_with_receiver() const {
        for (position const full : of_.fulls) {
            position const drop = of_.drop_receiver;
            position const refused = of_.first_refused;
            if (drop != nowhere && at(drop).returned < at(full).call) {  // clause full_after_drop
                return violation{rule::send_after_drop, says(full) + " after the receiver was dropped", {drop, full}};
            }
            if (refused != nowhere && at(refused).returned < at(full).call) {  // clause full_after_refused
                return violation{
                    rule::send_after_drop, says(full) + " after another send was told disconnected", {refused, full}};
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] std::string says(position full) const {
        return "a send said " + std::string(name_of(at(full).result));
    }

    survey const& of_;
};

}  // namespace refchan::oracle
