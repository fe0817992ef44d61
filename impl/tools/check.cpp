// SPDX-License-Identifier: MIT
// check.cpp: opens the file, has it read and judged, and turns what can go wrong into a standing.

#include "check.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string_view>
#include <system_error>
#include <utility>

#include "refchan/oracle/judge.hpp"

namespace refchan::tools {

namespace {

constexpr std::size_t standings = 4;
constexpr std::string_view standing_names[standings] = {"allowed", "violation", "malformed", "error"};
constexpr int exit_statuses[standings] = {0, 1, 2, 2};

std::expected<oracle::history, oracle::malformed> read_file(std::string const& file, reading_options const& how) {
    if (file == "-") {
        return read_history(std::cin, how);
    }
    if (std::filesystem::is_directory(file)) {
        throw std::system_error(EISDIR, std::generic_category());
    }
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw std::system_error(errno == 0 ? EIO : errno, std::generic_category());
    }
    return read_history(in, how);
}

/// The rungs from the strongest profile down to the first that holds. Without common times there is only the last.
std::vector<rung> climbed(oracle::history const& what) {
    oracle::ladder const found = climb(what);
    std::vector<rung> rungs;
    for (std::size_t i = 0; i != oracle::ladder_rungs.size(); ++i) {
        if (what.timed || oracle::ladder_rungs[i] == oracle::profile::fifo_per_sender) {
            rungs.push_back({oracle::ladder_rungs[i], found.rungs[i]});
            if (!found.rungs[i]) {
                break;
            }
        }
    }
    return rungs;
}

void judge_into(checked_file& result, std::optional<oracle::profile> by) {
    if (!by) {
        result.rungs = climbed(result.what);
    } else if (result.what.timed || *by == oracle::profile::fifo_per_sender) {
        result.rungs = {{*by, judge(result.what, *by)}};
    } else {
        result.how = standing::error;
        result.sentence = "the header says \"timed\":false: only --profile fifo-per-sender, or ladder, can judge it";
        return;
    }
    result.how = result.rungs.back().found ? standing::violation : standing::allowed;
}

}  // namespace

std::string_view name_of(standing how) { return standing_names[static_cast<std::size_t>(how)]; }
int exit_status(standing how) { return exit_statuses[static_cast<std::size_t>(how)]; }

checked_file check_file(std::string const& file, std::optional<oracle::profile> by, reading_options const& how) {
    checked_file result;
    result.file = file;
    try {
        auto read = read_file(file, how);
        if (read) {
            result.what = std::move(*read);
            judge_into(result, by);
        } else {
            result.how = standing::malformed;
            result.line = read.error().line;
            result.sentence = std::move(read.error().sentence);
        }
    } catch (std::system_error const& why) {
        result.how = standing::error;
        result.sentence = "cannot be read: " + why.code().message();
    }
    return result;
}

std::uint64_t size_of(std::string const& file) {
    std::error_code none;
    std::uintmax_t const size = file == "-" ? 0 : std::filesystem::file_size(file, none);
    return none ? 0 : size;
}

}  // namespace refchan::tools
