// SPDX-License-Identifier: MIT
#pragma once
// model/explore/trace_json.hpp: one execution as JSON, for the page and for anybody else's program.
//
//     threads     [{name, stood}]                  stood: what it was about to do when the execution ended
//     objects     [{name, label, own}]             label is unique; own: only one thread ever touched it
//     files       [{path, lines}]                  the text of the files that the steps stand in
//     weakened    [{name, legal, now}]             memory orders: in the source, in this execution
//     start, end  the first step of the threads, and the first one after them: the others set up and judge the program
//     race        [step, step] or []               two accesses that nothing orders
//     missing     [[store, load]]                  reads that would have ordered them; without a race, those that a
//                                              weakened order keeps from ordering anything
//     program, story, replay                       texts, or ""
//     events      one object for each step, in the order of execution:
//
//         thread, kind     its number; load store update failed_update data_read data_write lock unlock wait wake notify acquire
//                          release pause allocate deallocate hearsay call returned failure
//         object           a position in objects
//         value, before    what was read or written; what an update found. Addresses are @1, @2, ...
//         order, name      "acquire", and what the source calls that order: "take"
//         from             the step whose value was read; not there: the value from the beginning
//         behind           how many newer stores a load did not see, or a store put itself before
//         spurious         a weak compare-exchange that failed for nothing, a wake-up that nobody caused
//         learned          steps of other threads that happen-before this one, and not before the one before it
//         clock            [n, ...] for each thread: i happens-before j if j's clock[i's thread] reaches i's
//         word, wordBefore of the tail word: {block, offset, capacity, closed, disconnected, parked}
//         file, line       a position in files, a line from 1
//         text             of a call, a return, a failure; what a thread hears of; how a wait ended; "created", "destroyed",
//                          "used": not the object's value, but its life
//
// Steps are positions in events. A member that says nothing is left out.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "event.hpp"
#include "explore/adjustable_orders.hpp"
#include "explore/analysis.hpp"
#include "explore/names.hpp"
#include "explore/source_text.hpp"

namespace refchan::model {

/// One execution, and what is known of it beside its events.
struct execution {
    bool failed = false;
    std::string sentence;  ///< what failed, or what it shows
    std::string reason;    ///< what failed, as the failing step says it
    std::string scenario;
    std::string claim;
    std::vector<std::string> facts;  ///< how it was found
    std::vector<weakening> weakened;
    std::vector<std::string> threads;
    std::vector<std::string> stood;  ///< of each thread; empty: nothing is known
    std::string program;
    std::string story;
    std::string replay;
    std::vector<event> events;
    std::size_t start = 0;              ///< the first event of the threads; before it, the program is set up
    std::size_t end = ~std::size_t{0};  ///< the first one after them
};

[[nodiscard]] std::string_view name_of(event_kind kind);

/// Reads that order nothing and should have: see `missing` above. With a weakened order among them, only those that it bears on.
[[nodiscard]] std::vector<step_pair> missing_reads(execution const& of, analysis const& facts, names const& called);

[[nodiscard]] nlohmann::ordered_json trace_json(execution const& of, analysis const& facts, names const& called,
                                                source_files& files);

}  // namespace refchan::model
