// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/guarantees.hpp: what the conformance kit gives verdicts on: the guarantees of a channel,
// each with a name, a sentence, the claim of refchan's channel.hpp that it corresponds to, and the weakest profile that
// promises it.
//
// The rules of the oracle (verdict.hpp) say what is wrong with one history; guarantee_of_rule() says which guarantee
// that breaks.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle::conformance {

enum class guarantee : std::uint8_t {
    exactly_once,
    fifo_per_sender,
    fifo_across_senders,
    failed_send_hands_back,
    disconnected_is_exact,
    empty_is_exact,
    timeout_is_exact,
    full_is_exact,
    capacity_is_kept,
    receiver_wakes,
    sender_wakes,
    try_returns,
    lives_end_once,
    moves_suffice,
    throwing_moves,
    shared_sender,
    survives,
    memory_order,
};
inline constexpr std::size_t guarantees = 18;

struct guarantee_facts {
    std::string_view name;
    std::string_view claim;
    profile promised_by;  // the weakest profile that promises it
    std::string_view sentence;
};

namespace detail {

inline constexpr guarantee_facts guarantee_table[guarantees] = {
    {"exactly_once", "G3", profile::fifo_per_sender,
     "A message whose send succeeded is received once, or destroyed with the channel; none is invented."},
    {"fifo_per_sender", "G1", profile::fifo_per_sender, "Messages of one sender arrive in the order of its sends."},
    {"fifo_across_senders", "G2", profile::gap_empty,
     "If one send returned before another was called, its message arrives first."},
    {"failed_send_hands_back", "G4", profile::fifo_per_sender, "A send that fails leaves the caller the message."},
    {"disconnected_is_exact", "G5", profile::fifo_per_sender,
     "Each side is told disconnected when the other is gone and nothing is left to receive, not before, and for "
     "good."},
    {"empty_is_exact", "G6", profile::linearizable,
     "try_recv says empty only if the channel held no message meanwhile."},
    {"timeout_is_exact", "G7", profile::linearizable,
     "A timed operation gives up only when its time is over and no message, or no room, was there."},
    {"full_is_exact", "G12", profile::gap_empty,
     "A send finds the channel full only if it held as many as its capacity."},
    {"capacity_is_kept", "G12", profile::fifo_per_sender,
     "A bounded channel never holds more than its capacity; at a rendezvous a send succeeds only into a receive."},
    {"receiver_wakes", "G9", profile::fifo_per_sender,
     "A receiver that waits returns when a message comes, and when the last sender goes."},
    {"sender_wakes", "G9", profile::fifo_per_sender,
     "A sender that waits returns when there is room, and when the receiver goes."},
    {"try_returns", "G15", profile::fifo_per_sender,
     "What does not wait returns: try_send, try_recv, clones and drops."},
    {"lives_end_once", "G16", profile::fifo_per_sender,
     "Each message is destroyed exactly once, in whatever order the handles go."},
    {"moves_suffice", "G3", profile::fifo_per_sender, "A message that cannot be copied can be sent."},
    {"throwing_moves", "G11", profile::fifo_per_sender,
     "A send whose message throws while it is moved sends nothing, and the channel goes on."},
    {"shared_sender", "G14", profile::fifo_per_sender, "One sender handle may be used by several threads at once."},
    {"survives", "G16", profile::fifo_per_sender, "Nothing crashes and nothing throws."},
    {"memory_order", "G8", profile::fifo_per_sender, "What precedes a send happens-before what follows its receive."},
};

}  // namespace detail

[[nodiscard]] constexpr guarantee_facts const& facts_of(guarantee which) noexcept {
    return detail::guarantee_table[static_cast<std::size_t>(which)];
}
[[nodiscard]] constexpr std::string_view name_of(guarantee which) noexcept { return facts_of(which).name; }
[[nodiscard]] constexpr std::optional<guarantee> guarantee_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i != guarantees; ++i) {
        if (auto const which = static_cast<guarantee>(i); name_of(which) == name) {
            return which;
        }
    }
    return std::nullopt;
}

/// The guarantee that a violation of that rule breaks. timed_operation: the one that said empty or full had a deadline.
[[nodiscard]] constexpr guarantee guarantee_of_rule(rule broken, bool timed_operation) noexcept {
    switch (broken) {
        case rule::invented:
        case rule::duplicated:
        case rule::lost:
            return guarantee::exactly_once;
        case rule::reordered_per_sender:
            return guarantee::fifo_per_sender;
        case rule::reordered:
            return guarantee::fifo_across_senders;
        case rule::false_empty:
            return timed_operation ? guarantee::timeout_is_exact : guarantee::empty_is_exact;
        case rule::false_full:
            return timed_operation ? guarantee::timeout_is_exact : guarantee::full_is_exact;
        case rule::overfull:
        case rule::unpaired:
            return guarantee::capacity_is_kept;
        default:
            return guarantee::disconnected_is_exact;
    }
}

/// As above; what the rule leaves open is read from the operations that prove the violation.
[[nodiscard]] inline guarantee guarantee_broken_by(history const& in, violation const& found) {
    auto const one_says = [&](outcome said) {
        for (std::uint32_t const index : found.proof) {
            if (in.operations[index].result == said) {
                return true;
            }
        }
        return false;
    };
    auto const sends_ok = [&] {
        for (std::uint32_t const index : found.proof) {
            if (is_send(in.operations[index].kind) && in.operations[index].result == outcome::ok) {
                return true;
            }
        }
        return false;
    };
    bool const timed = one_says(outcome::timeout);
    if (found.broken != rule::unexplained) {
        return guarantee_of_rule(found.broken, timed);
    }
    return timed                       ? guarantee::timeout_is_exact
           : one_says(outcome::empty)  ? guarantee::empty_is_exact
           : one_says(outcome::full)   ? guarantee::full_is_exact
           : in.capacity && sends_ok() ? guarantee::capacity_is_kept
                                       : guarantee::fifo_across_senders;
}

}  // namespace refchan::oracle::conformance
