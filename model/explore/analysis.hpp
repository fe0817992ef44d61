// SPDX-License-Identifier: MIT
#pragma once
// model/explore/analysis.hpp: what follows from the events of an execution: which steps happen-before which, along which pairs
// one thread learnt of another, which two steps race, and which reads would have ordered them.
//
//     thread 0   write message (1)   store published (2)                    1 and 4 race: clock[0] of 4 does not reach 1's
//     thread 1                                 load published (3)  read message (4)      3 reads from 2 and has not learnt
//                                                                                        of it: the missing edge is 2 -> 3

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "event.hpp"

namespace refchan::model {

using step_number = std::uint32_t;
using step_pair = std::pair<step_number, step_number>;

class analysis {
public:
    explicit analysis(std::span<event const> steps);

    [[nodiscard]] bool precedes(step_number first, step_number second) const;

    /// For each step, the steps of other threads that it orders after itself and that nothing before it in its thread did.
    /// Only the last ones: none of them happens-before another.
    [[nodiscard]] std::vector<std::vector<step_number>> const& learned() const { return learned_; }

    /// Two accesses to one piece of plain data, or to the life of one object, one of them a write, that nothing orders: the
    /// last access that has such a partner, and its first one.
    [[nodiscard]] std::optional<step_pair> race() const { return race_; }

    /// Reads of the second racing thread from stores of the first, which would have ordered the two accesses.
    [[nodiscard]] std::vector<step_pair> const& missing() const { return missing_; }

    /// Whether it is plain data that only one thread ever touches.
    [[nodiscard]] bool is_own(unsigned object) const { return users_.at(object) != many; }

private:
    static constexpr std::size_t nobody = ~std::size_t{0};
    static constexpr std::size_t many = nobody - 1;

    void find_users();
    void find_learned();
    void find_race();
    void find_missing();

    std::span<event const> events_;
    std::vector<std::size_t> users_;  // of each object: its thread, nobody or many
    std::vector<std::vector<step_number>> learned_;
    std::optional<step_pair> race_;
    std::vector<step_pair> missing_;
};

[[nodiscard]] bool has_object(event const& of);
[[nodiscard]] bool is_read(event_kind kind);
[[nodiscard]] bool is_data(event_kind kind);
/// Not about the object's value: it is created, used or destroyed.
[[nodiscard]] bool is_life(event const& of);

}  // namespace refchan::model
