// SPDX-License-Identifier: MIT
// progress_line.cpp: when to draw, and what.

#include "progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace refchan::tools {

namespace {

constexpr auto patience = std::chrono::milliseconds(500);  // what is read sooner needs no line
constexpr auto pause = std::chrono::milliseconds(200);

std::string size_text(std::uint64_t bytes) {
    return bytes < 1'000'000'000 ? fmt::format("{:.0f} MB", static_cast<double>(bytes) / 1e6)
                                 : fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

}  // namespace

progress_line::progress_line(std::string file, std::uint64_t expected_bytes)
    : file_(std::move(file)), expected_bytes_(expected_bytes), on_terminal_(isatty(STDERR_FILENO) == 1) {
    next_ += patience;
}

progress_line::~progress_line() {
    if (drawn_) {
        std::fputs("\r\033[K", stderr);
    }
}

void progress_line::show(reading_progress const& now) {
    clock::time_point const time = clock::now();
    bool const read_up = expected_bytes_ != 0 && now.bytes >= expected_bytes_;
    if (!on_terminal_ || (time < next_ && !(drawn_ && read_up))) {
        return;
    }
    next_ = time + pause;
    drawn_ = true;
    std::string const operations = fmt::format("{:.1f} million operations", static_cast<double>(now.operations) / 1e6);
    if (read_up) {
        std::fputs(fmt::format("\r\033[K{}: {}, judging", file_, operations).c_str(), stderr);
        return;
    }
    if (expected_bytes_ == 0) {
        std::fputs(fmt::format("\r\033[K{}: {}, {}", file_, size_text(now.bytes), operations).c_str(), stderr);
        return;
    }
    double const part = static_cast<double>(now.bytes) / static_cast<double>(expected_bytes_);
    double const seconds = std::chrono::duration<double>(time - start_).count();
    std::fputs(fmt::format("\r\033[K{}: {:.0f}% of {}, {}, {:.0f} s left", file_, 100 * part,
                           size_text(expected_bytes_), operations, seconds / part - seconds)
                   .c_str(),
               stderr);
}

}  // namespace refchan::tools
