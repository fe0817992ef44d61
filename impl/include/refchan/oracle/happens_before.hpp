// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/happens_before.hpp: judges a history by what happens-before what, and not by time. For runs under a model
// checker: there the order of the steps is not time, as a load may return what was true before; what a thread can know is
// what happens-before it, and that is a partial order.
//
//     precedes(i, j)    operation i's return happens-before operation j's call
//     arrives(i, j)     operation i's call happens-before operation j's return
//
// Definition. A history is linearizable under `precedes` if its completed operations, and any of the pending ones, can be
// put into one order which extends `precedes`, and through which spec.hpp answers what they answered.
//
// Theorem. s_1 .. s_k are the sends whose messages were received, in the order of the receives d_1 .. d_k; u a send that
// said ok, and nobody received its message; e a receive that said empty or timeout; x one that said disconnected; g a send
// that said disconnected; z the receiver's drop. A history of an unbounded channel is linearizable if and only if
//   (a) what was received was sent, once, by a send that said ok or never returned; no send said full or timeout;
//   (b) if there is an x: each sender has a drop, there is no u, and no receive after the first x says anything else;
//   (c) if there is a g: there is a z;
//   (d) this graph over the operations has no cycle:
//         a -> b      if precedes(a, b)
//         s_i -> s_j  for i < j          s_i -> d_i          s_i -> u
//         e -> s      for each send s that said ok or was received, and not before e
//         drop -> x   for each drop of a sender           s -> z   for each such send s           z -> g
//   (e) if there is an e: a sender is not dropped, or the drop of one does not lead to the last e in the graph.
// Pending operations are in the graph too, and do no harm there: they precede nothing, so only one that must have taken
// effect lies on a way to another one: a send that was received, the drop of a sender before an x, z before a g.
//
// Proof. Only if: each edge is an order that the specification forces, so the order of any explanation is a topological
// one; at the last e a sender is alive, so its drop comes later or never. If: add to the graph the edge from the last e to
// the drop of (e), which closes no cycle, and take any topological order. The messages queue up as s_1 .. s_k and then the
// u's, and d_i finds s_i at the head, as d_1 .. d_(i-1) came before it. At an e every message sent so far was received
// (e -> s for the others), and a sender is alive. At an x every sender is gone, and by (b) every message was received. The
// sends before z succeed, those after it fail, and the receiver's operations precede its drop. A pending operation that is
// left out is one that could have been: an unreceived send is seen by nobody; a receive or a drop that never returned is
// the last operation of its handle; a pending clone keeps its own sender alive, which can have no drop.  []
//
// For a channel with capacity the same conditions are necessary (a rendezvous is s_i and d_i at once: each cycle has an
// edge of another kind), so they are asked first, as they explain what they find. Then search.hpp decides.
//
// A cycle is the proof: each of its operations must come before the next one, and the last before the first. The shortest
// one is told.

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "refchan/oracle/bars.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/order_graph.hpp"
#include "refchan/oracle/search.hpp"
#include "refchan/oracle/survey.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle {
namespace ordering {

/// Decides by the theorem above. Refers to its arguments.
template <class Precedes>
class order_check {
public:
    order_check(survey const& of, Precedes const& precedes)
        : of_(of), precedes_(precedes), count_(of.whole().operations.size()), graph_(count_) {}

    [[nodiscard]] verdict run() {
        if (!of_.whole().capacity && !of_.fulls.empty()) {
            return violation{rule::false_full, name(of_.fulls[0]) + ", and the channel has no bound", {of_.fulls[0]}};
        }
        if (auto wrong = disconnected()) {
            return wrong;
        }
        if (!refused_.empty() && of_.drop_receiver == nowhere) {
            return violation{rule::early_send_disconnected,
                             name(refused_[0]) + ", and the receiver was never dropped",
                             {refused_[0]}};
        }
        draw();
        return graph_.has_cycle() ? told(shortest_cycle()) : empty_without_senders();
    }

private:
    [[nodiscard]] operation const& at(position where) const { return of_.at(where); }
    [[nodiscard]] std::string name(position where) const { return describe(at(where)); }

