// SPDX-License-Identifier: MIT
// model/explore/main.cpp: the command line of refchan-explore.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <regex>

#include "explore/columns.hpp"
#include "explore/page.hpp"
#include "explore/session.hpp"
#include "explore/weakenable.hpp"
#include "memory.hpp"

namespace refchan::model {
namespace {

enum exit_status : int { nothing_failed = 0, failed = 1, could_not_run = 2 };

struct output {
    std::string html;
    std::string json;
    std::string only;
    bool list = false;
    bool list_orders = false;
    bool all = false;
};

constexpr char const* footer = R"(
Runs one scenario, or a program of yours, on the channel's own source under every interleaving and every value that C++20
lets a load see, up to a budget; and shows the execution that breaks the claim, or one that does not: as columns, one for
each thread, or with --html as a page to step through.

Why is the acquire in recv there?     refchan-explore --weaken take=relaxed --html why.html
What can these threads see?           refchan-explore --program 'sender 0: send*2; receiver: try_recv recv' --html seen.html
                                      refchan-explore --program 'sender 0: send*2; receiver: recv' --on bounded
A failure that was printed            refchan-explore --replay 'SCENARIO/ENGINE:walk:SCRIPT' --html failure.html
A scenario                            refchan-explore program/two_senders/unbounded --scheduler bounded --bound 2
The simplest way to fail              refchan-explore --weaken publish=relaxed --shortest

A program has a line for each thread, or ';' between them: 'sender 0: STEPS; sender 1: STEPS; receiver: STEPS'.
Steps of a sender: send try_send send_for clone N pause; of the receiver: recv try_recv recv_for until_disconnected pause.
STEP*N repeats. Every thread drops its handle at its end. --on: unbounded reference bounded bounded_2 rendezvous.

Exit status: 0 no execution failed, 1 one did, 2 nothing could be run.)";

int list(output const& out) {
    std::regex const wanted(out.only);
    for (scenario const& each : scenarios()) {
        if (std::regex_search(each.id(), wanted)) {
            fmt::print("{:<52} {} threads: {}\n", each.id(), each.is.threads, each.is.claim);
        }
    }
    return nothing_failed;
}

int list_orders() {
    fmt::print("{:<14} {:<10} {}\n", "name", "is", "can be weakened to");
    for (named_order const& each : named_orders()) {
        std::string weaker;
        for (std::memory_order const order : weaker_than(each.source)) {
            weaker += (weaker.empty() ? "" : ", ") + std::string(name_of(order));
        }
        fmt::print("{:<14} {:<10} {}\n", each.name, name_of(each.source), weaker);
    }
    return nothing_failed;
}

bool write(std::string const& path, std::string const& text) {
    std::ofstream file(path);
    file << text;
    if (!file.flush()) {
        fmt::print(stderr, "cannot write '{}'\n", path);
        return false;
    }
    return true;
}

int show(answer const& found, output const& out) {
    execution const& shown = found.shown;
    source_files files;
    if (!out.html.empty() && !write(out.html, page(shown, files))) {
        return could_not_run;
    }
    if (!out.json.empty()) {
        names const called(shown.events, files);
        if (!write(out.json, trace_json(shown, analysis(shown.events), called, files).dump() + '\n')) {
            return could_not_run;
        }
    }
    bool const is_broken = shown.failed || !found.objection.empty();
    fmt::print("{}  {}\n", is_broken ? "FAILS" : "holds", shown.scenario);
    if (is_broken) {
        fmt::print("  claim:    {}\n  but:      {}\n", shown.claim, shown.failed ? shown.sentence : found.objection);
    }
    fmt::print("  searched: {}\n  replay:   {}\n", found.extent, shown.replay);
    if (!out.html.empty()) {
        fmt::print("  picture:  {}\n", out.html);
    } else if (out.json.empty()) {
        fmt::print("\n{}", columns(shown, files, out.all));
        if (!shown.story.empty()) {
            fmt::print("\n{}", shown.story);
        }
    }
    return is_broken ? failed : nothing_failed;
}

void add_options(CLI::App& app, settings& set, output& out) {
    app.add_option("scenario", set.scenario, "NAME/ENGINE of a scenario (--list)");
    auto* const program = app.add_option("--program", set.program, "A program of yours instead of a scenario");
    app.add_option("--on", set.kind, "The kind of channel that the program runs on")->needs(program);
    app.add_option("--replay", set.replay, "The execution of this line, as a failure prints it");
    app.add_option("--weaken", set.weakenings,
                   "NAME=ORDER: weaken a memory order of the unbounded channel; can be repeated")
        ->take_all();
    app.add_option("--scheduler", set.schedulers, "One or more of walk, pct, bounded, reduced, with commas between")
        ->delimiter(',')
        ->check(CLI::IsMember({"walk", "pct", "bounded", "reduced"}))
        ->capture_default_str();
    app.add_option("--bound", set.within.bound, "Largest number of deviations of the bounded search")
        ->capture_default_str();
    app.add_option("--seed", set.within.seed, "Seed of the walk")->capture_default_str();
    app.add_option("--seconds", set.within.seconds, "Budget")->check(CLI::PositiveNumber)->capture_default_str();
    app.add_flag("--shortest", set.shortest, "The failing execution with the fewest preemptions and stale reads");
    app.add_option("--stale-depth", cxx_memory.stale_depth,
                   "How many stores a load may look back (default: all that C++20 lets it)");
    app.add_flag("!--in-order", cxx_memory.reorder_stores, "Modification order is the order of execution");
    app.add_flag("!--cxx11", cxx_memory.cxx20_release_sequences,
                 "A thread's later relaxed store continues its release sequence, as before C++20");
    app.add_option("--html", out.html, "Write the picture of the execution here");
    app.add_option("--json", out.json, "Write the execution as JSON here (model/explore/trace_json.hpp)");
    app.add_flag("--all", out.all,
                 "In the columns, also steps that seldom matter: one thread's own plain data, set-up and clean-up");
    app.add_flag("--list", out.list, "List the scenarios");
    app.add_option("--only", out.only, "With --list: only those whose NAME/ENGINE matches this regular expression");
    app.add_flag("--list-orders", out.list_orders, "List the memory orders that --weaken knows");
}

int run(settings const& set, output const& out) {
    if (out.list_orders) {
        return list_orders();
    }
    if (out.list) {
        return list(out);
    }
    bool const is_question =
        !set.scenario.empty() || !set.program.empty() || !set.replay.empty() || !set.weakenings.empty();
    if (!is_question) {
        fmt::print(stderr,
                   "nothing to run: name a scenario (--list), or give --program, --replay or --weaken (--help)\n");
        return could_not_run;
    }
    auto const found = investigate(set);
    if (!found) {
        fmt::print(stderr, "{}\n", found.error());
        return could_not_run;
    }
    return show(*found, out);
}

int main(int count, char** arguments) {
    settings set;
    set.within.executions = 1'000'000'000;
    set.within.seconds = 10;
    set.within.bound = 3;
    set.within.seed = 20260101;
    output out;
    CLI::App app("Shows one interleaving of the channel's source, and why it fails.");
    app.footer(footer);
    add_options(app, set, out);
    try {
        app.parse(count, arguments);
        use_weakenable_scenarios();
        return run(set, out);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? nothing_failed : could_not_run;
    } catch (std::regex_error const&) {
        fmt::print(stderr, "--only '{}' is not a regular expression\n", out.only);
        return could_not_run;
    }
}

}  // namespace
}  // namespace refchan::model

int main(int count, char** arguments) { return refchan::model::main(count, arguments); }
