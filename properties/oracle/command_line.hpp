// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/command_line.hpp: the command line of refchan-oracle and of refchan-oracle-mutants: which histories to
// look at, which checks to make, where to write the rows.

#include <cstdint>
#include <string>
#include <string_view>

namespace refchan::oracle::checks {

/// What was asked for.
struct options {
    std::uint64_t seed = 20261121;
    std::uint64_t first = 0;
    std::uint64_t histories = 0;
    double seconds = 0;  // 0: no budget
    std::string only{};
    std::string report{};
    bool list = false;
};

/// What --help says of a program, and what it does if nothing is asked for.
struct program_help {
    std::string name;
    std::string purpose;
    std::string footer;
    std::uint64_t histories;
    std::string histories_are;
    std::string seconds_are;
    bool takes_first;  // it has --first
};

/// Reads the command line and runs what was asked for. The exit status: that of `run`, 0 after --help, 2 for wrong usage.
[[nodiscard]] int run_as_asked(int argc, char** argv, program_help const& about, int (*run)(options const&));

}  // namespace refchan::oracle::checks
