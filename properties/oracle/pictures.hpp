// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/pictures.hpp: histories written as pictures, for tests that are read.
//
//     0:  |--send(1)--|      |--drop--|                    process 0, which uses sender handle 0
//     1:        |--try_send(2) full--|  |--send(3)...      send(3) never returned
//     r:     |--recv 1--|  |--try_recv empty--|            the receiver's process
//
// Time goes from left to right; of two bars' ends in one column, the upper one is earlier. An answer that is not written is
// ok; `recv 1` is ok with message 1. `send(4)@7` uses handle 7, `clone(7)` makes it, `drop_receiver` ends the receiver. The
// handles at the start are those of the numbered lanes, and those used and not made.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle::checks {

/// Throws std::invalid_argument if the picture is none, or what it shows is not well-formed.
[[nodiscard]] history drawn(std::optional<std::uint64_t> capacity, std::string_view picture);

}  // namespace refchan::oracle::checks
