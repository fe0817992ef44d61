// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/random_program.hpp: programs that nobody would think of, for comparing the judge with the models; and how one
// of them is made small when the two disagree.

#include <cstdint>
#include <functional>

#include "program.hpp"

namespace refchan::litmus {

/// What may occur in a generated program.
struct ingredients {
    std::size_t least_operations = 4;
    std::size_t most_operations = 7;
    std::size_t threads = 3;  ///< at most
    unsigned variables = 2;   ///< at most
    bool seq_cst = false;
};

/// The same program for the same number.
[[nodiscard]] program random_program(std::uint64_t number, ingredients const& of);

/// A smaller program that is still like that: no operation of it can be left out, and nothing be made simpler.
[[nodiscard]] program shrink(program const& what, std::function<bool(program const&)> const& still);

}  // namespace refchan::litmus
