// SPDX-License-Identifier: MIT
// stress/runner.cpp: the loop over scenarios and rounds. What a round plays follows from the seed, the scenario's name
// and the round's number alone.

#include "runner.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <regex>

#include "crew.hpp"
#include "verdict.hpp"
#include "watch.hpp"

namespace refchan::stress {

namespace {

using clock = std::chrono::steady_clock;

double seconds_since(clock::time_point start) { return std::chrono::duration<double>(clock::now() - start).count(); }

std::string replay_line(scenario const& what, options const& how) {
    std::string const program = how.program.substr(how.program.rfind('/') + 1);
    std::string const which =
        what.red != 0 ? fmt::format("--plant {}", what.check) : fmt::format("--only '^{}$'", what.name());
    std::string const threads = how.threads == options{}.threads ? "" : fmt::format(" --threads {}", how.threads);
    return fmt::format("build/bin/{} {} --seed {} --seconds {}{}", program, which, how.seed, how.seconds, threads);
}

/// A seed of its own for each round of each scenario.
std::uint64_t round_seed(scenario const& what, std::uint64_t seed, std::uint64_t number) {
    std::uint64_t mixed = dice(seed)();
    for (char const letter : what.name()) {
        mixed = dice(mixed ^ static_cast<unsigned char>(letter))();
    }
    return dice(mixed + number)();
}

class performance {
public:
    performance(scenario const& what, options const& how) : what_(what), how_(how), replay_(replay_line(what, how)) {}

    void play_round(crew& threads) {
        placing const where = crew::can_pin() && rounds_ % 2 == 1 ? placing::one_cpu : placing::free;
        now_running(so_far(rounds_ + 1));
        round one(threads, round_seed(what_, how_.seed, rounds_), how_.threads, where);
        what_.play(one);
        counted_ += one.counted();
        ++rounds_;
    }
    [[nodiscard]] double seconds() const { return seconds_since(start_); }
    [[nodiscard]] row finished() const { return so_far(rounds_); }

private:
    [[nodiscard]] row so_far(std::uint64_t rounds) const {
        return {.check = what_.check,
                .engine = what_.engine,
                .claims = what_.claims,
                .count = counted_,
                .unit = what_.unit,
                .bound = fmt::format("{} senders, {} rounds, {}", how_.threads, rounds,
                                     crew::can_pin() ? "free and pinned" : "free"),
                .seconds = std::round(seconds() * 1000) / 1000,
                .seed = how_.seed,
                .replay = replay_,
                .detail = what_.sentence};
    }

    scenario const& what_;
    options const& how_;
    std::string replay_;
    clock::time_point start_ = clock::now();
    std::uint64_t rounds_ = 0;
    std::uint64_t counted_ = 0;
};

void print_line(row const& finished, bool terminal) {
    fmt::print("{}holds   {:<32} {:>10} {:<10} {:>8.2f} s   {}\n", terminal ? "\r\033[K" : "",
               finished.check + "/" + finished.engine, finished.count, finished.unit, finished.seconds, finished.bound);
    std::fflush(stdout);
}

void print_head(std::vector<scenario> const& chosen, options const& how) {
    fmt::print("refchan stress, {}: {} scenarios, {} s each, at most {} senders, seed {}{}\n", variant(), chosen.size(),
               how.seconds, how.threads, how.seed, crew::can_pin() ? "" : "; threads cannot be pinned here");
    std::fflush(stdout);
}

}  // namespace

std::vector<scenario> choose(std::vector<scenario> const& all, options const& chosen) {
    std::regex const wanted(chosen.only);
    std::vector<scenario> some;
    for (scenario const& one : all) {
        if (std::regex_search(one.name(), wanted) && (chosen.plant.empty() || one.check == chosen.plant)) {
            some.push_back(one);
        }
    }
    return some;
}

int run_scenarios(std::vector<scenario> const& chosen, options const& how) {
    watch::take_signals();
    catch_deaths();
    print_head(chosen, how);
    crew threads(how.threads + 2);
    watch eye(threads, how.watchdog, how.seconds, chosen.size());
    clock::time_point const start = clock::now();
    std::uint64_t messages = 0;
    for (std::size_t number = 0; number != chosen.size(); ++number) {
        std::string const name = chosen[number].name();
        performance now(chosen[number], how);
        eye.scenario(name.c_str(), number);
        do {
            now.play_round(threads);
            eye.round_over();
        } while (now.seconds() < how.seconds && eye.asked_to_stop() == 0);
        if (leaks_now()) {
            broken("memory is leaked: the report above tells which");
        }
        eye.scenario(nullptr, number);
        row const finished = now.finished();
        holds(finished);
        print_line(finished, eye.on_terminal());
        messages += finished.count;
        if (int const signal = eye.asked_to_stop(); signal != 0) {
            fmt::print("interrupted after {} of {} scenarios\n", number + 1, chosen.size());
            return 128 + signal;
        }
    }
    fmt::print("all {} hold: {} messages and operations in {:.1f} s, seed {}\n", chosen.size(), messages,
               seconds_since(start), how.seed);
    return 0;
}

}  // namespace refchan::stress