    /// Condition (b); and notes what the receiver and the refused senders were told.
    [[nodiscard]] verdict disconnected() {
        for (position i = 0; i != count_; ++i) {
            if (at(i).kind == operation_kind::drop_sender) {
                drops_.push_back(i);
            } else if (is_send(at(i).kind) && at(i).result == outcome::disconnected) {
                refused_.push_back(i);
            }
        }
        for (position const i : of_.receivers) {
            if (at(i).result == outcome::disconnected) {
                gone_.push_back(i);
            } else if (!gone_.empty() && is_recv(at(i).kind) && !is_pending(at(i))) {
                return violation{rule::early_disconnected, name(gone_[0]) + ", and then " + name(i), {gone_[0], i}};
            }
        }
        if (!gone_.empty() && !of_.all_dropped()) {
            return violation{rule::early_disconnected, name(gone_[0]) + ", and a sender was never dropped", {gone_[0]}};
        }
        if (!gone_.empty() && !of_.unreceived.empty()) {
            position const lost = of_.unreceived[0];
            return violation{rule::lost, name(gone_[0]) + ", and nobody received " + name(lost), {lost, gone_[0]}};
        }
        return std::nullopt;
    }

    void draw() {
        for (std::size_t i = 0; i != of_.sends.size(); ++i) {
            graph_.add(of_.sends[i], of_.recvs[i], reason::received);
            for (std::size_t j = i + 1; j != of_.sends.size(); ++j) {
                graph_.add(of_.sends[i], of_.sends[j], reason::sent_first);
            }
            for (position const unreceived : of_.unreceived) {
                graph_.add(of_.sends[i], unreceived, reason::passed_over);
            }
        }
        draw_empty();
        draw_ends();
        for (position i = 0; i != count_; ++i) {
            for (position j = 0; j != count_; ++j) {
                if (i != j && precedes_(i, j)) {
                    graph_.add(i, j, reason::happens_before);
                }
            }
        }
    }
    void draw_empty() {
        std::size_t received = 0;
        for (position const i : of_.receivers) {
            if (says_empty(at(i))) {
                last_empty_ = i;
                for (std::size_t later = received; later != of_.sends.size(); ++later) {
                    graph_.add(i, of_.sends[later], reason::not_there_yet);
                }
                for (position const unreceived : of_.unreceived) {
                    graph_.add(i, unreceived, reason::not_there_yet);
                }
            }
            received += is_recv(at(i).kind) && at(i).result == outcome::ok ? 1 : 0;
        }
    }
    void draw_ends() {
        for (position const x : gone_) {
            for (position const drop : drops_) {
                graph_.add(drop, x, reason::sender_gone);
            }
        }
        position const z = of_.drop_receiver;
        if (z == nowhere) {
            return;
        }
        for (auto const* const accepted : {&of_.sends, &of_.unreceived}) {
            for (position const send : *accepted) {
                graph_.add(send, z, reason::accepted);
            }
        }
        for (position const refused : refused_) {
            graph_.add(z, refused, reason::refused);
        }
    }

    [[nodiscard]] std::vector<position> shortest_cycle() const {
        std::vector<position> shortest;
        for (std::size_t i = 0; i != count_ && shortest.size() != 2; ++i) {
            std::vector<position> cycle = graph_.cycle_through(i);
            if (!cycle.empty() && (shortest.empty() || cycle.size() < shortest.size())) {
                shortest = std::move(cycle);
            }
        }
        return shortest;
    }

    /// Condition (e).
    [[nodiscard]] verdict empty_without_senders() const {
        auto const may_be_later = [this](position drop) { return !graph_.leads(drop, last_empty_); };
        if (last_empty_ == nowhere || !of_.all_dropped() || std::ranges::any_of(drops_, may_be_later)) {
            return std::nullopt;
        }
        std::vector<position> proof = drops_;
        proof.push_back(last_empty_);
        return violation{rule::late_disconnected,
                         name(last_empty_) + ", and the drops of all senders must come before it", std::move(proof)};
    }

