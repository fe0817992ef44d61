// SPDX-License-Identifier: MIT
#pragma once
// model/partial_order.hpp: the steps of one execution, what comes before what in every execution that is the same, and which
// pairs of them could have come in the other order (reduced_search.hpp says what "the same" means, and why this suffices).
//
//     read  r, later write w   a race, unless r comes before what w comes after: w first, and r could have read it
//     update, later attempt    the same: the attempt could have exchanged what the update took
//     write w, later read r    no race: what r could read before w it can read after it, and each read tries all it can
//     write, later write       no race, if modification order is free (cxx_memory.reorder_stores); else one
//     meet, later meet         a race: a condition variable, a semaphore
//     lock, later lock         a race, whatever unlocks stand between
//     acquire, later acquire   the same for a semaphore, and for an acquire that has timed out

#include "memory.hpp"

namespace refchan::model {

/// One operation of a thread, with its own code up to the next.
struct executed_step {
    std::size_t thread = 0;
    wake_reason why = wake_reason::ready;
    operation_kind kind = operation_kind::none;
    unsigned char inside = idle;  ///< the operation on a handle that it is part of
    std::size_t question = 0;     ///< where in the search it was chosen
    footprint touches{};
    unsigned previous = no_step;                 ///< of its thread
    std::array<unsigned, 4> met{};               ///< for each touch: the step that met there before it
    std::array<unsigned, most_threads> after{};  ///< of each thread, the last step that comes before it, plus 1
};

class partial_order {
public:
    void clear() {
        steps_.clear();
        last_met_.clear();
        last_of_thread_.fill(no_step);
    }
    [[nodiscard]] unsigned size() const { return static_cast<unsigned>(steps_.size()); }
    [[nodiscard]] executed_step const& operator[](unsigned number) const { return steps_[number]; }

    /// The next step is over: what it touched is known, and so is what it comes after.
    void add(executed_step now) {
        now.previous = std::exchange(last_of_thread_[now.thread], size());
        come_after(now, now.previous);
        now.met.fill(no_step);
        for (std::size_t i = 0; touch const& one : now.touches.touches()) {
            come_after(now, one.from);
            if (meets(one.how)) {
                last_met_.resize(std::max<std::size_t>(last_met_.size(), one.object + 1U), no_step);
                now.met[i] = std::exchange(last_met_[one.object], size());
                come_after(now, now.met[i]);
            }
            ++i;
        }
        now.after[now.thread] = size() + 1;
        steps_.push_back(now);
    }

    /// Does step i come before step j, or is it step j, in every execution that is the same?
    [[nodiscard]] bool before(unsigned i, unsigned j) const {
        return j != no_step && (i == j || steps_[j].after[steps_[i].thread] > i);
    }

    /// Calls reverse(i, j) for each race whose later step j is not among the first ones, which have been dealt with.
    template <class Reverse>
    void races(unsigned from, Reverse reverse) const {
        for (unsigned j = from; j < size(); ++j) {
            for (std::size_t at = 0; touch const& one : steps_[j].touches.touches()) {
                unsigned const met = steps_[j].met[at++];
                if (takes(steps_[j], one)) {
                    take_races(j, one.object, reverse);
                }
                if (one.how == access::lock) {
                    lock_race(j, met, one.object, reverse);
                } else if (one.how != access::unlock && one.how != access::read) {
                    read_races(j, one, reverse);
                    if (met != no_step && !before(met, steps_[j].previous)) {
                        reverse(met, j);
                    }
                }
            }
        }
    }

