// SPDX-License-Identifier: MIT
#pragma once
// model/faulty_machines.hpp: Sync policies that lose a wake-up, each in a way in which real ones have been lost, and the kinds
// of channel on them. What is lost shows as a deadlock.
//
//     forgetful    a semaphore that forgets what is released while nobody sleeps
//     mute         a condition variable that notifies nobody
//     gapped       the mutex is free between the waiter's look at the state and its sleep

#include "kinds.hpp"

namespace refchan::model {

/// A semaphore that forgets what is released while nobody sleeps, as a condition variable would.
class forgetful_semaphore : public semaphore {
public:
    using semaphore::semaphore;
    void release(where place = where::current()) {
        if (sleepers_.load(std::memory_order_relaxed, place) != 0) {
            semaphore::release(place);
        }
    }
    bool acquire(deadline until, where place) {
        sleepers_.fetch_add(1, std::memory_order_relaxed, place);
        bool const in_time = semaphore::acquire(until, place);
        sleepers_.fetch_sub(1, std::memory_order_relaxed, place);
        return in_time;
    }

private:
    atomic<int> sleepers_{0};
};

/// Notifies nobody.
class mute_condition : public condition_variable {
public:
    void notify_one(where place = where::current()) { announce(operation_kind::yield, nullptr, place); }
};

struct mute_sync : relacy_sync {
    using condition_variable = mute_condition;
};

/// Lets go of the mutex for a moment between the waiter's look at the state and its sleep.
struct gapped_sync : relacy_sync {
    [[nodiscard]] static bool wait_until(condition_variable& condition, lock& held, deadline until,
                                         where place = where::current()) {
        held.unlock(place);
        held.lock(place);
        return relacy_sync::wait_until(condition, held, until, place);
    }
};

using forgetful = unbounded_on<on_machine<default_traits, sleeping_on<forgetful_semaphore>>>;
struct mute : unbounded_on<on_machine<reference_traits, mute_sync>> {
    static constexpr char const* name = "reference";
};
using mute_bounded = bounded_on<1, on_machine<reference_traits, mute_sync>>;
using gapped_bounded = bounded_on<1, on_machine<reference_traits, gapped_sync>>;

}  // namespace refchan::model
