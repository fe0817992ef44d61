// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/suite.hpp: the tests, from files; and what came out of each, by the judge and by each machine.

#include <expected>
#include <map>
#include <string>
#include <vector>

#include "axiomatic.hpp"
#include "on_model.hpp"

namespace refchan::litmus {

/// The tests of one file.
struct family {
    std::string name;  ///< the file's, without its ending
    std::vector<test> tests;
};

/// From these files, and from all *.litmus of these folders. Or a sentence: what is wrong, with file, line and column.
[[nodiscard]] std::expected<std::vector<family>, std::string> load(std::vector<std::string> const& places);

/// What came out of one test.
struct result {
    test const* of = nullptr;
    std::string family;
    judgement by{};
    std::map<machine, exploration> found{};

    /// What the machine showed of what C++20 allows.
    [[nodiscard]] std::set<outcome> const& shown(machine on) const { return found.at(on).outcomes; }
    /// What is wrong, in sentences; none: the models show what they should, all of it, and nothing else.
    [[nodiscard]] std::vector<std::string> objections() const;
};

[[nodiscard]] result examine(family const& in, test const& of, spending const& most);

/// Those of one set that are missing from the other.
[[nodiscard]] std::set<outcome> difference(std::set<outcome> const& one, std::set<outcome> const& other);

/// Objections to what a machine has found: not allowed by C++20, missing, not complete.
[[nodiscard]] std::vector<std::string> objections_to(program const& of, judgement const& by, machine on,
                                                     exploration const& found);

}  // namespace refchan::litmus
