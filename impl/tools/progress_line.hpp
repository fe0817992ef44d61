// SPDX-License-Identifier: MIT
#pragma once
// progress_line.hpp: the line on a terminal that says how far the reading of a long file has come. In a log there is none.
//
//     queue.jsonl: 41% of 1.2 GB, 5.8 million operations, 3 s left

#include <chrono>
#include <cstdint>
#include <string>

#include "history_reader.hpp"

namespace refchan::tools {

class progress_line {
public:
    /// expected_bytes: 0 if unknown. Draws on standard error, if that is a terminal.
    progress_line(std::string file, std::uint64_t expected_bytes);
    progress_line(progress_line const&) = delete;
    progress_line& operator=(progress_line const&) = delete;
    /// Takes the line away.
    ~progress_line();

    /// Draws anew, a few times a second at most.
    void show(reading_progress const& now);

private:
    using clock = std::chrono::steady_clock;

    std::string file_;
    std::uint64_t expected_bytes_;
    bool on_terminal_;
    bool drawn_ = false;
    clock::time_point start_ = clock::now();
    clock::time_point next_ = start_;
};

}  // namespace refchan::tools
