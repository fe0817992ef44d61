// SPDX-License-Identifier: MIT
#pragma once
// refchan/error.hpp: one small type for each way in which an operation can fail. An operation that fails to send hands
// the message back inside its error. Nothing here refers to a channel.
//
//   send        send_error<T>           disconnected, out_of_memory     + the message
//   try_send    try_send_error<T>       full, disconnected, out_of_memory + the message
//   send_for    send_timeout_error<T>   timeout, disconnected, out_of_memory + the message
//   recv        recv_error              disconnected
//   try_recv    try_recv_error          empty, disconnected
//   recv_for    recv_timeout_error      timeout, disconnected

#include <string_view>

namespace refchan {

/// Why a send failed.
enum class failure : unsigned char {
    disconnected,   ///< The other half is gone; trying again will fail again.
    full,           ///< A bounded channel holds as many messages as it may; no receiver waits at a rendezvous.
    timeout,        ///< The deadline passed; the channel was connected then, and full.
    out_of_memory,  ///< There was no memory to hold the message; the channel is as it was.
};

/// The failure in words, for logs.
[[nodiscard]] constexpr std::string_view to_string(failure why) noexcept {
    switch (why) {
        case failure::disconnected:
            return "disconnected";
        case failure::full:
            return "full";
        case failure::timeout:
            return "timeout";
        case failure::out_of_memory:
            return "out of memory";
    }
    return "unknown";
}

namespace detail {

/// A failure to send, and the message that was not sent: it will never be received.
template <class T>
struct unsent {
    failure reason;
    T message;

    [[nodiscard]] bool is_disconnected() const noexcept { return reason == failure::disconnected; }
    [[nodiscard]] bool is_out_of_memory() const noexcept { return reason == failure::out_of_memory; }
};

}  // namespace detail

/// From send(): disconnected or out_of_memory.
template <class T>
struct [[nodiscard]] send_error : detail::unsent<T> {};

/// From sync_sender::try_send(): full, disconnected or out_of_memory.
template <class T>
struct [[nodiscard]] try_send_error : detail::unsent<T> {
    [[nodiscard]] bool is_full() const noexcept { return this->reason == failure::full; }
};

/// From sync_sender::send_for() and send_until(): timeout, disconnected or out_of_memory.
template <class T>
struct [[nodiscard]] send_timeout_error : detail::unsent<T> {
    [[nodiscard]] bool is_timeout() const noexcept { return this->reason == failure::timeout; }
};

/// From recv(): every sender is gone and every message was received.
struct [[nodiscard]] recv_error {
    [[nodiscard]] friend bool operator==(recv_error, recv_error) noexcept = default;
};

/// From try_recv(): nothing to receive now (empty) or ever again (disconnected).
enum class [[nodiscard]] try_recv_error : unsigned char { empty, disconnected };

/// From recv_for() and recv_until(): nothing came in time (timeout) or will come ever again (disconnected).
enum class [[nodiscard]] recv_timeout_error : unsigned char { timeout, disconnected };

/// The error in words, for logs.
[[nodiscard]] constexpr std::string_view to_string(recv_error) noexcept { return "disconnected"; }
[[nodiscard]] constexpr std::string_view to_string(try_recv_error error) noexcept {
    return error == try_recv_error::empty ? "empty" : "disconnected";
}
[[nodiscard]] constexpr std::string_view to_string(recv_timeout_error error) noexcept {
    return error == recv_timeout_error::timeout ? "timeout" : "disconnected";
}

}  // namespace refchan
