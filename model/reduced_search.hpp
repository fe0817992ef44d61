// SPDX-License-Identifier: MIT
#pragma once
// model/reduced_search.hpp: every execution, without a bound, but of those that differ only in the order of independent steps
// just one: dynamic partial-order reduction with source sets and sleep sets (Abdulla, Aronis, Jonsson, Sagonas, "Source Sets",
// JACM 2017), with the reads-from relation in the place of "both touch the same variable".
//
// Two executions are the same if each thread does the same, each read takes the same store, each variable has the same
// modification order, and what threads meet in otherwise (a mutex, a condition variable, a semaphore) comes in the same
// order. As a read chooses among all stores that coherence leaves it (memory.hpp), and a store among all places, nothing else
// depends on the order of execution but this: a read cannot take a store that has not been made. So
//
//     r reads x | w writes x      w could have come first, and r have read it
//
// After each execution, for each such pair (i, j) (partial_order.hpp has them all): in the state before i some step must be
// tried that begins "all between them that does not depend on i, then j" (an initial of it). It is added to that choice's
// backtrack set, unless one of the initials is there, or is known to be covered (asleep).
//
// Sleep. A step that was explored in some state is asleep in its later siblings, as long as nothing happens that it conflicts
// with. A sleeping read is special: it has taken every store that there was. It may be run again when there are new ones,
// and then takes only those (fresh_from). An execution in which all who could go on are asleep is one that another one
// covers: it is run to its end, without branching, and counted as redundant.
//
// A pause (backoff) waits for a store that the read before it could have taken itself. So nobody goes on from a pause here;
// only if nothing else is left does the execution run on, as redundant.

#include "coverage.hpp"
#include "partial_order.hpp"
#include "search_part.hpp"
#include "strategies.hpp"

namespace refchan::model {

class reduced_search : public strategy {
public:
    explicit reduced_search(search_part part, budget spending) : part_(part), budget_(std::move(spending)) {
        path_.reserve(4096);
    }

    [[nodiscard]] bool complete() const { return complete_; }
    [[nodiscard]] bool nondeterministic() const { return nondeterministic_; }
    /// Executions that others cover, among all.
    [[nodiscard]] std::uint64_t redundant() const { return redundant_count_; }
    /// How much of the search is done, of 1: a guess, since alternatives are still found.
    [[nodiscard]] double explored() const {
        progress_estimate estimate;
        for (node const& one : path_) {
            answers const all_ways = one.is_thread ? one.backtrack : one.allowed;
            answers const done = one.is_thread ? one.done : one.allowed & all(one.chosen);
            estimate.add(static_cast<unsigned>(std::popcount(done)), static_cast<unsigned>(std::popcount(all_ways)));
        }
        return estimate.done();
    }
    /// Where the search stands, to go on from in another process.
    [[nodiscard]] saved_search save() const {
        saved_search numbers{redundant_count_};
        for (node const& one : path_) {
            numbers.insert(numbers.end(), {one.is_thread, one.chosen, one.allowed, one.limit, one.possible,
                                           one.backtrack, one.done, one.covered, one.entry.who, one.step});
            numbers.insert(numbers.end(), one.entry.seen_stores.begin(), one.entry.seen_stores.end());
        }
        return numbers;
    }
    [[nodiscard]] bool restore(saved_search const& numbers) {
        constexpr std::size_t each = 10 + most_threads;
        if (numbers.size() % each != 1) {
            return false;
        }
        redundant_count_ = numbers[0];
        for (std::size_t at = 1; at != numbers.size(); at += each) {
            path_.push_back(restored(&numbers[at]));
            if (!is_sound(path_.back())) {
                return false;
            }
        }
        changed_from_ = path_.empty() ? 0 : path_.back().step;
        return true;
    }

    void begin() override {
        depth_ = 0;
        steps_.clear();
        asleep_ = {};
        redundant_ = false;
        fresh_from_ = 0;
    }

    [[nodiscard]] unsigned choose_thread(crossroads const& here) override {
        end_step();
        if (redundant_) {
            return run_on(here);
        }
        transitions const possible = searchable(here);
        if (depth_ == path_.size()) {
            transitions const awake = possible & ~fully_asleep();
            bool const elsewhere = part_.count != 1 && steps_.size() == search_part::depth &&
                                   !part_.has(path_, [](node const& one) { return one.chosen; });
            if (awake == 0 || elsewhere) {
                redundant_ = true;
                return run_on(here);
            }
            path_.push_back(fresh_node(here, awake));
        }
        node const& now = path_[depth_];
        nondeterministic_ = nondeterministic_ || !now.is_thread || (now.possible & ~possible) != 0;
        if (nondeterministic_) {
            redundant_ = true;
            return run_on(here);
        }
        enter(now);
        return position(here, now.chosen);
    }

