// SPDX-License-Identifier: MIT
#pragma once
// model/weakened.hpp: the memory orders of the unbounded engine (impl/include/refchan/detail/orderings.hpp), each made one
// step weaker, by hiding one name; and the kind of channel that runs on such a set. Orders that are relaxed already do not
// occur here: there is nothing weaker. Every one of these must be found by some scenario, or the order in the source is
// stronger than it needs to be.

#include "kinds.hpp"

namespace refchan::model {

using refchan::detail::orderings;

struct see_closed_relaxed : orderings {
    static constexpr order see_closed = std::memory_order_relaxed;
};
struct claim_relaxed : orderings {
    static constexpr order claim = std::memory_order_relaxed;
};
struct install_acquire : orderings {
    static constexpr order install = std::memory_order_acquire;
};
struct install_release : orderings {
    static constexpr order install = std::memory_order_release;
};
struct link_relaxed : orderings {
    static constexpr order link = std::memory_order_relaxed;
};
struct publish_relaxed : orderings {
    static constexpr order publish = std::memory_order_relaxed;
};
struct take_relaxed : orderings {
    static constexpr order take = std::memory_order_relaxed;
};
struct follow_relaxed : orderings {
    static constexpr order follow = std::memory_order_relaxed;
};
struct look_relaxed : orderings {
    static constexpr order look = std::memory_order_relaxed;
};
struct disconnect_relaxed : orderings {
    static constexpr order disconnect = std::memory_order_relaxed;
};
struct close_relaxed : orderings {
    static constexpr order close = std::memory_order_relaxed;
};
struct drop_sender_acquire : orderings {
    static constexpr order drop_sender = std::memory_order_acquire;
};
struct drop_sender_release : orderings {
    static constexpr order drop_sender = std::memory_order_release;
};
struct put_spare_relaxed : orderings {
    static constexpr order put_spare = std::memory_order_relaxed;
};
struct take_spare_relaxed : orderings {
    static constexpr order take_spare = std::memory_order_relaxed;
};
struct leave_acquire : orderings {
    static constexpr order leave = std::memory_order_acquire;
};
struct leave_release : orderings {
    static constexpr order leave = std::memory_order_release;
};

template <class Orders>
struct weakened_traits : model_traits<default_traits> {
    using orders = Orders;
};

/// The unbounded channel with these orders: a kind for any scenario or program.
template <class Orders>
using weakened = unbounded_on<weakened_traits<Orders>>;

}  // namespace refchan::model
