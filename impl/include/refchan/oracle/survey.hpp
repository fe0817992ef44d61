// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/survey.hpp: a history taken apart, in one pass: which send brought which received message, what was never
// received, when the senders and the receiver left. Every decision procedure of the oracle starts from it.
//
//     sends[i] --- message --> recvs[i]       in the order of the receiver, s_1 .. s_k and d_1 .. d_k in proof.md
//     unreceived                              sends that returned ok, and nobody received the message
//     pending                                 sends that never returned, and nobody received the message
//
// Time: linear (hash table), if the receiver's operations lie in the history in the order of time; else they are sorted.
// Space: about 10 bytes for each operation; 30 where the values of messages lie far apart.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/sends_by_value.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle {

/// See the top of this file. Refers to the history, which must outlive it.
class survey {
public:
    /// The survey, or the message that was invented or doubled. The history is well-formed.
    [[nodiscard]] static std::expected<survey, violation> of(history const& what) {
        survey made(what);
        if (auto wrong = made.match()) {
            return std::unexpected(std::move(*wrong));
        }
        return made;
    }

    [[nodiscard]] operation const& at(position where) const { return history_->operations[where]; }
    [[nodiscard]] history const& whole() const { return *history_; }
    /// The sender handles that there were in all, and whether each has a drop that was called.
    [[nodiscard]] std::size_t handles() const { return handles_; }
    [[nodiscard]] bool all_dropped() const { return drops_ == handles_; }

    /// The first handle that has no drop, as text. There is one.
    [[nodiscard]] std::string undropped() const {
        std::unordered_set<std::int64_t> dropped;
        for (operation const& one : history_->operations) {
            if (one.kind == operation_kind::drop_sender) {
                dropped.insert(one.sender);
            }
        }
        auto const lives = [&dropped](std::int64_t handle) { return !dropped.contains(handle); };
        if (auto const found = std::ranges::find_if(history_->senders, lives); found != history_->senders.end()) {
            return std::to_string(*found);
        }
        auto const made = std::ranges::find_if(history_->operations, [&lives](operation const& one) {
            return one.kind == operation_kind::clone_sender && !is_pending(one) && lives(one.value);
        });
        return std::to_string(made->value);
    }

    std::vector<position> receivers;   // the receiver's operations, its drop included, in the order of time
    std::vector<position> sends;       // s_1 .. s_k
    std::vector<position> recvs;       // d_1 .. d_k
    std::vector<position> unreceived;  // U
    std::vector<position> pending;     // P
    std::vector<position> fulls;       // sends that said full, or whose time was up

    position pending_recv = nowhere;      // a receive that never returned
    position drop_receiver = nowhere;     // z
    position first_refused = nowhere;     // the send that said disconnected and returned first
    position last_accepted = nowhere;     // the send that is ok or received and was called last
    position last_drop_call = nowhere;    // the drop of a sender that was called last
    position last_drop_return = nowhere;  // the drop of a sender that returned last

private:
    explicit survey(history const& what) : history_(&what), handles_(what.senders.size()) {}

    [[nodiscard]] verdict match() {
        sends_by_value table;
        for (position where = 0; where != history_->operations.size(); ++where) {
            note(where, table);
        }
        auto const earlier = [this](position a, position b) { return at(a).call < at(b).call; };
        if (!std::ranges::is_sorted(receivers, earlier)) {
            std::ranges::sort(receivers, earlier);
        }
        std::vector<bool> taken(history_->operations.size());
        for (position const where : receivers) {
            if (is_recv(at(where).kind) && at(where).result == outcome::ok) {
                if (auto wrong = pair(where, table, taken)) {
                    return wrong;
                }
            }
        }
        auto const is_taken = [&taken](position where) { return taken[where]; };
        std::erase_if(unreceived, is_taken);
        std::erase_if(pending, is_taken);
        note_accepted();
        return std::nullopt;
    }

    void note(position where, sends_by_value& table) {
        operation const& one = at(where);
        if (is_receivers(one.kind)) {
            receivers.push_back(where);
            if (one.kind == operation_kind::drop_receiver) {
                drop_receiver = where;
            } else if (is_pending(one)) {
                pending_recv = where;
            }
        } else if (is_send(one.kind)) {
            static_cast<void>(table.enter(one.value, where));
            note_send(where, one);
        } else if (one.kind == operation_kind::clone_sender) {
            handles_ += is_pending(one) ? 0U : 1U;
        } else {
            ++drops_;
            later_call(last_drop_call, where);
            if (last_drop_return == nowhere || at(last_drop_return).returned < one.returned) {
                last_drop_return = where;
            }
        }
    }

    void note_send(position where, operation const& one) {
        switch (one.result) {
            case outcome::ok:
                return unreceived.push_back(where);
            case outcome::would_block:
                return pending.push_back(where);
            case outcome::disconnected:
                if (first_refused == nowhere || one.returned < at(first_refused).returned) {
                    first_refused = where;
                }
                return;
            default:
                return fulls.push_back(where);
        }
    }

    void note_accepted() {
        for (position const where : sends) {
            later_call(last_accepted, where);
        }
        for (position const where : unreceived) {
            later_call(last_accepted, where);
        }
    }
    void later_call(position& latest, position where) const {
        if (latest == nowhere || at(latest).call < at(where).call) {
            latest = where;
        }
    }

    [[nodiscard]] verdict pair(position recv, sends_by_value const& table, std::vector<bool>& taken) {
        std::string const message = "message " + std::to_string(at(recv).value);
        position const send = table.find(at(recv).value);
        if (send == nowhere) {  // clause never_sent
            return violation{rule::invented, message + " was received, and nobody sent it", {recv}};
        }
        outcome const result = at(send).result;
        if (result != outcome::ok && result != outcome::would_block) {  // clause send_failed
            return violation{rule::invented,
                             message + " was received, and its send said " + std::string(name_of(result)),
                             {send, recv}};
        }
        if (taken[send]) {  // clause received_once
            return violation{rule::duplicated, message + " was received twice", {send, first_recv_of(send), recv}};
        }
        taken[send] = true;
        sends.push_back(send);
        recvs.push_back(recv);
        return std::nullopt;
    }
    [[nodiscard]] position first_recv_of(position send) const {
        return recvs[static_cast<std::size_t>(std::ranges::find(sends, send) - sends.begin())];
    }

    history const* history_;
    std::size_t handles_;
    std::size_t drops_ = 0;
};

}  // namespace refchan::oracle
