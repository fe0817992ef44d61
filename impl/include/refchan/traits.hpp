// SPDX-License-Identifier: MIT
#pragma once
// refchan/traits.hpp: what a channel is made of, as one struct of types and constants. Users leave it alone, or derive from
// default_traits to change a constant; the models derive from it to change the machine under the channel.

#include <algorithm>
#include <cstddef>

#include "refchan/detail/block_queue.hpp"
#include "refchan/detail/monitor_queue.hpp"
#include "refchan/detail/orderings.hpp"
#include "refchan/detail/sync.hpp"
#include "refchan/spec.hpp"

namespace refchan {

/// The channel as shipped.
struct default_traits {
    /// The machine: atomics, sleeping, memory.
    using sync = detail::std_sync;
    /// The memory order of each atomic operation.
    using orders = detail::orderings;
    /// Messages in a block of the unbounded channel: about a kilobyte of them, at least 4.
    template <class T>
    static constexpr std::size_t block_capacity = std::clamp<std::size_t>(992 / (sizeof(T) + alignof(T)), 4, 126);
    /// Emptied blocks that an unbounded channel keeps for reuse.
    static constexpr std::size_t spare_blocks = 16;
    /// What is behind channel<T>().
    template <class T, class Traits>
    using unbounded_engine = detail::block_queue<T, Traits>;
    /// The state machine that the monitor engine runs under its mutex.
    template <class Message, class Queue>
    using state = spec<Message, Queue>;
};

/// Everything on the monitor engine, the unbounded channel too: slower, and right at sight.
struct reference_traits : default_traits {
    template <class T, class Traits>
    using unbounded_engine = detail::monitor_queue<T, Traits>;
};

}  // namespace refchan
