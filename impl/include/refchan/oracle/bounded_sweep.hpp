// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/bounded_sweep.hpp: is there an order in which the operations of a channel of capacity 1 or more can
// have taken effect? Full says that the channel was full at some instant of the send, and whether it was depends on
// when the others took effect; no choice is best for all. So the sweep goes over the calls and returns in the order of
// time and keeps every state that the channel can be in (proof.md, theorem 2):
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
// their returns, so that the one that returns first goes first. A pending one goes last, and may stay out. With gaps
// (profile gap_empty) it does make a difference which of them is the head: bounded.hpp says which one is to be it.
//
// A state is dropped for another one of the same place whose remaining sends return no earlier and which was full as
// late (proof.md says why that loses nothing), so that few are alive at once.
//
// Time: O(n * S^2), S the number of states that are alive at once, about that of the operations that overlap.

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

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
    std::vector<position> waiting_;   // unreceived sends that were called and have not returned, by their returns
    std::vector<full_send> fulls_;    // those that were called and have not returned
    std::vector<state> states_;
    std::size_t next_ = 0;      // the state to close next
    std::size_t now_ = 0;       // the present event
    std::size_t received_ = 0;  // receives that said ok and returned
    std::size_t drops_called_ = 0;
    std::size_t drops_returned_ = 0;
    position current_ = nowhere;  // the receiver's operation that was called and has not returned
    bool dropped_ = false;        // the drop of the receiver has returned
};

}  // namespace refchan::oracle
