// SPDX-License-Identifier: MIT
// impl/tools/timeline/window.cpp: see window.hpp.

#include "window.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace refchan::timeline {
namespace {

using oracle::operation;
using positions = std::vector<std::uint32_t>;

/// Ranks in the order of calls, from `first` to just before `last`.
struct stretch {
    std::size_t first = 0;
    std::size_t last = 0;
};

positions by_call(std::vector<operation> const& operations) {
    positions order(operations.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](auto i) { return std::pair(operations[i].call, i); });
    return order;
}

bool carries_message(operation const& of) {
    return oracle::is_send(of.kind) || (oracle::is_recv(of.kind) && of.result == outcome::ok);
}

/// The proof's operations, and those that sent or received a message of the proof.
std::vector<bool> anchors_of(std::vector<operation> const& operations, positions const& proof) {
    std::vector<bool> anchors(operations.size(), false);
    std::unordered_map<std::int64_t, bool> messages;
    for (std::uint32_t const each : proof) {
        anchors.at(each) = true;
        if (carries_message(operations[each])) {
            messages[operations[each].value] = true;
        }
    }
    for (std::size_t i = 0; i < operations.size() && !messages.empty(); ++i) {
        if (carries_message(operations[i]) && messages.contains(operations[i].value)) {
            anchors[i] = true;
        }
    }
    return anchors;
}

/// That many operations on each side of each anchor; stretches that meet are one.
std::vector<stretch> stretches_around(std::vector<std::size_t> const& anchors, std::size_t reach, std::size_t size) {
    std::vector<stretch> found;
    for (std::size_t const rank : anchors) {
        stretch const around{rank - std::min(rank, reach), std::min(size, rank + reach + 1)};
        if (!found.empty() && around.first <= found.back().last) {
            found.back().last = around.last;
        } else {
            found.push_back(around);
        }
    }
    return found;
}

/// The longest stretches that hold no more than `most` operations together.
std::vector<stretch> stretches(std::vector<bool> const& is_anchor, positions const& order, std::size_t most) {
    std::vector<std::size_t> anchors;  // ranks
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        if (is_anchor[order[rank]]) {
            anchors.push_back(rank);
        }
    }
    if (anchors.empty()) {
        return {{0, std::min(most, order.size())}};
    }
    auto const fits = [&](std::size_t reach) {
        std::size_t sum = 0;
        for (stretch const& each : stretches_around(anchors, reach, order.size())) {
            sum += each.last - each.first;
        }
        return sum <= most;
    };
    std::size_t reach = 0;
    std::size_t beyond = most + 1;
    while (reach + 1 < beyond) {
        std::size_t const middle = reach + (beyond - reach) / 2;
        (fits(middle) ? reach : beyond) = middle;
    }
    return stretches_around(anchors, reach, order.size());
}

/// Walks along the calls and collects what is shown.
class chooser {
public:
    chooser(std::vector<operation> const& operations, positions const& order)
        : operations_(operations), order_(order), shown_(operations.size(), false) {}

    void leave_out(std::size_t end) {
        if (rank_ < end) {
            left_out_.push_back({rank_, end});
        }
        for (; rank_ < end; ++rank_) {
            last_of_[operations_[order_[rank_]].process] = order_[rank_];
        }
    }

    void show(std::size_t end) {
        for (auto const& [process, position] : last_of_) {
            if (rank_ < end && operations_[position].returned > operations_[order_[rank_]].call) {
                shown_[position] = true;
            }
        }
        for (; rank_ < end; ++rank_) {
            shown_[order_[rank_]] = true;
            last_of_[operations_[order_[rank_]].process] = order_[rank_];
        }
    }

    [[nodiscard]] window chosen() const {
        window made;
        std::ranges::copy_if(order_, std::back_inserter(made.shown), [&](auto i) { return shown_[i]; });
        for (stretch const& each : left_out_) {
            auto const begin = order_.begin() + static_cast<std::ptrdiff_t>(each.first);
            auto const end = order_.begin() + static_cast<std::ptrdiff_t>(each.last);
            auto const hidden = std::count_if(begin, end, [&](auto i) { return !shown_[i]; });
            if (hidden > 0) {
                made.gaps.push_back(
                    {operations_[*begin].call, operations_[*(end - 1)].call, static_cast<std::size_t>(hidden)});
            }
        }
        return made;
    }

private:
    std::vector<operation> const& operations_;
    positions const& order_;
    std::vector<bool> shown_;                                   // by position
    std::unordered_map<std::uint32_t, std::uint32_t> last_of_;  // by process: what it called last
    std::vector<stretch> left_out_;
    std::size_t rank_ = 0;
};

}  // namespace

window choose(oracle::history const& of, std::vector<std::uint32_t> const& proof, std::size_t most) {
    std::vector<bool> const anchors = anchors_of(of.operations, proof);
    positions const order = by_call(of.operations);
    if (order.size() <= most) {
        return {order, {}};
    }
    chooser walk(of.operations, order);
    for (stretch const& each : stretches(anchors, order, most)) {
        walk.leave_out(each.first);
        walk.show(each.last);
    }
    walk.leave_out(order.size());
    return walk.chosen();
}

}  // namespace refchan::timeline
