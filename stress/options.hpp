// SPDX-License-Identifier: MIT
#pragma once
// stress/options.hpp: what the command line asked for.

#include <cstdint>
#include <optional>
#include <string>

namespace refchan::stress {

struct options {
    std::string program;  // as it was called
    std::string only;     // a regular expression over CHECK/ENGINE
    std::string plant;    // in the program with planted bugs: one of them
    std::string report;
    std::string histories;  // a folder; empty: the report's, or the current one; "-": nowhere
    double seconds = 2;
    double watchdog = 0;  // 0: as the program says
    std::uint64_t seed = 0;
    unsigned threads = 4;
    bool list = false;
    bool list_plants = false;
    bool append = false;
};

/// The options, or the exit status with which to end at once: 0 after --help, 2 after a mistake.
struct parsed {
    options chosen;
    std::optional<int> end;
};
[[nodiscard]] parsed parse(int argc, char** argv, bool planted);

}  // namespace refchan::stress
