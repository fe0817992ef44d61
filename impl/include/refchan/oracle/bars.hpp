// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/bars.hpp: draws operations of a history as bars, one lane for each process, for a terminal or a log. ASCII.
//
//     process 0  |---- 4: send(17) ok ----|           |-- 9: drop_sender ok --|
//     process 1             |----- 5: send(18) ------------------------------------...
//     process 9        |------ 6: recv -> 17 ------|
//
// A bar lies between the call, at its left end, and the return; one that does not end belongs to an operation that never
// returned. The number is the line in the file. Bars overlap in the picture if, and only if, the operations overlapped in
// time. Distances are those of time where the names of the operations fit; else only their order is.
//
//     time order   c1 < c2 < r1 < r2      columns grow with it, and each bar is as wide as its name demands:
//     columns      0    4    22   26      the least such columns, found in one pass
//
// A picture that is wider than the page is cut into strips, one below the other.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "refchan/oracle/history.hpp"

namespace refchan::oracle {

/// What an operation did, in few words: "send(17) ok", "recv -> 17", "try_recv empty", "clone_sender(0) -> 2", "recv".
[[nodiscard]] inline std::string describe(operation const& what) {
    std::string text(name_of(what.kind));
    if (is_send(what.kind)) {
        text += "(" + std::to_string(what.value) + ")";
    } else if (!is_receivers(what.kind)) {
        text += "(" + std::to_string(what.sender) + ")";
    }
    bool const yields = is_recv(what.kind) || what.kind == operation_kind::clone_sender;
    if (yields && what.result == outcome::ok) {
        return text + " -> " + std::to_string(what.value);
    }
    return is_pending(what) ? text : text + " " + std::string(name_of(what.result));
}

namespace detail {

class bar_picture {
public:
    bar_picture(history const& all, std::span<std::uint32_t const> which, std::size_t width) : timed_(all.timed) {
        for (std::uint32_t const index : which) {
            add(all.operations[index]);
        }
        std::ranges::sort(bars_, {}, [](bar const& one) { return std::tuple(one.what->process, one.what->call); });
        name_lanes();
        page_ = std::max(width, margin_ + narrowest) - margin_;
        if (!timed_ || !place_by_time()) {
            place_by_order();
        }
    }

    [[nodiscard]] std::string text() const {
        std::vector<std::string> const lanes = draw_lanes();
        std::string page;
        for (std::size_t from = 0; from < columns_; from += page_) {
            page += from == 0 ? "" : "\n";
            for (std::size_t i = 0; i != lanes.size(); ++i) {
                std::string row = names_[i] + lanes[i].substr(std::min(from, lanes[i].size()), page_);
                row.erase(row.find_last_not_of(' ') + 1);
                page += row + "\n";
            }
        }
        return page;
    }

private:
    static constexpr std::size_t narrowest = 20;
    static constexpr std::size_t frame = 6;  // of a bar: "|- " and " -|"

    struct bar {
        operation const* what;
        std::string name;
        std::size_t begin = 0;
        std::size_t end = 0;  // the column of the last character

        [[nodiscard]] std::size_t least() const { return name.size() + frame - 1; }
    };

    void add(operation const& what) {
        bar made{&what, describe(what)};
        if (what.line != 0) {
            made.name = std::to_string(what.line) + ": " + made.name;
        }
        bars_.push_back(std::move(made));
    }

    void name_lanes() {
        for (bar const& one : bars_) {
            std::string const name = "process " + std::to_string(one.what->process) + "  ";
            if (names_.empty() || names_.back() != name) {
                names_.push_back(name);
                margin_ = std::max(margin_, name.size());
            }
        }
        for (std::string& name : names_) {
            name.resize(margin_, ' ');
        }
    }

    /// An end of a bar: a call or a return.
    struct event {
        instant time;
        bool is_call;
        bar* of;
    };
    /// In the order of time, or, without common times, process by process.
    [[nodiscard]] std::vector<event> events() {
        std::vector<event> all;
        for (bar& one : bars_) {
            all.push_back({one.what->call, true, &one});
            all.push_back({one.what->returned, false, &one});
        }
        std::ranges::sort(all, {}, [this](event const& one) {
            return std::tuple(timed_ ? 0 : one.of->what->process, one.time, !one.is_call);
        });
        return all;
    }

    /// False: a name would not fit, or two times would fall on one column.
    [[nodiscard]] bool place_by_time() {
        std::vector<event> all = events();
        std::erase_if(all, [](event const& one) { return one.time == never; });
        auto const first = all.empty() ? 0.0 : static_cast<double>(all.front().time);
        double const span = all.empty() ? 0.0 : static_cast<double>(all.back().time) - first;
        bool const any_pending = all.size() != 2 * bars_.size();
        auto const reach = static_cast<double>(any_pending ? page_ - narrowest : page_ - 1);
        for (bar& one : bars_) {  // what never returned goes on to the end of the picture
            one.end = page_ - 1;
        }
        std::size_t previous = page_;
        for (event const& now : all) {
            double const part = span > 0 ? (static_cast<double>(now.time) - first) / span : 0;
            auto const column = static_cast<std::size_t>(part * reach);
            if (column == previous) {
                return false;
            }
            previous = column;
            (now.is_call ? now.of->begin : now.of->end) = column;
        }
        columns_ = page_;
        return std::ranges::all_of(bars_, [](bar const& one) { return one.end >= one.begin + one.least(); });
    }

    /// The least columns that grow in the order of the events.
    void place_by_order() {
        std::size_t column = 0;
        event const* last = nullptr;
        std::vector<event> const all = events();
        columns_ = 0;
        for (event const& now : all) {
            bool const starts = last == nullptr || (!timed_ && last->of->what->process != now.of->what->process);
            column = starts ? 0 : column + 3;
            last = &now;
            if (now.is_call) {
                now.of->begin = column;
            } else {
                column = std::max(column, now.of->begin + now.of->least());
                now.of->end = column;
            }
            columns_ = std::max(columns_, column + 1);
        }
        for (bar& one : bars_) {
            one.end = is_pending(*one.what) ? columns_ - 1 : one.end;
        }
    }

    [[nodiscard]] std::vector<std::string> draw_lanes() const {
        std::vector<std::string> lanes(names_.size(), std::string(columns_, ' '));
        std::size_t lane = 0;
        for (std::size_t i = 0; i != bars_.size(); ++i) {
            bar const& one = bars_[i];
            lane += i != 0 && bars_[i - 1].what->process != one.what->process ? 1U : 0U;
            std::string drawn(one.end - one.begin + 1, '-');
            drawn.front() = '|';
            drawn.back() = '|';
            if (is_pending(*one.what)) {
                drawn.replace(drawn.size() - 3, 3, "...");
            }
            std::string const name = " " + one.name + " ";
            std::size_t const middle = is_pending(*one.what) ? 2 : (drawn.size() - name.size()) / 2;
            drawn.replace(middle, name.size(), name);
            lanes[lane].replace(one.begin, drawn.size(), drawn);
        }
        return lanes;
    }

    bool timed_;
    std::vector<bar> bars_;           // by process, and within it by time
    std::vector<std::string> names_;  // of the lanes, all of one length
    std::size_t margin_ = 0;
    std::size_t page_ = 0;
    std::size_t columns_ = 0;
};

}  // namespace detail

/// Draws the operations at those positions, as said at the top of this file. Each line ends with a line end.
[[nodiscard]] inline std::string draw(history const& all, std::span<std::uint32_t const> operations,
                                      std::size_t width = 100) {
    return detail::bar_picture(all, operations, width).text();
}

}  // namespace refchan::oracle
