// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/shrink.hpp: the smallest part of a history that is still interesting.

#include <functional>
#include <string>

#include "refchan/oracle/history.hpp"

namespace refchan::oracle::checks {

/// Takes away operations and unused handles, one at a time, as long as the rest is well-formed and interesting; then
/// numbers the times from 1.
[[nodiscard]] history shrink(history what, std::function<bool(history const&)> const& interesting);

/// As the lines of a history file.
[[nodiscard]] std::string as_lines(history const& what);

}  // namespace refchan::oracle::checks
