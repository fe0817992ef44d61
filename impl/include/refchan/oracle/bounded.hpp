// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/bounded.hpp: decides whether the specification allows a history of a channel of capacity 1 or more. Full says
// that the channel was full at some instant of the send, and whether it was depends on when the others took effect; no
// choice is best for all. So the check sweeps over the calls and returns in the order of time and keeps every state that
// the channel can be in (proof.md, theorem 2):
//
//     sent       how many of s_1 .. s_k took effect: a prefix, since the receiver's order is that of the channel
//     extra      which unreceived sends took effect, of those that have not returned; all that have returned did
//     taken      whether the present operation of the receiver took effect
//     parted     whether the last sender is gone
//     full_at    the latest moment at which the channel was full: of two states that differ in nothing else, the later
//                moment is the better one
//
// Between two events the states are closed under what may take effect there; at a return those remain in which the
// operation that returns has taken effect. The history is allowed if a state is left at the end.
//
// Unreceived sends come after all of s_1 .. s_k, and which of two that overlap comes first makes no difference but for
// their returns, so that the one that returns first goes first. A pending one goes last, and may stay out.
//
// Gaps (profile gap_empty): empty is also allowed while the message at the head was claimed and its send has not
// returned. After the last receive the head is some unreceived send: each that may be it is tried in turn.
//
// A state is dropped for another one of the same place whose remaining sends return no earlier and which was full as late
// (proof.md says why that loses nothing), so that few are alive at once.
//
// Time: O(n * S^2), S the number of states that are alive at once, about that of the operations that overlap; sorting the
// times comes to it if they are not dense.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "refchan/oracle/fifo_per_sender.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/moments.hpp"
#include "refchan/oracle/survey.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle {

class bounded_sweep {
public:
    /// head: the send that is to be the first of those unreceived, or nowhere. The others must outlive the sweep.
    bounded_sweep(survey const& of, std::vector<moment> const& moments, profile which, position head)
        : of_(of),
          moments_(moments),
          room_(static_cast<std::size_t>(*of.whole().capacity)),
          gaps_(which == profile::gap_empty),
          head_(head),
          rank_(of.whole().operations.size(), nowhere),
          was_called_(of.sends.size()),
          has_returned_(of.whole().operations.size()) {
        for (position i = 0; i != of.sends.size(); ++i) {
            rank_[of.sends[i]] = i;
        }
    }

    /// nowhere: allowed. Else the operation at whose return no state was left.
    [[nodiscard]] position run() {
        states_ = {state{}};
        for (now_ = 0; now_ != moments_.size(); ++now_) {
            position const where = moments_[now_].where();
            if (moments_[now_].is_return()) {
                std::erase_if(states_, [&](state const& one) { return !took_effect(one, where); });
                if (states_.empty()) {  // clause some_order
                    return where;
                }
                returned(where);
            } else {
                called(where);
            }
            close();
        }
        return nowhere;
    }

    /// How many calls and returns it went through.
    [[nodiscard]] std::size_t events() const { return now_; }

private:
    struct state {
        std::size_t sent = 0;
        std::size_t extras = 0;       // unreceived sends that took effect
        std::vector<position> extra;  // those of them that have not returned, in the order of their returns
        bool taken = false;
        bool parted = false;
        std::size_t full_at = 0;  // 1 + the last event after which it was full; 0: never

        [[nodiscard]] bool is_place_of(state const& other) const {
            return sent == other.sent && extras == other.extras && taken == other.taken && parted == other.parted;
        }
    };
    /// A send that said full, and which event its call was.
    struct full_send {
        position where;
        std::size_t call;
    };

    [[nodiscard]] operation const& at(position where) const { return of_.at(where); }

    // -- what a call and a return change -----------------------------------------------------------------------------

    void called(position where) {
        operation const& one = at(where);
        if (is_receivers(one.kind)) {
            current_ = where;
        } else if (one.kind == operation_kind::drop_sender) {
            ++drops_called_;
        } else if (is_send(one.kind)) {
            send_called(where, one.result);
        }
    }
    void send_called(position where, outcome result) {
        if (rank_[where] != nowhere) {
            was_called_[rank_[where]] = true;
        } else if (result == outcome::ok || result == outcome::would_block) {
            auto const later = [this](position a, position b) { return at(a).returned < at(b).returned; };
            waiting_.insert(std::ranges::upper_bound(waiting_, where, later), where);
        } else if (result != outcome::disconnected) {
            fulls_.push_back({where, now_});
        }
    }

