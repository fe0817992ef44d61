// SPDX-License-Identifier: MIT
#pragma once
// model/explore/adjustable_orders.hpp: the memory orders of the unbounded engine (impl/include/refchan/detail/orderings.hpp) as
// variables: what somebody names on the command line is made weaker before the search begins. The engine only ever writes
// Orders::claim, so it does not notice.
//
//     --weaken take=relaxed   -->   weaken("take=relaxed")   -->   adjustable_orders::take = std::memory_order_relaxed

#include <atomic>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "refchan/detail/orderings.hpp"

namespace refchan::model {

struct adjustable_orders {
    using source = detail::orderings;
    using order = std::memory_order;

    static inline order read_tail = source::read_tail;
    static inline order see_closed = source::see_closed;
    static inline order claim = source::claim;
    static inline order claim_lost = source::claim_lost;
    static inline order install = source::install;
    static inline order install_lost = source::install_lost;
    static inline order link = source::link;
    static inline order publish = source::publish;
    static inline order take = source::take;
    static inline order follow = source::follow;
    static inline order look = source::look;
    static inline order park = source::park;
    static inline order park_lost = source::park_lost;
    static inline order reset = source::reset;
    static inline order disconnect = source::disconnect;
    static inline order close = source::close;
    static inline order add_sender = source::add_sender;
    static inline order drop_sender = source::drop_sender;
    static inline order peek_spare = source::peek_spare;
    static inline order put_spare = source::put_spare;
    static inline order take_spare = source::take_spare;
    static inline order leave = source::leave;
};

struct named_order {
    std::string_view name;
    std::memory_order* now;
    std::memory_order source;
};

/// All of them, in the order of orderings.hpp.
[[nodiscard]] std::span<named_order const> named_orders();

/// "relaxed", "acquire", ...
[[nodiscard]] std::string_view name_of(std::memory_order order);

/// What is weaker than an order and legal in its place, the strongest first.
[[nodiscard]] std::vector<std::memory_order> weaker_than(std::memory_order order);

struct weakening {
    std::string name;
    std::memory_order source;
    std::memory_order now;
};

/// Does what "NAME=ORDER" says; or a sentence that says what was expected.
[[nodiscard]] std::expected<weakening, std::string> weaken(std::string_view request);

/// The one of these words that is most like it, if one is like it.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<std::string_view const> among);

}  // namespace refchan::model
