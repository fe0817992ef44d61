// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/differential.hpp: random programs, each given to the judge and to complete searches of our memory: all must
// name the same outcomes. The judge knows only the text of the standard, the searches only how to execute; they share no
// code. So this checks the memory model, the reduced search, and the judge, on programs that nobody chose.

#include "random_program.hpp"
#include "suite.hpp"

namespace refchan::litmus {

struct comparison {
    std::uint64_t programs = 0;
    std::uint64_t outcomes = 0;
    std::vector<std::uint64_t> executions{};  ///< of each search
    std::uint64_t unfinished = 0;             ///< searches that would have taken too long: not compared
    std::string disagreement;                 ///< the first one: the program made small, and who says what; empty: none
};

struct sample {
    std::uint64_t first = 0;  ///< the number of the first program
    std::uint64_t programs = 1000;
    double seconds = 60;
    ingredients of{};
    std::vector<machine> searches{};
};

[[nodiscard]] comparison compare(sample const& what);

}  // namespace refchan::litmus
