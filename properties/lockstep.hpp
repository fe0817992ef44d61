// SPDX-License-Identifier: MIT
#pragma once
// properties/lockstep.hpp: runs a sequence of commands on real channels and on their specification, step by step, and
// says where they differ. After each step: the same answer, the same message, and exactly as many messages alive as the
// specification has in its channels.
//
// Single thread, so a command that the specification would block is passed over; a real channel that blocks where its
// specification does not is left to the watchdog.

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "answers.hpp"
#include "channels.hpp"
#include "handle_slots.hpp"
#include "lockstep_message.hpp"
#include "refchan/spec.hpp"
#include "sequence.hpp"

namespace properties {

template <class Kind>
class lockstep : handle_slots<Kind> {
    using slots = handle_slots<Kind>;
    template <class Handle>
    using place = typename slots::template place<Handle>;
    using slots::channels_;
    using slots::drop;
    using slots::make;
    using slots::receivers_;
    using slots::senders_;
    using outcome = refchan::outcome;
    using sender = typename Kind::template sender<counted>;
    using receiver = typename Kind::template receiver<counted>;
    using ask = real_channel<Kind>;

public:
    explicit lockstep(capacity size) : slots(size) {
        counted::living = 0;
        counted::misused = 0;
        make(senders_[0], receivers_[0]);
        make(senders_[1], receivers_[1]);
    }

    /// Runs all of it. Empty: the channel did what its specification does. Otherwise: where it did not.
    [[nodiscard]] std::string run(sequence const& commands) {
        for (std::size_t i = 0; i != commands.size() && fault_.empty(); ++i) {
            step(commands[i]);
            judge_lives();
            if (!fault_.empty()) {
                std::ostringstream where;
                where << "step " << i + 1 << ", " << commands[i] << ": " << fault_;
                return where.str();
            }
        }
        finish();
        return fault_.empty() ? "" : "at the end: " + fault_;
    }

private:
    void step(command const& next) {
        auto& tx = senders_[next.a % sender_slots];
        auto& from_tx = senders_[next.b % sender_slots];
        auto& rx = receivers_[next.a % receiver_slots];
        auto& from_rx = receivers_[next.b % receiver_slots];
        switch (next.what) {
            case op::send:
            case op::try_send:
            case op::send_for_zero:
            case op::send_for_short:
            case op::send_until_past:
                return tx.handle ? send(next.what, tx) : void();
            case op::recv:
            case op::try_recv:
            case op::recv_for_zero:
            case op::recv_for_short:
            case op::recv_until_past:
                return rx.handle ? receive(next.what, rx) : void();
            case op::try_iter:
            case op::iterate_some:
            case op::iterate_all:
                return rx.handle ? iterate(next, rx) : void();
            case op::make_channel:
                return make(tx, from_rx);
            case op::move_receiver:
            case op::move_assign_receiver:
            case op::swap_receivers:
            case op::drop_receiver:
                return slots::handle_receiver(next.what, rx, from_rx);
            default:
                return slots::handle_sender(next.what, tx, from_tx);
        }
    }

    // -- sending -----------------------------------------------------------------------------------------------------

    void send(op how, place<sender>& tx) {
        bool const waits = how == op::send || !Kind::bounded;
        if (waits && tx.channel != nullptr && tx.channel->receiver_open() && !tx.channel->has_room()) {
            return;
        }
        int const id = next_id_++;
        answer const real = ask::send(how, *tx.handle, counted(id));
        int copy = id;
        outcome what = tx.channel == nullptr ? outcome::disconnected : tx.channel->try_send(copy);
        if (what == outcome::full && how != op::try_send) {
            what = outcome::timeout;
        }
        compare(real, {what, what == outcome::ok ? 0 : id});
    }

    // -- receiving ---------------------------------------------------------------------------------------------------

