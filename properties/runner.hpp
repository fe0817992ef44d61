// SPDX-License-Identifier: MIT
#pragma once
// properties/runner.hpp: what a test says about itself for the report, and what the programs share: options, rows, the
// watchdog that turns a hang into a verdict.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace properties {

/// What the command line asked for.
struct options {
    std::uint64_t seed = 20261121;
    int cases = 0;       ///< 0: the default of the program
    double seconds = 0;  ///< 0: no budget
    std::string only;
    std::string report;
};

/// One line of the report: the verdict of one check.
struct row {
    std::string check;
    std::string engine;
    std::vector<std::string> claims;
    bool broken = false;
    std::size_t count = 0;
    std::string bound;
    double seconds = 0;
    std::uint64_t seed = 0;
    std::string replay;
    std::string detail;
};

/// Appends a row to a file; an empty name means nobody wants one.
void write_row(std::string const& file, row const& what);

/// First line of a running test: the engine (unbounded, bounded, rendezvous, all), the claims it checks, what it is
/// bounded by.
void about(std::string_view engine, std::initializer_list<char const*> claims, std::string_view bound = "one scenario");
/// Adds to the number of cases that the running test has executed. A test that adds nothing counts as one case.
void count_cases(std::size_t how_many);
/// How the running test is run again: a value for RC_PARAMS, if any, and options.
void replay_with(std::string const& parameters, std::string const& arguments);

/// While one of these lives, a pause of more than `limit` seconds between progress() calls ends the process: `hung`
/// gets the description of what was running, and the exit status is 1.
class watchdog {
public:
    explicit watchdog(double limit, std::function<void(std::string const&)> hung);
    watchdog(watchdog const&) = delete;
    watchdog& operator=(watchdog const&) = delete;
    ~watchdog();

private:
    struct state;
    state* state_;
};
/// Tells the watchdog that something new begins; `describe` must stay callable until the next call.
void progress(std::function<std::string()> describe);

/// Seconds since the program began.
double elapsed();

}  // namespace properties
