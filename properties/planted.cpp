// SPDX-License-Identifier: MIT
// refchan-properties-planted: the properties over channels with a planted fault each. The checks are checked: a fault
// that its property does not find is a defect of the property.

#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "concurrent.hpp"
#include "generators.hpp"
#include "lockstep.hpp"
#include "plants.hpp"
#include "runner.hpp"
#include "scenarios.hpp"

namespace properties {

namespace {

constexpr std::string_view help_footer = R"(
Each fault is run in a process of its own, since some of them crash or hang: that counts as found.

  refchan-properties-planted                       every fault: one row each, all of them broken; exit status 1
  refchan-properties-planted --plant one_too_many  one of them, with its shrunk counterexample
  refchan-properties-planted --demand              the same as a test: exit status 0 if every fault is found
  refchan-properties-planted --list-plants         the faults, and the property that must find each

Exit status: 1 a fault was found, as it should be; 0 none was; 2 wrong usage. With --demand: 0 all found, 1 not all.)";

constexpr double hang_seconds = 2;

struct plant {
    std::string name;
    std::string engine;
    std::string property;
    std::vector<std::string> claims;
    std::function<found(search const&)> find;
};

template <class Kind>
plant lockstep_plant(std::string name, std::vector<std::string> claims, capacity size = std::nullopt) {
    return {std::move(name), Kind::bounded ? (size == 0U ? "rendezvous" : "bounded") : "reference",
            "agrees_with_the_specification", std::move(claims), [size](search const& how) {
                return find(how, property<sequence>([size](sequence const& commands) {
                                return agrees_with_the_specification<Kind>(size, commands);
                            }));
            }};
}

template <class Kind>
plant threads_plant(std::string name, std::vector<std::string> claims, capacity size = std::nullopt) {
    return {std::move(name), Kind::bounded ? "bounded" : "reference", "is_linearizable", std::move(claims),
            [size](search const& how) { return find(how, size, property<program>(is_linearizable<Kind>)); }};
}

plant scenario_plant(std::string name, std::string scenario, std::vector<std::string> claims, std::string (*run)()) {
    return {std::move(name), "reference", std::move(scenario), std::move(claims),
            [run](search const& /*how*/) { return found{1, false, run(), ""}; }};
}

template <template <class, class> class State>
using faulty_state = unbounded_kind<with_state<State>>;
template <template <class, class> class State>
using faulty_bounded_state = bounded_kind<with_state<State>>;
template <template <class, class> class Engine>
using faulty_engine = unbounded_kind<with_engine<Engine>>;
using receiver_sleeps_on = unbounded_kind<with_sync<no_wake_up_for_one>>;
using senders_sleep_on = bounded_kind<with_sync<no_wake_up_for_all>>;
using overflowing = unbounded_kind<with_sync<overflowing_deadlines>>;

std::vector<plant> menu() {
    return {
        lockstep_plant<faulty_state<last_in_first_out>>("last_in_first_out", {"G1", "G2"}),
        lockstep_plant<faulty_state<loses_a_message>>("loses_a_message", {"G3"}),
        lockstep_plant<faulty_state<disconnected_before_empty>>("disconnected_before_empty", {"G5"}),
        lockstep_plant<faulty_state<forgets_last_drop>>("forgets_last_drop", {"G5"}),
        lockstep_plant<faulty_state<keeps_messages>>("keeps_messages", {"G10", "G16"}),
        lockstep_plant<faulty_bounded_state<one_too_many>>("one_too_many", {"G12"}, 2),
        lockstep_plant<faulty_bounded_state<full_too_early>>("full_too_early", {"G12"}, 4),
        lockstep_plant<faulty_bounded_state<rendezvous_without_receiver>>("rendezvous_without_receiver", {"G12"}, 0),
        lockstep_plant<faulty_engine<timeout_before_message>>("timeout_before_message", {"G7"}),
        lockstep_plant<faulty_engine<eats_unsent>>("eats_unsent", {"G4"}),
        lockstep_plant<forgetful_assignment>("forgetful_assignment", {"G13"}),
        threads_plant<faulty_state<last_in_first_out>>("last_in_first_out_on_threads", {"G1", "G2"}),
        threads_plant<faulty_state<loses_a_message>>("loses_a_message_on_threads", {"G3"}),
        threads_plant<faulty_state<disconnected_too_early>>("disconnected_too_early_on_threads", {"G5"}),
        threads_plant<faulty_state<disconnected_before_empty>>("disconnected_before_empty_on_threads", {"G5"}),
        threads_plant<faulty_state<keeps_messages>>("keeps_messages_on_threads", {"G3", "G10"}),
        threads_plant<faulty_bounded_state<one_too_many>>("one_too_many_on_threads", {"G12"}, 1),
        threads_plant<faulty_bounded_state<full_too_early>>("full_too_early_on_threads", {"G12"}, 2),
        threads_plant<faulty_bounded_state<rendezvous_without_receiver>>("rendezvous_on_threads", {"G12"}, 0),
        threads_plant<faulty_engine<timeout_before_message>>("timeout_before_message_on_threads", {"G6", "G7"}),
        threads_plant<faulty_engine<eats_unsent>>("eats_unsent_on_threads", {"G4"}),
        threads_plant<faulty_engine<destroys_elsewhere>>("destroys_elsewhere_on_threads", {"G10"}),
        threads_plant<receiver_sleeps_on>("receiver_sleeps_on", {"G9"}),
        threads_plant<senders_sleep_on>("senders_sleep_on", {"G9"}, 1),
        scenario_plant("destroys_elsewhere", "receiver_drop_destroys_at_once", {"G10"},
                       receiver_drop_destroys_at_once<faulty_engine<destroys_elsewhere>>),
        scenario_plant("destroys_under_lock", "destructors_may_use_the_channel", {"G10"},
                       destructors_may_use_the_channel<faulty_engine<destroys_under_lock>>),
        scenario_plant("overflowing_deadline", "endless_receive_waits_for_its_message", {"G7"},
                       endless_receive_waits_for_its_message<overflowing>),
    };
}

/// What the process of a fault tells: the number of cases, and what it found.
[[noreturn]] void search_in_child(plant const& planted, search const& how, int answer) {
    auto const tell = [answer](int cases, std::string const& failure) {
        std::string const text = std::to_string(cases) + '\n' + failure;
        [[maybe_unused]] auto const written = ::write(answer, text.data(), text.size());
    };
    int status = 0;
    {
        watchdog const watching(hang_seconds, [&](std::string const& program) { tell(1, "hangs: " + program); });
        auto const result = planted.find(how);
        tell(result.cases, result.failure);
        status = result.failure.empty() ? 0 : 1;
    }
    ::_exit(status);  // what a faulty channel leaked is nobody's business
}

row judge_plant(plant const& planted, search const& how) {
    row verdict;
    verdict.check = "planted." + planted.name;
    verdict.engine = planted.engine;
    verdict.claims = planted.claims;
    verdict.bound = planted.property;
    verdict.seed = seed_in_use();
    verdict.replay =
        "build/bin/refchan-properties-planted --plant " + planted.name + " --seed " + std::to_string(verdict.seed);
    double const began = elapsed();
    int pipe[2]{};
    if (::pipe(pipe) != 0) {
        throw std::runtime_error("no pipe");
    }
    std::cout.flush();
    pid_t const child = ::fork();
    if (child == 0) {
        search_in_child(planted, how, pipe[1]);
    }
    ::close(pipe[1]);
    std::string told;
    char part[512];
    for (ssize_t size = 0; (size = ::read(pipe[0], part, sizeof part)) > 0;) {
        told.append(part, static_cast<std::size_t>(size));
    }
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    auto const line_end = told.find('\n');
    verdict.count = line_end == std::string::npos ? 1 : std::stoul(told);
    verdict.detail = line_end == std::string::npos ? "crashed" : told.substr(line_end + 1);
    verdict.broken = child < 0 ? false : !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    verdict.seconds = elapsed() - began;
    return verdict;
}

int run(std::vector<plant> const& chosen, options const& asked, bool demand) {
    if (!asked.report.empty()) {
        std::ofstream(asked.report, std::ios::trunc);
    }
    bool const alone = chosen.size() == 1;
    bool any_found = false;
    bool all_found = true;
    for (plant const& planted : chosen) {
        row verdict = judge_plant(planted, {planted.name, seed_in_use(), cases_in_use()});
        std::string const everything = verdict.detail;
        verdict.detail = everything.substr(0, everything.find('\n'));
        write_row(asked.report, verdict);
        std::cout << (verdict.broken ? "found   " : "MISSED  ") << planted.name << " by " << planted.property << " ("
                  << verdict.count << " cases): " << (alone ? everything : verdict.detail) << '\n';
        any_found |= verdict.broken;
        all_found &= verdict.broken;
    }
    return demand ? (all_found ? 0 : 1) : (any_found ? 1 : 0);
}

}  // namespace

}  // namespace properties

