// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/engine.hpp: what a channel engine is to the handles in front of it. Two engines fulfil it: block_queue
// (lock-free, unbounded) and monitor_queue (the specification under a mutex; any capacity).
//
//     static create(...)            a connected engine with one sender and one receiver, or nullptr
//     send(T&)                      ok: the message is moved from; else the caller has it still
//     add_sender(), drop_sender()   one call for each handle
//     try_recv(), recv_until(d)     message: take() must follow, and fetches it
//     drop_receiver()               destroys what is queued
//
// The state frees itself when both halves have left. Nothing here throws.

#include <cstdint>

namespace refchan::detail {

/// The answer to a send. Everything but ok leaves the message with the caller.
enum class sent : std::uint8_t { ok, full, timeout, disconnected, out_of_memory };

/// The answer to a receive. After message, take() fetches it.
enum class received : std::uint8_t { message, empty, timeout, disconnected };

}  // namespace refchan::detail
