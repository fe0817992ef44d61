// SPDX-License-Identifier: MIT
// stress/judgement.cpp: the oracle at work, and its evidence.

#include "judgement.hpp"

#include <fmt/format.h>

#include <fstream>
#include <mutex>
#include <numeric>

#include "refchan/oracle/json_lines.hpp"
#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/well_formed.hpp"
#include "verdict.hpp"

namespace refchan::stress {

namespace {

// The run that is recorded now, for the watchdog.
std::mutex now_mutex;
recorded_run const* now = nullptr;

/// Writes the history where it can be found, and says where that is.
std::string write_down(oracle::history const& run) {
    std::string const path = history_path();
    if (path.empty()) {
        return "not kept";
    }
    std::ofstream file(path);
    oracle::write_json_lines(file, run);
    file.close();
    return file ? "in " + path : fmt::format("lost ({} cannot be written)", path);
}

/// What is wrong, with the lines of the file that prove it.
std::string in_words(oracle::violation const& found, oracle::history const& run, oracle::profile promised) {
    std::string text = fmt::format("{}: not {}, {} is broken: {}", oracle::guarantee_of(found.broken),
                                   oracle::name_of(promised), oracle::name_of(found.broken), found.sentence);
    text += fmt::format("; the history is {}; the lines of it that prove this", write_down(run));
    for (std::uint32_t const position : found.proof) {
        text += fmt::format("\n    line {} ", position + 2);
        oracle::append_operation_line(text, run.operations[position]);
        text.pop_back();
    }
    return text;
}

}  // namespace

recorded_run::recorded_run(oracle::recording how, std::optional<std::size_t> capacity, unsigned senders,
                           unsigned handles, std::size_t messages)
    : tape_(how, senders + 1), how_(how), capacity_(capacity), handles_(handles) {
    std::iota(handles_.begin(), handles_.end(), 0U);
    for (unsigned process = 0; process != senders; ++process) {
        tape_.of(process).reserve(messages / senders);
    }
    tape_.of(senders).reserve(messages);
    std::lock_guard const held(now_mutex);
    now = this;
}

recorded_run::~recorded_run() {
    std::lock_guard const held(now_mutex);
    now = nullptr;
}

oracle::profile recorded_run::promised() const noexcept {
    return how_ == oracle::recording::ticketed ? oracle::profile::linearizable : oracle::profile::fifo_per_sender;
}

std::uint64_t recorded_run::judge() const {
    oracle::history const run = tape_.collect(capacity_, handles_);
    if (auto const fault = oracle::find_malformed(run)) {
        broken("what was recorded is no history, line {}: {}; it is {}", fault->operation + 2, fault->sentence,
               write_down(run));
    }
    if (auto const found = oracle::judge(run, promised())) {
        broken("{}", in_words(*found, run, promised()));
    }
    return run.operations.size();
}

std::string recorded_run::of_the_hung() {
    std::lock_guard const held(now_mutex);
    if (now == nullptr) {
        return "";
    }
    auto const run = now->tape_.snapshot(now->capacity_, now->handles_);
    if (!run || oracle::find_malformed(*run)) {
        return "";
    }
    auto const found = oracle::judge(*run, now->promised());
    return found ? in_words(*found, *run, now->promised()) + "\n"
                 : fmt::format("Up to there it is {}; the history is {}\n", oracle::name_of(now->promised()),
                               write_down(*run));
}

}  // namespace refchan::stress
