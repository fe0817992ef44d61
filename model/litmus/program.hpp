// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/program.hpp: a litmus test: a few operations in a few threads, and what is claimed of their outcomes. Text
// (text.hpp) becomes a test; the judge (axiomatic.hpp) and the models (on_model.hpp) say which outcomes it has.
//
// An outcome is what all registers hold at the end, and the last value of each variable. Both start as 0.

#include <array>
#include <atomic>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refchan::litmus {

inline constexpr std::size_t most_threads = 4;
inline constexpr std::size_t most_variables = 4;
inline constexpr std::size_t most_registers = 10;
inline constexpr std::size_t most_operations = 16;
inline constexpr std::string_view variable_names = "xyzw";

enum class action : unsigned char { load, store, add, bit_or, exchange, compare_strong, compare_weak, fence };

constexpr bool is_compare(action what) { return what == action::compare_strong || what == action::compare_weak; }

/// A number, or what a register holds.
struct operand {
    std::optional<unsigned> in_register;
    int number = 0;

    [[nodiscard]] friend bool operator==(operand const&, operand const&) = default;
};

/// The operation is done only if the register holds that value.
struct guard {
    unsigned in_register = 0;
    int equals = 0;

    [[nodiscard]] friend bool operator==(guard const&, guard const&) = default;
};

struct operation {
    action what = action::load;
    unsigned variable = 0;
    operand value{};   ///< stored, added, or desired
    int expected = 0;  ///< of a compare-exchange
    std::memory_order order = std::memory_order_relaxed;
    std::memory_order failure = std::memory_order_relaxed;  ///< of a compare-exchange
    std::optional<unsigned> result{};                       ///< the register that takes the value read
    std::optional<guard> only_if{};

    [[nodiscard]] friend bool operator==(operation const&, operation const&) = default;
};

/// By index: first the registers, then the variables.
struct outcome {
    std::array<signed char, most_registers> registers{};
    std::array<signed char, most_variables> variables{};

    [[nodiscard]] friend auto operator<=>(outcome const&, outcome const&) = default;
};

enum class verdict : unsigned char {
    forbidden,
    allowed,
    /// C++20 allows it, but only in executions where a load reads a store that comes later in every order of execution.
    load_buffering,
    /// C++20 allows it, but only where the total order of the seq_cst operations is no order of execution.
    total_order,
};

/// "There is, or is not, an outcome in which these hold these values."
struct claim {
    verdict says = verdict::forbidden;
    std::vector<std::pair<unsigned, int>> registers{};
    std::vector<std::pair<unsigned, int>> variables{};
    std::size_t line = 0;

    [[nodiscard]] bool matches(outcome const& seen) const {
        for (auto const& [which, value] : registers) {
            if (seen.registers[which] != value) {
                return false;
            }
        }
        for (auto const& [which, value] : variables) {
            if (seen.variables[which] != value) {
                return false;
            }
        }
        return true;
    }
};

struct program {
    std::vector<std::vector<operation>> threads{};

    [[nodiscard]] friend bool operator==(program const&, program const&) = default;
};

struct test {
    std::string name{};
    std::string about{};
    program does{};
    std::vector<claim> claims{};
};

/// Is there a seq_cst operation in it?
[[nodiscard]] inline bool uses_seq_cst(program const& what) {
    for (auto const& thread : what.threads) {
        for (operation const& each : thread) {
            bool const failing = is_compare(each.what) && each.failure == std::memory_order_seq_cst;
            if (failing || each.order == std::memory_order_seq_cst) {
                return true;
            }
        }
    }
    return false;
}

/// What an operation stores that has read that value; `desired` is its operand.
constexpr int stored_by(action what, int read, int desired) {
    return what == action::add ? read + desired : what == action::bit_or ? (read | desired) : desired;
}

}  // namespace refchan::litmus