    void receive(op how, place<receiver>& rx) {
        bool const blocks = rx.channel != nullptr && rx.channel->messages().empty() && rx.channel->senders() != 0;
        if (how == op::recv && (blocks || !really_ended(rx))) {
            return;
        }
        answer const real = ask::receive(how, *rx.handle);
        compare(real, take(rx, how == op::try_recv ? outcome::empty : outcome::timeout));
    }

    /// What blocks only at the end is first asked whether this is the end, or a wrong channel would just hang here.
    bool really_ended(place<receiver>& rx) {
        bool const ends = rx.channel == nullptr || (rx.channel->messages().empty() && rx.channel->senders() == 0);
        if (ends) {
            compare(ask::receive(op::try_recv, *rx.handle), {outcome::disconnected, 0});
        }
        return fault_.empty();
    }

    /// What the specification says to a receive.
    static answer take(place<receiver>& rx, outcome otherwise) {
        if (rx.channel == nullptr) {
            return {outcome::disconnected, 0};
        }
        auto const taken = rx.channel->try_recv();
        if (taken) {
            return {outcome::ok, *taken};
        }
        return {taken.error() == outcome::disconnected ? outcome::disconnected : otherwise, 0};
    }

    void iterate(command const& next, place<receiver>& rx) {
        std::size_t const there = rx.channel == nullptr ? 0 : rx.channel->messages().size();
        bool const ends = rx.channel == nullptr || rx.channel->senders() == 0;
        if ((next.what == op::iterate_all && !ends) || (next.what == op::iterate_some && there == 0)) {
            return;
        }
        // As many as there are; iterate_some leaves early, and must not have fetched more than it showed.
        std::size_t const wanted = next.what == op::iterate_some ? std::min<std::size_t>(there, next.b + 1) : there;
        std::size_t seen = 0;
        auto const see = [&](counted const& message) {
            compare({outcome::ok, message.id()}, take(rx, outcome::empty));
            return ++seen != wanted || next.what != op::iterate_some;
        };
        if (next.what == op::try_iter) {
            for (counted& message : rx.handle->try_iter()) {
                if (!see(message)) {
                    break;
                }
            }
        } else {
            if (there == 0 && !really_ended(rx)) {
                return;
            }
            for (counted& message : *rx.handle) {
                if (!see(message)) {
                    break;
                }
            }
        }
        if (seen != wanted && fault_.empty()) {
            fault_ = "the iteration showed " + std::to_string(seen) + " of " + std::to_string(wanted) + " messages";
        }
    }

    // -- verdicts ----------------------------------------------------------------------------------------------------

    void compare(answer real, answer specified) {
        if (real != specified && fault_.empty()) {
            std::ostringstream text;
            text << "the channel says " << real << ", the specification says " << specified;
            fault_ = text.str();
        }
    }

    void judge_lives() {
        std::size_t queued = 0;
        for (auto const& channel : channels_) {
            queued += channel->messages().size();
        }
        if (!fault_.empty()) {
            return;
        }
        if (counted::misused != 0) {
            fault_ = "a message was used after its destruction or its move";
        } else if (counted::living != static_cast<int>(queued)) {
            fault_ = std::to_string(counted::living) + " messages are alive, the specification holds " +
                     std::to_string(queued);
        }
    }

    /// Drops every sender, and then every receiver must get what is left, and the end.
    void finish() {
        for (auto& tx : senders_) {
            drop(tx);
        }
        for (auto& rx : receivers_) {
            for (op const how : {op::try_iter, op::iterate_all}) {
                if (rx.handle && fault_.empty()) {
                    iterate({how, 0, 0}, rx);
                    receive(op::recv, rx);
                }
            }
            drop(rx);
        }
        judge_lives();
    }

    int next_id_ = 1;
    std::string fault_;
};

/// One sequence on fresh channels.
template <class Kind>
[[nodiscard]] std::string agrees_with_the_specification(capacity size, sequence const& commands) {
    return lockstep<Kind>(size).run(commands);
}

}  // namespace properties
