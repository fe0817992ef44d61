// SPDX-License-Identifier: MIT
#pragma once
// model/programs/generated.hpp: RapidCheck behind two functions: it generates programs, and shrinks those that fail. One
// file pays for its templates. It runs between the searches, never inside an execution: Relacy's allocator does not see it.

#include <cstddef>
#include <cstdint>
#include <functional>

#include "refchan/oracle/program.hpp"

namespace refchan::model {

/// How large generated programs are.
struct program_shape {
    std::size_t operations = 12;  ///< at most so many, drops and the receives of a final until_disconnected not counted
    std::size_t senders = 3;      ///< at most so many, clones included
    bool impatient_senders = false;
};

/// The program of that seed, without a capacity. One with other seeds is another one, nearly always.
[[nodiscard]] oracle::program generated_program(program_shape const& shape, std::uint64_t seed);

/// A program that fails and none of whose smaller ones (refchan/oracle/program_shrink.hpp) does.
[[nodiscard]] oracle::program shrunk(oracle::program const& failing,
                                     std::function<bool(oracle::program const&)> const& fails);

}  // namespace refchan::model
