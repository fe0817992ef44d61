// SPDX-License-Identifier: MIT
#pragma once
// model/trace.hpp: Relacy's history of a failed execution, made readable: one line for each step, in the column of its
// thread, with the place in the source; bookkeeping left out; at the end, where each thread stood.

#include <string>

namespace refchan::model {

/// What failed: the first line of Relacy's output.
[[nodiscard]] std::string headline(std::string const& history);

[[nodiscard]] std::string readable_trace(std::string const& history, int threads);

}  // namespace refchan::model
