// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/search.hpp: the oracle by brute force: is there an order of the operations which explains what they
// answered? It steps the specification through every order there is. Slow, and short enough to be believed: the definition
// against which the fast oracle of judge.hpp is compared. And it takes any order in time, so that runs under a model
// checker can be judged by happens-before.
//
// Definition (linearizable). All operations that returned, and any of those that did not, are put into one order, which
// extends the precedence. spec.hpp, stepped through it, answers what they answered; one that never returned may get any
// answer. A sender handle is live from its clone_sender to its drop_sender, and an operation on it needs it live.
//
// Definition (gap_empty). A send that succeeds takes two steps in that order, claim and publish. The claim is the step of
// spec.hpp. Who looks for a message finds none while the oldest one is claimed and not published. A send that never
// returned may have stopped after its claim.
//
// Capacity 0, in both: a send and the receive that takes its message are one step: the receiver waits, the message joins
// and leaves. So neither precedes the other. Alone, each of the two finds nobody waiting.
//
// fifo_per_sender is no order of the operations but a list of promises: promises.hpp.
//
// The search is a depth-first walk from state to state, which enters no state twice:
//
//     done            which operations have taken effect                   completed operations all done: explained
//     unpublished     those of them that are claimed and not published
//     channel         spec.hpp: the messages, the count of senders, the receiver

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <unordered_set>
#include <utility>
#include <vector>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/promises.hpp"
#include "refchan/oracle/verdict.hpp"
#include "refchan/spec.hpp"

namespace refchan::oracle {

/// How many operations a history may have that is decided by search.
inline constexpr std::size_t most_searched = 32;

namespace searching {

/// A set of operations: bit i is operation i of the history.
using operation_set = std::uint32_t;
[[nodiscard]] constexpr operation_set only(std::size_t operation) noexcept { return operation_set{1} << operation; }

/// The messages of the specification: a message is the number of the operation that sends it.
class short_queue {
public:
    void push_back(std::uint8_t sent_by) noexcept { at_[size_++] = sent_by; }
    [[nodiscard]] std::uint8_t& front() noexcept { return at_[0]; }
    [[nodiscard]] std::uint8_t front() const noexcept { return at_[0]; }
    void pop_front() noexcept {
        std::shift_left(at_.begin(), at_.end(), 1);
        at_[--size_] = 0;
    }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t hash() const noexcept {
        std::size_t mixed = size_;
        for (std::size_t place = 0; place != size_; ++place) {
            mixed = mixed * 37 + at_[place];
        }
        return mixed;
    }
    [[nodiscard]] friend bool operator==(short_queue const&, short_queue const&) = default;

private:
    std::array<std::uint8_t, most_searched> at_{};  // beyond the size: 0
    std::size_t size_ = 0;
};

struct state {
    operation_set done = 0;
    operation_set unpublished = 0;
    spec<std::uint8_t, short_queue> channel;

