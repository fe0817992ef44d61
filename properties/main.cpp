// SPDX-License-Identifier: MIT
// refchan-properties: checks the claims about the channel on programs that RapidCheck generates and on scenarios that
// are written down. One row per test; a failure prints the line that runs it again.

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <regex>
#include <string_view>
#include <vector>

#include "generators.hpp"
#include "runner.hpp"

namespace properties {

namespace {

constexpr double hang_seconds = 120;
constexpr std::string_view help_footer = R"(
A test is Suite.name; the names are claims. Suites whose names begin with "generated_" run generated programs.

  refchan-properties                                       every test, 1000 generated programs each
  refchan-properties --list                                the tests
  refchan-properties --only lockstep --cases 20000         part of them, longer
  refchan-properties --seconds 60 --seed 7                 about a minute in all, from this seed
  RC_PARAMS="reproduce=..." refchan-properties --gtest_filter=Suite.name
                                                           a failure again: the line that the failure printed

RC_PARAMS goes before --seed and --cases. Options of gtest (--gtest_...) pass through.
Exit status: 0 all hold, 1 one is broken, 2 wrong usage or nothing to run.)";

options asked;
row current;
bool any_broken = false;

std::string name_of(testing::TestInfo const& test) { return std::string(test.test_suite_name()) + '.' + test.name(); }
bool is_generated(testing::TestInfo const& test) {
    return std::string_view(test.test_suite_name()).starts_with("generated_");
}

template <class Visit>
void for_each_test(Visit visit) {
    auto const& all = *testing::UnitTest::GetInstance();
    for (int suite = 0; suite != all.total_test_suite_count(); ++suite) {
        auto const& tests = *all.GetTestSuite(suite);
        for (int test = 0; test != tests.total_test_count(); ++test) {
            visit(*tests.GetTestInfo(test));
        }
    }
}

/// A failure in one line: what a generated test found is in its first one.
std::string in_one_line(std::string text) {
    constexpr std::string_view gtests_own = "Failed\n";
    constexpr std::size_t longest = 300;
    if (text.starts_with(gtests_own)) {
        text.erase(0, gtests_own.size());
        return text.substr(0, text.find('\n'));
    }
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text.substr(0, longest);
}

void finish(std::string const& detail) {
    any_broken = any_broken || current.broken;
    if (current.broken) {
        current.detail = in_one_line(detail);
        std::cout << "run again:  " << current.replay << std::endl;
    }
    current.count += current.count == 0 ? 1 : 0;
    write_row(asked.report, current);
}

class reporter : public testing::EmptyTestEventListener {
    void OnTestIterationStart(testing::UnitTest const& /*all*/, int /*iteration*/) override {
        std::size_t generated = 0;
        for_each_test([&](testing::TestInfo const& test) { generated += test.should_run() && is_generated(test); });
        share_budget(asked.seconds, generated);
    }
    void OnTestStart(testing::TestInfo const& test) override {
        current = row{};
        current.check = name_of(test);
        current.seed = seed_in_use();
        replay_with("", "");
        detail_.clear();
        began_ = elapsed();
        progress({});
    }
    void OnTestPartResult(testing::TestPartResult const& result) override {
        if (result.failed() && detail_.empty()) {
            detail_ = result.summary();
        }
    }
    void OnTestEnd(testing::TestInfo const& test) override {
        current.seconds = elapsed() - began_;
        current.broken = test.result()->Failed();
        finish(detail_);
    }

    std::string detail_;
    double began_ = 0;
};

void end_hung(std::string const& program) {
    std::cout << current.check << " hangs in " << (program.empty() ? "its scenario" : program) << std::endl;
    current.broken = true;
    finish("hangs: " + program);
}

/// --only, in the language of gtest.
void select_only(std::string const& pattern) {
    std::regex const wanted(pattern);
    std::string filter;
    for_each_test([&](testing::TestInfo const& test) {
        if (std::regex_search(name_of(test), wanted)) {
            filter += name_of(test) + ':';
        }
    });
    GTEST_FLAG_SET(filter, filter.empty() ? "-*" : filter);
}

int run(bool inside_death_test) {
    if (!asked.report.empty() && !inside_death_test) {
        std::ofstream(asked.report, std::ios::trunc);
    }
    int const usual_cases = asked.seconds > 0 ? 50 : 1000;  // within a budget, as many times 50 as there is time for
    use_seed(asked.seed, asked.cases > 0 ? asked.cases : usual_cases);
    testing::UnitTest::GetInstance()->listeners().Append(new reporter);  // gtest deletes it
    watchdog const watching(hang_seconds, end_hung);
    [[maybe_unused]] int const verdict_is_ours = RUN_ALL_TESTS();
    if (testing::UnitTest::GetInstance()->test_to_run_count() == 0) {
        std::cerr << "refchan-properties: no test has such a name (see --list)\n";
        return 2;
    }
    return any_broken ? 1 : 0;
}

}  // namespace

void about(std::string_view engine, std::initializer_list<char const*> claims, std::string_view bound) {
    current.engine = engine;
    current.claims.assign(claims.begin(), claims.end());
    current.bound = bound;
}
void count_cases(std::size_t how_many) { current.count += how_many; }
void replay_with(std::string const& parameters, std::string const& arguments) {
    std::string const environment = parameters.empty() ? "" : "RC_PARAMS=\"" + parameters + "\" ";
    std::string const options = arguments.empty() ? "" : ' ' + arguments;
    current.replay = environment + "build/bin/refchan-properties --gtest_filter=" + current.check + options;
}

}  // namespace properties

int main(int argc, char** argv) {
    using properties::asked;
    std::vector<char*> for_gtest{argv[0]};
    std::vector<char*> for_us{argv[0]};
    bool inside_death_test = false;
    for (char* const argument : std::vector<char*>(argv + 1, argv + argc)) {
        bool const gtest = std::string_view(argument).starts_with("--gtest_");
        (gtest ? for_gtest : for_us).push_back(argument);
        inside_death_test |= std::string_view(argument).starts_with("--gtest_internal_run_death_test");
    }
    CLI::App app("Checks the claims about the channel on generated programs and on written scenarios.");
    app.footer(std::string(properties::help_footer));
    bool list = false;
    app.add_option("--seed", asked.seed, "seed of the generated programs")->capture_default_str();
    app.add_option("--cases", asked.cases, "generated programs per test")->check(CLI::PositiveNumber);
    app.add_option("--seconds", asked.seconds, "go on with fresh seeds until about that much time is used")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--only", asked.only, "run the tests whose names match this regular expression");
    app.add_option("--report", asked.report, "write a line of JSON per test to this file");
    app.add_flag("--list", list, "list the tests and stop");
    try {
        app.parse(static_cast<int>(for_us.size()), for_us.data());
        int gtest_count = static_cast<int>(for_gtest.size());
        for_gtest.push_back(nullptr);
        testing::InitGoogleTest(&gtest_count, for_gtest.data());
        if (!asked.only.empty()) {
            properties::select_only(asked.only);
        }
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (std::regex_error const& error) {
        std::cerr << "refchan-properties: --only: " << error.what() << '\n';
        return 2;
    }
    if (list) {
        properties::for_each_test([](auto const& test) { std::cout << properties::name_of(test) << '\n'; });
        return 0;
    }
    return properties::run(inside_death_test);
}
