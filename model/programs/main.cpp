// SPDX-License-Identifier: MIT
// model/programs/main.cpp: the command line of refchan-programs and refchan-programs-planted.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <thread>

#include "programs/examination.hpp"
#include "programs/hunt.hpp"
#include "runner.hpp"

namespace refchan::model {
namespace {

constexpr char const* footer = R"(
A program is what each thread does to one channel:  sender 0: send send; sender 1: clone 2 send; sender 2:; receiver: recv*3
Every thread drops its handle at its end. Each execution is judged by the oracle: some order of the operations that agrees
with happens-before must explain every answer.

Examples:
  refchan-programs all --sample 300                          a sample of all programs with up to 5 operations
  refchan-programs all --resume programs.jsonl               all of them; killed, it goes on where it was
  refchan-programs all --operations 6 --shard 1/4            a quarter of those with up to 6
  refchan-programs list --operations 3                       what they are, with their numbers
  refchan-programs generated --on unbounded --seconds 60     longer ones, at random; the first that fails is made small
  refchan-programs --replay 'program {sender 0: send; receiver: recv}/unbounded:walk:SCRIPT'

Exit status: 0 all hold, 1 one is broken (with its program and its replay line), 2 it could not run.
refchan-programs-planted carries planted faults: there 1 means that every one of them was found, 0 that one was missed.)";

struct command_line {
    examination_settings all;
    hunt_settings generated;
    std::vector<std::string> kinds;
    std::uint64_t seed = 20260101;
    std::optional<double> seconds;
    std::string report;
    std::string shard = "1/1";
    std::string replay;
};

/// Every kind, or where there are some without a fault, those of the channel with one engine each.
std::vector<std::string> default_kinds() {
    std::vector<std::string> names;
    for (program_kind const& each : program_kinds()) {
        names.push_back(each.name);
    }
    bool const planted = program_kinds().front().expects == expectation::breaks;
    return planted ? names : std::vector<std::string>{"unbounded", "bounded", "rendezvous"};
}

std::string wrong_shard(std::string const& text) {
    unsigned part = 0;
    unsigned parts = 0;
    char rest = 0;
    bool const read = std::sscanf(text.c_str(), "%u/%u%c", &part, &parts, &rest) == 2;
    return read && 1 <= part && part <= parts ? "" : "expected I/N with 1 <= I <= N, such as 2/4";
}

void add_common(CLI::App& to, command_line& set) {
    to.add_option("--on", set.kinds, "Kinds of channel: unbounded, reference, bounded, bounded_2, rendezvous")
        ->delimiter(',');
    to.add_option("--seed", set.seed, "Seed of all that is drawn")->capture_default_str();
    to.add_option("--seconds", set.seconds, "No program begins after so many seconds; generated: 20")
        ->check(CLI::PositiveNumber);
    to.add_option("--report", set.report, "Write one JSON line for each kind of channel to this file");
    to.add_option("--replay", set.replay, "Run one execution again, from the line printed with a failure");
}

void add_space(CLI::App& to, command_line& set) {
    examination_settings& all = set.all;
    to.add_option("--operations", all.space.operations, "At most so many operations, drops not counted")
        ->check(CLI::Range(0, 8))
        ->capture_default_str();
    to.add_option("--senders", all.space.senders, "At most so many senders, clones included")
        ->check(CLI::Range(1, 3))
        ->capture_default_str();
    to.add_flag("!--no-clones", all.space.clones, "Without clone");
    to.add_flag("--impatient-senders", all.space.impatient_senders,
                "With try_send and send_for, where there is a capacity");
    to.add_option("--shard", set.shard, "Only the part I of N, such as 2/4")->check(CLI::Validator(wrong_shard, "I/N"));
}

void add_all(CLI::App& to, command_line& set) {
    examination_settings& all = set.all;
    add_space(to, set);
    to.add_option("--seconds-per-program", all.seconds_per_program, "Most seconds for the search through one program")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    to.add_option("--search", all.search, "reduced: without a bound; bounded; all: bounded where the other one was cut")
        ->check(CLI::IsMember({"all", "bounded", "reduced"}))
        ->capture_default_str();
    to.add_option("--bound", all.bound, "Largest bound of the search")->capture_default_str();
    to.add_option("--sample", all.sample, "Only so many programs, drawn by the seed")->check(CLI::PositiveNumber);
    to.add_option("--processes", all.processes, "So many at a time")->check(CLI::PositiveNumber)->capture_default_str();
    to.add_option("--resume", all.resume, "Keep what is finished in this file, and leave out what it says is finished");
}

void add_generated(CLI::App& to, hunt_settings& set) {
    to.add_option("--operations", set.shape.operations, "At most so many operations, drops not counted")
        ->check(CLI::Range(1, 12))
        ->capture_default_str();
    to.add_option("--senders", set.shape.senders, "At most so many senders, clones included")
        ->check(CLI::Range(1, 3))
        ->capture_default_str();
    to.add_option("--seconds-per-program", set.seconds_per_program, "Most seconds for one program")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    to.add_option("--executions", set.executions, "Most executions of each search through a program")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    to.add_option("--programs", set.programs, "Most programs on each kind of channel")->check(CLI::PositiveNumber);
}

int list(examination_settings const& set) {
    auto const all = examinees(set);
    if (!all) {
        fmt::print(stderr, "{}\n", all.error());
        return 2;
    }
    for (examinee const& each : *all) {
        fmt::print("{} #{}: {}\n", each.on.name, each.number, one_line(each.does));
    }
    fmt::print(stderr, "{} programs\n", all->size());
    return 0;
}

int replay(std::string const& line) {
    reproduction const outcome = reproduce(line);
    if (!outcome.reproduced) {
        fmt::print(stderr, "{}\n", outcome.reason);
        return 2;
    }
    fmt::print("{}\n\n{}", outcome.reason, outcome.trace);
    return 1;
}

int run(command_line& set, std::string const& what) {
    set.all.kinds = set.generated.kinds = set.kinds.empty() ? default_kinds() : set.kinds;
    set.all.seed = set.generated.seed = set.seed;
    set.all.report = set.generated.report = set.report;
    set.all.seconds = set.seconds.value_or(set.all.seconds);
    set.generated.seconds = set.seconds.value_or(set.generated.seconds);
    std::sscanf(set.shard.c_str(), "%u/%u", &set.all.shard, &set.all.shards);
    return what == "all" ? examine(set.all) : what == "list" ? list(set.all) : hunt(set.generated);
}

int main(int count, char** arguments) {
    command_line set;
    set.all.processes = std::max(1U, std::thread::hardware_concurrency());
    CLI::App app(
        "Runs programs that nobody has written on the channel, in every interleaving, and judges what they see.");
    app.footer(footer);
    app.require_subcommand(0, 1);
    app.fallthrough();
    add_common(app, set);
    add_all(*app.add_subcommand("all", "All programs up to so many operations, or a sample of them"), set);
    add_space(*app.add_subcommand("list", "Print them, with their numbers"), set);
    add_generated(*app.add_subcommand("generated", "Longer programs, generated; the first that fails is made small"),
                  set.generated);
    std::string const name = std::string(arguments[0]).substr(std::string(arguments[0]).rfind('/') + 1);
    set.all.command = set.generated.command = "build/bin/" + name;
    try {
        app.parse(count, arguments);
        if (!set.replay.empty()) {
            return replay(set.replay);
        }
        if (app.get_subcommands().empty()) {
            fmt::print("{}", app.help());
            return 2;
        }
        return run(set, app.get_subcommands().front()->get_name());
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
}

}  // namespace
}  // namespace refchan::model

int main(int count, char** arguments) { return refchan::model::main(count, arguments); }