    [[nodiscard]] friend bool operator==(state const&, state const&) = default;
};

struct hash_of_state {
    [[nodiscard]] std::size_t operator()(state const& of) const noexcept {
        std::uint64_t const sets = (std::uint64_t{of.unpublished} << 32U) | of.done;
        return static_cast<std::size_t>((sets ^ (of.channel.messages().hash() << 17U)) * 0x9e3779b97f4a7c15U >> 16U);
    }
};

/// What one operation needs before it can take effect.
struct conditions {
    operation_set finished = 0;  // operations that must have taken effect, and be published
    operation_set not_yet = 0;   // operations that must not have taken effect
};

/// precedes(i, j) for operations of a timed history; for an untimed one the order of each process alone.
[[nodiscard]] inline auto order_in_time(history const& of) {
    return [&of](std::size_t first, std::size_t second) {
        operation const& one = of.operations[first];
        operation const& other = of.operations[second];
        return one.returned < other.call && (of.timed || one.process == other.process);
    };
}

/// The conditions of each operation, from the precedence and from the lives of the handles.
template <class Precedes>
[[nodiscard]] std::vector<conditions> conditions_of(history const& of, Precedes const& precedes) {
    auto const& operations = of.operations;
    std::vector<conditions> all(operations.size());
    for (std::size_t i = 0; i != operations.size(); ++i) {
        for (std::size_t j = 0; j != operations.size(); ++j) {
            operation const& one = operations[i];
            operation const& other = operations[j];
            if (i == j) {
                continue;
            }
            bool const makes_its_handle = one.kind == operation_kind::clone_sender && !is_receivers(other.kind) &&
                                          one.value == std::int64_t{other.sender};
            bool const ends_its_handle = is_receivers(other.kind)
                                             ? one.kind == operation_kind::drop_receiver
                                             : one.kind == operation_kind::drop_sender && one.sender == other.sender;
            if (makes_its_handle || (precedes(i, j) && !is_pending(one))) {
                all[j].finished |= only(i);
            }
            if (ends_its_handle || (precedes(j, i) && is_pending(other))) {
                all[j].not_yet |= only(i);
            }
        }
    }
    return all;
}

/// One history, one profile: the walk.
class walk {
public:
    walk(history const& of, profile which, std::vector<conditions> needs)
        : operations_(of.operations), needs_(std::move(needs)) {
        std::optional<std::size_t> capacity;
        if (of.capacity.has_value()) {
            capacity = static_cast<std::size_t>(*of.capacity);
        }
        start_.channel = spec<std::uint8_t, short_queue>(capacity, of.senders.size());
        publishes_apart_ = which == profile::gap_empty && !start_.channel.is_rendezvous();
        for (std::size_t i = 0; i != operations_.size(); ++i) {
            completed_ |= is_pending(operations_[i]) ? 0 : only(i);
        }
    }