int main(int argc, char** argv) {
    properties::options asked;
    std::string name;
    bool list = false;
    bool demand = false;
    CLI::App app("Runs the properties over channels with a planted fault each.");
    app.footer(std::string(properties::help_footer));
    app.add_option("--plant", name, "only this fault");
    app.add_option("--seed", asked.seed, "seed of the generated programs")->capture_default_str();
    app.add_option("--cases", asked.cases, "generated programs per fault, at most")->check(CLI::PositiveNumber);
    app.add_option("--seconds", asked.seconds, "accepted and not needed: each fault is found in a moment");
    app.add_option("--report", asked.report, "write a line of JSON per fault to this file");
    app.add_flag("--demand", demand, "succeed if every fault is found");
    app.add_flag("--list,--list-plants", list, "list the faults and stop");
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    std::vector<properties::plant> chosen;
    for (auto& planted : properties::menu()) {
        if (name.empty() || planted.name == name) {
            chosen.push_back(planted);
        }
    }
    if (chosen.empty()) {
        std::cerr << "refchan-properties-planted: no such fault: " << name << " (see --list-plants)\n";
        return 2;
    }
    if (list) {
        for (auto const& planted : chosen) {
            std::cout << planted.name << "  by " << planted.property << '\n';
        }
        return 0;
    }
    properties::use_seed(asked.seed, asked.cases > 0 ? asked.cases : 5000);
    return properties::run(chosen, asked, demand);
}
