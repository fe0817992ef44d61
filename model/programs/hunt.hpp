// SPDX-License-Identifier: MIT
#pragma once
// model/programs/hunt.hpp: generated programs, longer than any that are enumerated, each searched for a moment; and what is
// made of the first one that fails: the smallest program that fails, and its simplest execution.
//
//     generate --fails--> shrink the program     no smaller one fails (refchan/oracle/program_shrink.hpp)
//                         shrink the schedule    the fewest deviations (preemptions, stale reads, spurious failures, ...)
//                         the program as text, and a replay line
//
// What is printed follows from the seed, as long as the limits on executions end the searches, and not the clock.

#include <iosfwd>

#include "programs/generated.hpp"
#include "programs/run_time_program.hpp"

namespace refchan::model {

struct hunt_settings {
    program_shape shape;
    std::vector<std::string> kinds{"unbounded", "bounded", "rendezvous"};
    double seconds = 20;  ///< of all kinds together; each gets its share
    double seconds_per_program = 0.2;
    std::uint64_t executions = 2000;     ///< of each search through a program: walks, and each bound
    std::uint64_t programs = 1'000'000;  ///< at most so many of each kind
    std::uint64_t seed = 20260101;
    std::string report;   ///< a row for each kind goes there; empty: none
    std::string command;  ///< that replays an execution
};

/// Exit status: 0 none fails, 1 one does, 2 it could not run. Of kinds with planted faults: 1 every one was found and its
/// program made small, 0 one was missed.
[[nodiscard]] int hunt(hunt_settings const& set);

}  // namespace refchan::model
