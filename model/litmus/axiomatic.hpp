// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/axiomatic.hpp: which outcomes of a program C++20 allows, by the text of the standard. It knows nothing of how
// the models execute a program: it takes every candidate execution (execution.hpp) and asks whether the rules hold.
//
//     sb   sequenced before: the order of a thread            rf   reads from
//     mo   modification order of a variable                   sw   synchronizes with
//     hb   happens before = (sb or sw)+, initial values before everything
//
// From N4861 (C++20), [intro.races] = 6.9.2.1 and [atomics.order] = 31.4:
//
//   sw          a release operation, and an acquire one that reads from the release sequence it heads; either of them may be
//               a relaxed operation with a fence of that kind before, or behind it       [atomics.order]/2, [atomics.fences]
//   release sequence   a write, and the read-modify-writes that follow it in mo without a gap. Since C++20 no longer the
//                      later stores of its own thread (P0982)                            [intro.races]/5
//   coherence   hb and mo agree: write-write, read-read, read-write, write-read          [intro.races]/15-18
//   atomicity   a read-modify-write reads the last value before its own in mo            [atomics.order]/10
//   seq_cst     there is a total order S of the seq_cst operations which extends strongly-happens-before and
//               coherence-ordered-before. Such an order exists if and only if the two together have no cycle.
//                                                                                        [intro.races]/12, [atomics.order]/3-4
//   no thin air, see execution.hpp                                                       [atomics.order]/8-9
//
// A cycle in hb need not be forbidden by a rule of its own: it contains some write and a read that hb-precedes it and yet
// reads from it or from what follows it in mo, against read-write coherence.
//
// Three further rules are no part of C++20. They say what a search can reach that executes one operation after the other:
//   executable     sb and rf together have no cycle: no load reads a store that comes later in every order of execution. Without it:
//                  load buffering. RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, PLDI 2017) has this rule, C++20 has not.
//   S as executed  S, sb and rf together have no cycle: the seq_cst operations can be executed in the order S.
//   mo as executed the same for mo, and failed compare-exchanges read the newest store: what is left if each store and each
//                  compare-exchange takes effect when it is executed.

#include <set>

#include "program.hpp"

namespace refchan::litmus {

/// Which rules hold. Each can be switched off, so that each can be seen to matter.
struct rules {
    bool write_write = true;
    bool read_read = true;
    bool read_write = true;
    bool write_read = true;
    bool atomicity = true;
    bool release_stores = true;  ///< release and acquire operations synchronize
    bool release_fences = true;
    bool acquire_fences = true;
    bool release_sequences = true;        ///< go on through read-modify-writes
    bool sequences_end_at_stores = true;  ///< C++20. Without it C++17: stores of the same thread continue them
    bool order_of_threads = true;         ///< S extends the order of each thread
    bool order_across_threads = true;     ///< and that of operations with a happens-before between their threads
    bool coherence_ordered = true;        ///< and coherence-ordered-before
    bool no_thin_air = true;
    bool executable = false;
    bool total_order_as_executed = false;
    bool modification_as_executed = false;
};

/// What an exact search has to produce: no more and no less.
inline constexpr rules as_executed{.executable = true, .total_order_as_executed = true};

[[nodiscard]] std::set<outcome> allowed_outcomes(program const& of, rules const& which = {});

/// The outcomes of a program by what they need.
struct judgement {
    std::set<outcome> allowed;     ///< by C++20
    std::set<outcome> executable;  ///< without load buffering
    std::set<outcome> in_order;    ///< and with S as executed
};
[[nodiscard]] judgement judge(program const& of);
[[nodiscard]] verdict verdict_on(claim const& what, judgement const& by);

}  // namespace refchan::litmus