    [[nodiscard]] bool finds_an_order() { return leads_to_the_end(start_); }
    /// How many states were entered.
    [[nodiscard]] std::size_t states() const noexcept { return entered_.size(); }

private:
    [[nodiscard]] bool leads_to_the_end(state const& here) {
        if ((completed_ & ~here.done) == 0) {
            return true;  // whatever is claimed can still be published
        }
        if (!entered_.insert(here).second) {
            return false;
        }
        for (std::size_t i = 0; i != operations_.size(); ++i) {
            if (leads_on(here, i)) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool leads_on(state const& here, std::size_t i) {
        bool const publishes = (here.unpublished & only(i)) != 0;
        bool const is_over = (here.done & only(i)) != 0 && !publishes;
        if (is_over || !is_enabled(here, i)) {
            return false;
        }
        if (publishes) {
            state next = here;
            next.unpublished &= ~only(i);
            return leads_to_the_end(next);
        }
        if (state next = here; answers_alone(next, i)) {
            next.done |= only(i);
            if (leads_to_the_end(next)) {
                return true;
            }
        }
        if (here.channel.is_rendezvous() && is_send(operations_[i].kind)) {
            for (std::size_t j = 0; j != operations_.size(); ++j) {
                if (state next = here; is_enabled(here, j) && meet(next, i, j) && leads_to_the_end(next)) {
                    return true;
                }
            }
        }
        return false;
    }

    [[nodiscard]] bool is_enabled(state const& here, std::size_t i) const noexcept {
        operation_set const finished = here.done & ~here.unpublished;
        return (needs_[i].finished & ~finished) == 0 && (needs_[i].not_yet & here.done) == 0;
    }

    /// Steps the channel through one operation. False: it would not have answered so.
    [[nodiscard]] bool answers_alone(state& at, std::size_t i) const {
        operation const& now = operations_[i];
        outcome const said = is_send(now.kind)   ? send(at, i)
                             : is_recv(now.kind) ? receive(at, i)
                                                 : end_or_begin(at, now.kind);
        return is_pending(now) ? said == outcome::ok : said == now.result;
    }

    [[nodiscard]] outcome send(state& at, std::size_t i) const {
        auto message = static_cast<std::uint8_t>(i);
        operation_kind const kind = operations_[i].kind;
        outcome said = kind == operation_kind::try_send ? at.channel.try_send(message) : at.channel.send(message);
        if (said == outcome::would_block && kind == operation_kind::send_timeout) {
            said = outcome::timeout;  // time may pass whenever nothing else can happen
        }
        if (said == outcome::ok && publishes_apart_) {
            at.unpublished |= only(i);
        }
        return said == outcome::would_block ? impossible : said;
    }

    [[nodiscard]] outcome receive(state& at, std::size_t i) const {
        operation const& now = operations_[i];
        auto const& messages = at.channel.messages();
        if (!messages.empty() && (at.unpublished & only(messages.front())) != 0) {
            return now.kind == operation_kind::try_recv       ? outcome::empty
                   : now.kind == operation_kind::recv_timeout ? outcome::timeout
                                                              : impossible;
        }
        auto const taken = now.kind == operation_kind::try_recv       ? at.channel.try_recv()
                           : now.kind == operation_kind::recv_timeout ? at.channel.recv_timed()
                                                                      : at.channel.recv();
        if (!taken.has_value()) {
            return taken.error() == outcome::would_block ? impossible : taken.error();
        }
        return is_pending(now) || operations_[*taken].value == now.value ? outcome::ok : impossible;
    }

    [[nodiscard]] static outcome end_or_begin(state& at, operation_kind kind) {
        if (kind == operation_kind::clone_sender) {
            at.channel.clone_sender();
        } else if (kind == operation_kind::drop_sender) {
            at.channel.drop_sender();
        } else {
            at.channel.drop_receiver([](std::uint8_t) {});
        }
        return outcome::ok;
    }

    /// A rendezvous of a send and a receive, as one step. False: they did not answer so.
    [[nodiscard]] bool meet(state& at, std::size_t sent, std::size_t received) const {
        operation_set const both = only(sent) | only(received);
        bool const in_the_way = ((needs_[sent].not_yet | needs_[received].not_yet | at.done) & both) != 0;
        if (in_the_way || !is_recv(operations_[received].kind) || !may_succeed(sent) || !may_succeed(received)) {
            return false;
        }
        at.done |= both;
        at.channel.wait_as_receiver(true);
        bool const met = send(at, sent) == outcome::ok && receive(at, received) == outcome::ok;
        at.channel.wait_as_receiver(false);
        return met;
    }

    [[nodiscard]] bool may_succeed(std::size_t i) const noexcept {
        return is_pending(operations_[i]) || operations_[i].result == outcome::ok;
    }

    static constexpr outcome impossible = outcome::would_block;

    std::span<operation const> operations_;
    std::vector<conditions> needs_;
    operation_set completed_ = 0;
    bool publishes_apart_ = false;
    state start_;
    std::unordered_set<state, hash_of_state> entered_;
};

}  // namespace searching

/// Whether the profile allows the history, which must be well-formed, when precedes(i, j) says which of its operations
/// come before which: bool of two positions in history::operations, a strict order in which the operations of each process,
/// and those of the receiver, are one after the other.
/// Throws std::length_error if there are more than most_searched operations. Complexity: exponential in how many overlap.
template <class Precedes>
[[nodiscard]] bool explainable(history const& of, profile which, Precedes precedes) {
    if (of.operations.size() > most_searched) {
        throw std::length_error("refchan: too many operations to search");
    }
    if (which == profile::fifo_per_sender) {
        return searching::promises<Precedes>(of, precedes).all_kept();
    }
    return searching::walk(of, which, searching::conditions_of(of, precedes)).finds_an_order();
}

/// The same in the order of time: an operation precedes another if it returned before the other was called.
[[nodiscard]] inline bool explainable(history const& of, profile which) {
    return explainable(of, which, searching::order_in_time(of));
}

}  // namespace refchan::oracle
