// SPDX-License-Identifier: MIT
// properties/oracle/command_line.cpp: the options, once for both programs.

#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <regex>

namespace refchan::oracle::checks {

int run_as_asked(int argc, char** argv, program_help const& about, int (*run)(options const&)) {
    options asked{.histories = about.histories};
    CLI::App app(about.purpose, about.name);
    app.footer(about.footer);
    app.add_option("--seed", asked.seed, "where the histories come from")->capture_default_str();
    if (about.takes_first) {
        app.add_option("--first", asked.first, "number of the first history")->capture_default_str();
    }
    app.add_option("--histories", asked.histories, about.histories_are)
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--seconds", asked.seconds, about.seconds_are)->check(CLI::NonNegativeNumber);
    app.add_option("--only", asked.only, "make the checks whose names match this regular expression");
    app.add_option("--report", asked.report, "write a line of JSON per check to this file");
    app.add_flag("--list", asked.list, "list the checks and stop");
    try {
        app.parse(argc, argv);
        return run(asked);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (std::regex_error const& error) {
        std::cerr << about.name << ": --only: " << error.what() << '\n';
        return 2;
    }
}

}  // namespace refchan::oracle::checks
