// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/json_lines.hpp: writes histories down, in format 1: JSON lines, one object a line, UTF-8. Anything that
// can print a line can write one; refchan-check reads them (impl/tools/history_reader.hpp).
//
//     {"format":"refchan-history","version":1,"capacity":null,"senders":[0,1]}
//     {"process":0,"f":"send","sender":0,"value":17,"call":1203,"return":1250,"result":"ok"}
//     {"process":9,"f":"recv","value":17,"call":1210,"return":1260,"result":"ok"}
//     {"process":9,"f":"try_recv","call":1270,"return":1280,"result":"empty"}
//     {"process":0,"f":"clone_sender","sender":0,"value":2,"call":1281,"return":1282,"result":"ok"}
//     {"process":0,"f":"drop_sender","sender":0,"call":1290,"return":1295,"result":"ok"}
//     {"process":1,"f":"send","sender":1,"value":18,"call":1291,"return":null,"result":null}
//
// The first line is the header. capacity: null unbounded, 0 rendezvous, n bounded. senders: the handles that exist at the
// start. "timed":false there, true if absent: the times say only in which order each process did its own operations.
//
// Then one line for each operation, in any order.
//     f        send (ok, disconnected)  try_send (ok, full, disconnected)    send_timeout (ok, timeout, disconnected)
//              recv (ok, disconnected)  try_recv (ok, empty, disconnected)   recv_timeout (ok, timeout, disconnected)
//              clone_sender (ok)        drop_sender (ok)                     drop_receiver (ok)
//     process  the thread, 0 to 2^32 - 1; its operations do not overlap
//     sender   the handle, 0 to 2^32 - 1, that a send, a clone or a drop was called on
//     value    the message, an integer of 64 bits, distinct for every send; of a receive that got none: absent, or null;
//              of clone_sender: the handle that it makes
//     call     when it was called; return: when it returned; integers of 64 bits, distinct
//     result   what it answered; return and result null: it never returned
// Keys in any order; others are ignored; lines of blanks are skipped.

#include <charconv>
#include <concepts>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "refchan/oracle/history.hpp"

namespace refchan::oracle {

namespace detail {

template <std::integral Integer>
void append_number(std::string& text, std::string_view key, Integer number) {
    char digits[24];
    text.append(key).append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace detail

/// Appends the first line of a history's file, with its line end.
inline void append_header_line(std::string& text, history const& all) {
    text += R"({"format":"refchan-history","version":1)";
    if (all.capacity.has_value()) {
        detail::append_number(text, R"(,"capacity":)", *all.capacity);
    } else {
        text += R"(,"capacity":null)";
    }
    text += R"(,"senders":[)";
    for (std::size_t i = 0; i != all.senders.size(); ++i) {
        detail::append_number(text, i == 0 ? "" : ",", all.senders[i]);
    }
    text += all.timed ? "]}\n" : "],\"timed\":false}\n";
}

/// Appends the line of one operation, with its line end.
inline void append_operation_line(std::string& text, operation const& one) {
    detail::append_number(text, R"({"process":)", one.process);
    text.append(R"(,"f":")").append(name_of(one.kind)).append("\"");
    if (!is_receivers(one.kind)) {
        detail::append_number(text, R"(,"sender":)", one.sender);
    }
    bool const received = is_recv(one.kind) && one.result == outcome::ok;
    if (received || is_send(one.kind) || one.kind == operation_kind::clone_sender) {
        detail::append_number(text, R"(,"value":)", one.value);
    }
    detail::append_number(text, R"(,"call":)", one.call);
    if (is_pending(one)) {
        text += ",\"return\":null,\"result\":null}\n";
        return;
    }
    detail::append_number(text, R"(,"return":)", one.returned);
    text.append(R"(,"result":")").append(name_of(one.result)).append("\"}\n");
}

/// Writes a history's file: its operations in their order, so that operations[i] stands on line i + 2.
/// Whether that went well is what `out` says. Time: linear; memory: one buffer.
inline void write_json_lines(std::ostream& out, history const& all) {
    constexpr std::size_t full = std::size_t{1} << 16;
    std::string text;
    text.reserve(full + 512);
    append_header_line(text, all);
    for (operation const& one : all.operations) {
        append_operation_line(text, one);
        if (text.size() >= full) {
            out.write(text.data(), static_cast<std::streamsize>(text.size()));
            text.clear();
        }
    }
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
}

}  // namespace refchan::oracle
