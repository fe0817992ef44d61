// SPDX-License-Identifier: MIT
// stress/main.stress.cpp: refchan-stress. --help teaches it.

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <regex>

#include "options.hpp"
#include "round.hpp"
#include "runner.hpp"
#include "verdict.hpp"

namespace refchan::stress {

namespace {

constexpr int usage_error = 2;

void list(std::vector<scenario> const& some, bool with_sentence) {
    for (scenario const& one : some) {
        fmt::print("{}{}\n", with_sentence ? fmt::format("{:<24}", one.check) : one.name(),
                   with_sentence ? "  " + one.sentence : "");
    }
}

int main_of(int argc, char** argv) {
    std::vector<scenario> const all = all_scenarios();
    bool const planted = all.front().red != 0;
    auto const [how, end] = parse(argc, argv, planted);
    if (end) {
        return *end;
    }
    std::vector<scenario> const chosen = choose(all, how);
    if (how.list || how.list_plants) {
        list(chosen, how.list_plants);
        return 0;
    }
    if (chosen.empty()) {
        fmt::print(stderr, "refchan stress: nothing is called that; --list names the scenarios\n");
        return usage_error;
    }
    if (!how.report.empty() && !open_report(how.report, how.append)) {
        fmt::print(stderr, "refchan stress: cannot write to {}\n", how.report);
        return usage_error;
    }
    keep_histories_in(how.histories);
    return planted && how.plant.empty() ? run_plants(chosen, how) : run_scenarios(chosen, how);
}

}  // namespace

}  // namespace refchan::stress

int main(int argc, char** argv) {
    try {
        return refchan::stress::main_of(argc, argv);
    } catch (std::regex_error const& error) {
        fmt::print(stderr, "refchan stress: --only: {}\n", error.what());
    } catch (std::exception const& error) {
        fmt::print(stderr, "refchan stress: {}\n", error.what());
    }
    return refchan::stress::usage_error;
}
