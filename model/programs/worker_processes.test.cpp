// SPDX-License-Identifier: MIT
// model/programs/worker_processes.test.cpp: every job is answered once, by whichever child, and a child that dies takes
// nothing with it but the job that killed it.

#include "programs/worker_processes.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <numeric>

namespace refchan::model {
namespace {

struct outcome {
    std::map<std::size_t, std::string> answers;
    std::map<std::size_t, std::string> deaths;
};

outcome run(unsigned children, std::size_t jobs, worker_processes::duties duties) {
    outcome seen;
    duties.done = [&](std::size_t job, std::string_view answer) {
        EXPECT_TRUE(seen.answers.emplace(job, answer).second) << job << " was done twice";
    };
    duties.died_from = [&](std::size_t job, std::string const& how) { seen.deaths.emplace(job, how); };
    std::vector<std::size_t> all(jobs);
    std::iota(all.begin(), all.end(), std::size_t{0});
    worker_processes(children, std::move(duties)).run(all);
    return seen;
}

worker_processes::duties working(std::function<std::string(std::size_t)> work, std::function<bool()> may_begin) {
    return {std::move(work), std::move(may_begin), nullptr, nullptr};
}

bool always() { return true; }

TEST(worker_processes, answer_every_job_once) {
    // Longer than what a pipe holds, so that answers come in pieces.
    auto const work = [](std::size_t job) { return std::string(job * 1000, 'a') + std::to_string(job); };
    for (unsigned const children : {1U, 2U, 5U}) {
        outcome const seen = run(children, 100, working(work, always));
        EXPECT_EQ(seen.answers.size(), 100U);
        EXPECT_TRUE(seen.deaths.empty());
        for (auto const& [job, answer] : seen.answers) {
            EXPECT_EQ(answer, work(job));
        }
    }
}

TEST(worker_processes, lose_nothing_but_the_job_that_kills_a_child) {
    auto const work = [](std::size_t job) {
        if (job == 3) {
            std::abort();
        }
        if (job == 20) {
            _exit(7);
        }
        return std::to_string(job);
    };
    outcome const seen = run(2, 50, working(work, always));
    EXPECT_EQ(seen.answers.size(), 48U);
    EXPECT_EQ(seen.deaths, (std::map<std::size_t, std::string>{{3, "signal 6"}, {20, "exit status 7"}}));
}

TEST(worker_processes, leave_out_what_may_not_begin) {
    int begun = 0;  // a child's own
    outcome const seen =
        run(1, 40, working([](std::size_t) { return std::string("done"); }, [&] { return begun++ < 5; }));
    EXPECT_EQ(seen.answers.size(), 15U);  // three children, of 16 jobs at most, begin five each
    EXPECT_TRUE(seen.deaths.empty());
}

TEST(worker_processes, have_nothing_to_do) { EXPECT_TRUE(run(3, 0, working(nullptr, nullptr)).answers.empty()); }

}  // namespace
}  // namespace refchan::model
