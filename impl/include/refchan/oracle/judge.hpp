// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/judge.hpp: the oracle's door. Does the specification allow what happened? Yes, or the rule that is broken, in
// a sentence, with the operations that prove it.
//
//     history --survey--> messages matched --+-- unbounded.hpp        clauses, linear time
//                                            +-- bounded.hpp          the same clauses, and a sweep over states
//                                            +-- rendezvous.hpp       instants of meeting, linear time
//                                            +-- fifo_per_sender.hpp  the weakest profile, linear time
//
// That these procedures are sound and complete is argued in proof.md, and tested against an exhaustive search
// (search.hpp).

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "refchan/oracle/bounded.hpp"
#include "refchan/oracle/fifo_per_sender.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/rendezvous.hpp"
#include "refchan/oracle/survey.hpp"
#include "refchan/oracle/unbounded.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle {

/// Judges the history that a survey was made of.
[[nodiscard]] inline verdict judge(survey const& of, profile which) {
    fifo_per_sender_check const per_sender(of);
    if (which == profile::fifo_per_sender) {
        return per_sender.run();
    }
    verdict found;
    if (!of.whole().capacity) {
        found = unbounded_check(of, which).run();
    } else if (*of.whole().capacity == 0) {
        found = rendezvous_check(of).run();
    } else {
        found = unbounded_check(of, which).run_common();
        if (!found) {
            found = bounded_check(of, which).run();
        }
    }
    if (found && (found->broken == rule::reordered || found->broken == rule::lost)) {
        if (auto within_sender = per_sender.order()) {  // says more
            return within_sender;
        }
    }
    return found;
}

/// Whether that profile allows the history, which must be well-formed (well_formed.hpp) and, but for the profile
/// fifo_per_sender, timed. nullopt: allowed. Time: linear for unbounded channels and rendezvous; for bounded ones times
/// the number of operations that overlap. Memory: about 15 bytes for each operation, bounded ones about 30.
/// Throws std::bad_alloc.
[[nodiscard]] inline verdict judge(history const& of, profile which) {
    auto const taken_apart = survey::of(of);
    if (!taken_apart) {
        return taken_apart.error();
    }
    return judge(*taken_apart, which);
}

/// A history on the ladder of profiles: the strongest one that allows it, and the verdict of each.
struct ladder {
    std::optional<profile> strongest;  // nullopt: not even the weakest
    std::array<verdict, ladder_rungs.size()> rungs;
};

/// Judges by each profile, the strongest first; what a stronger one allows, a weaker one allows. An untimed history is
/// judged by fifo_per_sender alone, whose verdict then stands for the others.
[[nodiscard]] inline ladder climb(history const& of) {
    ladder found;
    auto const taken_apart = survey::of(of);
    if (!taken_apart) {
        found.rungs.fill(taken_apart.error());
        return found;
    }
    if (!of.timed) {
        found.rungs.fill(judge(*taken_apart, profile::fifo_per_sender));
        found.strongest = found.rungs.back() ? std::nullopt : std::optional(profile::fifo_per_sender);
        return found;
    }
    for (std::size_t i = 0; i != ladder_rungs.size() && !found.strongest; ++i) {
        found.rungs[i] = judge(*taken_apart, ladder_rungs[i]);
        found.strongest = found.rungs[i] ? std::nullopt : std::optional(ladder_rungs[i]);
    }
    return found;
}

}  // namespace refchan::oracle
