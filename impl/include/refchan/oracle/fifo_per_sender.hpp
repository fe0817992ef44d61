// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/fifo_per_sender.hpp: the weakest profile, for channels that promise no order between senders and no exact empty.
// It asks for what everybody needs: nothing is invented, doubled or lost; the messages that one process sends through one
// handle arrive in order; disconnected comes when all has ended, and for good; a bounded channel holds no more than its
// capacity. Of an untouched history it uses only the order of each process's own operations.
//
// Linear time, but for the capacity, which sorts the returns of the sends if they do not lie in order.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/survey.hpp"
#include "refchan/oracle/unbounded.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle {

class fifo_per_sender_check {
public:
    /// The survey must outlive the check.
    explicit fifo_per_sender_check(survey const& of) : of_(of) {}

    [[nodiscard]] verdict run() const {
        if (auto wrong = order()) {
            return wrong;
        }
        return of_.whole().timed ? with_times() : without_times();
    }

    /// The messages of each sender are received in order, and none is passed over.
    [[nodiscard]] verdict order() const {
        std::unordered_map<std::uint64_t, std::size_t> latest;  // of each sender: its message received last
        for (std::size_t i = 0; i != of_.sends.size(); ++i) {
            auto const [entry, is_first] = latest.try_emplace(sender_of(of_.sends[i]), i);
            std::size_t const before = entry->second;
            if (!is_first && at(of_.sends[i]).call < at(of_.sends[before]).call) {  // clause order_per_sender
                return violation{rule::reordered_per_sender,
                                 message(of_.sends[i]) + " was sent before " + message(of_.sends[before]) +
                                     " by the same sender, and received after it",
                                 {of_.sends[i], of_.sends[before], of_.recvs[before], of_.recvs[i]}};
            }
            entry->second = i;
        }
        for (position const send : of_.unreceived) {
            auto const entry = latest.find(sender_of(send));
            if (entry != latest.end() && at(send).call < at(of_.sends[entry->second]).call) {  // clause lost_per_sender
                return violation{rule::lost,
                                 message(send) + " was never received, and " + message(of_.sends[entry->second]) +
                                     ", sent after it by the same sender, was",
                                 {send, of_.sends[entry->second], of_.recvs[entry->second]}};
            }
        }
        return std::nullopt;
    }