    /// Can step k come first, of those after i that need not come after i? last: it is the one to come before i itself.
    [[nodiscard]] bool is_initial(unsigned i, unsigned k, bool last) const {
        for (unsigned e = i + 1; e != k; ++e) {
            if (!before(i, e) && (last ? must_precede(e, k, i) : before(e, k))) {
                return false;
            }
        }
        return true;
    }

private:
    /// Is its place in the order of all such steps at the object part of what makes two executions the same?
    static bool meets(access how) {
        bool const changes = how == access::write || how == access::update || how == access::attempt;
        return changes ? !cxx_memory.reorder_stores : how != access::read;
    }
    void come_after(executed_step& now, unsigned earlier) const {
        if (earlier != no_step && earlier < size()) {
            for (std::size_t i = 0; i != most_threads; ++i) {
                now.after[i] = std::max(now.after[i], steps_[earlier].after[i]);
            }
        }
    }

    /// Earlier reads that could have taken what step j wrote.
    template <class Reverse>
    void read_races(unsigned j, touch const& later, Reverse& reverse) const {
        for (unsigned i = j; i-- != 0;) {
            bool const ordered = steps_[i].thread == steps_[j].thread || before(i, steps_[j].previous) ||
                                 (later.from != i && before(i, later.from));
            if (!ordered && std::ranges::any_of(steps_[i].touches.touches(), [&](touch const& earlier) {
                    return earlier.object == later.object && could_take(earlier.how, later.how);
                })) {
                reverse(i, j);
            }
        }
    }
    /// Could the earlier step have read what the later one wrote, or the later one have exchanged what the earlier one took?
    static bool could_take(access earlier, access later) {
        return earlier == access::update ||
               (later != access::attempt && (earlier == access::read || earlier == access::attempt));
    }

    /// The lock before this one, of another thread. met: the step at the mutex before this one.
    template <class Reverse>
    void lock_race(unsigned j, unsigned met, unsigned mutex_number, Reverse& reverse) const {
        if (met == no_step || steps_[met].thread == steps_[j].thread) {
            return;
        }
        unsigned i = met;
        while (i != no_step && !locks(steps_[i], mutex_number)) {
            i = steps_[i].previous;
        }
        if (i != no_step && !before(i, steps_[j].previous)) {
            reverse(i, j);
        }
    }
    /// An acquire of a semaphore, or one that has timed out: it could have had the unit that an earlier one took, whatever
    /// releases stand between.
    static bool takes(executed_step const& one, touch const& of) {
        return one.kind == operation_kind::acquire && (of.how == access::meet || of.how == access::read);
    }
    template <class Reverse>
    void take_races(unsigned j, unsigned semaphore_number, Reverse& reverse) const {
        for (unsigned i = j; i-- != 0;) {
            bool const took = steps_[i].kind == operation_kind::acquire &&
                              std::ranges::any_of(steps_[i].touches.touches(), [&](touch const& of) {
                                  return of.object == semaphore_number && of.how == access::meet;
                              });
            if (took && steps_[i].thread != steps_[j].thread && !before(i, steps_[j].previous)) {
                reverse(i, j);
            }
        }
    }
    static bool locks(executed_step const& one, unsigned mutex_number) {
        return std::ranges::any_of(one.touches.touches(), [&](touch const& of) {
            return of.object == mutex_number && of.how == access::lock;
        });
    }

    /// Does e come before k even if k comes before i?
    [[nodiscard]] bool must_precede(unsigned e, unsigned k, unsigned i) const {
        executed_step const& one = steps_[k];
        if (before(e, one.previous)) {
            return true;
        }
        bool const unit_was_there = one.kind == operation_kind::acquire && one.why == wake_reason::ready &&
                                    steps_[i].kind == operation_kind::acquire;
        if (unit_was_there) {
            return false;
        }
        for (std::size_t at = 0; touch const& of : one.touches.touches()) {
            unsigned const met = one.met[at++];
            if (before(e, of.from) || (of.how != access::lock && met != i && before(e, met))) {
                return true;
            }
        }
        return false;
    }

    raw_vector<executed_step> steps_;
    raw_vector<unsigned> last_met_;  // by object
    std::array<unsigned, most_threads> last_of_thread_{};
};

}  // namespace refchan::model
