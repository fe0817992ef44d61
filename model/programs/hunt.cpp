// SPDX-License-Identifier: MIT
// model/programs/hunt.cpp: from a seed to a failing program, to the smallest one, to its simplest execution.

#include "programs/hunt.hpp"

#include <fmt/core.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "runner.hpp"
#include "strategies.hpp"

namespace refchan::model {
namespace {

using seconds_clock = std::chrono::steady_clock;

constexpr unsigned hunting_bound = 2;
constexpr std::size_t small = 4;         // operations of a program that is small enough to be read at a glance
constexpr unsigned most_deviations = 6;  // of an execution that is looked for as the simplest one
constexpr unsigned patience = 20;        // times what a program gets at first, for each step after the first failure

double since(seconds_clock::time_point start) {
    return std::chrono::duration<double>(seconds_clock::now() - start).count();
}

std::size_t operations_of(oracle::program const& of) { return size_of(of) - of.senders.size() - 1; }

/// What the hunt on one kind has come to.
struct catch_of {
    std::uint64_t programs = 0;
    std::uint64_t executions = 0;
    double seconds = 0;
    std::optional<oracle::program> found;  ///< as it was generated
    std::size_t tries = 0;                 ///< programs that shrinking has run
    oracle::program smallest;
    std::optional<unsigned> deviations;  ///< of the simplest execution; none: it has more than can be counted here
    verdict simplest;
};

class hunt_on {
public:
    hunt_on(hunt_settings const& set, program_kind on, double seconds)
        : set_(set), on_(std::move(on)), seconds_(seconds) {}

    catch_of go() {
        program_shape shape = set_.shape;
        shape.impatient_senders = on_.capacity.has_value();
        random_numbers seeds(set_.seed);
        while (!result_.found && since(start_) < seconds_ && result_.programs < set_.programs) {
            oracle::program const next = generated_program(shape, seeds.next());
            if (!why_not_runnable(next).empty()) {
                continue;
            }
            ++result_.programs;
            verdict const outcome = search(next, moment());
            if (!outcome.replay.empty()) {
                result_.found = next;
                result_.simplest = outcome;
            }
        }
        if (result_.found) {
            shrink_program();
            shrink_schedule();
        }
        result_.seconds = since(start_);
        return std::move(result_);
    }

private:
    /// A program that is to be looked at for a moment.
    [[nodiscard]] limits moment() const {
        return {.executions = set_.executions,
                .seconds = set_.seconds_per_program,
                .bound = hunting_bound,
                .seed = set_.seed,
                .pct = true};
    }
    /// A program that already deserves more.
    [[nodiscard]] limits longer() const {
        return {.executions = set_.executions * patience,
                .seconds = set_.seconds_per_program * patience,
                .seed = set_.seed,
                .walk = false,
                .bounded = false};
    }

    verdict search(oracle::program const& does, limits const& within) {
        verdict outcome = check(scenario_of(does, on_.name).value(), within);
        result_.executions += outcome.executions;
        return outcome;
    }

    void shrink_program() {
        limits everything = longer();
        everything.reduced = true;
        result_.smallest = shrunk(*result_.found, [this, everything](oracle::program const& smaller) {
            ++result_.tries;
            verdict outcome = search(smaller, everything);
            if (outcome.replay.empty()) {  // it may need hearsay, which that search leaves out
                outcome = search(smaller, moment());
            }
            bool const fails = !outcome.replay.empty();
            if (fails) {
                result_.simplest = std::move(outcome);
            }
            return fails;
        });
    }

    /// The least bound at which some execution fails, each stale read counted: what differs least from threads that run
    /// one after another.
    void shrink_schedule() {
        limits within = longer();
        within.bounded = within.count_stale = true;
        for (within.bound = 0; within.bound <= most_deviations; ++within.bound) {
            verdict outcome = search(result_.smallest, within);
            if (!outcome.replay.empty()) {
                result_.deviations = within.bound;
                result_.simplest = std::move(outcome);
                return;
            }
        }
    }

