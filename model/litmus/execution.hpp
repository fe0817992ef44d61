// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/execution.hpp: all candidate executions of a program: which operations were done, from which write each read
// takes its value (rf), and in which order the writes of each variable stand (mo). Nothing is said here about which of
// them the memory model allows; that is axiomatic.hpp. All that a candidate has to be is consistent with itself: each
// read has the value of the write it reads from, conditions held or not as was guessed, and
//
//   no value depends on itself    A write depends on the registers that it stores, on those of its condition, and a
//                                 read-modify-write on what it reads. Values are settled in that order, starting from
//                                 those that depend on nothing; what can never be settled is a value out of thin air, and
//                                 the candidate is none. [atomics.order]/8-9 asks for just this, without saying how.
//                                 Load buffering of constants remains.

#include <cstdint>
#include <functional>

#include "program.hpp"

namespace refchan::litmus {

struct event {
    operation const* from = nullptr;  ///< nullptr: the initial value of a variable
    unsigned thread = 0;
    unsigned variable = 0;
    std::memory_order order = std::memory_order_relaxed;
    bool reads = false;
    bool writes = false;

    [[nodiscard]] bool is_fence() const { return !reads && !writes; }
    [[nodiscard]] bool is_update() const { return reads && writes; }
};

/// Events are numbered: first the initial values, then thread by thread in program order.
struct execution {
    std::vector<event> events{};
    std::vector<std::size_t> source{};  ///< of a read: the write that it reads from
    std::vector<std::size_t> place{};   ///< of a write: where it stands among the writes of its variable
    std::vector<int> read{};
    std::vector<int> written{};
    outcome ends{};
};

/// What is left out at once, because it is cheaper not to make it.
struct candidates_wanted {
    bool atomic_updates = true;        ///< a read-modify-write stands right behind what it reads from
    bool control_dependencies = true;  ///< conditions count as dependencies
};

void for_each_candidate(program const& of, candidates_wanted which, std::function<void(execution const&)> const& visit);

}  // namespace refchan::litmus
