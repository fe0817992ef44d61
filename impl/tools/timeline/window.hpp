// SPDX-License-Identifier: MIT
#pragma once
// impl/tools/timeline/window.hpp: which operations of a history a page shows. All of them, if they are few. Otherwise those
// near the proof: each of its operations, and the other side of each message in it, is an anchor, and the stretches around
// the anchors are as long as all of them together may be.
//
//     by call      . . . . [ . . . A . . . ] . . . . . . . . . . [ . . . A . . . ] . . .
//     page                                   gap: 10 left out                      gap: 3 left out
//
// An operation that was called before a stretch and had not returned when it began is shown too: without it the picture
// would say that nothing was going on. Without a proof, the stretch is the beginning.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "refchan/oracle/history.hpp"

namespace refchan::timeline {

/// Operations that are left out between two stretches, or before the first or behind the last.
struct gap {
    oracle::instant from = 0;
    oracle::instant to = 0;
    std::size_t operations = 0;

    [[nodiscard]] friend bool operator==(gap const&, gap const&) = default;
};

struct window {
    std::vector<std::uint32_t> shown;  // positions in history::operations, in the order of their calls
    std::vector<gap> gaps;             // in the order of time
};

/// What to show of a history. More than `most` operations only as far as anchors, and what overlaps a stretch, demand it.
/// Throws std::out_of_range if the proof points at an operation that is not there. Complexity: O(n log n).
[[nodiscard]] window choose(oracle::history const& of, std::vector<std::uint32_t> const& proof, std::size_t most);

}  // namespace refchan::timeline