    /// At no instant have more sends returned than receives were called, and the capacity.
    [[nodiscard]] verdict capacity() const {
        if (of_.whole().capacity.value_or(0) == 0) {
            return full_without_bound();
        }
        std::vector<position> const returned = returned_sends();
        std::size_t begun = 0;  // receives that were called
        std::size_t done = 0;   // sends that had returned then
        auto const room = static_cast<std::size_t>(*of_.whole().capacity);
        for (position const where : of_.receivers) {
            while (done != returned.size() && at(returned[done]).returned < at(where).call) {
                ++done;
            }
            if (done > begun && done - begun > room) {  // clause overfull
                return overfull(returned, begun, room);
            }
            if (at(where).kind == operation_kind::drop_receiver) {
                return std::nullopt;
            }
            begun += at(where).result == outcome::ok || is_pending(at(where)) ? 1U : 0U;
        }
        if (returned.size() > begun && returned.size() - begun > room) {  // clause overfull_at_the_end
            return overfull(returned, begun, room);
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] operation const& at(position where) const { return of_.at(where); }
    [[nodiscard]] std::string message(position send) const { return "message " + std::to_string(at(send).value); }
    [[nodiscard]] std::uint64_t sender_of(position send) const {
        return std::uint64_t{at(send).process} << 32 | at(send).sender;
    }

    [[nodiscard]] verdict with_times() const {
        unbounded_check const common(of_, profile::linearizable);
        if (auto wrong = common.sent_in_time()) {
            return wrong;
        }
        if (auto wrong = ends(true)) {
            return wrong;
        }
        return capacity();
    }
    [[nodiscard]] verdict without_times() const {
        if (auto wrong = ends(false)) {
            return wrong;
        }
        return full_without_bound();
    }

    /// Disconnected, for the receiver and for the senders.
    [[nodiscard]] verdict ends(bool timed) const {
        position gone = nowhere;
        for (position const where : of_.receivers) {
            operation const& one = at(where);
            if (one.result == outcome::disconnected) {
                gone = gone == nowhere ? where : gone;
            } else if (gone != nowhere && one.result == outcome::ok &&
                       is_recv(one.kind)) {  // clause received_after_end
                return violation{rule::early_disconnected,
                                 "the receiver was told disconnected, and then received " + message(where),
                                 {gone, where}};
            }
        }
        if (auto wrong = gone == nowhere ? std::nullopt : senders_gone(gone, timed)) {
            return wrong;
        }
        return receiver_gone(timed);
    }
    [[nodiscard]] verdict senders_gone(position gone, bool timed) const {
        if (!of_.all_dropped()) {  // clause end_without_drop
            return violation{
                rule::early_disconnected,
                "the receiver was told disconnected, and the sender handle " + of_.undropped() + " was never dropped",
                {gone}};
        }
        if (timed && of_.last_drop_call != nowhere &&
            at(gone).returned < at(of_.last_drop_call).call) {  // clause end_before_drop
            return violation{rule::early_disconnected,
                             "the receiver was told disconnected before the last drop of a sender",
                             {gone, of_.last_drop_call}};
        }
        if (!of_.unreceived.empty()) {  // clause lost_before_end
            return violation{rule::lost,
                             message(of_.unreceived[0]) + " was never received, and the receiver was told disconnected",
                             {of_.unreceived[0], gone}};
        }
        return std::nullopt;
    }
    [[nodiscard]] verdict receiver_gone(bool timed) const {
        position const drop = of_.drop_receiver;
        position const refused = of_.first_refused;
        position const accepted = of_.last_accepted;
        if (refused != nowhere && drop == nowhere) {  // clause refused_and_no_drop
            return violation{rule::early_send_disconnected,
                             "a send was told disconnected, and the receiver was never dropped",
                             {refused}};
        }
        if (timed && refused != nowhere && at(refused).returned < at(drop).call) {  // clause refused_before_drop
            return violation{rule::early_send_disconnected,
                             "a send was told disconnected before the drop of the receiver",
                             {refused, drop}};
        }
        if (timed && drop != nowhere && accepted != nowhere &&
            at(drop).returned < at(accepted).call) {  // clause accepted_late
            return violation{rule::send_after_drop,
                             message(accepted) + " was sent with success after the receiver was dropped",
                             {drop, accepted}};
        }
        return std::nullopt;
    }

    [[nodiscard]] verdict full_without_bound() const {
        if (!of_.whole().capacity && !of_.fulls.empty()) {  // clause full_without_bound
            return violation{
                rule::false_full,
                "a send said " + std::string(name_of(at(of_.fulls[0]).result)) + ", and the channel has no bound",
                {of_.fulls[0]}};
        }
        return std::nullopt;
    }

    [[nodiscard]] std::vector<position> returned_sends() const {
        std::vector<position> all = of_.unreceived;
        for (position const send : of_.sends) {
            if (!is_pending(at(send))) {
                all.push_back(send);
            }
        }
        std::ranges::sort(all, {}, [this](position send) { return at(send).returned; });
        return all;
    }
    /// The send at begun + room, in the order of returns, is the first that is too many.
    [[nodiscard]] violation overfull(std::vector<position> const& returned, std::size_t begun, std::size_t room) const {
        std::size_t const last = begun + room;
        violation found{rule::overfull,
                        std::to_string(last + 1) + " sends had succeeded when that of " + message(returned[last]) +
                            " returned, and at most " + std::to_string(begun) +
                            " receives had begun; the capacity is " + std::to_string(room),
                        {}};
        for (std::size_t i = last < 3 ? 0 : last - 3; i <= last; ++i) {
            found.proof.push_back(returned[i]);
        }
        return found;
    }

    survey const& of_;
};

}  // namespace refchan::oracle
