// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/well_formed.hpp: what a history must satisfy before it can be judged. These are faults of whoever wrote the
// history down, not of the channel: nothing is ever judged from a history that has one.
//
//   WF 1  each operation answers what its kind can answer, and returns after its call.
//   WF 2  all times are distinct (a timed history).
//   WF 3  the operations of a process do not overlap; one that never returned is the last of its process.
//   WF 4  the operations of the receiver do not overlap, whatever their process; its drop is the last.
//   WF 5  the values of sends are distinct, and so are the handles at the start and those made by clone_sender.
//   WF 6  a handle is used after the clone_sender that makes it has returned, and not while it is dropped or later.
//
// Time: linear if the times are dense and each process's operations lie in order, as recorders write them; else sorting.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/sends_by_value.hpp"

namespace refchan::oracle {

/// The operation that is at fault, the line where it stands in its file (0: in none), and what is wrong with it.
struct malformed {
    std::uint32_t operation = 0;
    std::uint32_t line = 0;
    std::string sentence;
};

class well_formed_check {
public:
    explicit well_formed_check(history const& of) : history_(of) {}

    [[nodiscard]] std::optional<malformed> run() {
        for (auto const part :
             {&well_formed_check::answers, &well_formed_check::processes, &well_formed_check::times,
              &well_formed_check::receiver, &well_formed_check::values, &well_formed_check::handles}) {
            if (auto found = (this->*part)()) {
                return found;
            }
        }
        return std::nullopt;
    }

private:
    using finding = std::optional<malformed>;
    static constexpr instant before_all = std::numeric_limits<instant>::min();

    /// Of a sender handle: the return of what made it, and the call of its drop; and which operations these are.
    struct life {
        instant begin = before_all;
        instant end = never;
        position made = nowhere;
        position dropped = nowhere;
    };

    [[nodiscard]] operation const& at(position where) const { return history_.operations[where]; }
    [[nodiscard]] finding at_fault(position where, std::string sentence) const {
        return malformed{where, at(where).line, std::move(sentence)};
    }
    [[nodiscard]] position count() const { return static_cast<position>(history_.operations.size()); }
    [[nodiscard]] std::string line_of(position where) const {
        return at(where).line == 0 ? std::string() : " (line " + std::to_string(at(where).line) + ")";
    }

    [[nodiscard]] finding answers() const {
        for (position i = 0; i != count(); ++i) {
            operation const& one = at(i);
            std::string const name(name_of(one.kind));
            if (!can_answer(one.kind, one.result)) {
                return at_fault(i, name + " cannot have the result \"" + std::string(name_of(one.result)) + "\"");
            }
            if (is_pending(one) != (one.returned == never)) {
                return at_fault(i, name + ": either both \"return\" and \"result\" are null, or neither is");
            }
            if (one.returned <= one.call) {
                return at_fault(i, name + " returns at " + std::to_string(one.returned) + ", not after its call at " +
                                       std::to_string(one.call));
            }
        }
        return std::nullopt;
    }

    /// In the order of the history, if that is the order of each process; else after sorting.
    [[nodiscard]] finding processes() const {
        std::unordered_map<std::uint32_t, position> latest;
        for (position i = 0; i != count(); ++i) {
            auto const [entry, is_first] = latest.try_emplace(at(i).process, i);
            if (is_first) {
                continue;
            }
            if (at(i).call < at(entry->second).call) {
                return sorted_processes();
            }
            if (auto found = overlap(entry->second, i)) {
                return found;
            }
            entry->second = i;
        }
        return std::nullopt;
    }
    [[nodiscard]] finding sorted_processes() const {
        std::vector<position> order(count());
        std::iota(order.begin(), order.end(), position{0});
        std::ranges::sort(order, {}, [this](position i) { return std::pair(at(i).process, at(i).call); });
        for (std::size_t i = 1; i < order.size(); ++i) {
            if (at(order[i - 1]).process == at(order[i]).process) {
                if (auto found = overlap(order[i - 1], order[i])) {
                    return found;
                }
            }
        }
        return std::nullopt;
    }
    /// Two operations of a process, one after the other.
    [[nodiscard]] finding overlap(position earlier, position later) const {
        if (at(earlier).returned < at(later).call) {
            return std::nullopt;
        }
        std::string const who = "process " + std::to_string(at(later).process);
        return at_fault(later, who +
                                   (is_pending(at(earlier)) ? " does this after an operation that never returned"
                                                            : " does two things at once") +
                                   line_of(earlier));
    }

