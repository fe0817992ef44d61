// SPDX-License-Identifier: MIT
// refchan-oracle: compares the fast oracle with an exhaustive search over the specification, on small random histories.
// One row per check; a disagreement is shrunk and printed as a history file, with the line that finds it again.

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "../runner.hpp"
#include "command_line.hpp"
#include "compare.hpp"
#include "mix.hpp"

namespace refchan::oracle::checks {

namespace {

constexpr std::string_view help_footer = R"(
  refchan-oracle                                    a million histories
  refchan-oracle --seconds 600 --seed 7             as many as there is time for, from this seed
  refchan-oracle --seed 7 --first 41 --histories 1  history 41 of that seed, again
  refchan-oracle --list                             the checks

Exit status: 0 all hold, 1 one is broken, 2 wrong usage.)";

/// With a budget in seconds, the number of histories does not end the run.
std::uint64_t look_at_all(options const& asked, std::vector<check>& checks, mix& so_far) {
    constexpr std::uint64_t between_looks_at_the_clock = 256;
    std::uint64_t number = asked.first;
    auto const goes_on = [&] {
        return asked.seconds > 0 ? number % between_looks_at_the_clock != 0 || properties::elapsed() < asked.seconds
                                 : number != asked.first + asked.histories;
    };
    for (; goes_on(); ++number) {
        look(checks, so_far, asked.seed, number);
    }
    return number - asked.first;
}

void judge_mix(check& one, mix const& so_far) {
    if (so_far.count() < mix::enough_histories) {
        one.detail = "nothing is demanded of so few histories";
    }
    for (std::string const& miss : so_far.misses()) {
        std::cout << "BROKEN  " << one.name << ": " << miss << '\n';
        one.detail = one.broken ? one.detail : miss;
        one.broken = true;
    }
}

void write_rows(options const& asked, std::vector<check> const& checks, std::uint64_t histories) {
    for (check const& one : checks) {
        std::string const command = "build/bin/refchan-oracle --seed " + std::to_string(asked.seed);
        bool const about_one = one.broken && one.complain != nullptr;
        std::uint64_t const first = about_one ? one.number : asked.first;
        properties::row row;
        row.check = "oracle." + one.name;
        row.engine = "checker";
        row.claims = {"checker"};
        row.broken = one.broken;
        row.count = static_cast<std::size_t>(one.count);
        row.bound = "histories of up to 18 operations, capacities none and 0 to 3";
        row.seconds = properties::elapsed() / static_cast<double>(checks.size());
        row.seed = asked.seed;
        row.replay = command + " --first " + std::to_string(first) + " --histories " +
                     std::to_string(about_one ? 1 : histories) + " --only " + one.name;
        row.detail = one.detail;
        std::cout << (one.broken ? "broken  " : "holds   ") << one.name << "  (" << one.count << " histories)\n";
        if (one.broken) {
            std::cout << "run again:  " << row.replay << '\n';
        }
        properties::write_row(asked.report, row);
    }
}

int run(options const& asked) {
    std::regex const wanted(asked.only);
    std::vector<check> checks = all_checks();
    std::erase_if(checks, [&](check const& one) { return !std::regex_search(one.name, wanted); });
    if (checks.empty()) {
        std::cerr << "refchan-oracle: no check has such a name (see --list)\n";
        return 2;
    }
    if (asked.list) {
        std::ranges::for_each(checks, [](check const& one) { std::cout << one.name << '\n'; });
        return 0;
    }
    if (!asked.report.empty()) {
        std::ofstream(asked.report, std::ios::trunc);
    }
    mix so_far;
    std::uint64_t const histories = look_at_all(asked, checks, so_far);
    so_far.print(std::cout);
    for (check& one : checks) {
        if (one.complain == nullptr) {
            judge_mix(one, so_far);
        }
    }
    write_rows(asked, checks, histories);
    return std::ranges::any_of(checks, [](check const& one) { return one.broken; }) ? 1 : 0;
}

}  // namespace

}  // namespace refchan::oracle::checks

int main(int argc, char** argv) {
    using namespace refchan::oracle::checks;
    return run_as_asked(argc, argv,
                        {.name = "refchan-oracle",
                         .purpose = "The oracle, checked against an exhaustive search over the specification.",
                         .footer = std::string(help_footer),
                         .histories = 1'000'000,
                         .histories_are = "how many",
                         .seconds_are = "go on until about that much time is used",
                         .takes_first = true},
                        run);
}
