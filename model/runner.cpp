// SPDX-License-Identifier: MIT
// model/runner.cpp: the searches over one scenario, and the way from a failure to a line that shows it again.

#include "runner.hpp"

#include "bounded_search.hpp"
#include "checkpoint.hpp"
#include "programs/run_time_program.hpp"
#include "reduced_search.hpp"
#include "scheduler.hpp"
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
        object::forget_all();
        fences.fill({});
        inside.fill(idle);
        read_last.fill(nullptr);
        events.clear();
        step_now = no_step;
        program_ = running->make();
        step_now = 0;
        touched.clear();
    }
    void thread(unsigned index) { program_->thread(index); }
    void after() {
        touched.close();
        program_->after();
    }

private:
    std::unique_ptr<program> program_;
};

struct ending {
    rl::test_result_e result;
    std::string trace;
};

/// The search, and the rules of memory if they are not the usual ones: "walk", or "walk,in_order,cxx11".
std::string with_rules(std::string search) {
    search += cxx_memory.reorder_stores ? "" : ",in_order";
    search += cxx_memory.cxx20_release_sequences ? "" : ",cxx11";
    return search;
}
/// Sets the rules, and leaves the search; nothing if it says something else.
std::optional<std::string> take_rules(std::string const& text) {
    std::istringstream words(text);
    std::string search;
    std::getline(words, search, ',');
    memory_model rules;
    for (std::string word; std::getline(words, word, ',');) {
        rules.reorder_stores = rules.reorder_stores && word != "in_order";
        rules.cxx20_release_sequences = rules.cxx20_release_sequences && word != "cxx11";
        if (word != "in_order" && word != "cxx11") {
            return std::nullopt;
        }
    }
    cxx_memory.reorder_stores = rules.reorder_stores;
    cxx_memory.cxx20_release_sequences = rules.cxx20_release_sequences;
    constexpr std::array known{"walk", "pct", "bounded", "reduced", "suspend"};
    return std::ranges::count(known, search) == 0 ? std::nullopt : std::optional(search);
}

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
    tracing = with_trace;
    parameters.search_type = rl::sched_random;  // of no consequence: what it chooses is our own
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
            random(suspension(limits_.seed, subject_.is.threads, spending(0.3)), "suspend",
                   " walks with a thread stopped");
        }
        if (limits_.walk) {
            random(random_walk(limits_.seed, spending(systematic() ? 0.3 : 1)), "walk", " walks");
        }
        if (limits_.pct) {
            random(pct(limits_.seed, limits_.pct_depth, spending(systematic() ? 0.3 : 1)), "pct", " by priorities");
        }
        if (limits_.reduced) {
            reduce();
        }
        if (limits_.plain) {
            search_plainly();
        }
        if (limits_.bounded) {
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

    [[nodiscard]] bool systematic() const { return limits_.bounded || limits_.reduced || limits_.plain; }
    [[nodiscard]] double elapsed() const { return std::chrono::duration<double>(clock::now() - start_).count(); }
    [[nodiscard]] budget spending(double share, std::function<void()> now_and_then = {}) const {
        return {limits_.executions, std::max(0.05, (limits_.seconds - elapsed()) * share), std::move(now_and_then)};
    }
    void note(std::string const& extent) { verdict_.extent += (verdict_.extent.empty() ? "" : ", ") + extent; }
    void tell(std::string const& search, double done) const {
        if (limits_.tell) {
            untracked const memory;
            limits_.tell({subject_.id() + ' ' + search, verdict_.executions + executions, elapsed(), done});
        }
    }

    void random(random_walk&& decider, std::string const& how, char const* what) {
        if (!ended_) {
            try_with(decider, how);
            note(std::to_string(executions) + what);
        }
    }

    [[nodiscard]] std::string in_its_part() const { return limits_.part.count == 1 ? "" : " in its part"; }

    void reduce() {
        if (ended_) {
            return;
        }
        checkpoint_file saved(limits_.checkpoint);
        std::string const name = subject_.id() + ':' + with_rules("reduced") + ':' +
                                 std::to_string(limits_.part.index + 1) + '/' + std::to_string(limits_.part.count);
        reduced_search* running_search = nullptr;
        checkpoint before;
        auto const save = [&] {
            if (!saved.in_use()) {
                return;
            }
            untracked const memory;
            saved.write({name, before.executions + executions, before.seconds + elapsed(), running_search->save()});
        };
        reduced_search decider(limits_.part, spending(0.7, [&] {
                                   untracked const memory;
                                   tell("without a bound", running_search->explored());
                                   save();
                               }));
        running_search = &decider;
        if (auto const found = saved.read(name)) {
            before = *found;
            if (!decider.restore(before.state)) {
                return give_up(limits_.checkpoint +
                               ": the state in it is no state of a search; remove it to begin anew");
            }
            verdict_.executions += before.executions;
        }
        executions = 0;
        save();  // now, and not when the day is lost
        if (!saved.error().empty()) {
            return give_up(saved.error());
        }
        try_with(decider, "reduced");
        if (ended_) {
            return;
        }
        if (decider.nondeterministic()) {
            return give_up("the same answers led to another question: the scenario is not deterministic" +
                           std::string(saved.in_use() ? ", or the checkpoint is of another source" : ""));
        }
        verdict_.redundant = decider.redundant();
        verdict_.complete = decider.complete();
        decider.complete() ? saved.remove() : save();
        std::uint64_t const all = before.executions + executions;
        note(std::string(decider.complete() ? "complete without a bound" : "cut without a bound") + in_its_part() +
             ", " + std::to_string(all - decider.redundant()) + " of " + std::to_string(all) + " different");
    }
    void search_plainly() {
        if (ended_) {
            return;
        }
        plain_search* running_search = nullptr;
        plain_search decider(spending(1, [&] { tell("plainly", running_search->explored()); }));
        running_search = &decider;
        try_with(decider, "bounded");
        verdict_.complete = decider.complete();
        note(decider.complete() ? "complete, each interleaving" : "cut, each interleaving");
    }
    void search() {
        if (ended_ || verdict_.complete) {
            return;
        }
        std::string complete = "no bound complete";
        for (unsigned bound = 0; bound <= limits_.bound; ++bound) {
            bounded_search* running_search = nullptr;
            std::string const name = "at bound " + std::to_string(bound);
            bounded_search decider(bound, limits_.count_stale, limits_.part,
                                   spending(1, [&] { tell(name, running_search->explored()); }));
            running_search = &decider;
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
            verdict_.bound = bound;
            if (!decider.restricted()) {
                verdict_.complete = true;
                return note("complete, every execution" + in_its_part());
            }
            complete = "complete " + name + in_its_part();
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
        verdict_.replay = subject_.id() + ':' + with_rules(how) + ':' + answers;
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
    void give_up(std::string why) {
        verdict_.could_not_run = true;
        fail(std::move(why));
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

std::expected<scenario, std::string> scenario_named(std::string const& id) {
    if (is_program_id(id)) {
        return scenario_of_id(id);
    }
    auto const found = std::ranges::find(scenarios(), id, &scenario::id);
    if (found == scenarios().end()) {
        return std::unexpected("no scenario has the name '" + id + "'; --list shows them");
    }
    return *found;
}

}  // namespace

rl::test_result_e search(scenario const& subject, strategy& decider) { return run(subject, decider, false).result; }

verdict check(scenario const& subject, limits const& within) { return investigation(subject, within).conclude(); }

reproduction reproduce(std::string const& replay_line) {
    // From the end: the name of a program given at run time has colons in it.
    auto const second = replay_line.rfind(':');
    auto const first =
        second == std::string::npos || second == 0 ? std::string::npos : replay_line.rfind(':', second - 1);
    if (first == std::string::npos) {
        return {false, "malformed: not of the form SCENARIO/ENGINE:SEARCH:SCRIPT", {}};
    }
    auto const subject = scenario_named(replay_line.substr(0, first));
    auto const how = take_rules(replay_line.substr(first + 1, second - first - 1));
    std::optional<script> answers = parse_script(std::string_view(replay_line).substr(second + 1));
    if (!subject) {
        return {false, subject.error(), {}};
    }
    if (!answers || !how) {
        return {
            false,
            "malformed: after the name stand walk, pct, bounded, reduced or suspend (with ,in_order or ,cxx11), and a "
            "whole script",
            {}};
    }
    replay decider(std::move(*answers), *how == "suspend");
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
    std::string trace = readable_trace(subject->is.threads);
    if (subject->story) {
        trace += '\n' + subject->story();
    }
    return {true, headline(last.trace), std::move(trace)};
}

}  // namespace refchan::model
