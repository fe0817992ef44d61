// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/signatures.hpp: which operations a handle has; and that none of them is passed over because
// it is written otherwise than the kit asks for.
//
//     recv_for(milliseconds)     can be called, and not as the kit calls it     refused when it is compiled
//     bool try_send(T&)          can be called, and does not answer an outcome  refused
//     no try_recv                                                               left out

#include <chrono>
#include <concepts>
#include <cstddef>
#include <expected>
#include <utility>

#include "refchan/spec.hpp"

namespace refchan::oracle::conformance {

using refchan::outcome;
using nanoseconds = std::chrono::nanoseconds;

template <class Sender, class T>
concept has_send = requires(Sender& sender, T& message) {
    { sender.send(message) } -> std::same_as<outcome>;
};
template <class Sender, class T>
concept has_try_send = requires(Sender& sender, T& message) {
    { sender.try_send(message) } -> std::same_as<outcome>;
};
template <class Sender, class T>
concept has_send_for = requires(Sender& sender, T& message, nanoseconds patience) {
    { sender.send_for(message, patience) } -> std::same_as<outcome>;
};
template <class Receiver, class T>
concept has_recv = requires(Receiver& receiver) {
    { receiver.recv() } -> std::same_as<std::expected<T, outcome>>;
};
template <class Receiver, class T>
concept has_try_recv = requires(Receiver& receiver) {
    { receiver.try_recv() } -> std::same_as<std::expected<T, outcome>>;
};
template <class Receiver, class T>
concept has_recv_for = requires(Receiver& receiver, nanoseconds patience) {
    { receiver.recv_for(patience) } -> std::same_as<std::expected<T, outcome>>;
};

namespace detail {

/// What of a handle the operations are called on: the handle, or the queue that it passes them on to.
template <class Handle>
struct asked_of {
    using type = Handle;
};
template <class Handle>
    requires requires { typename Handle::asked; }
struct asked_of<Handle> {
    using type = typename Handle::asked;
};

/// Whether that can be called in any of the ways in which people write it.
template <class Call, class Handle, class T>
concept somehow =
    std::invocable<Call, Handle&> || std::invocable<Call, Handle&, T&> || std::invocable<Call, Handle&, T>;
template <class Call, class Handle, class T>
concept somehow_timed =
    somehow<Call, Handle, T> || std::invocable<Call, Handle&, nanoseconds> ||
    std::invocable<Call, Handle&, std::chrono::seconds> ||  // whatever is finer takes it
    std::invocable<Call, Handle&, std::chrono::milliseconds> || std::invocable<Call, Handle&, std::size_t> ||
    std::invocable<Call, Handle&, T&, nanoseconds> || std::invocable<Call, Handle&, T&, std::chrono::seconds> ||
    std::invocable<Call, Handle&, T, nanoseconds> || std::invocable<Call, Handle&, T, std::chrono::seconds> ||
    std::invocable<Call, Handle&, T&, std::size_t> || std::invocable<Call, Handle&, T, std::size_t>;

inline constexpr auto call_send = [](auto& to, auto&&... with)
    requires requires { to.send(static_cast<decltype(with)>(with)...); }
{};
inline constexpr auto call_try_send = [](auto& to, auto&&... with)
    requires requires { to.try_send(static_cast<decltype(with)>(with)...); }
{};
inline constexpr auto call_send_for = [](auto& to, auto&&... with)
    requires requires { to.send_for(static_cast<decltype(with)>(with)...); }
{};
inline constexpr auto call_recv = [](auto& from, auto&&... with)
    requires requires { from.recv(static_cast<decltype(with)>(with)...); }
{};
inline constexpr auto call_try_recv = [](auto& from, auto&&... with)
    requires requires { from.try_recv(static_cast<decltype(with)>(with)...); }
{};
inline constexpr auto call_recv_for = [](auto& from, auto&&... with)
    requires requires { from.recv_for(static_cast<decltype(with)>(with)...); }
{};

}  // namespace detail

/// Compiles only if each operation that is there is one that the kit can call.
template <class Sender, class Receiver, class T>
consteval bool signatures_fit() {
    using namespace detail;
    using to = typename asked_of<Sender>::type;
    using from = typename asked_of<Receiver>::type;
    static_assert(has_send<Sender, T> || !somehow<decltype(call_send), to, T>,
                  "refchan: there is a send, and it is not: outcome send(T&)");
    static_assert(has_try_send<Sender, T> || !somehow<decltype(call_try_send), to, T>,
                  "refchan: there is a try_send, and it is not: outcome try_send(T&)");
    static_assert(has_send_for<Sender, T> || !somehow_timed<decltype(call_send_for), to, T>,
                  "refchan: there is a send_for, and it is not: outcome send_for(T&, std::chrono::nanoseconds)");
    static_assert(has_recv<Receiver, T> || !somehow<decltype(call_recv), from, T>,
                  "refchan: there is a recv, and it is not: std::expected<T, outcome> recv()");
    static_assert(has_try_recv<Receiver, T> || !somehow<decltype(call_try_recv), from, T>,
                  "refchan: there is a try_recv, and it is not: std::expected<T, outcome> try_recv()");
    static_assert(
        has_recv_for<Receiver, T> || !somehow_timed<decltype(call_recv_for), from, T>,
        "refchan: there is a recv_for, and it is not: std::expected<T, outcome> recv_for(std::chrono::nanoseconds)");
    return true;
}

}  // namespace refchan::oracle::conformance
