// SPDX-License-Identifier: MIT
#pragma once
// stress/verdict.hpp: how a verdict leaves the program, whatever happens to it. A scenario that holds has its row
// written when it ends. One that is broken ends the process at once: its threads may be stuck or its memory damaged,
// and nothing after it could be trusted. The row of the running scenario is kept ready as text, so that it can still be
// written when a sanitizer or a crash takes the process down.

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace refchan::stress {

/// One line of the report.
struct row {
    std::string check;
    std::string engine;
    std::vector<std::string> claims;
    std::uint64_t count = 0;
    std::string unit;
    std::string bound;
    double seconds = 0;
    std::uint64_t seed = 0;
    std::string replay;
    std::string detail;
};

/// The sanitizer that is in this program: plain, tsan or asan.
[[nodiscard]] std::string_view variant() noexcept;

/// Rows go to that file; append: behind what is there. False if it cannot be written.
[[nodiscard]] bool open_report(std::string const& path, bool append);
/// Where histories that are not allowed are to be kept: see options.
void keep_histories_in(std::string const& folder);
/// The file for what the running scenario did; empty: it is not to be kept.
[[nodiscard]] std::string history_path();
/// Catches crashes and the end of the process by a sanitizer.
void catch_deaths();

/// The scenario that runs now, so far; renewed before each round.
void now_running(row so_far);
/// It holds: writes its row.
void holds(row finished);
/// Writes a row of a scenario that this process did not run itself.
void write_row(row const& finished, bool held);
/// No scenario runs.
void none_running();
/// It is broken: writes its row and its replay line, and ends the process with status 1. The first caller wins.
[[noreturn]] void broken_because(std::string const& sentence) noexcept;

template <class... Arguments>
[[noreturn]] void broken(fmt::format_string<Arguments...> sentence, Arguments&&... arguments) noexcept {
    broken_because(fmt::format(sentence, std::forward<Arguments>(arguments)...));
}

/// Memory that nobody can reach any more, where a sanitizer can tell.
[[nodiscard]] bool leaks_now() noexcept;

}  // namespace refchan::stress
