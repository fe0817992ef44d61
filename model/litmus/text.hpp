// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/text.hpp: litmus tests as text.
//
//     # anything after a # is a comment
//     test MP+rel+acq: what was written before a release is seen after the acquire that reads it
//     thread: x = 1 relaxed; y = 1 release
//     thread: r0 = y acquire; r1 = x relaxed
//     forbidden: r0 = 1, r1 = 0
//
//     x = 1 release                         store             (of a number, or of a register: x = r0 release)
//     r0 = x acquire                        load
//     r0 = x += 1 acq_rel                   fetch_add         r0 takes what was there before; `r0 =` may be left out
//     r0 = x |= 2 relaxed                   fetch_or
//     r0 = x <- 1 acq_rel                   exchange
//     r0 = x ?= 0 -> 1 acq_rel relaxed      compare_exchange_strong, with the order of success and that of failure
//     r0 = x weak ?= 0 -> 1 acquire relaxed compare_exchange_weak: may fail although it reads what it expects
//     fence release                         or acquire, or acq_rel
//     if r0 == 1: x = 1 relaxed             done only if the register holds the value
//
//     forbidden: r0 = 1, x = 2              no execution ends so; x: its last value in modification order
//     allowed: ...                          some execution does
//     load-buffering: ...                   C++20 allows it, but only if a load reads a store that has not been executed
//     total-order: ...                      C++20 allows it, but only if seq_cst operations are not ordered as executed
//
// Variables are x, y, z and w; registers r0 to r9, each assigned at one place only. Both start as 0. Numbers are 0 to 9.
// There is no seq_cst fence: the channel has none, and the models do not offer it.

#include <expected>

#include "program.hpp"

namespace refchan::litmus {

/// Lines and columns are counted from 1, columns in bytes.
struct text_error {
    std::size_t line = 1;
    std::size_t column = 1;
    std::string sentence;

    [[nodiscard]] friend bool operator==(text_error const&, text_error const&) = default;
};

/// All tests of a text, or the first thing that is wrong with it.
[[nodiscard]] std::expected<std::vector<test>, text_error> parse(std::string_view text);

/// In canonical form: parse(print(t)) gives t again.
[[nodiscard]] std::string print(test const& what);
[[nodiscard]] std::string print(program const& what);
[[nodiscard]] std::string print(operation const& what);
/// "r0 = 1, x = 2"
[[nodiscard]] std::string print(claim const& what);
/// The registers that the program assigns and the variables that it uses: "r0=1 r1=0 x=1 y=1"
[[nodiscard]] std::string print(outcome const& seen, program const& of);

[[nodiscard]] std::string_view name_of(verdict what);
[[nodiscard]] std::string_view name_of(std::memory_order what);

}  // namespace refchan::litmus
