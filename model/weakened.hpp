// SPDX-License-Identifier: MIT
#pragma once
// model/weakened.hpp: the unbounded channel with other memory orders than those of impl/include/refchan/detail/orderings.hpp: a
// kind for any scenario or program. explore/adjustable_orders.hpp makes any of them weaker when the program runs.

#include "kinds.hpp"

namespace refchan::model {

template <class Orders>
struct weakened_traits : model_traits<default_traits> {
    using orders = Orders;
};

template <class Orders>
using weakened = unbounded_on<weakened_traits<Orders>>;

}  // namespace refchan::model
