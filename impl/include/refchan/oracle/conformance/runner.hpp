// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/runner.hpp: runs the checks of some subjects, each in a process of its own: the program
// starts itself again, for one check, and reads what that wrote. A check that hangs is ended by its own watchdog
// (examination.hpp); one that crashes is seen by its status and by the end that its findings do not have.
//
//     my_program --only ... ----+-- my_program --child "my queue/lock_step" --findings FILE ...    > FILE.err 2>&1
//          table, JSON, rows <--+-- my_program --child "my queue/waking" ...
//
// How a process is started and ended: process.hpp.

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "refchan/oracle/conformance/checks.hpp"
#include "refchan/oracle/conformance/examination.hpp"
#include "refchan/oracle/conformance/options.hpp"
#include "refchan/oracle/conformance/process.hpp"
#include "refchan/oracle/conformance/report.hpp"
#include "refchan/oracle/conformance/verdicts.hpp"

namespace refchan::oracle::conformance {

/// Says what is not as it should be with the verdict on a subject; empty: nothing.
using objection_maker = std::function<std::string(subject_verdict const&)>;

class conformance_runner {
public:
    conformance_runner(std::string program, options asked, std::vector<subject> subjects, objection_maker object)
        : program_(std::move(program)),
          asked_(std::move(asked)),
          subjects_(std::move(subjects)),
          object_(std::move(object)) {}

    int run() {
        if (!asked_.child.empty()) {
            return run_child();
        }
        for (std::size_t i = 0; i != subjects_.size(); ++i) {
            for (std::size_t other = 0; other != i; ++other) {
                if (subjects_[i].name == subjects_[other].name) {
                    std::cerr << program_ << ": two channels have the name " << subjects_[i].name << '\n';
                    return 2;
                }
            }
        }
        select();
        if (chosen_.empty()) {
            std::cerr << program_ << ": no check has such a name (see --list)\n";
            return 2;
        }
        if (asked_.list) {
            for (chosen const& one : chosen_) {
                for (check const* each : one.checks) {
                    std::cout << one.of->name << '/' << each->name << '\n';
                }
            }
            return 0;
        }
        detail::watch_for_signals();
        scratch_.emplace();
        std::vector<std::string> unexpected;
        for (chosen const& one : chosen_) {
            subject_verdict const verdict = judge_subject(one);
            if (interrupted_) {
                std::cerr << program_ << ": interrupted\n";
                return 2;
            }
            publish(verdict);
            if (std::string const objection = object_ ? object_(verdict) : summary(verdict); !objection.empty()) {
                unexpected.push_back(verdict.of->name + " (" + objection + ")");
            }
        }
        return conclude(unexpected);
    }

private:
    struct chosen {
        subject const* of;
        std::vector<check const*> checks;
        bool complete = true;
    };

    void select() {
        std::regex const wanted(asked_.only);
        for (subject const& of : subjects_) {
            chosen one{&of, {}};
            for (check const& each : all_checks()) {
                if (!each.is_for(of.has)) {
                    continue;
                }
                if (asked_.only.empty() || std::regex_search(of.name + "/" + std::string(each.name), wanted)) {
                    one.checks.push_back(&each);
                } else {
                    one.complete = false;
                }
            }
            if (!one.checks.empty()) {
                chosen_.push_back(std::move(one));
            }
        }
    }

    [[nodiscard]] subject_verdict judge_subject(chosen const& one) {
        auto const began = std::chrono::steady_clock::now();
        std::vector<check_result> results;
        for (check const* each : one.checks) {
            results.push_back({std::string(each->name), run_in_process(*one.of, *each)});
            bool broken = false;
            for (finding const& found : results.back().found.broken) {
                broken = broken || found.breaks >= one.of->promises;
            }
            if (interrupted_ || (broken && asked_.first)) {
                break;
            }
        }
        subject_verdict made =
            verdict_maker(*one.of, results, one.complete && results.size() == one.checks.size()).make();
        made.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        return made;
    }

