// SPDX-License-Identifier: MIT
#pragma once
// check.hpp: what refchan-check does to one file: reads it, judges it, and keeps what there is to tell.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "history_reader.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::tools {

/// How a file came out. `error`: it could not be read, or not be judged by what was asked.
enum class standing : std::uint8_t { allowed, violation, malformed, error };

/// "allowed", "violation", "malformed", "error"
[[nodiscard]] std::string_view name_of(standing how);
/// 0, 1, 2, 2
[[nodiscard]] int exit_status(standing how);

/// The verdict of one profile.
struct rung {
    oracle::profile by = oracle::profile::linearizable;
    oracle::verdict found;
};

struct checked_file {
    std::string file;
    standing how = standing::allowed;
    oracle::history what;     // of a file that was judged
    std::vector<rung> rungs;  // the profile that was asked for, or the ladder down to the first that holds
    std::uint32_t line = 0;   // malformed: where
    std::string sentence;     // malformed, error: why
};

/// Reads and judges a file; "-" is standard input. by: nullopt the ladder, from the strongest profile down.
/// Throws std::bad_alloc.
[[nodiscard]] checked_file check_file(std::string const& file, std::optional<oracle::profile> by,
                                      reading_options const& how);

/// The size of a file, as far as it has one: 0 for standard input, pipes and what is not there.
[[nodiscard]] std::uint64_t size_of(std::string const& file);

}  // namespace refchan::tools
