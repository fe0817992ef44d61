// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/bounded.hpp: what is wrong with a history of a channel of capacity 1 or more. bounded_sweep.hpp finds
// whether some order of its operations explains it, and if none does, at which return it got stuck; this says why.
//
// Gaps (profile gap_empty): empty is also allowed while the message at the head was claimed and its send has not
// returned. After the last receive the head is some unreceived send: each that may be it is tried, in its own sweep.
//
// Time: that of the sweeps; sorting the times comes to it if they are not dense.

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "refchan/oracle/bounded_sweep.hpp"
#include "refchan/oracle/fifo_per_sender.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/moments.hpp"
#include "refchan/oracle/survey.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle {

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
        // The head goes before every other of U, so it was called before the first of them returned.
        instant soonest = never;
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

    /// The messages sent before that send and received, if at all, after it, if they leave it no room.
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
        // A receive that never returned may have taken one of them.
        bool const one_may_be_gone = of_.pending_recv != nowhere && at(of_.pending_recv).call < at(send).returned;
        std::size_t const gone = one_may_be_gone ? 1 : 0;
        if (there.size() < room() + gone) {
            return std::nullopt;
        }
        violation found{rule::overfull,
                        "message " + std::to_string(at(send).value) +
                            " was sent with success, and of those sent before it " +
                            std::to_string(there.size() - gone) +
                            " had not been received when its send returned; the capacity is " + std::to_string(room()),
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