    [[nodiscard]] unsigned choose_store(std::span<unsigned const> stores) override {
        expect(stores.size() <= 64, "a read has more than 64 stores to choose from");
        answers fresh = 0;
        for (std::size_t i = 0; i != stores.size(); ++i) {
            fresh |= stores[i] >= fresh_from_ ? answers{1} << i : 0;
        }
        fresh_from_ = 0;
        if (fresh == 0) {
            redundant_ = true;
            give_up(path_[running_.question]);
        }
        return redundant_ || stores.size() == 1 ? 0 : answer(static_cast<unsigned>(stores.size()), fresh);
    }
    [[nodiscard]] unsigned choose_value(unsigned limit, question what) override {
        if (what == question::reuse_memory) {
            return 1;  // never: or the order of allocations would matter, too
        }
        if (redundant_ || what == question::hearsay) {
            return 0;
        }
        return answer(limit, all(limit));
    }

    [[nodiscard]] bool finished() override {
        end_step();
        redundant_count_ += redundant_ ? 1 : 0;
        steps_.races(changed_from_, [this](unsigned i, unsigned j) {
            if (considers(steps_[i], steps_[j])) {
                reverse(i, j);
            }
            if (coverage::wanted) {
                covered_so_far.race(steps_[i], steps_[j]);
            }
        });
        while (!path_.empty() && !advance(path_.back())) {
            path_.pop_back();
        }
        complete_ = path_.empty();
        changed_from_ = complete_ ? 0 : path_.back().step;
        return complete_ || nondeterministic_ || budget_.spend();
    }

protected:
    /// Is this race to be reversed? A test leaves some out, to see that they are missed.
    [[nodiscard]] virtual bool considers(executed_step const&, executed_step const&) const { return true; }

private:
    using answers = std::uint64_t;      // a set of them
    using transitions = std::uint16_t;  // a set: a thread, and why it goes on

    static constexpr answers all(unsigned limit) { return limit >= 64 ? ~answers{0} : (answers{1} << limit) - 1; }
    static constexpr unsigned transition(std::size_t thread, wake_reason why) {
        return static_cast<unsigned>(thread) * 3 + static_cast<unsigned>(why);
    }
    static constexpr transitions just(unsigned one) { return static_cast<transitions>(1U << one); }
    static constexpr transitions of_thread(std::size_t thread) { return static_cast<transitions>(7U << (thread * 3)); }

    /// What was explored elsewhere, and of whom that holds only for the stores up to a number.
    struct sleepers {
        transitions who = 0;
        std::array<unsigned, most_threads> seen_stores{};
    };

    /// A question: which thread, or which value.
    struct node {
        bool is_thread = false;
        unsigned char chosen = 0;
        answers allowed = 0;  // values
        unsigned limit = 0;
        transitions possible = 0;  // threads, and so on
        transitions backtrack = 0;
        transitions done = 0;
        transitions covered = 0;  // asleep at entry, whatever they would read
        sleepers entry;
        unsigned step = 0;  // the number of the step that this question starts
    };

    static node restored(std::uint64_t const* numbers) {
        node made;
        made.is_thread = numbers[0] != 0;
        made.chosen = static_cast<unsigned char>(numbers[1]);
        made.allowed = numbers[2];
        made.limit = static_cast<unsigned>(numbers[3]);
        made.possible = static_cast<transitions>(numbers[4]);
        made.backtrack = static_cast<transitions>(numbers[5]);
        made.done = static_cast<transitions>(numbers[6]);
        made.covered = static_cast<transitions>(numbers[7]);
        made.entry.who = static_cast<transitions>(numbers[8]);
        made.step = static_cast<unsigned>(numbers[9]);
        for (std::size_t thread = 0; thread != most_threads; ++thread) {
            made.entry.seen_stores[thread] = static_cast<unsigned>(numbers[10 + thread]);
        }
        return made;
    }

    static bool is_sound(node const& one) {
        constexpr unsigned ways = most_threads * 3;
        return one.is_thread ? one.chosen < ways && (one.possible & just(one.chosen)) != 0 &&
                                   ((one.possible | one.backtrack | one.done) >> ways) == 0
                             : one.chosen < one.limit && one.chosen < 64 && (one.allowed >> one.chosen & 1U) != 0;
    }

    // -- choosing ----------------------------------------------------------------------------------------------------------

