// SPDX-License-Identifier: MIT
#pragma once
// model/explore/columns.hpp: an execution as text for a terminal: a row for each step, a column for each thread, the tail word
// when it changes, and the place in the source.
//
//         sender 0                        receiver                         tail word         source
//      3  tail_ stub => @1+1   acq_rel                                     @1+1              block_queue.hpp:128
//     11                                  published -> 1       relaxed                       block_queue.hpp:253  reads 6
//     12                                  write message                                      kinds.hpp:70  RACES WITH 5
//
//     races:  5 and 12 ...
//     where each thread stood: ...

#include <string>

#include "explore/trace_json.hpp"

namespace refchan::model {

/// all: also the steps that seldom matter: on plain data that one thread alone uses, on memory without a name, and outside
/// the threads.
[[nodiscard]] std::string columns(execution const& of, source_files& files, bool all = false);

}  // namespace refchan::model
