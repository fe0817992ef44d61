// SPDX-License-Identifier: MIT
#pragma once
// model/scheduler.hpp: a scheduler for Relacy that decides nothing. It finds out what the choices are, asks the strategy,
// and logs the answer; so every search is replayable and none has to know Relacy.
//
// To Relacy every thread that has not finished is running. Whether it can go on is known from what it has announced
// (operation.hpp): so blocking is no event, and there is one step for each operation. Nobody can go on: a deadlock.

#include <cxxabi.h>

#include "decision.hpp"

namespace refchan::model {

/// Executions since the search began, counting the one that failed.
inline std::uint64_t executions = 0;

/// The C++ exceptions in flight belong to an OS thread, and all fibers share one: `throw;` after a switch inside a catch
/// block would rethrow another fiber's exception. So each fiber gets its own set.
struct exceptions_in_flight {
    void* caught = nullptr;
    unsigned uncaught = 0;

    static exceptions_in_flight& now() { return *reinterpret_cast<exceptions_in_flight*>(abi::__cxa_get_globals()); }
};

template <rl::thread_id_t Threads>
class scheduler : public rl::scheduler<scheduler<Threads>, rl::scheduler_thread_info, Threads> {
    using base = rl::scheduler<scheduler<Threads>, rl::scheduler_thread_info, Threads>;
    static_assert(Threads <= static_cast<rl::thread_id_t>(most_threads));

public:
    // Names and types from here to the end of the public part are Relacy's.
    using thread_info_t = typename base::thread_info_t;
    using shared_context_t = typename base::shared_context_t;
    struct task_t {};

    scheduler(rl::test_params& parameters, shared_context_t& shared, rl::thread_id_t dynamic_threads)
        : base(parameters, shared, dynamic_threads) {}

    rl::thread_id_t iteration_begin_impl() {
        ++executions;
        decisions.clear();
        announced.fill({});
        woken.fill(wake_reason::ready);
        touched.clear();
        step_now = 0;
        reuse_ = undecided;
        in_flight_.fill({});
        deciding->begin();
        collect_options();
        return ask({.options = options()}).thread;
    }

    bool iteration_end_impl() { return deciding->finished(); }

    rl::thread_id_t schedule_impl(rl::unpark_reason& reason, unsigned) {
        rl::thread_id_t const current = this->thread_->index_;
        operation const& mine = announced[index(current)];
        collect_options();
        option const next = ask({.options = options(),
                                 .current = current,
                                 .current_ready = mine.possible(index(current), wake_reason::ready),
                                 .yielding = mine.kind == operation_kind::yield || mine.kind == operation_kind::pause,
                                 .others_finished = this->finished_thread_count_ == Threads - 1,
                                 .step = step_now});
        ++step_now;
        touched.clear();
        reason = rl::unpark_reason_normal;
        woken[index(next.thread)] = next.why;
        if (next.thread != current) {
            in_flight_[index(current)] = std::exchange(exceptions_in_flight::now(), in_flight_[index(next.thread)]);
        }
        return next.thread;
    }

    unsigned rand_impl(unsigned limit, rl::sched_type type) {
        return type == rl::sched_type_mem_realloc ? (reuse_memory() ? 1U : 0U) : decide(limit, question::other);
    }

    rl::iteration_t iteration_count_impl() { return this->iter_ + 1; }
    void get_state_impl(std::ostream&) {}
    void set_state_impl(std::istream&) {}
    void on_thread_block(rl::thread_id_t thread, bool) {
        announced[index(thread)] = {operation_kind::finished, nullptr, {}};
    }

private:
    enum reuse : unsigned char { undecided, at_once, never };

    static constexpr std::size_t index(rl::thread_id_t thread) { return static_cast<std::size_t>(thread); }
    [[nodiscard]] std::span<option const> options() const { return {options_.data(), count_}; }

    void collect_options() {
        count_ = 0;
        for (wake_reason const why : {wake_reason::ready, wake_reason::timeout, wake_reason::spurious}) {
            // Spurious wake-ups cannot be what keeps a program going.
            for (rl::thread_id_t i = 0; i != Threads && (why != wake_reason::spurious || count_ != 0); ++i) {
                if (announced[index(i)].possible(index(i), why)) {
                    options_[count_++] = {i, why};
                }
            }
        }
    }

    /// In a search that may refuse every thread, that is one more answer, and each choice a real one.
    option ask(crossroads const& here) {
        if (here.options.empty()) {
            rl::ctx().fail_test("deadlock detected", rl::test_result_deadlock, {"", "", 0});
        }
        auto const limit = static_cast<unsigned>(here.options.size()) + (deciding->may_refuse() ? 1 : 0);
        unsigned const answer = deciding->choose_thread(here);
        if (answer == nobody) {
            decisions.note(question::thread, limit, limit - 1);
            rl::ctx().fail_test("progress broken: with one thread stopped, the others cannot finish",
                                rl::test_result_user_assert_failed, {"", "", 0});
        }
        decisions.note(question::thread, limit, answer);
        return here.options[answer];
    }

    /// Freed memory is handed out again at once, or never: one answer for a whole execution. A mixture would depend on
    /// what earlier executions have left in Relacy's lists, and could not be replayed.
    bool reuse_memory() {
        if (reuse_ == undecided) {
            reuse_ = decide(2, question::reuse_memory) == 0 ? at_once : never;
        }
        return reuse_ == at_once;
    }

    reuse reuse_ = undecided;
    std::size_t count_ = 0;
    std::array<option, static_cast<std::size_t>(Threads) * 3> options_{};
    std::array<exceptions_in_flight, Threads> in_flight_{};
};

}  // namespace refchan::model
