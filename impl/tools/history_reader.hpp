// SPDX-License-Identifier: MIT
#pragma once
// history_reader.hpp: reads history files of format 1, which refchan/oracle/json_lines.hpp describes and writes. A file is
// read as a whole or not at all: what is no history is refused with its line and one sentence.
//
//     file --- chunks of 1 MiB ---> lines --- simdjson ---> operations --- find_malformed ---> history
//                                     |                         |                |
//                                     +---- malformed: line, sentence -----------+
//
// Each line is parsed in full, its syntax and its UTF-8 included. Only a chunk of the file and the line that is being read
// are in memory besides the operations, 40 bytes each.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <istream>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/well_formed.hpp"

namespace refchan::tools {

/// A line that is longer is refused: whatever it is, it is no line of a history.
inline constexpr std::size_t longest_line = std::size_t{16} << 20;

/// How far a reader has come.
struct reading_progress {
    std::uint64_t bytes = 0;
    std::uint64_t operations = 0;
};

struct reading_options {
    /// How many bytes will come, as far as that is known: memory is then reserved once. 0: unknown.
    std::uint64_t expected_bytes = 0;
    /// How much is read at once; at least 1.
    std::size_t chunk_bytes = std::size_t{1} << 20;
    /// Called after each chunk, if there is one.
    std::function<void(reading_progress const&)> progress;
};

/// The history that `in` holds, from here to its end, with the line of each operation; or its first fault.
/// Throws std::system_error if reading fails, std::bad_alloc. Time: linear, but for what find_malformed may sort.
[[nodiscard]] std::expected<oracle::history, oracle::malformed> read_history(std::istream& in,
                                                                             reading_options const& how = {});

}  // namespace refchan::tools
