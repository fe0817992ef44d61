// SPDX-License-Identifier: MIT
// model/litmus/suite.cpp: reads the files of the tests, runs one, and compares.

#include "suite.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "text.hpp"

namespace refchan::litmus {
namespace {

namespace fs = std::filesystem;

std::expected<std::vector<fs::path>, std::string> files_of(std::vector<std::string> const& places) {
    std::vector<fs::path> files;
    for (std::string const& place : places) {
        std::error_code error;
        if (fs::is_directory(place, error)) {
            for (auto const& entry : fs::directory_iterator(place)) {
                if (entry.path().extension() == ".litmus") {
                    files.push_back(entry.path());
                }
            }
        } else if (fs::exists(place, error)) {
            files.emplace_back(place);
        } else {
            return std::unexpected("there is no file or folder '" + place +
                                   "'; run this at the top of the repository, or name the tests");
        }
    }
    std::ranges::sort(files);
    if (files.empty()) {
        return std::unexpected("no file *.litmus in the folders given: nothing to check");
    }
    return files;
}

/// What the machine should show, as far as rules say it.
std::set<outcome> wanted(program const& of, judgement const& by, machine on) {
    if (on == machine::in_place || on == machine::in_place_reduced) {
        rules as_stored = as_executed;
        as_stored.modification_as_executed = true;
        return allowed_outcomes(of, as_stored);
    }
    return on == machine::fresh || on == machine::cxx17_sequences ? std::set<outcome>{} : by.in_order;
}

}  // namespace

std::expected<std::vector<family>, std::string> load(std::vector<std::string> const& places) {
    auto const files = files_of(places);
    if (!files) {
        return std::unexpected(files.error());
    }
    std::vector<family> families;
    for (fs::path const& file : *files) {
        std::ifstream stream(file);
        std::string const text(std::istreambuf_iterator<char>(stream), {});
        if (!stream) {
            return std::unexpected("cannot read '" + file.string() + "'");
        }
        auto tests = parse(text);
        if (!tests) {
            text_error const& error = tests.error();
            return std::unexpected(file.string() + ':' + std::to_string(error.line) + ':' +
                                   std::to_string(error.column) + ": " + error.sentence);
        }
        families.push_back({file.stem().string(), std::move(*tests)});
    }
    return families;
}

std::set<outcome> difference(std::set<outcome> const& one, std::set<outcome> const& other) {
    std::set<outcome> left;
    std::ranges::set_difference(one, other, std::inserter(left, left.end()));
    return left;
}

std::vector<std::string> objections_to(program const& of, judgement const& by, machine on, exploration const& found) {
    std::string const who(name_of(on));
    std::vector<std::string> all;
    if (!found.failure.empty()) {
        all.push_back(who + " objects: " + found.failure);
    }
    if (!found.complete) {
        all.push_back(who + " did not finish in " + std::to_string(found.executions) + " executions");
    }
    for (outcome const& each : difference(found.outcomes, by.allowed)) {
        all.push_back(who + " shows what C++20 forbids: " + print(each, of));
    }
    for (outcome const& each : difference(wanted(of, by, on), found.outcomes)) {
        all.push_back(who + " misses what C++20 allows: " + print(each, of));
    }
    return all;
}

std::vector<std::string> result::objections() const {
    std::vector<std::string> all;
    for (auto const& [on, what] : found) {
        if (on != machine::relacy) {
            std::ranges::move(objections_to(of->does, by, on, what), std::back_inserter(all));
        }
    }
    return all;
}

result examine(family const& in, test const& of, spending const& most) {
    result made{.of = &of, .family = in.name, .by = judge(of.does)};
    for (machine const on : {machine::plain_search, machine::reduced_search, machine::in_place,
                             machine::in_place_reduced, machine::fresh, machine::cxx17_sequences, machine::relacy}) {
        made.found[on] = explore(of.does, on, most);
    }
    return made;
}

}  // namespace refchan::litmus