    static transitions searchable(crossroads const& here) {
        transitions possible = 0;
        for (option const& choice : here.options) {
            auto const thread = static_cast<std::size_t>(choice.thread);
            bool const paused = announced[thread].kind == operation_kind::pause && announced[thread].target != nullptr;
            possible |= paused ? 0 : just(transition(thread, choice.why));
        }
        return possible;
    }
    static bool reads(operation_kind kind) { return kind == operation_kind::load || kind == operation_kind::exchange; }
    static unsigned stores_so_far(std::size_t thread) {
        return announced[thread].target == nullptr ? 0 : announced[thread].target->changes();
    }
    [[nodiscard]] bool has_fresh(std::size_t thread) const {
        return reads(announced[thread].kind) && stores_so_far(thread) > asleep_.seen_stores[thread];
    }
    [[nodiscard]] transitions fully_asleep() const {
        transitions covered = asleep_.who;
        for (std::size_t thread = 0; thread != most_threads; ++thread) {
            covered &= has_fresh(thread) ? static_cast<transitions>(~of_thread(thread)) : static_cast<transitions>(~0U);
        }
        return covered;
    }

    [[nodiscard]] node fresh_node(crossroads const& here, transitions awake) const {
        node made;
        made.is_thread = true;
        made.possible = searchable(here);
        made.entry = asleep_;
        made.covered = fully_asleep();
        made.step = static_cast<unsigned>(steps_.size());
        // The thread that runs goes on; or whoever is ready; time-outs last.
        unsigned best = static_cast<unsigned>(std::countr_zero(awake));
        for (option const& choice : here.options) {
            unsigned const one = transition(static_cast<std::size_t>(choice.thread), choice.why);
            bool const better =
                (awake & just(one)) != 0 && (choice.why < wake_reason(best % 3) ||
                                             (choice.why == wake_reason(best % 3) && choice.thread == here.current));
            best = better ? one : best;
        }
        made.chosen = static_cast<unsigned char>(best);
        // Whichever part comes here must come to all the questions that tell the parts apart.
        bool const everyone = part_.count != 1 && steps_.size() < search_part::depth;
        made.backtrack = everyone ? awake : awake & of_thread(best / 3);
        return made;
    }

    /// What sleeps in the state after this choice, and what the chosen thread may still read.
    void enter(node const& now) {
        std::size_t const thread = now.chosen / 3;
        bool const again = (now.entry.who & just(now.chosen)) != 0;
        fresh_from_ = again ? now.entry.seen_stores[thread] : 0;
        asleep_ = now.entry;
        for (std::size_t other = 0; other != most_threads; ++other) {
            if ((now.done & of_thread(other)) != 0) {
                asleep_.who |= now.done & of_thread(other);
                asleep_.seen_stores[other] = stores_so_far(other);
            }
        }
        asleep_.who &= static_cast<transitions>(~of_thread(thread));
        ++depth_;
        running_ = {.thread = thread,
                    .why = wake_reason(now.chosen % 3),
                    .kind = announced[thread].kind,
                    .inside = inside[thread],
                    .question = depth_ - 1};
        place_ = announced[thread].place;
        runs_ = true;
    }

    /// The sleeper that was chosen there has seen all that it can: somebody else must go on, if anybody is awake.
    static void give_up(node& there) {
        there.covered |= just(there.chosen);
        auto const awake = static_cast<transitions>(there.possible & ~there.covered);
        if (awake != 0 && (there.backtrack & awake) == 0) {
            there.backtrack |= awake & of_thread(static_cast<std::size_t>(std::countr_zero(awake)) / 3);
        }
    }

    static unsigned position(crossroads const& here, unsigned chosen) {
        for (unsigned i = 0; i != here.options.size(); ++i) {
            if (transition(static_cast<std::size_t>(here.options[i].thread), here.options[i].why) == chosen) {
                return i;
            }
        }
        return 0;
    }
    /// To the end, without branching.
    static unsigned run_on(crossroads const& here) {
        for (unsigned i = 0; i != here.options.size(); ++i) {
            if (here.options[i].thread == here.current && here.options[i].why == wake_reason::ready && !here.yielding) {
                return i;
            }
        }
        return 0;
    }

    unsigned answer(unsigned limit, answers allowed) {
        if (depth_ == path_.size()) {
            node made;
            made.limit = limit;
            made.allowed = allowed;
            made.chosen = static_cast<unsigned char>(std::countr_zero(allowed));
            made.step = static_cast<unsigned>(steps_.size());
            path_.push_back(made);
        }
        node const& now = path_[depth_++];
        nondeterministic_ = nondeterministic_ || now.is_thread || now.limit != limit;
        return nondeterministic_ ? 0 : now.chosen;
    }