    /// What a cycle breaks: the rule of its most telling edge, and each edge in words.
    [[nodiscard]] violation told(std::vector<position> cycle) const {
        reason worst = reason::none;
        std::string chain;
        for (std::size_t i = 0; i != cycle.size(); ++i) {
            position const from = cycle[i];
            position const to = cycle[(i + 1) % cycle.size()];
            reason const why = graph_.between(from, to);
            worst = std::max(worst, why);
            chain += (i == 0 ? "" : "; ") + words(from, to, why);
        }
        rule broken = rule_of(worst);
        if (broken == rule::reordered && cycle.size() == 2 && at(cycle[0]).sender == at(cycle[1]).sender) {
            broken = rule::reordered_per_sender;
        }
        return violation{broken, std::move(chain), std::move(cycle)};
    }
    [[nodiscard]] std::string words(position from, position to, reason why) const {
        constexpr std::array<char const*, 9> before = {"",
                                                       " happens-before ",
                                                       " must come before ",
                                                       ", whose message came first, must come before ",
                                                       ", whose message came, must come before ",
                                                       " must come before ",
                                                       " must come before ",
                                                       ", which succeeded, must come before ",
                                                       " must come before "};
        char const* const after = why == reason::passed_over     ? ", whose message was lost"
                                  : why == reason::not_there_yet ? ", whose message it did not find"
                                                                 : "";
        return name(from) + before[static_cast<std::size_t>(why)] + name(to) + after;
    }

    survey const& of_;
    Precedes const& precedes_;
    std::size_t count_;
    graph graph_;
    std::vector<position> drops_;
    std::vector<position> refused_;  // the g's
    std::vector<position> gone_;     // the x's
    position last_empty_ = nowhere;
};

}  // namespace ordering

/// Judges a history under a partial order of its operations: bool precedes(i, j) of two positions in history::operations.
/// The history is well-formed under that order, instead of in time: the operations of each process, and those of the
/// receiver, are one after the other; a handle is used after the clone_sender that makes it, and before its drop; what never
/// returned precedes nothing. Of the times only those of the receiver's calls matter, and only among each other.
/// Complexity: O(n^2) calls of precedes; with a capacity, then that of search.hpp, which throws std::length_error for more
/// than most_searched operations.
template <class Precedes>
[[nodiscard]] verdict judge_by_order(history const& what, Precedes const& precedes) {
    auto const taken_apart = survey::of(what);
    if (!taken_apart) {
        return taken_apart.error();
    }
    if (auto wrong = ordering::order_check<Precedes>(*taken_apart, precedes).run()) {
        return wrong;
    }
    if (what.capacity && !explainable(what, profile::linearizable, precedes)) {
        return violation{rule::unexplained, "no order of the operations explains what they answered together", {}};
    }
    return std::nullopt;
}

/// Whether the channel carries over what it should (G8): what precedes a send to the return of its receive, what precedes
/// the senders' drops to the receive that says disconnected, what precedes the receiver's drop to the send that says so.
/// bool arrives(i, j): operation i's call happens-before operation j's return. Nothing else is judged. O(n) calls of
/// arrives, for each receive that says disconnected O(n) more.
template <class Arrives>
[[nodiscard]] verdict judge_arrivals(history const& what, Arrives const& arrives) {
    auto const taken_apart = survey::of(what);
    if (!taken_apart) {
        return taken_apart.error();
    }
    auto const missing = [&](position from, position to) -> verdict {
        if (arrives(from, to)) {
            return std::nullopt;
        }
        return violation{rule::unsynchronised,
                         "what precedes " + describe(what.operations[from]) + " does not happen-before the return of " +
                             describe(what.operations[to]),
                         {from, to}};
    };
    for (std::size_t i = 0; i != taken_apart->sends.size(); ++i) {
        if (auto wrong = missing(taken_apart->sends[i], taken_apart->recvs[i])) {
            return wrong;
        }
    }
    for (position to = 0; to != what.operations.size(); ++to) {
        if (what.operations[to].result != outcome::disconnected) {
            continue;
        }
        auto const awaited =
            is_send(what.operations[to].kind) ? operation_kind::drop_receiver : operation_kind::drop_sender;
        for (position from = 0; from != what.operations.size(); ++from) {
            if (what.operations[from].kind == awaited) {
                if (auto wrong = missing(from, to)) {
                    return wrong;
                }
            }
        }
    }
    return std::nullopt;
}

}  // namespace refchan::oracle
