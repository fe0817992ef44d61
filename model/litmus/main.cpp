// SPDX-License-Identifier: MIT
// model/litmus/main.cpp: the command line of refchan-litmus.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <regex>

#include "differential.hpp"
#include "judge_checks.hpp"
#include "suite.hpp"
#include "table.hpp"
#include "text.hpp"

namespace refchan::litmus {
namespace {

struct settings {
    std::vector<std::string> places{"model/litmus/tests"};
    std::string only;
    std::string table;
    std::vector<std::string> searches{"plain", "reduced"};
    bool list = false;
    bool judge_only = false;
    bool random = false;
    bool update = false;
    bool markdown = false;
    sample random_programs{};
};

enum exit_status : int { as_claimed = 0, broken = 1, could_not_run = 2 };

constexpr char const* footer = R"(
A litmus test is a small text: a few operations in a few threads, and which outcomes C++20 allows. Three parties say what they are:
  the text     claims, written by hand
  the judge    takes every execution one can think of, and applies the rules of the standard to it
  the models   execute the program on the atomics on which the channel is checked, in every way they know
All must agree. What C++20 allows and the models cannot show must be of a kind that is declared: load buffering, or a total
order of the seq_cst operations that is no order of execution. The form of the tests: model/litmus/text.hpp.

Examples:
  refchan-litmus                                 all tests of model/litmus/tests
  refchan-litmus --only '^SB' --list             what they are and what each party says
  refchan-litmus --judge                         the judge alone: against the claims, and with each of its rules switched off
  refchan-litmus --random 5000 --seed 7          random programs: the judge against the models
  refchan-litmus --check-table model/README.md   is the table in there what was measured now? (--update writes it)

Exit status: 0 all agree, 1 somebody does not, 2 nothing could be run.)";

std::vector<family> selected(std::vector<family> all, std::regex const& wanted) {
    for (family& each : all) {
        std::erase_if(each.tests, [&](test const& one) { return !std::regex_search(one.name, wanted); });
    }
    std::erase_if(all, [](family const& each) { return each.tests.empty(); });
    return all;
}

std::vector<test> tests_of(std::vector<family> const& families) {
    std::vector<test> all;
    for (family const& each : families) {
        all.insert(all.end(), each.tests.begin(), each.tests.end());
    }
    return all;
}

int check_judge(std::vector<family> const& families, bool each_rule) {
    std::vector<test> const tests = tests_of(families);
    auto const wrong = disagreements(tests);
    for (std::string const& each : wrong) {
        fmt::print("BROKEN  {}\n", each);
    }
    std::size_t unnoticed = 0;
    for (rule_check const& each : each_rule ? without_each_rule(tests) : std::vector<rule_check>{}) {
        unnoticed += each.noticed_by.empty() ? 1 : 0;
        fmt::print("{}  without '{}' {} claims come out otherwise{}\n", each.noticed_by.empty() ? "BROKEN" : "noticed",
                   each.rule, each.noticed_by.size(),
                   each.noticed_by.empty() ? "" : ", first " + each.noticed_by.front());
    }
    fmt::print("judge: {} tests, {} disagreements with their claims\n", tests.size(), wrong.size());
    return wrong.empty() && unnoticed == 0 ? as_claimed : broken;
}

void print_row(result const& of, bool in_detail) {
    auto const objections = of.objections();
    auto const size = [&](machine on) { return of.shown(on).size(); };
    fmt::print("{}  {:<34} C++20 {:>3}, the models {:>3} in {} executions ({} reduced), plain Relacy {:>3}\n",
               objections.empty() ? "agrees" : "BROKEN", of.of->name, of.by.allowed.size(), size(machine::plain_search),
               of.found.at(machine::plain_search).executions, of.found.at(machine::reduced_search).executions,
               size(machine::relacy));
    for (std::string const& each : objections) {
        fmt::print("        {}\n", each);
    }
    if (in_detail || !objections.empty()) {
        fmt::print("\n{}\n", print(*of.of));
    }
    for (outcome const& each : in_detail ? of.by.allowed : std::set<outcome>{}) {
        fmt::print("        {}", print(each, of.of->does));
        for (auto const& [on, found] : of.found) {
            fmt::print("{}", found.outcomes.contains(each) ? "" : fmt::format("  not: {}", name_of(on)));
        }
        fmt::print("\n");
    }
    std::fflush(stdout);
}

/// Compares the file's region with what was measured, or writes it.
int check_table(std::string const& path, std::vector<result> const& results, bool update) {
    std::ifstream file(path);
    std::string const text(std::istreambuf_iterator<char>(file), {});
    auto const wanted = with_region(text, markdown(results));
    if (!file || !wanted) {
        fmt::print(stderr, "{} {}\n", path, file ? wanted.error() : "cannot be read");
        return could_not_run;
    }
    if (update) {
        file.close();
        std::ofstream(path) << *wanted;
        return as_claimed;
    }
    if (*wanted != text) {
        fmt::print(stderr,
                   "{}: its table of litmus tests is not what was measured; --check-table {} --update writes it\n",
                   path, path);
        return broken;
    }
    return as_claimed;
}

int run_tests(std::vector<family> const& families, settings const& set) {
    std::vector<result> results;
    std::size_t objections = 0;
    for (family const& each : families) {
        for (test const& one : each.tests) {
            results.push_back(examine(each, one, {}));
            objections += results.back().objections().empty() ? 0 : 1;
            if (!set.markdown) {
                print_row(results.back(), set.list);
            }
        }
    }
    if (set.markdown) {
        fmt::print("{}", markdown(results));
    } else {
        fmt::print("{} of {} tests agree\n", results.size() - objections, results.size());
    }
    int const table = set.table.empty() ? int{as_claimed} : check_table(set.table, results, set.update);
    return objections == 0 ? table : int{broken};
}

int run_random(settings const& set) {
    comparison const found = compare(set.random_programs);
    fmt::print("{} random programs, {} outcomes", found.programs, found.outcomes);
    for (std::size_t i = 0; i != found.executions.size(); ++i) {
        fmt::print(", {} {} executions", name_of(set.random_programs.searches[i]), found.executions[i]);
    }
    fmt::print(", {} searches not finished\n", found.unfinished);
    if (!found.disagreement.empty()) {
        fmt::print("BROKEN  {}", found.disagreement);
        return broken;
    }
    return found.programs == 0 ? could_not_run : as_claimed;
}

int run(settings const& set) {
    if (set.random) {
        return run_random(set);
    }
    auto const loaded = load(set.places);
    if (!loaded) {
        fmt::print(stderr, "{}\n", loaded.error());
        return could_not_run;
    }
    auto const families = selected(*loaded, std::regex(set.only));
    if (families.empty()) {
        fmt::print(stderr, "no test matches '{}': nothing was checked\n", set.only);
        return could_not_run;
    }
    int const judged = check_judge(families, set.judge_only);
    if (set.judge_only || judged != as_claimed) {
        return judged;
    }
    return run_tests(families, set);
}

int main(int count, char** arguments) {
    settings set;
    CLI::App app("Measures the memory model under which the channel is checked, and compares it with C++20's.");
    app.footer(footer);
    app.add_option("tests", set.places, "Files *.litmus, or folders of them (default: model/litmus/tests)");
    app.add_option("--only", set.only, "Only tests whose name matches this regular expression");
    app.add_flag("--list", set.list, "Show each test, and who shows which outcome");
    app.add_flag("--judge", set.judge_only, "Only the judge: the claims, and each of its rules switched off");
    app.add_flag("--markdown", set.markdown, "Print the table instead");
    auto* const table = app.add_option("--check-table", set.table, "Is the table in this file what was measured?");
    app.add_flag("--update", set.update, "Write it there")->needs(table);
    auto* const random = app.add_option("--random", set.random_programs.programs, "Compare on so many random programs");
    app.add_option("--seed", set.random_programs.first, "The number of the first of them")->capture_default_str();
    app.add_option("--seconds", set.random_programs.seconds, "Most seconds for them")->capture_default_str();
    app.add_option("--operations", set.random_programs.of.most_operations, "Most operations in one of them")
        ->check(CLI::Range(4, 12))
        ->capture_default_str();
    app.add_flag("--seq-cst", set.random_programs.of.seq_cst, "With seq_cst operations");
    app.add_option("--search", set.searches, "Which searches to compare: plain, reduced, in_place (several: repeat it)")
        ->check(CLI::IsMember({"plain", "reduced", "in_place"}))
        ->needs(random);
    try {
        app.parse(count, arguments);
        set.random = random->count() != 0;
        for (std::string const& each : set.searches) {
            set.random_programs.searches.push_back(each == "plain"     ? machine::plain_search
                                                   : each == "reduced" ? machine::reduced_search
                                                                       : machine::in_place_reduced);
        }
        return run(set);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? as_claimed : could_not_run;
    } catch (std::regex_error const&) {
        fmt::print(stderr, "--only '{}' is not a regular expression\n", set.only);
        return could_not_run;
    }
}

}  // namespace
}  // namespace refchan::litmus

int main(int count, char** arguments) { return refchan::litmus::main(count, arguments); }
