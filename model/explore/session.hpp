// SPDX-License-Identifier: MIT
#pragma once
// model/explore/session.hpp: one question to the explorer: which scenario, on which memory model, with which orders, searched how;
// and the execution that answers it.
//
//     settings --> subjects --> check() of each, until one fails --> its replay line --> reproduce() --> events --> execution

#include <expected>
#include <string>
#include <vector>

#include "explore/trace_json.hpp"
#include "runner.hpp"

namespace refchan::model {

struct settings {
    std::string scenario;  ///< name/engine; empty: what --program says, or what a question is asked of
    std::string program;   ///< a program as text
    std::string kind = "unbounded";
    std::vector<std::string> schedulers{"walk", "bounded"};
    std::string replay;
    std::vector<std::string> weakenings;
    bool shortest = false;
    limits within;
};

struct answer {
    execution shown;
    std::string extent;     ///< how much was searched
    std::string objection;  ///< why the claim is broken although no execution failed; mostly empty
};

/// Everything that makes a replay line run again: "--weaken take=relaxed --stale-depth 2". Reads cxx_memory.
[[nodiscard]] std::string options_of(settings const& set);

/// Weakens the orders, searches, and shows: a failing execution, or the last one if none fails. Or a sentence that says why
/// nothing could be run.
[[nodiscard]] std::expected<answer, std::string> investigate(settings const& set);

}  // namespace refchan::model