    /// To the next alternative of this question, if there is one.
    static bool advance(node& last) {
        if (!last.is_thread) {
            answers const later = last.allowed & ~all(last.chosen + 1U);
            last.chosen = static_cast<unsigned char>(later == 0 ? 0 : std::countr_zero(later));
            return later != 0;
        }
        last.done |= just(last.chosen);
        transitions const left = last.backtrack & static_cast<transitions>(~last.done);
        last.chosen = static_cast<unsigned char>(left == 0 ? 0 : std::countr_zero(left));
        return left != 0;
    }

    // -- what has happened -------------------------------------------------------------------------------------------------

    /// The step that ran is over: what it touched is known, and so is who wakes.
    void end_step() {
        if (std::exchange(runs_, false)) {
            running_.touches = touched;
            steps_.add(running_);
            if (coverage::wanted) {
                covered_so_far.step(running_, place_);
            }
            for (touch const& one : touched.touches()) {
                wake(one);
            }
        }
    }
    void wake(touch const& one) {
        for (std::size_t thread = 0; thread != most_threads; ++thread) {
            operation const& next = announced[thread];
            bool const same = next.target != nullptr && next.target->number() == one.object;
            if (same && (asleep_.who & of_thread(thread)) != 0 && conflicts(one.how, next.kind)) {
                // A time-out at a semaphore takes no part in the order there; one at a condition variable does.
                auto const woken_ways = next.kind == operation_kind::wake
                                            ? of_thread(thread)
                                            : just(transition(thread, wake_reason::ready));
                asleep_.who &= static_cast<transitions>(~woken_ways);
            }
        }
    }
    /// With what it has announced. Reads are not asked here: they wake by themselves, for new stores.
    static bool conflicts(access how, operation_kind next) {
        bool const written = how == access::write || how == access::update;
        bool const newest = how == access::attempt && !cxx_memory.reorder_stores;  // it has read the newest store
        return how == access::meet                      ? true
               : newest && next != operation_kind::load ? true
               : reads(next)                            ? false
               : next == operation_kind::store          ? written && !cxx_memory.reorder_stores
                                                        : how != access::read && how != access::attempt;
    }

    // -- going back ---------------------------------------------------------------------------------------------------------

    /// In the state before step i, something must be tried that leads to j before i.
    void reverse(unsigned i, unsigned j) {
        node& there = path_[steps_[i].question];
        transitions initials = 0;
        transitions first = 0;
        for (unsigned k = i + 1; k <= j; ++k) {
            if (k != j && steps_.before(i, k)) {
                continue;
            }
            std::size_t const thread = steps_[k].thread;
            if ((initials & of_thread(thread)) != 0 || !steps_.is_initial(i, k, k == j)) {
                continue;
            }
            initials |= of_thread(thread);
            if (!(k == j && reads_after(i, j)) && is_covered(there, steps_[k])) {
                return;
            }
            first = first != 0 ? first : there.possible & of_thread(thread) & static_cast<transitions>(~there.covered);
        }
        if ((there.backtrack & initials) == 0) {
            there.backtrack |= first;
        }
    }
    /// Has the later step read what comes after the earlier one? Before that one it will read something else.
    [[nodiscard]] bool reads_after(unsigned i, unsigned j) const {
        return std::ranges::any_of(steps_[j].touches.touches(),
                                   [&](touch const& one) { return steps_.before(i, one.from); });
    }
    /// Was this step, with what it read, explored before the state of that question was reached?
    static bool is_covered(node const& there, executed_step const& one) {
        unsigned const which = transition(one.thread, one.why);
        auto const touches = one.touches.touches();
        bool const sleeps = (there.entry.who & just(which)) != 0;
        bool const old = !touches.empty() && reads(one.kind) && touches[0].store < there.entry.seen_stores[one.thread];
        return (there.covered & just(which)) != 0 || (sleeps && old);
    }

    search_part part_;
    budget budget_;
    raw_vector<node> path_;
    std::size_t depth_ = 0;
    partial_order steps_;
    executed_step running_;
    where place_;  // of the running step
    bool runs_ = false;
    sleepers asleep_;
    unsigned fresh_from_ = 0;
    unsigned changed_from_ = 0;
    bool redundant_ = false;
    bool complete_ = false;
    bool nondeterministic_ = false;
    std::uint64_t redundant_count_ = 0;
};

}  // namespace refchan::model
