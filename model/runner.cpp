// SPDX-License-Identifier: MIT
// model/runner.cpp: the searches over one scenario, and the way from a failure to a line that shows it again.

#include "runner.hpp"

#include "scheduler.hpp"
#include "strategies.hpp"
#include "trace.hpp"

namespace refchan::model {
namespace {

scenario const* running = nullptr;

/// What Relacy calls a test: the scenario's program, made anew for each execution.
template <rl::thread_id_t Threads>
struct host : rl::test_suite<host<Threads>, Threads> {
    host() {
        allocation_may_fail = false;
        deadline::forget_all();
        announced.fill({});
        program_ = running->make();
    }
    void thread(unsigned index) {
        program_->thread(index);
        announced[index].kind = operation_kind::finished;
    }
    void after() { program_->after(); }

private:
    std::unique_ptr<program> program_;
};

struct ending {
    rl::test_result_e result;
    std::string trace;
};

/// The one place where Relacy is called. With a trace only for a single execution: it keeps every event in memory.
ending run(scenario const& subject, strategy& decider, bool with_trace) {
    running = &subject;
    deciding = &decider;
    executions = 0;
    rl::ostringstream output;  // not std::ostringstream: its buffer would come from the fibers' allocator
    rl::ostringstream state;
    rl::test_params parameters;
    parameters.output_stream = &output;
    parameters.progress_stream = &output;
    parameters.collect_history = with_trace;
    parameters.search_type = rl::sched_random;  // means: two stale values for a load, and spurious wake-ups
    auto const in_flight = exceptions_in_flight::now();
    auto const result = [&] {
        switch (subject.is.threads) {
            case 1:
                return rl::run_test<host<1>, scheduler<1>>(parameters, state, false);
            case 2:
                return rl::run_test<host<2>, scheduler<2>>(parameters, state, false);
            case 3:
                return rl::run_test<host<3>, scheduler<3>>(parameters, state, false);
            default:
                return rl::run_test<host<4>, scheduler<4>>(parameters, state, false);
        }
    }();
    exceptions_in_flight::now() = in_flight;  // a failed execution leaves its fiber where it was
    return {result, std::string(output.str().c_str())};
}

rl::test_result_e expected_result(expectation what) {
    switch (what) {
        case expectation::data_race:
            return rl::test_result_data_race;
        case expectation::deadlock:
            return rl::test_result_deadlock;
        case expectation::memory_leak:
            return rl::test_result_memory_leak;
        case expectation::freed_memory:
            return rl::test_result_access_to_freed_memory;
        case expectation::double_free:
            return rl::test_result_double_free;
        case expectation::assertion:
            return rl::test_result_user_assert_failed;
        default:
            return rl::test_result_success;
    }
}

class investigation {
public:
    investigation(scenario const& subject, limits const& within) : subject_(subject), limits_(within) {}

    verdict conclude() {
        if (subject_.is.stops_a_thread && limits_.walk) {
            suspend();
        }
        if (!ended_ && limits_.walk) {
            walk();
        }
        if (!ended_ && limits_.bounded) {
            search();
        }
        if (!ended_) {
            without_failure();
        }
        if (subject_.coverage) {
            note(subject_.coverage());
        }
        verdict_.seconds = elapsed();
        return std::move(verdict_);
    }

private:
    using clock = std::chrono::steady_clock;

    [[nodiscard]] double elapsed() const { return std::chrono::duration<double>(clock::now() - start_).count(); }
    [[nodiscard]] budget spending(double share) const {
        return {limits_.executions, std::max(0.05, (limits_.seconds - elapsed()) * share)};
    }
    void note(std::string const& extent) { verdict_.extent += (verdict_.extent.empty() ? "" : ", ") + extent; }