    [[nodiscard]] bool took_effect(state const& one, position where) const {
        operation const& what = at(where);
        if (is_receivers(what.kind)) {
            return one.taken;  // clause receiver_took_effect
        }
        if (what.kind == operation_kind::drop_sender) {
            return one.parted || drops_returned_ + 1 != of_.handles();
        }
        if (what.kind == operation_kind::clone_sender) {
            return true;
        }
        switch (what.result) {
            case outcome::ok:
                return rank_[where] != nowhere
                           ? rank_[where] < one.sent
                           : std::ranges::find(one.extra, where) != one.extra.end();  // clause send_took_effect
            case outcome::disconnected:
                return receiver_gone(one);  // clause refused_when_gone
            default:
                return std::ranges::find(fulls_, where, &full_send::where)->call < one.full_at;  // clause was_full
        }
    }

    void returned(position where) {
        operation const& one = at(where);
        has_returned_[where] = true;
        if (is_receivers(one.kind)) {
            received_ += takes(where) ? 1U : 0U;
            dropped_ = dropped_ || one.kind == operation_kind::drop_receiver;
            current_ = nowhere;
            for (state& each : states_) {
                each.taken = false;
            }
        } else if (one.kind == operation_kind::drop_sender) {
            ++drops_returned_;
        } else if (is_send(one.kind) && rank_[where] == nowhere) {
            std::erase(waiting_, where);
            std::erase_if(fulls_, [where](full_send const& full) { return full.where == where; });
            for (state& each : states_) {
                std::erase(each.extra, where);
            }
        }
    }

    // -- what may take effect between two events ---------------------------------------------------------------------

    void close() {
        for (std::size_t i = 0; i < states_.size(); i = next_) {
            next_ = i + 1;
            if (length(states_[i]) == room_ && !receiver_gone(states_[i])) {  // clause full_with_receiver
                states_[i].full_at = now_ + 1;
            }
            state const one = states_[i];
            send_next(one);
            send_extra(one);
            receive(one);
            if (!one.parted && drops_called_ == of_.handles()) {
                state after = one;
                after.parted = true;
                add(std::move(after));
            }
        }
    }

    /// One more state, unless one is there that is as good; it takes the place of one that it is as good as.
    void add(state reached) {
        for (std::size_t i = 0; i != states_.size(); ++i) {
            state& one = states_[i];
            if (!one.is_place_of(reached)) {
                continue;
            }
            if (is_as_good(one, reached)) {
                return;
            }
            if (is_as_good(reached, one)) {
                one = std::move(reached);
                next_ = std::min(next_, i);
                return;
            }
        }
        states_.push_back(std::move(reached));
    }
    /// Whatever can follow b can follow a, a state of the same place: its sends that remain return no earlier, and no send
    /// that said full needs a later moment than a's.
    [[nodiscard]] bool is_as_good(state const& a, state const& b) const {
        if (a.full_at < b.full_at && !fulls_.empty() && fulls_.front().call < b.full_at) {
            return false;
        }
        for (std::size_t i = 0; i != a.extra.size(); ++i) {
            if (at(b.extra[i]).returned < at(a.extra[i]).returned) {
                return false;
            }
        }
        return true;
    }

