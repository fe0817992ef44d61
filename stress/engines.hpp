// SPDX-License-Identifier: MIT
#pragma once
// stress/engines.hpp: the channels under stress: each engine that is shipped, and the unbounded one with blocks so
// small that nearly every message meets a boundary. An engine is a name, a capacity and the traits of its channel.

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

#include "refchan/channel.hpp"

namespace refchan::stress {

struct small_block_traits : default_traits {
    template <class T>
    static constexpr std::size_t block_capacity = 2;
    static constexpr std::size_t spare_blocks = 1;
};

struct unbounded {
    using traits = default_traits;
    static constexpr std::string_view name = "unbounded";
    static constexpr std::optional<std::size_t> capacity = std::nullopt;
};
struct reference {
    using traits = reference_traits;
    static constexpr std::string_view name = "reference";
    static constexpr std::optional<std::size_t> capacity = std::nullopt;
};
struct small_blocks {
    using traits = small_block_traits;
    static constexpr std::string_view name = "small_blocks";
    static constexpr std::optional<std::size_t> capacity = std::nullopt;
};
struct bounded_1 {
    using traits = default_traits;
    static constexpr std::string_view name = "bounded_1";
    static constexpr std::optional<std::size_t> capacity = 1;
};
struct bounded_2 {
    using traits = default_traits;
    static constexpr std::string_view name = "bounded_2";
    static constexpr std::optional<std::size_t> capacity = 2;
};
struct bounded_16 {
    using traits = default_traits;
    static constexpr std::string_view name = "bounded_16";
    static constexpr std::optional<std::size_t> capacity = 16;
};
struct bounded_1024 {
    using traits = default_traits;
    static constexpr std::string_view name = "bounded_1024";
    static constexpr std::optional<std::size_t> capacity = 1024;
};
struct rendezvous {
    using traits = default_traits;
    static constexpr std::string_view name = "rendezvous";
    static constexpr std::optional<std::size_t> capacity = 0;
};

template <class Engine>
inline constexpr bool is_bounded = Engine::capacity.has_value();

/// Names the sender without asking for T to be complete, so that a message may own one.
template <class Engine, class T>
using sender_of =
    std::conditional_t<is_bounded<Engine>, sync_sender<T, typename Engine::traits>, sender<T, typename Engine::traits>>;
template <class Engine, class T>
using receiver_of = receiver<T, typename Engine::traits>;

/// A channel of that engine.
template <class Engine, class T>
[[nodiscard]] auto open() {
    if constexpr (is_bounded<Engine>) {
        return sync_channel<T, typename Engine::traits>(*Engine::capacity);
    } else {
        return channel<T, typename Engine::traits>();
    }
}

}  // namespace refchan::stress
