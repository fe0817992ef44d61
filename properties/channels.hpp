// SPDX-License-Identifier: MIT
#pragma once
// properties/channels.hpp: the channels that the properties run over, behind one interface: a Kind names the handles
// and makes a connected pair. Every property is a template over it, so the same property runs over each engine, over
// tiny blocks, and over the faulty channels of plants.hpp.

#include <cstddef>
#include <optional>
#include <utility>

#include "refchan/channel.hpp"

namespace properties {

/// As in spec.hpp: nullopt unbounded, 0 rendezvous, n bounded.
using capacity = std::optional<std::size_t>;

/// channel<T>(), on the engine that Traits name.
template <class Traits>
struct unbounded_kind {
    static constexpr bool bounded = false;
    template <class T>
    using sender = refchan::sender<T, Traits>;
    template <class T>
    using receiver = refchan::receiver<T, Traits>;
    template <class T>
    static std::pair<sender<T>, receiver<T>> make(capacity /*none*/) {
        return refchan::channel<T, Traits>();
    }
};

/// sync_channel<T>(n).
template <class Traits>
struct bounded_kind {
    static constexpr bool bounded = true;
    template <class T>
    using sender = refchan::sync_sender<T, Traits>;
    template <class T>
    using receiver = refchan::receiver<T, Traits>;
    template <class T>
    static std::pair<sender<T>, receiver<T>> make(capacity size) {
        return refchan::sync_channel<T, Traits>(size.value_or(1));
    }
};

/// The shipped channel with blocks so small that every few messages meet a boundary.
template <std::size_t Messages, std::size_t Spares>
struct blocks_of : refchan::default_traits {
    template <class T>
    static constexpr std::size_t block_capacity = Messages;
    static constexpr std::size_t spare_blocks = Spares;
};

using shipped = unbounded_kind<refchan::default_traits>;
using blocks_of_1 = unbounded_kind<blocks_of<1, 0>>;
using blocks_of_2 = unbounded_kind<blocks_of<2, 1>>;
using reference = unbounded_kind<refchan::reference_traits>;
using bounded = bounded_kind<refchan::default_traits>;

}  // namespace properties
