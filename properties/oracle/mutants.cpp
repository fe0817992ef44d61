// SPDX-License-Identifier: MIT
// refchan-oracle-mutants: takes each clause out of the oracle, one at a time, and looks for a history that is judged
// wrongly then. A clause that is never missed is either superfluous, or not tested.
//
//     allows      the mutant allows what the exhaustive search forbids; or it forbids what the search allows
//     renames     it says yes and no where it should, but names another rule than the oracle: the least of the differences
//     crashes, hangs, throws   so does a process that each mutant has for itself
//
// Before, the copy with every clause must answer as the search and the original do.

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <new>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>

#include "../runner.hpp"
#include "command_line.hpp"
#include "generate.hpp"
#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/search.hpp"
#include "shrink.hpp"
#include "switchable.hpp"

namespace refchan::oracle::checks {

namespace {

constexpr std::string_view help_footer = R"(
  refchan-oracle-mutants                every clause
  refchan-oracle-mutants --only order   the clauses whose names match; with the history that each was missed on
  refchan-oracle-mutants --list         the clauses

Exit status: 0 each clause is missed by some history, 1 one is not, 2 wrong usage.)";

constexpr unsigned seconds_until_it_hangs = 300;
/// How many more histories a mutant gets to do worse than to name another rule.
constexpr std::uint64_t patience = 100'000;

enum class difference : std::uint8_t { none, allows, forbids, renames, throws, crashes, hangs };
constexpr std::string_view words[] = {"is never missed", "allows", "forbids", "renames", "throws", "crashes", "hangs"};

/// What a mutant's process tells: also what it was at when it died.
struct finding {
    std::uint64_t number = 0;  // of the history
    profile which = profile::linearizable;
    difference is = difference::none;
};

/// Whom it is compared with is the search; what rule is broken, only the oracle can say.
difference compare(history const& what, profile which) {
    bool const explained = explainable(what, which);
    try {
        verdict const mutant = judge_without_a_clause(what, which);
        if (mutant.has_value() == explained) {
            return explained ? difference::forbids : difference::allows;
        }
        verdict const right = explained ? std::nullopt : judge(what, which);
        return right.has_value() && right->broken != mutant->broken ? difference::renames : difference::none;
    } catch (std::exception const&) {
        return difference::throws;
    }
}

void search(options const& asked, std::uint64_t histories, finding& told) {
    finding renames;
    for (std::uint64_t number = 0; number != histories; ++number) {
        history const what = generate(asked.seed, number).what;
        for (profile const which : ladder_rungs) {
            if (!what.timed && which != profile::fifo_per_sender) {
                continue;
            }
            told.number = number;
            told.which = which;
            difference const found = compare(what, which);
            if (found == difference::renames && renames.is == difference::none) {
                renames = {number, which, found};
            } else if (found != difference::none && found != difference::renames) {
                told.is = found;
                return;
            }
        }
        if (renames.is != difference::none && number > renames.number + patience) {
            break;
        }
    }
    told.is = renames.is;
    if (renames.is != difference::none) {
        told = renames;
    }
}

/// In a process of its own, since a procedure without one of its clauses may do anything.
finding search_apart(options const& asked, unsigned clause, std::uint64_t histories) {
    void* const page = ::mmap(nullptr, sizeof(finding), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        throw std::runtime_error("no memory to share with a process");
    }
    auto* const told = new (page) finding;
    std::cout.flush();
    pid_t const child = ::fork();
    if (child == 0) {
        ::alarm(seconds_until_it_hangs);
        switched_off = clause;
        search(asked, histories, *told);
        ::_exit(0);
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child) {
        throw std::runtime_error("no process");
    }
    finding found = *told;
    ::munmap(page, sizeof(finding));
    if (status != 0) {  // also the exit status of a sanitizer
        found.is = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? difference::hangs : difference::crashes;
    }
    return found;
}

/// The history on which a clause is missed, shrunk; not where that would need more processes.
std::string example(options const& asked, unsigned clause, finding const& found) {
    history const what = generate(asked.seed, found.number).what;
    if (found.is == difference::crashes || found.is == difference::hangs) {
        return as_lines(what);
    }
    switched_off = clause;
    std::string const text = as_lines(shrink(what, [&](history const& smaller) {
        bool const is_judged = smaller.timed || found.which == profile::fifo_per_sender;
        return is_judged && compare(smaller, found.which) == found.is;
    }));
    switched_off = no_clause;
    return text;
}

bool judge_clause(options const& asked, unsigned clause, std::string const& name, bool killed_is_right) {
    double const began = properties::elapsed();
    finding const found = search_apart(asked, clause, killed_is_right ? asked.histories : 20'000);
    bool const differs = found.is != difference::none;
    properties::row row;
    row.check = killed_is_right ? "oracle.clause." + name.substr(name.find(' ') + 1) : "oracle." + name;
    row.engine = "checker";
    row.claims = {"checker"};
    row.broken = differs != killed_is_right;
    row.count = static_cast<std::size_t>(found.number + 1);
    row.bound = "histories of up to 18 operations, capacities none and 0 to 3";
    row.seconds = properties::elapsed() - began;
    row.seed = asked.seed;
    row.replay = "build/bin/refchan-oracle-mutants --seed " + std::to_string(asked.seed) + " --only '^" + name + "$'";
    row.detail = differs ? std::string(words[static_cast<std::size_t>(found.is)]) + ", by " +
                               std::string(name_of(found.which)) + ", history " + std::to_string(found.number)
                         : "answers like the oracle";
    properties::write_row(asked.report, row);
    std::cout << (row.broken ? "broken  " : "holds   ") << name
              << std::string(name.size() < 44 ? 44 - name.size() : 1, ' ') << row.detail << '\n';
    if (differs && (row.broken || !asked.only.empty())) {
        std::cout << example(asked, clause, found);
    }
    if (row.broken) {
        std::cout << "run again:  " << row.replay << '\n';
    }
    return !row.broken;
}

int run(options const& asked) {
    constexpr std::string_view whole = "the_copy_is_the_oracle";
    std::regex const wanted(asked.only);
    if (!asked.report.empty()) {
        std::ofstream(asked.report, std::ios::trunc);
    }
    std::size_t looked_at = 0;
    std::size_t held = 0;
    auto const take = [&](unsigned clause, std::string const& name) {
        if (std::regex_search(name, wanted)) {
            ++looked_at;
            if (asked.list) {
                std::cout << name << '\n';
            } else {
                held += judge_clause(asked, clause, name, clause != no_clause) ? 1 : 0;
            }
        }
    };
    take(no_clause, std::string(whole));
    for (unsigned clause = 0; clause != clauses().size(); ++clause) {
        take(clause, std::string(clauses()[clause]));
    }
    if (looked_at == 0) {
        std::cerr << "refchan-oracle-mutants: no clause has such a name (see --list)\n";
        return 2;
    }
    if (asked.list) {
        return 0;
    }
    std::cout << held << " of " << looked_at << " hold\n";
    return held == looked_at ? 0 : 1;
}

}  // namespace

}  // namespace refchan::oracle::checks

int main(int argc, char** argv) {
    using namespace refchan::oracle::checks;
    return run_as_asked(argc, argv,
                        {.name = "refchan-oracle-mutants",
                         .purpose = "Takes each clause out of the oracle, and demands that it is missed.",
                         .footer = std::string(help_footer),
                         .histories = 3'000'000,
                         .histories_are = "how many, at most, for each clause",
                         .seconds_are = "accepted, and ignored: each clause needs what it needs",
                         .takes_first = false},
                        run);
}
