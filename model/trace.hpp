// SPDX-License-Identifier: MIT
#pragma once
// model/trace.hpp: the events of a failed execution (event.hpp), made readable: one line for each, in the column of its
// thread, with the place in the source; at the end, where each thread stood.

#include <string>

namespace refchan::model {

/// What failed: the first line of Relacy's output.
[[nodiscard]] std::string headline(std::string const& history);

/// Of the execution that ran last.
[[nodiscard]] std::string readable_trace(int threads);

}  // namespace refchan::model
