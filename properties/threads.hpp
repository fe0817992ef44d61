// SPDX-License-Identifier: MIT
#pragma once
// properties/threads.hpp: programs of several threads over one channel: what each sender and the receiver does, as
// plain data, so that they can be generated, shrunk and printed.

#include <array>
#include <cstddef>
#include <ostream>
#include <string_view>
#include <vector>

namespace properties {

enum class sender_op : unsigned char {
    send,       ///< `times` messages
    try_send,   ///< the same with try_send (unbounded: send)
    send_for,   ///< the same with a short send_for (unbounded: send)
    pause,      ///< `times` yields, or a short sleep
    use_clone,  ///< clones its handle, sends a message through the clone, drops the clone
    replace,    ///< replaces its handle by a clone of itself
    spawn,      ///< starts a thread that sends `times` messages through a clone
};
inline constexpr std::array<std::string_view, 7> sender_op_names{"send",      "try_send", "send_for", "pause",
                                                                 "use_clone", "replace",  "spawn"};

enum class receiver_op : unsigned char { recv, try_recv, recv_for, recv_for_zero, try_iter, iterate, move, pause };
inline constexpr std::array<std::string_view, 8> receiver_op_names{"recv",     "try_recv", "recv_for", "recv_for_zero",
                                                                   "try_iter", "iterate",  "move",     "pause"};

template <class Op>
struct action {
    Op what{};
    unsigned times = 1;
};

/// The senders run a thread each and drop their handle at the end; the receiver ends by receiving until disconnected,
/// or by being dropped where it is.
struct threads {
    std::vector<std::vector<action<sender_op>>> senders;
    std::vector<action<receiver_op>> receiver;
    bool receiver_leaves = false;
};

inline std::ostream& operator<<(std::ostream& out, threads const& shown) {
    for (auto const& sender : shown.senders) {
        out << "sender:";
        for (auto const& [what, times] : sender) {
            out << ' ' << sender_op_names[static_cast<std::size_t>(what)] << '*' << times;
        }
        out << " drop | ";
    }
    out << "receiver:";
    for (auto const& [what, times] : shown.receiver) {
        out << ' ' << receiver_op_names[static_cast<std::size_t>(what)] << '*' << times;
    }
    return out << (shown.receiver_leaves ? " drop" : " until disconnected");
}

}  // namespace properties
