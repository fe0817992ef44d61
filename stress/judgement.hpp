// SPDX-License-Identifier: MIT
#pragma once
// stress/judgement.hpp: a run that is recorded, and what the oracle says of it. A violation ends the process: its sentence and
// the operations that prove it go into the row, and the whole history into a file beside the report, for refchan-check.
//
// judgement.cpp is compiled once, without a sanitizer: the oracle runs when the threads are done, and is no part of what the
// sanitizers are to judge.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/recorder.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::stress {

/// The record of one channel: processes 0 .. senders - 1 send, the next one receives, and the handles that exist at the start
/// are numbered from 0.
class recorded_run {
public:
    /// messages: how many are sent in all, so that most of the memory is there before the threads start.
    recorded_run(oracle::recording how, std::optional<std::size_t> capacity, unsigned senders, unsigned handles,
                 std::size_t messages);
    ~recorded_run();
    recorded_run(recorded_run const&) = delete;
    recorded_run& operator=(recorded_run const&) = delete;

    [[nodiscard]] oracle::process_log& log(unsigned process) noexcept { return tape_.of(process); }

    /// Judges what was recorded, by what a recording of that kind can show, when all threads are done. Answers how many
    /// operations it judged; does not return if they are not allowed.
    [[nodiscard]] std::uint64_t judge() const;

    /// For the watchdog, in a round that hangs: writes down what was recorded in the running round, and says in a line or two
    /// where, and what the oracle makes of it. Empty if nothing is recorded now.
    [[nodiscard]] static std::string of_the_hung();

private:
    [[nodiscard]] oracle::profile promised() const noexcept;

    oracle::recorder tape_;
    oracle::recording how_;
    std::optional<std::uint64_t> capacity_;
    std::vector<std::uint32_t> handles_;
};

}  // namespace refchan::stress
