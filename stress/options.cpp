// SPDX-License-Identifier: MIT
// stress/options.cpp: the command line, and the help that teaches it.

#include "options.hpp"

#include <CLI/CLI.hpp>
#include <random>

namespace refchan::stress {

namespace {

constexpr char const* what =
    "Runs refchan's channels under load on real threads, and checks as it goes.\n"
    "\n"
    "Each scenario is played on each engine, in short rounds with fresh channels: with calm, mild and wild schedules, "
    "and\n"
    "by turns with all threads free and all on one processor. Order, conservation and answers are checked while the\n"
    "messages move; built with a sanitizer, the program has races and memory checked as well. A hang is a verdict "
    "too.\n"
    "The scenarios called judged_* write down every operation and let the oracle decide; a history that is not "
    "allowed\n"
    "is kept in a file that refchan-check reads and draws.";

constexpr char const* more =
    "Examples\n"
    "  refchan-stress-tsan                                 every scenario for 2 seconds, under ThreadSanitizer\n"
    "  refchan-stress --only 'receiver_drop|/rendezvous'   by a regular expression over CHECK/ENGINE\n"
    "  refchan-stress-asan --seconds 60 --report out.jsonl one JSON line per scenario, written as each ends\n"
    "\n"
    "Exit status\n"
    "  0 all hold   1 something is broken   2 usage, or nothing ran   66 ThreadSanitizer reported   130 interrupted\n"
    "\n"
    "The seed fixes what is played: sizes, ways to send and to wait, disturbances. It does not fix the schedule: to\n"
    "replay a rare failure, give the printed seed more --seconds.";

constexpr char const* planted_more =
    "This program carries planted bugs, one for each entry of --list-plants. Without --plant it plays each of them in "
    "a\n"
    "process of its own and ends with 1 if every one was found in the way that it must be; with 0 if one was missed, "
    "so\n"
    "that whoever expects red sees green. With --plant it ends as the scenario does: 66 by ThreadSanitizer, 1 by a "
    "check.";

}  // namespace

parsed parse(int argc, char** argv, bool planted) {
    parsed result;
    options& chosen = result.chosen;
    chosen.program = argc > 0 ? argv[0] : "refchan-stress";
    chosen.seed = std::random_device()() % 1'000'000'000U;
    CLI::App app(what);
    app.footer(planted ? std::string(planted_more) + "\n\n" + more : more);
    app.add_flag("--list", chosen.list, "List the scenarios, CHECK/ENGINE, one a line, and end");
    app.add_option("--only", chosen.only, "Play only the scenarios whose CHECK/ENGINE matches")->type_name("REGEX");
    app.add_option("--seconds", chosen.seconds, "How long to play each scenario, at least one round (default 2)")
        ->type_name("S")
        ->check(CLI::Range(0.0, 1e7));
    app.add_option("--seed", chosen.seed, "What to play (default: a new one, printed)")->type_name("N");
    app.add_option("--threads", chosen.threads,
                   "Sending threads at most (default 4); more than processors is the point")
        ->type_name("N")
        ->check(CLI::Range(1, 256));
    app.add_option("--report", chosen.report, "Write one JSON line per scenario to FILE")->type_name("FILE");
    app.add_option("--watchdog", chosen.watchdog,
                   planted ? "Seconds without progress that count as a hang (default 3)"
                           : "Seconds without progress that count as a hang (default 60)")
        ->type_name("S")
        ->check(CLI::Range(0.1, 1e7));
    app.add_option("--histories", chosen.histories,
                   "Folder for histories that are not allowed (default: the report's, or the current one); -: nowhere")
        ->type_name("DIR");
    app.add_flag("--append", chosen.append, "Keep what the report file holds, and write behind it");
    if (planted) {
        app.add_option("--plant", chosen.plant, "Play with this planted bug alone")->type_name("NAME");
        app.add_flag("--list-plants", chosen.list_plants, "List the planted bugs and end");
    }
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        result.end = app.exit(error) == 0 ? 0 : 2;
    }
    if (chosen.watchdog <= 0) {
        chosen.watchdog = planted ? 3 : 60;
    }
    return result;
}

}  // namespace refchan::stress
