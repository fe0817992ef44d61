// SPDX-License-Identifier: MIT
#pragma once
// model/scheduler.hpp: a scheduler for Relacy that decides nothing. It finds out what the choices are, asks the strategy,
// and logs the answer; so every search is replayable and none has to know Relacy.

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
    using thread_set = unsigned;
    static_assert(Threads * 3 < static_cast<rl::thread_id_t>(base36.size()), "an answer is one base-36 digit");

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
        step_ = 0;
        reuse_ = undecided;
        waits_for_.fill(0);
        in_flight_.fill({});
        deciding->begin();
        collect_ready(ready_threads());
        return ask({.options = options()}).thread;
    }

    bool iteration_end_impl() { return deciding->finished(); }

    rl::thread_id_t schedule_impl(rl::unpark_reason& reason, unsigned yield) {
        rl::thread_id_t const current = this->thread_->index_;
        ++step_;
        thread_set const ready = ready_threads();
        bool const current_ready = (ready & bit(current)) != 0;
        wait_fairly(current, ready, yield != 0 && current_ready);
        collect_ready(ready);
        collect_woken();
        option const next = ask({.options = options(),
                                 .current = current,
                                 .current_ready = current_ready,
                                 .yielding = yield != 0,
                                 .others_finished = this->finished_thread_count_ == Threads - 1,
                                 .step = step_});
        reason = relacy_reason(next.why);
        if (next.why != wake_reason::ready) {
            this->unpark_thread(next.thread);
        }
        if (next.thread != current) {
            in_flight_[index(current)] = std::exchange(exceptions_in_flight::now(), in_flight_[index(next.thread)]);
        }
        return next.thread;
    }

    unsigned rand_impl(unsigned limit, rl::sched_type type) {
        if (type == rl::sched_type_mem_realloc) {
            return reuse_memory() ? 1 : 0;
        }
        question const what = type == rl::sched_type_atomic_load ? question::stale_load
                              : type == rl::sched_type_cas_fail  ? question::exchange_failure
                                                                 : question::other;
        return decide(limit, what);
    }

    rl::iteration_t iteration_count_impl() { return this->iter_ + 1; }
    void get_state_impl(std::ostream&) {}
    void set_state_impl(std::istream&) {}
    void on_thread_block(rl::thread_id_t, bool) {}

private:
    enum reuse : unsigned char { undecided, at_once, never };

    static constexpr std::size_t index(rl::thread_id_t thread) { return static_cast<std::size_t>(thread); }
    static constexpr thread_set bit(rl::thread_id_t thread) { return 1U << thread; }
    static constexpr rl::unpark_reason relacy_reason(wake_reason why) {
        return why == wake_reason::ready     ? rl::unpark_reason_normal
               : why == wake_reason::timeout ? rl::unpark_reason_timeout
                                             : rl::unpark_reason_spurious;
    }
    [[nodiscard]] std::span<option const> options() const { return {options_.data(), count_}; }

    [[nodiscard]] thread_set ready_threads() const {
        thread_set ready = 0;
        for (rl::thread_id_t i = 0; i != this->running_threads_count; ++i) {
            ready |= bit(this->running_threads[index(i)]);
        }
        return ready;
    }

    /// A thread that yields is passed over until every other ready one has moved.
    void wait_fairly(rl::thread_id_t current, thread_set ready, bool yields) {
        thread_set const others = ready & ~bit(current);
        for (thread_set& awaited : waits_for_) {
            awaited &= others;
        }
        if (yields && deciding->fair()) {
            waits_for_[index(current)] = others;
        }
    }

    void collect_ready(thread_set ready) {
        count_ = 0;
        for (bool const patient : {true, false}) {
            for (rl::thread_id_t thread = 0; thread != Threads; ++thread) {
                bool const waits = patient && waits_for_[index(thread)] != 0;
                if ((ready & bit(thread)) != 0 && !waits) {
                    options_[count_++] = {thread, wake_reason::ready};
                }
            }
            if (count_ != 0) {
                return;
            }
        }
    }

    void collect_woken() {
        for (rl::thread_id_t i = 0; i != this->timed_thread_count_; ++i) {
            add_blocked(*this->timed_threads_[i], wake_reason::timeout);
        }
        // Spurious wake-ups cannot be what keeps a program going.
        for (rl::thread_id_t i = 0; i != this->spurious_thread_count_ && this->running_threads_count != 0; ++i) {
            add_blocked(*this->spurious_threads_[i], wake_reason::spurious);
        }
    }
    void add_blocked(thread_info_t const& thread, wake_reason why) {
        if (thread.block_count_ == 1) {
            options_[count_++] = {thread.index_, why};
        }
    }

    /// In a search that may refuse every thread, that is one more answer, and each choice a real one.
    option ask(crossroads const& here) {
        auto const limit = static_cast<unsigned>(here.options.size()) + (deciding->fair() ? 0 : 1);
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

    unsigned step_ = 0;
    reuse reuse_ = undecided;
    std::size_t count_ = 0;
    std::array<option, static_cast<std::size_t>(Threads) * 3> options_{};
    std::array<thread_set, Threads> waits_for_{};
    std::array<exceptions_in_flight, Threads> in_flight_{};
};

}  // namespace refchan::model
