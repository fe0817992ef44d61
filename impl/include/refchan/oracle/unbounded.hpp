// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/unbounded.hpp: decides in linear time whether the specification allows a history of an unbounded channel. The
// clauses are those of proof.md, theorem 1, where they are shown to be sound and complete; each one compares two points
// in time that the specification orders. The clauses about order and about the ends hold for every channel with a
// buffer, and are checked for bounded channels as well, before the sweep of bounded.hpp.
//
//     sent_in_time     d_i does not return before s_i is called
//     order            s_i does not return before an s_j is called whose message came earlier
//     nothing_lost     nor does an unreceived send return before an s_j is called
//     true_empty       when the receiver says empty, no message is there
//     gap              (profile gap_empty) or the message at the head was still being sent
//     disconnected     ... is said when every sender has begun to leave and every message was received, and for good
//     connected        empty is not said when every sender has left
//     refused          a send says disconnected when the receiver has begun to leave
//     accepted         no send says ok when the receiver has left

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/survey.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle {

class unbounded_check {
public:
    /// Which: linearizable or gap_empty. The survey must outlive the check.
    unbounded_check(survey const& of, profile which) : of_(of), profile_(which) {}

    /// A channel without capacity. Linear time.
    [[nodiscard]] verdict run() const {
        if (!of_.fulls.empty()) {  // clause never_full
            return violation{
                rule::false_full,
                "a send said " + std::string(name_of(at(of_.fulls[0]).result)) + ", and the channel has no bound",
                {of_.fulls[0]}};
        }
        return run_common();
    }
    /// The clauses that hold for every channel that keeps messages, bounded or not. Linear time.
    [[nodiscard]] verdict run_common() const {
        for (auto const part :
             {&unbounded_check::sent_in_time, &unbounded_check::order, &unbounded_check::empty,
              &unbounded_check::senders_gone, &unbounded_check::receiver_gone, &unbounded_check::full_with_receiver}) {
            if (auto wrong = (this->*part)()) {
                return wrong;
            }
        }
        return std::nullopt;
    }

    /// c(s_i) < r(d_i)
    [[nodiscard]] verdict sent_in_time() const {
        for (std::size_t i = 0; i != of_.sends.size(); ++i) {
            position const send = of_.sends[i];
            position const recv = of_.recvs[i];
            if (at(recv).returned < at(send).call) {  // clause sent_in_time
                return violation{rule::invented, message(send) + " was received before it was sent", {recv, send}};
            }
        }
        return std::nullopt;
    }

    /// Disconnected for the receiver, and empty against it.
    [[nodiscard]] verdict senders_gone() const {
        position first = nowhere;       // the first disconnected
        position last_empty = nowhere;  // the last empty
        for (position const where : of_.receivers) {
            operation const& one = at(where);
            if (one.result == outcome::disconnected) {
                first = first == nowhere ? where : first;
                continue;
            }
            if (first != nowhere && is_recv(one.kind) && !is_pending(one)) {  // clause for_good
                return violation{rule::early_disconnected,
                                 "the receiver was told disconnected, and then " + answer(where),
                                 {first, where}};
            }
            last_empty = says_empty(one) ? where : last_empty;
        }
        if (first != nowhere) {
            if (auto wrong = disconnected_too_early(first)) {
                return wrong;
            }
        }
        if (last_empty != nowhere && of_.handles() == 0) {  // clause no_senders
            return violation{rule::late_disconnected,
                             "the receiver was told " + std::string(name_of(at(last_empty).result)) +
                                 ", and there never was a sender",
                             {last_empty}};
        }
        if (last_empty != nowhere && of_.all_dropped() && of_.last_drop_return != nowhere &&
            at(of_.last_drop_return).returned < at(last_empty).call) {  // clause connected
            return violation{
                rule::late_disconnected,
                "the receiver was told " + std::string(name_of(at(last_empty).result)) + " when all senders were gone",
                {of_.last_drop_return, last_empty}};
        }
        return std::nullopt;
    }

    /// Full says that the receiver is there.
    [[nodiscard]] verdict full_with_receiver() const {
        position const drop = of_.drop_receiver;
        position const refused = of_.first_refused;
        for (position const full : of_.fulls) {
            std::string const says = "a send said " + std::string(name_of(at(full).result));
            if (drop != nowhere && at(drop).returned < at(full).call) {  // clause full_after_drop
                return violation{rule::send_after_drop, says + " after the receiver was dropped", {drop, full}};
            }
            if (refused != nowhere && at(refused).returned < at(full).call) {  // clause full_after_refused
                return violation{
                    rule::send_after_drop, says + " after another send was told disconnected", {refused, full}};
            }
        }
        return std::nullopt;
    }

    /// Disconnected for the senders, and ok against it.
    [[nodiscard]] verdict receiver_gone() const {
        position const drop = of_.drop_receiver;
        position const refused = of_.first_refused;
        position const accepted = of_.last_accepted;
        if (refused != nowhere && drop == nowhere) {  // clause refused_without_drop
            return violation{rule::early_send_disconnected,
                             "a send was told disconnected, and the receiver was never dropped",
                             {refused}};
        }
        if (refused != nowhere && at(refused).returned < at(drop).call) {  // clause refused
            return violation{rule::early_send_disconnected,
                             "a send was told disconnected before the drop of the receiver",
                             {refused, drop}};
        }
        if (accepted == nowhere || drop == nowhere) {
            return std::nullopt;
        }
        if (at(drop).returned < at(accepted).call) {  // clause accepted_after_drop
            return violation{rule::send_after_drop,
                             message(accepted) + " was sent with success after the receiver was dropped",
                             {drop, accepted}};
        }
        if (refused != nowhere && at(refused).returned < at(accepted).call) {  // clause accepted_after_refused
            return violation{rule::send_after_drop,
                             message(accepted) + " was sent with success after another send was told disconnected",
                             {refused, accepted}};
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] operation const& at(position where) const { return of_.at(where); }
    [[nodiscard]] std::string message(position send) const { return "message " + std::to_string(at(send).value); }
    [[nodiscard]] std::string answer(position where) const {
        return at(where).result == outcome::ok ? "received " + message(where)
                                               : "was told " + std::string(name_of(at(where).result));
    }
    [[nodiscard]] static bool says_empty(operation const& one) {
        return is_recv(one.kind) && (one.result == outcome::empty || one.result == outcome::timeout);
    }

    /// A_i < r(s_i), where A_i is the latest call of s_1 .. s_i; and A_k < r(u).
    [[nodiscard]] verdict order() const {
        std::size_t latest = 0;
        for (std::size_t i = 0; i != of_.sends.size(); ++i) {
            if (at(of_.sends[latest]).call < at(of_.sends[i]).call) {
                latest = i;
            }
            if (at(of_.sends[i]).returned < at(of_.sends[latest]).call) {  // clause order
                return violation{rule::reordered,
                                 message(of_.sends[i]) + " was sent before " + message(of_.sends[latest]) +
                                     ", and received after it",
                                 {of_.sends[i], of_.sends[latest], of_.recvs[latest], of_.recvs[i]}};
            }
        }
        for (position const send : of_.unreceived) {
            if (!of_.sends.empty() && at(send).returned < at(of_.sends[latest]).call) {  // clause nothing_lost
                return violation{
                    rule::lost,
                    message(send) + " was never received, and " + message(of_.sends[latest]) + ", sent after it, was",
                    {send, of_.sends[latest], of_.recvs[latest]}};
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] verdict empty() const { return profile_ == profile::linearizable ? true_empty() : gap(); }

    /// c(e) < r(s) for every completed send s whose message was not received before e. From the last operation of the
    /// receiver to the first: the messages that were not received before e are those met already, and U.
    [[nodiscard]] verdict true_empty() const {
        position soonest = first_to_return(of_.unreceived);
        position taken_by = nowhere;
        std::size_t next = of_.sends.size();
        for (std::size_t i = of_.receivers.size(); i-- != 0;) {
            position const where = of_.receivers[i];
            if (is_recv(at(where).kind) && at(where).result == outcome::ok) {
                --next;
                if (soonest == nowhere || at(of_.sends[next]).returned < at(soonest).returned) {
                    soonest = of_.sends[next];
                    taken_by = where;
                }
            } else if (says_empty(at(where)) && soonest != nowhere &&
                       at(soonest).returned < at(where).call) {  // clause true_empty
                return false_empty(where, soonest, taken_by);
            }
        }
        return std::nullopt;
    }

    /// Empty is allowed while the message at the head is being sent. If a message was received later, the one that was
    /// received next was at the head; else, some send that began before any completed one returned, and still runs.
    [[nodiscard]] verdict gap() const {
        std::size_t next = 0;
        position last = nowhere;
        for (position const where : of_.receivers) {
            if (is_recv(at(where).kind) && at(where).result == outcome::ok) {
                ++next;
            } else if (says_empty(at(where)) && next == of_.sends.size()) {
                last = where;
            } else if (says_empty(at(where)) &&
                       at(of_.sends[next]).returned < at(where).call) {  // clause gap_before_next
                return false_empty(where, of_.sends[next], of_.recvs[next]);
            }
        }
        return last == nowhere ? std::nullopt : gap_at_the_end(last);
    }
    [[nodiscard]] verdict gap_at_the_end(position empty) const {
        position const soonest = first_to_return(of_.unreceived);
        if (soonest == nowhere || at(empty).call < at(soonest).returned) {
            return std::nullopt;
        }
        auto const is_gap = [&](position send) {
            return at(send).call < at(soonest).returned && at(empty).call < at(send).returned;
        };
        if (!std::ranges::any_of(of_.unreceived, is_gap) &&
            !std::ranges::any_of(of_.pending, is_gap)) {  // clause gap_at_the_end
            return false_empty(empty, soonest, nowhere);
        }
        return std::nullopt;
    }

    [[nodiscard]] position first_to_return(std::vector<position> const& sends) const {
        auto const soonest = std::ranges::min_element(sends, {}, [this](position send) { return at(send).returned; });
        return soonest == sends.end() ? nowhere : *soonest;
    }
    [[nodiscard]] violation false_empty(position empty, position send, position recv) const {
        violation found{rule::false_empty,
                        "the receiver was told " + std::string(name_of(at(empty).result)) + ", and " + message(send) +
                            " was there: sent before, and not yet received",
                        {send, empty}};
        if (recv != nowhere) {
            found.proof.push_back(recv);
        }
        return found;
    }

    [[nodiscard]] verdict disconnected_too_early(position first) const {
        if (!of_.all_dropped()) {  // clause disconnected_without_drop
            return violation{
                rule::early_disconnected,
                "the receiver was told disconnected, and the sender handle " + of_.undropped() + " was never dropped",
                {first}};
        }
        if (of_.last_drop_call != nowhere && at(first).returned < at(of_.last_drop_call).call) {  // clause disconnected
            return violation{rule::early_disconnected,
                             "the receiver was told disconnected before the last drop of a sender",
                             {first, of_.last_drop_call}};
        }
        if (!of_.unreceived.empty()) {  // clause lost_at_the_end
            return violation{rule::lost,
                             message(of_.unreceived[0]) + " was never received, and the receiver was told disconnected",
                             {of_.unreceived[0], first}};
        }
        return std::nullopt;
    }

    survey const& of_;
    profile profile_;
};

}  // namespace refchan::oracle
