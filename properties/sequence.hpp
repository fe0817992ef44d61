// SPDX-License-Identifier: MIT
#pragma once
// properties/sequence.hpp: what one thread does to a few channels: the commands of the lock-step properties. A command
// names handles by slot; one that makes no sense in the present state (an empty slot, a receive that would block) is
// passed over, so every list of commands is a program, and so is every sublist: shrinking needs no preconditions.

#include <array>
#include <cstddef>
#include <ostream>
#include <string_view>
#include <vector>

namespace properties {

enum class op : unsigned char {
    send,
    try_send,
    send_for_zero,
    send_for_short,
    send_until_past,
    recv,
    try_recv,
    recv_for_zero,
    recv_for_short,
    recv_until_past,
    try_iter,
    iterate_some,
    iterate_all,
    clone_sender,
    copy_assign_sender,
    move_assign_sender,
    move_sender,
    swap_senders,
    drop_sender,
    move_receiver,
    move_assign_receiver,
    swap_receivers,
    drop_receiver,
    make_channel,
};

inline constexpr std::size_t op_count = static_cast<std::size_t>(op::make_channel) + 1;
inline constexpr std::array<std::string_view, op_count> op_names{
    "send",        "try_send",      "send_for_zero",        "send_for_short",     "send_until_past", "recv",
    "try_recv",    "recv_for_zero", "recv_for_short",       "recv_until_past",    "try_iter",        "iterate_some",
    "iterate_all", "clone_sender",  "copy_assign_sender",   "move_assign_sender", "move_sender",     "swap_senders",
    "drop_sender", "move_receiver", "move_assign_receiver", "swap_receivers",     "drop_receiver",   "make_channel"};

/// Slots for handles. At the start sender 0 and receiver 0 belong to one channel, sender 1 and receiver 1 to another
/// one.
inline constexpr unsigned sender_slots = 5;
inline constexpr unsigned receiver_slots = 3;

/// An operation on slot a; where there are two handles, a is written and b is read (make_channel: sender a, receiver b;
/// iterate_some: at most b + 1 messages). Taken modulo the number of slots.
struct command {
    op what = op::send;
    unsigned a = 0;
    unsigned b = 0;
};

using sequence = std::vector<command>;

inline std::ostream& operator<<(std::ostream& out, command const& shown) {
    return out << op_names[static_cast<std::size_t>(shown.what)] << '(' << shown.a << ',' << shown.b << ')';
}

}  // namespace properties
