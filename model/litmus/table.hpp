// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/table.hpp: the memory model as measured, for model/README.md: what the judge allows, what our memory shows, what
// Relacy's own atomics show. The region between `<!-- litmus -->` and `<!-- /litmus -->` is written by this, never by hand.

#include <expected>

#include "suite.hpp"

namespace refchan::litmus {

[[nodiscard]] std::string markdown(std::vector<result> const& results);

/// The text with its region replaced; or a sentence, if it has none.
[[nodiscard]] std::expected<std::string, std::string> with_region(std::string const& text, std::string const& region);

}  // namespace refchan::litmus