    [[nodiscard]] findings run_in_process(subject const& of, check const& each) {
        using detail::shell_quoted;
        std::string const file = scratch_->file(std::to_string(processes_++));
        double const each_seconds = asked_.seconds > 0 ? asked_.seconds / static_cast<double>(chosen_.size()) : 10;
        std::string const command = "echo $$ >" + shell_quoted(file + ".pid") + " && exec " + shell_quoted(program_) +
                                    " --child " + shell_quoted(of.name + "/" + std::string(each.name)) +
                                    " --findings " + shell_quoted(file) + " --seed " + std::to_string(asked_.seed) +
                                    " --seconds " + std::to_string(each.share * each_seconds) + " --patience " +
                                    std::to_string(asked_.patience) + " --histories " + shell_quoted(asked_.histories) +
                                    " >" + shell_quoted(file + ".err") + " 2>&1";
        std::cout.flush();
        // Ample: it is for what the board of the check does not show.
        detail::ended_process const ended =
            detail::run_process(command, file + ".pid", 60 + 3 * each.share * each_seconds + 12 * asked_.patience);
        interrupted_ = interrupted_ || detail::stop_signal != 0 || (ended.status & 0x7f) == SIGINT;
        findings found = read_findings(file);
        if (ended.killed) {
            found.broken.push_back({guarantee::try_returns, profile::fifo_per_sender,
                                    "hangs: the check did not come to its end, and was killed",
                                    detail::tail_of(file + ".err"), ""});
            return found;
        }
        std::string const wrong = detail::status_text(ended.status);
        if (!wrong.empty() || (!found.ended && !found.cut)) {
            found.broken.push_back({guarantee::survives, profile::fifo_per_sender,
                                    wrong.empty() ? "the process ended before the check did" : wrong,
                                    detail::tail_of(file + ".err"), ""});
        }
        return found;
    }

    int run_child() {
        std::size_t const slash = asked_.child.rfind('/');
        for (subject const& of : subjects_) {
            for (check const& each : all_checks()) {
                if (slash != std::string::npos && of.name == asked_.child.substr(0, slash) &&
                    each.name == asked_.child.substr(slash + 1)) {
                    examination(of, std::string(each.name),
                                {.seed = asked_.seed,
                                 .seconds = asked_.seconds,
                                 .patience = asked_.patience,
                                 .report = asked_.findings,
                                 .histories = asked_.histories})
                        .run(each.body);
                    return 0;
                }
            }
        }
        return 2;
    }

    void publish(subject_verdict const& verdict) const {
        replay_of const again{program_, asked_.seed};
        if (asked_.json) {
            print_json(std::cout, verdict);
        } else {
            print_table(std::cout, verdict, again);
            std::cout << '\n';
        }
        std::cout.flush();
        if (!asked_.report.empty()) {
            std::ofstream rows(asked_.report, std::ios::app);
            print_rows(rows, verdict, again);
        }
    }
    [[nodiscard]] static std::string summary(subject_verdict const& verdict) {
        std::string text;
        for (guarantee_verdict const& one : verdict.guarantees) {
            if (!one.expected) {
                text +=
                    (text.empty() ? "" : ", ") + std::string(name_of(one.which)) + " " + std::string(name_of(one.is));
            }
        }
        if (!verdict.rung_expected) {
            text += (text.empty() ? "" : ", ") + std::string("the rung is ") + detail::rung_name(verdict.rung);
        }
        return text;
    }
    [[nodiscard]] int conclude(std::vector<std::string> const& unexpected) const {
        std::ostream& out = asked_.json ? std::cerr : std::cout;
        out << "conformance: " << chosen_.size() << (chosen_.size() == 1 ? " channel, " : " channels, ");
        if (unexpected.empty()) {
            out << "as promised\n";
            return 0;
        }
        out << "not as promised: ";
        for (std::size_t i = 0; i != unexpected.size(); ++i) {
            out << (i == 0 ? "" : "; ") << unexpected[i];
        }
        out << '\n';
        return 1;
    }

    std::string program_;
    options asked_;
    std::vector<subject> subjects_;
    objection_maker object_;
    std::vector<chosen> chosen_;
    std::optional<detail::scratch_folder> scratch_;  // of the process that starts the others
    std::size_t processes_ = 0;
    bool interrupted_ = false;
};

/// What conformance_main() does, for subjects that are at hand. object: what decides about the exit status, in place of
/// what the adapters promise.
[[nodiscard]] inline int run_conformance(int argc, char** argv, std::vector<subject> subjects,
                                         objection_maker object = {}) {
    std::string const program = argc > 0 ? argv[0] : "conformance";
    try {
        auto const asked = parse_options({argv + (argc > 0 ? 1 : 0), argv + argc});
        if (!asked) {
            std::cerr << program << ": " << asked.error() << '\n';
            return 2;
        }
        if (asked->help) {
            print_help(std::cout, program);
            return 0;
        }
        return conformance_runner(program, *asked, std::move(subjects), std::move(object)).run();
    } catch (std::regex_error const& error) {
        std::cerr << program << ": --only: " << error.what() << '\n';
    } catch (std::exception const& error) {
        std::cerr << program << ": " << error.what() << '\n';
    }
    return 2;
}

}  // namespace refchan::oracle::conformance
