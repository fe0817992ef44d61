// SPDX-License-Identifier: MIT
// model/main.cpp: the command line of refchan-model and refchan-model-planted: chooses scenarios, runs them, prints one
// line for each, and turns the verdicts into an exit status.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "runner.hpp"

namespace refchan::model {
namespace {

struct settings {
    std::string only;
    std::string scheduler = "all";
    std::string replay;
    std::string report;
    std::string program;
    bool list = false;
    limits within{.executions = 200'000, .seconds = 2, .bound = 3, .seed = 20260101};
};

enum exit_status : int { all_hold = 0, broken = 1, could_not_run = 2 };

constexpr char const* footer = R"(
Each scenario is a program of two or three threads, run on the channel's own source under Relacy, which decides which
thread goes next and which stale value a load sees. Two searches look for an execution that breaks the claim:
  walk     every decision at random, from the seed; finds bugs fast, proves nothing
  bounded  all executions with at most 0, 1, 2, ... preemptions, spurious wake-ups, spurious failures of weak
           compare-exchanges and words from another thread (program/...), up to --bound; 'complete at bound k' means that no
           execution of that kind was left out
Scenarios about progress are also walked with one thread stopped for good at a random point.

Examples:
  refchan-model --list
  refchan-model --only 'receiver_drop' --seconds 30
  refchan-model --only '^program/two_senders/unbounded$' --scheduler bounded --bound 3 --executions 100000000 --seconds 600
  refchan-model --replay 'SCENARIO/ENGINE:walk:SCRIPT'      (printed with each failure)

Exit status: 0 all claims hold, 1 one is broken (with its trace and its replay line), 2 nothing could be run.
refchan-model-planted carries planted faults: there 1 means that every one of them was found, 0 that one was missed.)";

/// The guarantees among these words; tests of the checker itself have none.
std::vector<std::string> guarantees(std::string const& words) {
    std::istringstream stream(words);
    std::vector<std::string> ids(std::istream_iterator<std::string>(stream), {});
    std::erase(ids, "checker");
    return ids;
}

std::string replay_command(settings const& set, verdict const& outcome) {
    return outcome.replay.empty() ? "" : fmt::format("build/bin/{} --replay '{}'", set.program, outcome.replay);
}

void write_report(std::ostream& file, settings const& set, scenario const& subject, verdict const& outcome) {
    nlohmann::ordered_json row;
    row["layer"] = "model";
    row["check"] = subject.name;
    row["engine"] = subject.engine;
    row["claims"] = guarantees(subject.is.ids);
    row["verdict"] = outcome.held ? "holds" : "broken";
    row["count"] = outcome.executions;
    row["unit"] = "executions";
    row["bound"] = outcome.extent;
    row["seconds"] = outcome.seconds;
    row["seed"] = set.within.seed;
    row["replay"] = outcome.held ? "" : replay_command(set, outcome);
    row["detail"] = outcome.held ? "" : outcome.detail;
    file << row.dump() << std::endl;
}

void print_row(settings const& set, scenario const& subject, verdict const& outcome) {
    bool const planted = subject.is.expects == expectation::breaks;
    char const* const word = planted ? (outcome.held ? "MISSED" : "found") : (outcome.held ? "holds" : "BROKEN");
    fmt::print("{:<6}  {:<52} {:<10} {:>9} executions {:>6.1f} s  {}\n", word, subject.id(), subject.is.ids,
               outcome.executions, outcome.seconds,
               outcome.held || outcome.detail.empty() ? outcome.extent : outcome.detail);
    if (!outcome.held) {
        if (!planted) {
            fmt::print("\n  claim: {}\n  {}\n\n{}\n", subject.is.claim, outcome.detail, outcome.trace);
        }
        if (!outcome.replay.empty()) {
            fmt::print("  replay: {}\n", replay_command(set, outcome));
        }
    }
    std::fflush(stdout);
}

std::vector<scenario const*> selection(settings const& set) {
    std::regex const wanted(set.only);
    std::vector<scenario const*> chosen;
    for (scenario const& subject : scenarios()) {
        if (std::regex_search(subject.id(), wanted)) {
            chosen.push_back(&subject);
        }
    }
    return chosen;
}

int list(settings const& set) {
    for (scenario const* const subject : selection(set)) {
        fmt::print("{:<52} {:<10} {} threads: {}\n", subject->id(), subject->is.ids, subject->is.threads,
                   subject->is.claim);
    }
    return all_hold;
}

int replay(settings const& set) {
    reproduction const outcome = reproduce(set.replay);
    if (!outcome.reproduced) {
        fmt::print(stderr, "{}\n", outcome.reason);
        return could_not_run;
    }
    fmt::print("{}\n\n{}", outcome.reason, outcome.trace);
    return broken;
}

/// Two scenarios of one name would share their replay lines.
bool names_are_unique() {
    std::set<std::string> ids;
    for (scenario const& subject : scenarios()) {
        if (!ids.insert(subject.id()).second) {
            fmt::print(stderr, "two scenarios are called '{}'\n", subject.id());
            return false;
        }
    }
    return true;
}

int run_all(settings const& set) {
    if (!names_are_unique()) {
        return could_not_run;
    }
    std::vector<scenario const*> const chosen = selection(set);
    if (chosen.empty()) {
        fmt::print(stderr, "no scenario matches '{}': nothing was checked (--list shows them)\n", set.only);
        return could_not_run;
    }
    std::ofstream report;
    if (!set.report.empty()) {
        report.open(set.report);
        if (!report) {
            fmt::print(stderr, "cannot write the report '{}'\n", set.report);
            return could_not_run;
        }
    }
    fmt::print("{} scenarios, seed {}\n", chosen.size(), set.within.seed);
    std::size_t failed = 0;
    std::size_t missed = 0;
    for (scenario const* const subject : chosen) {
        verdict const outcome = check(*subject, set.within);
        print_row(set, *subject, outcome);
        if (report.is_open()) {
            write_report(report, set, *subject, outcome);
        }
        failed += outcome.held ? 0 : 1;
        missed += outcome.held && subject->is.expects == expectation::breaks ? 1 : 0;
    }
    if (missed != 0) {
        fmt::print("{} of {} planted faults were missed\n", missed, chosen.size());
        return all_hold;
    }
    fmt::print("{} of {} scenarios hold\n", chosen.size() - failed, chosen.size());
    return failed == 0 ? all_hold : broken;
}

int main(int count, char** arguments) {
    settings set;
    CLI::App app("Checks the channel in every interleaving of small programs, with Relacy.");
    app.footer(footer);
    app.add_flag("--list", set.list, "List the scenarios: name/engine, guarantees, claim");
    app.add_option("--only", set.only, "Only scenarios whose name/engine matches this regular expression");
    app.add_option("--scheduler", set.scheduler, "walk, bounded, or all (default)")
        ->check(CLI::IsMember({"walk", "bounded", "all"}));
    app.add_option("--executions", set.within.executions, "Most executions of each search")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--seconds", set.within.seconds, "Most seconds for each scenario")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--bound", set.within.bound, "Largest bound of the bounded search")->capture_default_str();
    app.add_option("--seed", set.within.seed, "Seed of the walks")->capture_default_str();
    app.add_option("--replay", set.replay, "Run one execution again, from the line printed with a failure");
    app.add_option("--report", set.report, "Write one JSON line for each scenario to this file");
    set.program = std::string(arguments[0]).substr(std::string(arguments[0]).rfind('/') + 1);
    try {
        app.parse(count, arguments);
        set.within.walk = set.scheduler != "bounded";
        set.within.bounded = set.scheduler != "walk";
        return !set.replay.empty() ? replay(set) : set.list ? list(set) : run_all(set);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? all_hold : could_not_run;
    } catch (std::regex_error const&) {
        fmt::print(stderr, "--only '{}' is not a regular expression\n", set.only);
        return could_not_run;
    }
}

}  // namespace
}  // namespace refchan::model

int main(int count, char** arguments) { return refchan::model::main(count, arguments); }
