// SPDX-License-Identifier: MIT
#pragma once
// model/programs/examination.hpp: every program of a space (enumerate.hpp) on kinds of channel, each searched until nothing
// is left of it, or of its time:
//
//     without a bound, with hearsay     by flags (subject_program.hpp). If it ends, that is all there is
//     without a bound, without hearsay  much smaller
//     bound after bound, with hearsay
//
// They run in an order that is shuffled by the seed: so what is left can be estimated from what is done, a sample is the
// beginning of it, and what a budget cuts off leaves a fair sample. A shard has every Nth program of each kind, whatever
// the order; all shards together have each once. Each finished program is one line of a file, from which a run goes on.

#include "programs/enumerate.hpp"
#include "programs/run_time_program.hpp"

namespace refchan::model {

struct examination_settings {
    program_space space;
    std::vector<std::string> kinds{"unbounded", "bounded", "rendezvous"};
    std::string search = "all";  ///< reduced: those without a bound; bounded
    double seconds_per_program = 1;
    double seconds = 0;  ///< no program begins later; 0: no end
    unsigned bound = 2;  ///< the largest one
    unsigned shard = 1;  ///< of that many:
    unsigned shards = 1;
    std::size_t sample = 0;  ///< so many programs; 0: all
    std::uint64_t seed = 20260101;
    unsigned processes = 1;
    std::string resume;   ///< the file of finished programs; empty: none
    std::string report;   ///< a row for each kind goes there; empty: none
    std::string command;  ///< that replays an execution
};

/// A program on a kind.
struct examinee {
    program_kind on;
    std::size_t number = 0;  ///< in the kind's enumeration
    oracle::program does;
};
/// All those of this shard, kind after kind; try_send and send_for only where they can fail.
[[nodiscard]] std::expected<std::vector<examinee>, std::string> examinees(examination_settings const& set);

/// Exit status: 0 all hold, 1 one is broken, 2 it could not run.
[[nodiscard]] int examine(examination_settings const& set);

}  // namespace refchan::model
