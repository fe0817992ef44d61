// SPDX-License-Identifier: MIT
#pragma once
// model/programs/run_time_program.hpp: scenarios made from a program that is given at run time: typed by somebody,
// enumerated, generated, or read back from a replay line.
//
//     program {sender 0: send; receiver: until_disconnected}/unbounded        the id of such a scenario: the program and
//             ^ text, a ';' for each line break, drops left out ^ kind        the kind say all, so it can be made from it
//
//     program with flags {...}/unbounded      the same, where hearsay goes through flags (subject_program.hpp)
//
//     unbounded:walk:0010.89abcdef                                            a replay line is an id, a search, a script
//
// Which kinds there are is known to whoever has linked them: program_kinds.model.cpp registers those of the channel.

#include <expected>
#include <string_view>

#include "programs/programmed.hpp"

namespace refchan::model {

/// What the judgement of any program checks.
inline constexpr std::array guarantees_of_programs{"G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G12", "G16"};

/// A kind of channel that programs can run on.
struct program_kind {
    std::string name;
    std::optional<std::uint64_t> capacity;
    std::function<std::unique_ptr<program>(subject_program&)> make;
    expectation expects = expectation::holds;
};

inline std::vector<program_kind>& program_kinds() {
    static std::vector<program_kind> all;
    return all;
}

/// Makes programs runnable on that kind. With a fault in it: say so, that a search which finds nothing is red.
template <class Kind>
bool add_program_kind(std::string const& name, expectation expects = expectation::holds) {
    program_kinds().push_back({name, Kind::capacity,
                               [](subject_program& subject) -> std::unique_ptr<program> {
                                   return std::make_unique<programmed<Kind>>(subject);
                               },
                               expects});
    return true;
}

/// The kind of that name; otherwise a sentence that says which ones there are.
[[nodiscard]] std::expected<program_kind, std::string> program_kind_named(std::string_view name);

/// A program for a channel of that capacity. The text may have ';' for line breaks, and may leave out the line of the
/// capacity; otherwise it has to be that one. An error says where, and what was expected.
[[nodiscard]] std::expected<oracle::program, std::string> program_of_text(std::string_view text,
                                                                          std::optional<std::uint64_t> capacity);
/// "sender 0: send*3; receiver: recv": without capacity and drops, which program_of_text() puts back.
[[nodiscard]] std::string one_line(oracle::program const& of);

/// Empty, or why the models cannot run it: too many threads, operations or messages.
[[nodiscard]] std::string why_not_runnable(oracle::program const& of);

/// The program on that kind, whose capacity it gets. The scenario keeps all that it needs.
[[nodiscard]] std::expected<scenario, std::string> scenario_of(oracle::program does, std::string_view kind,
                                                               hearsay how = hearsay::asked);

/// The inverse of scenario::id(), for scenarios from scenario_of(). is_program_id(): whether it is meant to be one.
[[nodiscard]] bool is_program_id(std::string_view id);
[[nodiscard]] std::expected<scenario, std::string> scenario_of_id(std::string_view id);

}  // namespace refchan::model
