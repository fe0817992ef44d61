// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/on_model.hpp: which outcomes a search of the models finds for a program. A machine is a memory and a search:
//
//   plain_search       the models' memory, every order of execution
//   reduced_search     the same, one of all that are equal but for the order of independent steps
//   in_place           its stores stay in the order of execution           (memory_model::reorder_stores off)
//   in_place_reduced   the same under the reduced search, which has more to order then
//   fresh              its loads look back one store at most               (memory_model::stale_depth 1; not under the
//                      reduced search, to which a load must see all that coherence leaves it)
//   cxx17_sequences    its release sequences are those of C++17            (memory_model::cxx20_release_sequences off)
//   relacy             Relacy's own atomics, as they come
//   careless           a memory that forgets all orders: what a check must notice

#include <cstdint>
#include <set>
#include <string>

#include "program.hpp"

namespace refchan::litmus {

enum class machine : unsigned char {
    plain_search,
    reduced_search,
    in_place,
    in_place_reduced,
    fresh,
    cxx17_sequences,
    relacy,
    careless
};

/// Prints as in "plain search".
[[nodiscard]] std::string_view name_of(machine which);

struct spending {
    std::uint64_t executions = 20'000'000;
    double seconds = 60;
};

struct exploration {
    std::set<outcome> outcomes;
    std::uint64_t executions = 0;
    double seconds = 0;
    bool complete = false;  ///< every execution was run, or one that stands for it
    std::string failure;    ///< what the checker objected to: there is nothing to object to
};

[[nodiscard]] exploration explore(program const& what, machine on, spending const& most = {});

}  // namespace refchan::litmus
