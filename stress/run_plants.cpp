// SPDX-License-Identifier: MIT
// stress/run_plants.cpp: shows that the checks are able to fail. A planted bug ends its process, so each gets one; two
// at a time, since those that hang only wait for the watchdog.

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <optional>

#include "runner.hpp"
#include "verdict.hpp"

namespace refchan::stress {

namespace {

using clock = std::chrono::steady_clock;

struct child {
    scenario const* plant;
    clock::time_point start;
};

/// This program again, with one plant alone; its output is left out, for --plant shows it.
std::optional<pid_t> start(scenario const& plant, options const& how) {
    std::vector<std::string> words{how.program,
                                   "--plant",
                                   plant.check,
                                   "--seed",
                                   fmt::format("{}", how.seed),
                                   "--seconds",
                                   fmt::format("{}", how.seconds),
                                   "--watchdog",
                                   fmt::format("{}", how.watchdog),
                                   "--threads",
                                   fmt::format("{}", how.threads),
                                   "--histories",
                                   how.histories.empty() ? "-" : how.histories};
    if (!how.report.empty()) {
        words.insert(words.end(), {"--report", how.report, "--append"});
    }
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    pid_t process = 0;
    int const failed = posix_spawn(&process, "/proc/self/exe", &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    return failed == 0 ? std::optional(process) : std::nullopt;
}

std::string in_words(int status) {
    if (WIFSIGNALED(status)) {
        return fmt::format("signal {}", WTERMSIG(status));
    }
    int const exit = WEXITSTATUS(status);
    return exit == 66  ? "ThreadSanitizer"
           : exit == 1 ? "a check"
           : exit == 0 ? "nothing"
                       : fmt::format("exit {}", exit);
}

/// Waits for one of them and says whether its plant was found as it must be.
bool finish_one(std::map<pid_t, child>& running) {
    int status = 0;
    pid_t const process = waitpid(-1, &status, 0);
    auto const found = running.find(process);
    if (found == running.end()) {
        return true;
    }
    child const done = found->second;
    running.erase(found);
    double const seconds = std::chrono::duration<double>(clock::now() - done.start).count();
    bool const caught = WIFEXITED(status) && WEXITSTATUS(status) == done.plant->red;
    fmt::print("{:<8}{:<36} by {:<16} {:.2f} s   {}\n", caught ? "caught" : "MISSED", done.plant->name(),
               in_words(status), seconds, done.plant->sentence);
    std::fflush(stdout);
    return caught;
}

}  // namespace

int run_plants(std::vector<scenario> const& plants, options const& how) {
    fmt::print("refchan stress, {}: {} planted bugs, seed {}\n", variant(), plants.size(), how.seed);
    std::fflush(stdout);
    std::map<pid_t, child> running;
    std::size_t caught = 0;
    for (scenario const& plant : plants) {
        if (running.size() == 2) {
            caught += finish_one(running) ? 1U : 0U;
        }
        if (auto const process = start(plant, how)) {
            running[*process] = {&plant, clock::now()};
        } else {
            fmt::print("MISSED  {}: its process could not be started\n", plant.name());
        }
    }
    while (!running.empty()) {
        caught += finish_one(running) ? 1U : 0U;
    }
    fmt::print("{} of {} planted bugs were caught\n", caught, plants.size());
    return caught == plants.size() ? 1 : 0;
}

}  // namespace refchan::stress