    [[nodiscard]] finding times() const {
        if (!history_.timed || history_.operations.empty()) {
            return std::nullopt;
        }
        instant first = never;
        instant last = before_all;
        for (operation const& one : history_.operations) {
            first = std::min(first, one.call);
            last = std::max({last, one.call, is_pending(one) ? before_all : one.returned});
        }
        auto const span = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
        return span / 64 <= count() ? dense_times(first, span) : sparse_times();
    }
    [[nodiscard]] finding dense_times(instant first, std::uint64_t span) const {
        std::vector<bool> seen(span + 1);
        for (position i = 0; i != count(); ++i) {
            for (instant const time : {at(i).call, at(i).returned}) {
                auto const index = static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(first);
                if (time != never && seen[index]) {
                    return same_time(i, time);
                }
                if (time != never) {
                    seen[index] = true;
                }
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] finding sparse_times() const {
        std::vector<instant> all;
        all.reserve(2 * history_.operations.size());
        for (operation const& one : history_.operations) {
            all.push_back(one.call);
            if (!is_pending(one)) {
                all.push_back(one.returned);
            }
        }
        std::ranges::sort(all);
        auto const twice = std::ranges::adjacent_find(all);
        if (twice == all.end()) {
            return std::nullopt;
        }
        position last = 0;
        for (position i = 0; i != count(); ++i) {
            last = at(i).call == *twice || at(i).returned == *twice ? i : last;
        }
        return same_time(last, *twice);
    }
    [[nodiscard]] finding same_time(position where, instant time) const {
        return at_fault(where, "the time " + std::to_string(time) + " occurs twice: all times must be distinct");
    }

    [[nodiscard]] finding receiver() const {
        std::vector<position> all;
        for (position i = 0; i != count(); ++i) {
            if (is_receivers(at(i).kind)) {
                all.push_back(i);
            }
        }
        auto const before = [this](position a, position b) { return at(a).call < at(b).call; };
        if (!std::ranges::is_sorted(all, before)) {
            std::ranges::sort(all, before);
        }
        for (std::size_t i = 1; i < all.size(); ++i) {
            operation const& earlier = at(all[i - 1]);
            if (earlier.kind == operation_kind::drop_receiver) {
                return at_fault(all[i], "the receiver is used when it is dropped" + line_of(all[i - 1]));
            }
            bool const apart = history_.timed || earlier.process == at(all[i]).process;
            if (apart && at(all[i]).call <= earlier.returned) {
                return at_fault(all[i], "the receiver is used by two operations at once" + line_of(all[i - 1]));
            }
            if (!apart) {
                return at_fault(all[i], "without common times, the receiver belongs to one process");
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] finding values() const {
        sends_by_value table;
        for (position i = 0; i != count(); ++i) {
            if (is_send(at(i).kind)) {
                if (position const twin = table.enter(at(i).value, i); twin != nowhere) {
                    return at_fault(i, "the value " + std::to_string(at(i).value) + " is sent twice" + line_of(twin));
                }
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] finding handles() const {
        std::unordered_map<std::int64_t, life> lives;
        for (std::uint32_t const initial : history_.senders) {
            lives.emplace(initial, life());
        }
        if (lives.size() != history_.senders.size()) {
            return malformed{0, 0, "a sender handle is named twice at the start"};
        }
        for (position i = 0; i != count(); ++i) {
            if (at(i).kind == operation_kind::clone_sender &&
                !lives.emplace(at(i).value, life{at(i).returned, never, i, nowhere}).second) {
                return at_fault(i, "the handle " + std::to_string(at(i).value) + " is made twice");
            }
        }
        if (auto found = drops(lives)) {
            return found;
        }
        return uses(lives);
    }
    [[nodiscard]] finding drops(std::unordered_map<std::int64_t, life>& lives) const {
        for (position i = 0; i != count(); ++i) {
            if (at(i).kind == operation_kind::drop_sender) {
                auto const found = lives.find(at(i).sender);
                if (found == lives.end()) {
                    return no_such_handle(i);
                }
                if (found->second.dropped != nowhere) {
                    return at_fault(i, "the handle " + std::to_string(at(i).sender) + " is dropped twice" +
                                           line_of(found->second.dropped));
                }
                found->second.end = at(i).call;
                found->second.dropped = i;
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] finding uses(std::unordered_map<std::int64_t, life> const& lives) const {
        for (position i = 0; i != count(); ++i) {
            operation const& one = at(i);
            if (is_receivers(one.kind)) {
                continue;
            }
            auto const found = lives.find(one.sender);
            if (found == lives.end() || found->second.begin == never) {
                return no_such_handle(i);
            }
            life const& of_handle = found->second;
            if (can_compare(i, of_handle.made) && one.call < of_handle.begin) {
                return at_fault(i, "the handle " + std::to_string(one.sender) + " is used before it is made");
            }
            if (of_handle.dropped != i && can_compare(i, of_handle.dropped) && one.returned > of_handle.end) {
                return at_fault(i, "the handle " + std::to_string(one.sender) + " is used when it is dropped" +
                                       line_of(of_handle.dropped));
            }
        }
        return std::nullopt;
    }
    /// Without common times, what one process did says nothing about another process.
    [[nodiscard]] bool can_compare(position one, position other) const {
        return other != nowhere && (history_.timed || at(one).process == at(other).process);
    }
    [[nodiscard]] finding no_such_handle(position where) const {
        return at_fault(where, "there is no sender handle " + std::to_string(at(where).sender));
    }

    history const& history_;
};

/// The first fault of a history that makes it no history; nullopt: it can be judged.
[[nodiscard]] inline std::optional<malformed> find_malformed(history const& of) { return well_formed_check(of).run(); }

}  // namespace refchan::oracle
