// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/compare.hpp: the checks of refchan-oracle. Each one takes every generated history, and remembers the
// first one, shrunk, on which it does not hold.
//
//     simulated_runs_are_explained        the search allows what a simulated channel of that profile did
//     linearizable_agrees                 judge() and the exhaustive search answer alike
//     gap_empty_agrees
//     fifo_per_sender_agrees
//     stronger_profiles_imply_weaker      by search; and climb() stops at the first rung that the search allows
//     histories_are_a_healthy_mix         none of the above compares the same few cases again and again (mix.hpp)

#include <cstdint>
#include <string>
#include <vector>

#include "generate.hpp"
#include "mix.hpp"
#include "refchan/oracle/history.hpp"

namespace refchan::oracle::checks {

struct check {
    std::string name;
    /// Nothing, or what is wrong with the history. Empty function: it is about all histories together.
    std::string (*complain)(history const&, channel_model, std::size_t corruptions) = nullptr;
    bool broken = false;
    std::uint64_t count = 0;
    std::string detail{};      // in a sentence
    std::uint64_t number = 0;  // of the history
};

[[nodiscard]] std::vector<check> all_checks();

/// Has each check look at that history; prints the first one that it is broken by.
void look(std::vector<check>& checks, mix& so_far, std::uint64_t seed, std::uint64_t number);

}  // namespace refchan::oracle::checks