    void suspend() {
        suspension decider(limits_.seed, subject_.is.threads, spending(0.3));
        try_with(decider, "suspend");
        note(std::to_string(executions) + " walks with a thread stopped");
    }
    void walk() {
        random_walk decider(limits_.seed, spending(limits_.bounded ? 0.4 : 1));
        try_with(decider, "walk");
        note(std::to_string(executions) + " walks");
    }
    void search() {
        std::string complete = "no bound complete";
        for (unsigned bound = 0; bound <= limits_.bound; ++bound) {
            bounded_search decider(bound, spending(1));
            try_with(decider, "bounded");
            if (ended_) {
                return;
            }
            if (decider.nondeterministic()) {
                return fail("the scenario is not deterministic: the same answers led to another question");
            }
            if (!decider.complete()) {
                return note(complete + ", cut in bound " + std::to_string(bound));
            }
            if (!decider.restricted()) {
                return note("complete, every execution");
            }
            complete = "complete at bound " + std::to_string(bound);
        }
        note(complete);
    }

    void try_with(strategy& decider, std::string const& how) {
        ending const last = run(subject_, decider, false);
        verdict_.executions += executions;
        if (last.result == rl::test_result_success) {
            return;
        }
        std::uint64_t const needed = executions;
        std::string const answers = to_string(decisions);
        verdict_.replay = subject_.id() + ':' + how + ':' + answers;
        reproduction shown = reproduce(verdict_.replay);
        executions = needed;
        verdict_.trace = std::move(shown.trace);
        std::string const what = shown.reproduced ? shown.reason : rl::test_result_str(last.result);
        ended_ = true;
        verdict_.detail = what + " at execution " + std::to_string(verdict_.executions);
        auto const expected = expected_result(subject_.is.expects);
        verdict_.held = expected != rl::test_result_success && last.result == expected;
    }

    void without_failure() {
        if (verdict_.executions == 0) {
            fail("nothing was executed");
        } else if (expected_result(subject_.is.expects) != rl::test_result_success) {
            fail("the checker did not find what is wrong here");
        } else if (char const* const objection = subject_.judge == nullptr ? nullptr : subject_.judge()) {
            fail(objection);
        } else {
            verdict_.held = true;
        }
    }
    void fail(std::string why) {
        ended_ = true;
        verdict_.held = false;
        verdict_.detail = std::move(why);
    }

    scenario const& subject_;
    limits const& limits_;
    clock::time_point start_ = clock::now();
    verdict verdict_;
    bool ended_ = false;
};

scenario const* find_scenario(std::string_view id) {
    auto const found = std::ranges::find(scenarios(), id, &scenario::id);
    return found == scenarios().end() ? nullptr : &*found;
}

}  // namespace

verdict check(scenario const& subject, limits const& within) { return investigation(subject, within).conclude(); }

reproduction reproduce(std::string const& replay_line) {
    auto const first = replay_line.find(':');
    auto const second = first == std::string::npos ? first : replay_line.find(':', first + 1);
    if (second == std::string::npos) {
        return {false, "malformed: not of the form SCENARIO/ENGINE:SEARCH:SCRIPT", {}};
    }
    scenario const* const subject = find_scenario(std::string_view(replay_line).substr(0, first));
    std::string const how = replay_line.substr(first + 1, second - first - 1);
    std::optional<script> answers = parse_script(std::string_view(replay_line).substr(second + 1));
    if (subject == nullptr) {
        return {false, "no scenario has the name '" + replay_line.substr(0, first) + "'; --list shows them", {}};
    }
    if (!answers || (how != "walk" && how != "bounded" && how != "suspend")) {
        return {false, "malformed: after the name stand walk, bounded or suspend, and a whole script", {}};
    }
    replay decider(std::move(*answers), how == "suspend");
    ending const last = run(*subject, decider, true);
    if (!decider.followed()) {
        return {
            false,
            "diverged: the execution asked other questions than the script answers; the source or the line has changed",
            {}};
    }
    if (last.result == rl::test_result_success) {
        return {false, "not reproduced: the script was followed to its end and nothing failed", {}};
    }
    std::string trace = readable_trace(last.trace, subject->is.threads);
    if (subject->story) {
        trace += '\n' + subject->story();
    }
    return {true, headline(last.trace), std::move(trace)};
}

}  // namespace refchan::model
