// SPDX-License-Identifier: MIT
// model/explore/adjustable_orders.cpp: the table of the names, and how a request is read.

#include "explore/adjustable_orders.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <utility>

namespace refchan::model {
namespace {

using adjustable = adjustable_orders;
using source = detail::orderings;

constexpr std::array orders_by_strength{std::memory_order_acq_rel, std::memory_order_acquire, std::memory_order_release,
                                        std::memory_order_relaxed};

std::string listed(std::vector<std::memory_order> const& orders) {
    std::string text;
    for (std::memory_order const each : orders) {
        text += (text.empty() ? "" : ", ") + std::string(name_of(each));
    }
    return text;
}

/// How many letters to put in, take out or change.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i != a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j != b.size(); ++j) {
            std::size_t const changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = std::exchange(row[j + 1], std::min({changed, row[j] + 1, row[j + 1] + 1}));
        }
    }
    return row.back();
}

}  // namespace

std::span<named_order const> named_orders() {
    static constexpr std::array all{
        named_order{"read_tail", &adjustable::read_tail, source::read_tail},
        named_order{"see_closed", &adjustable::see_closed, source::see_closed},
        named_order{"claim", &adjustable::claim, source::claim},
        named_order{"claim_lost", &adjustable::claim_lost, source::claim_lost},
        named_order{"install", &adjustable::install, source::install},
        named_order{"install_lost", &adjustable::install_lost, source::install_lost},
        named_order{"link", &adjustable::link, source::link},
        named_order{"publish", &adjustable::publish, source::publish},
        named_order{"take", &adjustable::take, source::take},
        named_order{"follow", &adjustable::follow, source::follow},
        named_order{"look", &adjustable::look, source::look},
        named_order{"park", &adjustable::park, source::park},
        named_order{"park_lost", &adjustable::park_lost, source::park_lost},
        named_order{"reset", &adjustable::reset, source::reset},
        named_order{"disconnect", &adjustable::disconnect, source::disconnect},
        named_order{"close", &adjustable::close, source::close},
        named_order{"add_sender", &adjustable::add_sender, source::add_sender},
        named_order{"drop_sender", &adjustable::drop_sender, source::drop_sender},
        named_order{"peek_spare", &adjustable::peek_spare, source::peek_spare},
        named_order{"put_spare", &adjustable::put_spare, source::put_spare},
        named_order{"take_spare", &adjustable::take_spare, source::take_spare},
        named_order{"leave", &adjustable::leave, source::leave},
    };
    return all;
}

std::string_view name_of(std::memory_order order) {
    switch (order) {
        case std::memory_order_relaxed:
            return "relaxed";
        case std::memory_order_consume:
            return "consume";
        case std::memory_order_acquire:
            return "acquire";
        case std::memory_order_release:
            return "release";
        case std::memory_order_acq_rel:
            return "acq_rel";
        default:
            return "seq_cst";
    }
}

std::vector<std::memory_order> weaker_than(std::memory_order order) {
    if (order == std::memory_order_relaxed) {
        return {};
    }
    auto const first =
        order == std::memory_order_acq_rel ? orders_by_strength.begin() + 1 : orders_by_strength.begin() + 3;
    return {first, orders_by_strength.end()};
}

std::string_view nearest(std::string_view word, std::span<std::string_view const> among) {
    auto const closest =
        std::ranges::min_element(among, {}, [word](std::string_view each) { return distance(word, each); });
    bool const alike = closest != among.end() && distance(word, *closest) <= std::max<std::size_t>(2, word.size() / 3);
    return alike ? *closest : std::string_view();
}

std::expected<weakening, std::string> weaken(std::string_view request) {
    std::size_t const sign = request.find('=');
    std::string const name(request.substr(0, sign));
    auto const all = named_orders();
    auto const found = std::ranges::find(all, name, &named_order::name);
    if (sign == std::string_view::npos) {
        return std::unexpected("--weaken " + name + ": expected NAME=ORDER, as in take=relaxed");
    }
    if (found == all.end()) {
        std::vector<std::string_view> names;
        std::ranges::transform(all, std::back_inserter(names), &named_order::name);
        std::string_view const meant = nearest(name, names);
        return std::unexpected("no memory order is called '" + name + "'" +
                               (meant.empty() ? "" : "; did you mean " + std::string(meant) + "?") +
                               " (--list-orders shows them)");
    }
    std::string const wanted(request.substr(sign + 1));
    auto const legal = weaker_than(found->source);
    auto const order = std::ranges::find(legal, wanted, name_of);
    if (order == legal.end()) {
        std::string const is = name + " is " + std::string(name_of(found->source)) + " in the source: ";
        return std::unexpected("--weaken " + std::string(request) + ": " + is +
                               (legal.empty() ? "nothing is weaker" : "weaker is " + listed(legal)));
    }
    *found->now = *order;
    return weakening{name, found->source, *order};
}

}  // namespace refchan::model