    void send_next(state const& one) {
        if (one.sent != of_.sends.size() && was_called_[one.sent] && has_room(one)) {
            state after = one;
            ++after.sent;
            add(std::move(after));
        }
    }
    void send_extra(state const& one) {
        if (one.sent != of_.sends.size() || !has_room(one)) {
            return;
        }
        auto in = one.extra.begin();  // both lie in the order of their returns
        for (position const send : waiting_) {
            if (in != one.extra.end() && *in == send) {
                ++in;
                continue;
            }
            if (head_ == nowhere || one.extras != 0 || send == head_) {
                state after = one;
                ++after.extras;
                after.extra.insert(after.extra.begin() + (in - one.extra.begin()), send);
                return add(std::move(after));
            }
        }
    }
    void receive(state const& one) {
        if (current_ == nowhere || one.taken || !can_receive(one)) {
            return;
        }
        state after = one;
        after.taken = true;
        add(std::move(after));
    }
    [[nodiscard]] bool can_receive(state const& one) const {
        operation const& what = at(current_);
        if (what.kind == operation_kind::drop_receiver) {
            return true;
        }
        switch (what.result) {
            case outcome::ok:
                return one.sent > received_;
            case outcome::would_block:
                return length(one) != 0;
            case outcome::disconnected:
                return length(one) == 0 && one.parted;
            default:
                return (length(one) == 0 || head_is_a_gap(one)) && !one.parted;  // clause empty_when_connected
        }
    }

    [[nodiscard]] bool head_is_a_gap(state const& one) const {
        if (!gaps_) {
            return false;
        }
        if (received_ != of_.sends.size()) {
            return !has_returned_[of_.sends[received_]];
        }
        return head_ != nowhere && one.extras != 0 && !has_returned_[head_];  // clause gap_at_extra
    }
    [[nodiscard]] bool has_room(state const& one) const {
        return length(one) < room_ && !receiver_gone(one);  // clause has_room
    }
    [[nodiscard]] std::size_t length(state const& one) const {
        return one.sent + one.extras - received_ - (one.taken && takes(current_) ? 1U : 0U);
    }
    [[nodiscard]] bool receiver_gone(state const& one) const {
        return dropped_ || (one.taken && at(current_).kind == operation_kind::drop_receiver);
    }
    /// Takes a message, or may have: a receive that said ok or never returned.
    [[nodiscard]] bool takes(position where) const {
        return is_recv(at(where).kind) && (at(where).result == outcome::ok || is_pending(at(where)));
    }

    survey const& of_;
    std::vector<moment> const& moments_;
    std::size_t room_;
    bool gaps_;
    position head_;

    std::vector<position> rank_;      // of a send whose message was received: i, for s_(i+1)
    std::vector<bool> was_called_;    // s_(i+1)
    std::vector<bool> has_returned_;  // each operation
    std::vector<position>
        waiting_;  // unreceived sends that were called and have not returned; the first to return first
    std::vector<full_send> fulls_;  // those that were called and have not returned
    std::vector<state> states_;
    std::size_t next_ = 0;      // the state to close next
    std::size_t now_ = 0;       // the present event
    std::size_t received_ = 0;  // receives that said ok and returned
    std::size_t drops_called_ = 0;
    std::size_t drops_returned_ = 0;
    position current_ = nowhere;  // the receiver's operation that was called and has not returned
    bool dropped_ = false;        // the drop of the receiver has returned
};

/// What is wrong with a history of a channel of capacity 1 or more that satisfies the clauses of unbounded.hpp.
class bounded_check {
public:
    bounded_check(survey const& of, profile which)
        : of_(of), profile_(which), moments_(moments_in_order::of(of.whole())) {}

    [[nodiscard]] verdict run() const {
        attempt best = attempt_with(nowhere);
        if (best.stuck != nowhere && profile_ == profile::gap_empty) {
            for (position const head : possible_gaps()) {
                attempt const next = attempt_with(head);
                if (next.stuck == nowhere || next.events > best.events) {
                    best = next;
                }
                if (best.stuck == nowhere) {
                    break;
                }
            }
        }
        return best.stuck == nowhere ? std::nullopt : verdict(explain(best.stuck));
    }

private:
    /// A sweep with that head: where it got stuck, if it did, and after how many events.
    struct attempt {
        position stuck;
        std::size_t events;
    };
    [[nodiscard]] attempt attempt_with(position head) const {
        bounded_sweep sweep(of_, moments_, profile_, head);
        position const stuck = sweep.run();
        return {stuck, sweep.events()};
    }

    [[nodiscard]] operation const& at(position where) const { return of_.at(where); }
    [[nodiscard]] std::size_t room() const { return static_cast<std::size_t>(*of_.whole().capacity); }

