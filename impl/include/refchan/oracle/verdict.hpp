// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/verdict.hpp: what the oracle answers. A history is allowed by a profile, or it violates a rule, and then
// the violation names the rule, says in a sentence what happened, and points at the few operations that prove it.
//
//     profile            promises                                                         channels of this kind
//     linearizable       each operation takes effect at one instant between its call      refchan, Rust's std::sync::mpsc,
//                        and its return, as spec.hpp says                                 Go, a queue under a mutex
//     gap_empty          the same, but a send takes effect in two steps, claim and        Vyukov's queues
//                        publish; who finds a claimed message that is not published
//                        at the head may say empty
//     fifo_per_sender    nothing lost, doubled or invented; in order for each sender;     moodycamel::ConcurrentQueue
//                        disconnected only at the end; no promise about empty or full
//
// Each profile allows what the one before it allows: they are the rungs of a ladder.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refchan::oracle {

enum class profile : std::uint8_t { linearizable, gap_empty, fifo_per_sender };
inline constexpr std::array<profile, 3> ladder_rungs{profile::linearizable, profile::gap_empty,
                                                     profile::fifo_per_sender};

/// What can be wrong with a history. The guarantees are those of the channel: G1 to G8, G12.
enum class rule : std::uint8_t {
    invented,                 // a message was received that was never sent, or before it was sent, or whose send failed
    duplicated,               // a message was received twice
    lost,                     // a message whose send succeeded was passed over
    reordered,                // messages of two senders came in another order than they were sent
    reordered_per_sender,     // messages of one sender did
    false_empty,              // empty or timeout, and a message was there
    false_full,               // full or timeout, and there was room
    overfull,                 // a send succeeded, and there was no room
    unpaired,                 // a send to a rendezvous succeeded, and no receive took the message meanwhile
    early_disconnected,       // the receiver was told disconnected, and a sender or a message was there
    late_disconnected,        // the receiver was told empty, and all senders were gone
    send_after_drop,          // a send said ok or full, and the receiver was gone
    early_send_disconnected,  // a send was told disconnected, and the receiver was there
    unexplained,              // no order of the operations explains what they answered together
    unsynchronised,           // what precedes an operation does not happen-before the one that reports it
};
inline constexpr std::size_t rules = 15;

struct violation {
    rule broken = rule::unexplained;
    std::string sentence;
    std::vector<std::uint32_t> proof;  // the operations that prove it: positions in history::operations

    [[nodiscard]] friend bool operator==(violation const&, violation const&) = default;
};

/// nullopt: the history is allowed.
using verdict = std::optional<violation>;

/// "linearizable", "gap-empty", "fifo-per-sender"
[[nodiscard]] constexpr std::string_view name_of(profile which) noexcept {
    constexpr std::string_view names[] = {"linearizable", "gap-empty", "fifo-per-sender"};
    return names[static_cast<std::size_t>(which)];
}
/// The profile of that name.
[[nodiscard]] constexpr std::optional<profile> profile_named(std::string_view name) noexcept {
    for (profile const rung : ladder_rungs) {
        if (name_of(rung) == name) {
            return rung;
        }
    }
    return std::nullopt;
}
/// "invented", "reordered-per-sender", ...
[[nodiscard]] constexpr std::string_view name_of(rule which) noexcept {
    constexpr std::string_view names[rules] = {"invented",
                                               "duplicated",
                                               "lost",
                                               "reordered",
                                               "reordered-per-sender",
                                               "false-empty",
                                               "false-full",
                                               "overfull",
                                               "unpaired",
                                               "early-disconnected",
                                               "late-disconnected",
                                               "send-after-drop",
                                               "early-send-disconnected",
                                               "unexplained",
                                               "unsynchronised"};
    return names[static_cast<std::size_t>(which)];
}
/// The guarantee of a channel that the rule belongs to.
[[nodiscard]] constexpr std::string_view guarantee_of(rule which) noexcept {
    constexpr std::string_view claims[rules] = {"G3",  "G3", "G3", "G2", "G1", "G6", "G12", "G12",
                                                "G12", "G5", "G5", "G5", "G5", "G2", "G8"};
    return claims[static_cast<std::size_t>(which)];
}

}  // namespace refchan::oracle