    hunt_settings const& set_;
    program_kind on_;
    double seconds_;
    seconds_clock::time_point start_ = seconds_clock::now();
    catch_of result_;
};

std::string in_words(catch_of const& caught) {
    return fmt::format("program {}: {} operations, shrunk to {} in {} tries; {}", caught.programs,
                       operations_of(*caught.found), operations_of(caught.smallest), caught.tries,
                       caught.deviations ? fmt::format("deviations in its execution: {}", *caught.deviations)
                                         : "many deviations in its execution");
}

/// What is wrong with the hunt for a planted fault; empty: it was found, and the program made small.
std::string missed(catch_of const& caught) {
    if (!caught.found) {
        return "MISSED";
    }
    return operations_of(caught.smallest) <= small ? "" : "LARGE";
}

void print(hunt_settings const& set, program_kind const& on, catch_of const& caught) {
    bool const planted = on.expects == expectation::breaks;
    std::string const wrong = planted ? missed(caught) : caught.found ? "BROKEN" : "";
    fmt::print("{:<6}  {:<20} {:>6} programs, {:>9} executions, {:>5.1f} s{}\n",
               !wrong.empty() ? wrong
               : planted      ? "found"
                              : "holds",
               on.name, caught.programs, caught.executions, caught.seconds,
               caught.found ? "  " + in_words(caught) : "");
    if (caught.found) {
        if (!planted) {
            fmt::print("\n  {}\n\n{}\n", caught.simplest.detail, caught.simplest.trace);
        }
        fmt::print("  {}\n  replay: {} --replay '{}'\n", one_line(caught.smallest), set.command,
                   caught.simplest.replay);
    }
    std::fflush(stdout);
}

nlohmann::ordered_json row_of(hunt_settings const& set, program_kind const& on, catch_of const& caught) {
    nlohmann::ordered_json row;
    row["layer"] = "model";
    row["check"] = "programs/generated";
    row["engine"] = on.name;
    row["claims"] = guarantees_of_programs;
    row["verdict"] = caught.found ? "broken" : "holds";
    row["count"] = caught.executions;
    row["unit"] = "executions";
    row["bound"] = fmt::format("{} generated programs", caught.programs);
    row["seconds"] = caught.seconds;
    row["seed"] = set.seed;
    row["replay"] = caught.found ? fmt::format("{} --replay '{}'", set.command, caught.simplest.replay) : "";
    row["detail"] = caught.found ? caught.simplest.detail + ", in: " + one_line(caught.smallest) : "";
    return row;
}

}  // namespace

int hunt(hunt_settings const& set) {
    std::vector<program_kind> on;
    for (std::string const& name : set.kinds) {
        auto const kind = program_kind_named(name);
        if (!kind) {
            fmt::print(stderr, "{}\n", kind.error());
            return 2;
        }
        on.push_back(*kind);
    }
    std::ofstream report(set.report);
    if (!set.report.empty() && !report) {
        fmt::print(stderr, "cannot write the report '{}'\n", set.report);
        return 2;
    }
    auto const start = seconds_clock::now();
    std::size_t found = 0;
    std::size_t overlooked = 0;
    for (std::size_t i = 0; i != on.size(); ++i) {
        double const share = (set.seconds - since(start)) / static_cast<double>(on.size() - i);
        catch_of const caught = hunt_on(set, on[i], share).go();
        print(set, on[i], caught);
        report << row_of(set, on[i], caught).dump() << '\n';
        found += caught.found ? 1 : 0;
        overlooked += on[i].expects == expectation::breaks && !missed(caught).empty() ? 1 : 0;
        if (caught.programs == 0) {
            fmt::print(stderr, "no program was run on {}: give it more --seconds\n", on[i].name);
            return 2;
        }
    }
    if (overlooked != 0) {
        fmt::print("{} of {} planted faults were missed, or their programs not made small\n", overlooked, on.size());
        return 0;
    }
    fmt::print("{} of {} kinds of channel hold\n", on.size() - found, on.size());
    return found == 0 ? 0 : 1;
}

}  // namespace refchan::model
