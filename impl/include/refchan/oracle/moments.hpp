// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/moments.hpp: the calls and returns of a history in the order of time. Linear where the times are dense, as
// tickets are; else they are sorted.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/sends_by_value.hpp"

namespace refchan::oracle {

/// The call or the return of an operation.
class moment {
public:
    moment() = default;
    moment(position where, bool is_return) : coded_(where << 1 | (is_return ? 1U : 0U)) {}

    [[nodiscard]] position where() const { return coded_ >> 1; }
    [[nodiscard]] bool is_return() const { return (coded_ & 1U) != 0; }
    [[nodiscard]] bool is_none() const { return coded_ == nowhere; }

private:
    std::uint32_t coded_ = nowhere;
};

class moments_in_order {
public:
    /// Of at most 2^31 operations. What never returned has no return.
    [[nodiscard]] static std::vector<moment> of(history const& what) {
        moments_in_order made(what);
        return made.span_ / 8 <= what.operations.size() ? made.by_table() : made.by_sorting();
    }

private:
    explicit moments_in_order(history const& what) : history_(what) {
        instant last = std::numeric_limits<instant>::min();
        for_each([&](instant time, moment) {
            first_ = std::min(first_, time);
            last = std::max(last, time);
        });
        span_ = what.operations.empty() ? 0 : distance(last);
    }

    [[nodiscard]] std::uint64_t distance(instant time) const {
        return static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(first_);
    }
    template <class Visit>
    void for_each(Visit visit) const {
        for (position i = 0; i != history_.operations.size(); ++i) {
            visit(history_.operations[i].call, moment(i, false));
            if (!is_pending(history_.operations[i])) {
                visit(history_.operations[i].returned, moment(i, true));
            }
        }
    }

    [[nodiscard]] std::vector<moment> by_table() const {
        std::vector<moment> table(span_ + 1);
        for_each([&](instant time, moment what) { table[distance(time)] = what; });
        std::erase_if(table, [](moment what) { return what.is_none(); });
        return table;
    }
    [[nodiscard]] std::vector<moment> by_sorting() const {
        std::vector<std::pair<instant, moment>> sorted;
        sorted.reserve(2 * history_.operations.size());
        for_each([&](instant time, moment what) { sorted.emplace_back(time, what); });
        std::ranges::sort(sorted, {}, [](auto const& entry) { return entry.first; });
        std::vector<moment> all;
        all.reserve(sorted.size());
        for (auto const& [time, what] : sorted) {
            all.push_back(what);
        }
        return all;
    }

    history const& history_;
    instant first_ = never;
    std::uint64_t span_ = 0;
};

}  // namespace refchan::oracle