    /// Unreceived sends that run during some empty after the last message.
    [[nodiscard]] std::vector<position> possible_gaps() const {
        std::vector<position> all = of_.unreceived;
        all.insert(all.end(), of_.pending.begin(), of_.pending.end());
        instant soonest =
            never;  // the head goes before every other of U, so it was called before the first of them returned
        for (position const send : of_.unreceived) {
            soonest = std::min(soonest, at(send).returned);
        }
        auto const after =
            of_.recvs.empty() ? of_.receivers.begin() : std::ranges::find(of_.receivers, of_.recvs.back()) + 1;
        std::erase_if(all, [&](position send) {
            return soonest <= at(send).call || std::none_of(after, of_.receivers.end(), [&](position where) {
                       operation const& one = at(where);
                       bool const empty = one.result == outcome::empty || one.result == outcome::timeout;
                       return empty && at(send).call < one.returned && one.call < at(send).returned;
                   });
        });
        return all;
    }

    [[nodiscard]] violation explain(position stuck) const {
        if (auto counted = fifo_per_sender_check(of_).capacity()) {
            return std::move(*counted);
        }
        operation const& one = at(stuck);
        if (is_send(one.kind) && (one.result == outcome::full || one.result == outcome::timeout)) {
            return false_full(stuck);
        }
        if (is_send(one.kind) && one.result == outcome::ok) {
            if (auto found = overfull(stuck)) {
                return std::move(*found);
            }
        }
        return {rule::unexplained,
                "no order of the operations that overlap explains that this " + std::string(name_of(one.kind)) +
                    " said " + std::string(name_of(one.result)) + " in a channel of capacity " + std::to_string(room()),
                {stuck}};
    }

    [[nodiscard]] violation false_full(position full) const {
        std::string sentence = "a send said " + std::string(name_of(at(full).result));
        std::size_t const most = most_messages_during(full);
        if (most < room()) {
            sentence += ", and the channel held at most " + std::to_string(most) + " of " + std::to_string(room()) +
                        " messages meanwhile";
        } else {
            sentence += ", and no order of the operations that overlap makes the channel full meanwhile";
        }
        violation found{rule::false_full, std::move(sentence), {full}};
        for (std::size_t i = of_.recvs.size(); i-- != 0;) {
            if (at(of_.recvs[i]).returned < at(full).call) {
                found.proof.push_back(of_.recvs[i]);  // the last message that had left
                break;
            }
        }
        return found;
    }
    /// A bound: sends that were called, less receives that returned.
    [[nodiscard]] std::size_t most_messages_during(position full) const {
        std::size_t in = 0;
        std::size_t most = 0;
        bool during = false;
        for (moment const next : moments_) {
            operation const& one = at(next.where());
            if (next.where() == full) {
                during = !next.is_return();
            }
            bool const enters = is_send(one.kind) && (one.result == outcome::ok || is_pending(one));
            in += enters && !next.is_return() ? 1U : 0U;
            in -= is_recv(one.kind) && one.result == outcome::ok && next.is_return() ? 1U : 0U;
            most = during ? std::max(most, in) : most;
        }
        return most;
    }

    /// Messages that were surely there while that send ran, if they fill the channel.
    [[nodiscard]] verdict overfull(position send) const {
        std::vector<position> there;
        for (std::size_t i = 0; i != of_.sends.size(); ++i) {
            if (at(of_.sends[i]).returned < at(send).call && at(of_.recvs[i]).call > at(send).returned) {
                there.push_back(of_.sends[i]);
            }
        }
        for (position const other : of_.unreceived) {
            if (at(other).returned < at(send).call) {
                there.push_back(other);
            }
        }
        if (there.size() < room()) {
            return std::nullopt;
        }
        violation found{rule::overfull,
                        "message " + std::to_string(at(send).value) + " was sent with success, and the channel held " +
                            std::to_string(there.size()) + " messages during the whole of its send; the capacity is " +
                            std::to_string(room()),
                        {send}};
        there.resize(std::min<std::size_t>(there.size(), 3));
        found.proof.insert(found.proof.end(), there.begin(), there.end());
        return found;
    }

    survey const& of_;
    profile profile_;
    std::vector<moment> moments_;
};

}  // namespace refchan::oracle
