// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/history.hpp: what happened to a channel, as it was seen from outside: which operations were called, when
// they were called and when they returned, and what they answered. A history is what the oracle judges; whoever can
// write one down, in any language, can have a channel judged.
//
//     process 0   |-- send(17) ok --|     |---- drop ----|
//     process 1          |-------- send(18) ...                     never returned
//     process 9        |---- recv -> 17 ----|   |-- try_recv empty --|
//     time        ------------------------------------------------------->
//
// An operation precedes another if it returned before the other was called; operations that overlap may have taken
// effect in either order. One that never returned may have taken effect or not.
//
// What a history must satisfy to be judged is in well_formed.hpp; the file format in json_lines.hpp.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "refchan/spec.hpp"

namespace refchan::oracle {

/// The operations of a channel. The order is that of the names below.
enum class operation_kind : std::uint8_t {
    send,
    try_send,
    send_timeout,
    recv,
    try_recv,
    recv_timeout,
    clone_sender,
    drop_sender,
    drop_receiver,
};
inline constexpr std::size_t operation_kinds = 9;

/// A point in time, in any unit that all processes share. All times of a history are distinct.
using instant = std::int64_t;
/// The return of an operation that never returned: later than every other time.
inline constexpr instant never = std::numeric_limits<instant>::max();

/// One operation. Its result is outcome::would_block if, and only if, it never returned.
struct operation {
    std::int64_t value = 0;     // of a message: sent or received; of clone_sender: the handle that it makes
    instant call = 0;           // when it was called
    instant returned = never;   // when it returned
    std::uint32_t process = 0;  // the thread
    std::uint32_t sender = 0;   // the handle that it was called on; of no meaning for the receiver's operations
    std::uint32_t line = 0;     // where it stands in its file, counted from 1; 0: in none
    operation_kind kind = operation_kind::send;
    outcome result = outcome::would_block;

    [[nodiscard]] friend bool operator==(operation const&, operation const&) = default;
};

/// What happened to one channel, from its start. The operations are in any order.
struct history {
    std::optional<std::uint64_t> capacity;  // none: unbounded; 0: rendezvous
    std::vector<std::uint32_t> senders{0};  // the sender handles that exist at the start
    std::vector<operation> operations;
    /// False: the times say only in which order each process did its own operations (an untouched recorder).
    bool timed = true;
};

[[nodiscard]] constexpr bool is_send(operation_kind kind) noexcept { return kind <= operation_kind::send_timeout; }
/// An operation that receives: recv, try_recv, recv_timeout.
[[nodiscard]] constexpr bool is_recv(operation_kind kind) noexcept {
    return kind >= operation_kind::recv && kind <= operation_kind::recv_timeout;
}
/// An operation of the receiver: one that receives, or its drop.
[[nodiscard]] constexpr bool is_receivers(operation_kind kind) noexcept {
    return is_recv(kind) || kind == operation_kind::drop_receiver;
}
[[nodiscard]] constexpr bool is_pending(operation const& of) noexcept { return of.result == outcome::would_block; }

/// As it is written in a history file: "send", "try_send", "send_timeout", "recv", ...
[[nodiscard]] constexpr std::string_view name_of(operation_kind kind) noexcept {
    constexpr std::string_view names[] = {"send",         "try_send",     "send_timeout", "recv",         "try_recv",
                                          "recv_timeout", "clone_sender", "drop_sender",  "drop_receiver"};
    return names[static_cast<std::size_t>(kind)];
}
/// As it is written in a history file: "ok", "full", "empty", "timeout", "disconnected"; would_block: "null".
[[nodiscard]] constexpr std::string_view name_of(outcome result) noexcept {
    constexpr std::string_view names[] = {"ok", "full", "empty", "timeout", "disconnected", "null"};
    return names[static_cast<std::size_t>(result)];
}

/// Whether an operation of that kind can answer so. would_block, never returned, is possible for each.
[[nodiscard]] constexpr bool can_answer(operation_kind kind, outcome result) noexcept {
    if (result == outcome::ok || result == outcome::would_block) {
        return true;
    }
    if (!is_send(kind) && !is_recv(kind)) {
        return false;
    }
    switch (result) {
        case outcome::full:
            return kind == operation_kind::try_send;
        case outcome::empty:
            return kind == operation_kind::try_recv;
        case outcome::timeout:
            return kind == operation_kind::send_timeout || kind == operation_kind::recv_timeout;
        default:
            return true;
    }
}

}  // namespace refchan::oracle
