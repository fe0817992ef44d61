// SPDX-License-Identifier: MIT
// model/main.cpp: the command line of refchan-model and refchan-model-planted: chooses scenarios, runs them, prints one
// line for each, and turns the verdicts into an exit status.

#include <fmt/core.h>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "coverage.hpp"
#include "programs/run_time_program.hpp"
#include "runner.hpp"

namespace refchan::model {
namespace {

struct settings {
    std::string only;
    std::vector<std::string> schedulers{"walk", "reduced", "bounded"};
    std::string replay;
    std::string report;
    std::string coverage_file;
    std::string program;  // this one's name
    std::vector<std::string> texts;
    std::vector<std::string> kinds{"unbounded"};
    std::string part;
    bool list = false;
    bool quiet = false;
    bool first = false;
    bool in_order = false;
    bool cxx11 = false;
    limits within{.executions = 200'000, .seconds = 2, .bound = 3, .seed = 20260101};
};

enum exit_status : int { all_hold = 0, broken = 1, could_not_run = 2 };

constexpr char const* footer = R"(
Each scenario is a program of a few threads, run on the channel's own source under Relacy. At each step the search decides
which thread goes next, which of the values that C++20 allows a load sees, and where a store goes in modification order:
  walk     every decision at random, from the seed; finds bugs fast, proves nothing
  pct      random priorities of threads with few changes of them (--depth): finds what needs few ordered events
  reduced  every execution, without a bound; of those that differ only in the order of independent steps just one
           (dynamic partial-order reduction). 'complete without a bound': nothing was left out
  bounded  all executions with at most 0, 1, 2, ... preemptions, spurious wake-ups, spurious failures of weak
           compare-exchanges and words from another thread (program/...), up to --bound, with freed memory used again
  plain    as reduced, but every interleaving by itself; for comparison, on very small programs
Scenarios about progress are also walked with one thread stopped for good at a random point.

Examples:
  refchan-model --list
  refchan-model --only 'receiver_drop' --seconds 30
  refchan-model --only '^program/two_senders/unbounded$' --scheduler reduced --executions 100000000 --seconds 600
  refchan-model --program 'sender 0: send*3; receiver: until_disconnected' --on unbounded --scheduler reduced --seconds 300
  refchan-model --program 'sender 0: send*2; sender 1: send*2; receiver: until_disconnected' --scheduler reduced
                --executions 10000000000 --seconds 86400 --part 1/2 --resume two-by-two.1      (killed, it goes on from there)
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

/// With the mutant, if there is one (scripts/mutants/).
std::string replay_command(settings const& set, verdict const& outcome) {
    char const* const mutant = std::getenv("REFCHAN_MUTANT");
    std::string const with = mutant == nullptr ? "" : fmt::format("REFCHAN_MUTANT={} ", mutant);
    return outcome.replay.empty() ? "" : fmt::format("{}build/bin/{} --replay '{}'", with, set.program, outcome.replay);
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
    row["complete"] = outcome.complete;
    row["complete_at_bound"] = outcome.bound ? nlohmann::ordered_json(*outcome.bound) : nlohmann::ordered_json();
    row["redundant"] = outcome.redundant;
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

std::expected<scenario, std::string> program_scenario(std::string const& text, std::string const& kind) {
    auto const named = program_kind_named(kind);
    if (!named) {
        return std::unexpected(named.error());
    }
    auto const does = program_of_text(text, named->capacity);
    return does ? scenario_of(*does, kind) : std::unexpected(does.error());
}

/// The programs given on the command line become the scenarios; what was registered is set aside.
bool take_programs(settings const& set) {
    if (set.texts.empty()) {
        return true;
    }
    std::vector<scenario> made;
    for (std::string const& kind : set.kinds) {
        for (std::string const& text : set.texts) {
            auto made_here = program_scenario(text, kind);
            if (!made_here) {
                fmt::print(stderr, "{}\n", made_here.error());
                return false;
            }
            made.push_back(*std::move(made_here));
        }
    }
    scenarios() = std::move(made);
    return true;
}

/// "2/4": the second of four.
bool take_part(settings& set) {
    unsigned number = 0;
    char rest = 0;
    if (set.part.empty()) {
        return true;
    }
    if (std::sscanf(set.part.c_str(), "%u/%u%c", &number, &set.within.part.count, &rest) != 2 || number == 0 ||
        number > set.within.part.count) {
        fmt::print(stderr, "--part '{}': expected I/N with 1 <= I <= N, as 2/4\n", set.part);
        return false;
    }
    set.within.part.index = number - 1;
    return true;
}

void take_schedulers(settings& set) {
    auto const wanted = [&set](char const* name) { return std::ranges::count(set.schedulers, name) != 0; };
    set.within.walk = wanted("walk");
    set.within.pct = wanted("pct");
    set.within.reduced = wanted("reduced");
    set.within.bounded = wanted("bounded");
    set.within.plain = wanted("plain");
    cxx_memory.reorder_stores = !set.in_order;
    cxx_memory.cxx20_release_sequences = !set.cxx11;
}

/// A line on the terminal that the next one overwrites; in a log, one a minute.
void tell_progress(progress const& now) {
    static bool const terminal = isatty(STDERR_FILENO) == 1;
    static double told = 0;
    if (!terminal && now.seconds - told < 60 && now.seconds >= told) {
        return;
    }
    told = now.seconds;
    std::string left = now.done <= 0 ? "" : fmt::format(", about {:.2g} % done", now.done * 100);
    fmt::print(stderr, "{}  {}: {} executions, {:.0f} s{}{}", terminal ? "\r\033[K" : "", now.search, now.executions,
               now.seconds, left, terminal ? "\r" : "\n");
}

/// What the reduced searches have met, as JSON.
bool write_coverage(std::string const& path) {
    nlohmann::ordered_json races = nlohmann::json::array();
    for (std::size_t i = 0; i != coverage::kinds; ++i) {
        for (std::size_t j = 0; j != coverage::kinds; ++j) {
            if (std::uint64_t const count = covered_so_far.races()[i][j]; count != 0) {
                races.push_back({{"first", oracle::name_of(static_cast<oracle::operation_kind>(i))},
                                 {"second", oracle::name_of(static_cast<oracle::operation_kind>(j))},
                                 {"count", count}});
            }
        }
    }
    nlohmann::ordered_json places = nlohmann::json::array();
    for (auto const& [at, count] : covered_so_far.places()) {
        places.push_back(
            {{"file", at.file}, {"line", at.line}, {"failed", at.how == access::attempt}, {"count", count}});
    }
    std::ofstream file(path);
    file << nlohmann::ordered_json{{"races", races}, {"places", places}}.dump(1) << '\n';
    if (!file) {
        fmt::print(stderr, "cannot write the coverage '{}'\n", path);
    }
    return bool(file);
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
        if (outcome.could_not_run) {
            return could_not_run;
        }
        failed += outcome.held ? 0 : 1;
        missed += outcome.held && subject->is.expects == expectation::breaks ? 1 : 0;
        if (set.first && failed != 0) {
            break;
        }
    }
    if (!set.coverage_file.empty() && !write_coverage(set.coverage_file)) {
        return could_not_run;
    }
    if (missed != 0) {
        fmt::print("{} of {} planted faults were missed\n", missed, chosen.size());
        return all_hold;
    }
    fmt::print("{} of {} scenarios hold\n", chosen.size() - failed, chosen.size());
    return failed == 0 ? all_hold : broken;
}

void add_options(CLI::App& app, settings& set) {
    app.add_flag("--list", set.list, "List the scenarios: name/engine, guarantees, claim");
    app.add_option("--only", set.only, "Only scenarios whose name/engine matches this regular expression");
    app.add_option("--program", set.texts,
                   "Run this program instead, as 'sender 0: send; receiver: recv' (repeatable)");
    app.add_option("--on", set.kinds, "The kinds of channel for --program")->capture_default_str();
    app.add_option("--scheduler", set.schedulers, "Searches, with commas between: walk, pct, reduced, bounded, plain")
        ->delimiter(',')
        ->check(CLI::IsMember({"walk", "pct", "reduced", "bounded", "plain"}))
        ->capture_default_str();
    app.add_option("--executions", set.within.executions, "Most executions of each search")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--seconds", set.within.seconds, "Most seconds for each scenario")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--bound", set.within.bound, "Largest bound of the bounded search")->capture_default_str();
    app.add_option("--depth", set.within.pct_depth, "pct: how many ordered events a bug may need")
        ->check(CLI::Range(1, 8))
        ->capture_default_str();
    app.add_option("--seed", set.within.seed, "Seed of the walks")->capture_default_str();
    app.add_option("--part", set.part, "I/N: the I-th of N parts of the systematic searches; all parts are the whole");
    app.add_option("--resume", set.within.checkpoint,
                   "A file that keeps where the reduced search stands; if it is there, go on from it (one scenario)");
    app.add_flag("--in-order", set.in_order, "Memory: modification order is the order of execution");
    app.add_flag("--cxx11", set.cxx11, "Memory: release sequences as before C++20");
    app.add_option("--replay", set.replay, "Run one execution again, from the line printed with a failure");
    app.add_option("--report", set.report, "Write one JSON line for each scenario to this file");
    app.add_option("--coverage", set.coverage_file,
                   "Write to this file which operations raced, and which places did what, in the reduced searches");
    app.add_flag("--first", set.first, "Stop at the first scenario that is broken");
    app.add_flag("--quiet", set.quiet, "No progress on standard error");
}

int main(int count, char** arguments) {
    settings set;
    CLI::App app("Checks the channel in every interleaving of small programs, with Relacy.");
    app.footer(footer);
    add_options(app, set);
    set.program = std::string(arguments[0]).substr(std::string(arguments[0]).rfind('/') + 1);
    try {
        app.parse(count, arguments);
        take_schedulers(set);
        coverage::wanted = !set.coverage_file.empty();
        if (!set.quiet) {
            set.within.tell = tell_progress;
        }
        if (!take_programs(set) || !take_part(set)) {
            return could_not_run;
        }
        if ((!set.within.checkpoint.empty() && !set.within.reduced) || (!set.part.empty() && set.within.plain)) {
            fmt::print(
                stderr,
                "--resume is of the reduced search, and --part of the reduced and the bounded one: choose them with "
                "--scheduler\n");
            return could_not_run;
        }
        if (!set.within.checkpoint.empty() && selection(set).size() != 1) {
            fmt::print(stderr, "--resume keeps the state of one scenario; choose it with --only or --program\n");
            return could_not_run;
        }
        return app.count("--replay") != 0 ? replay(set) : set.list ? list(set) : run_all(set);
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
