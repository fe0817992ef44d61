// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/semaphore.hpp: how the receiver of an unbounded channel sleeps and is woken: a counter under a mutex, and a
// condition to wait for it. Units are never lost and never overwritten, so a wake-up may come early, late, or after its
// sleeper has given up, and costs one look at most.
//
// Contract (what the engine relies on, and what the models assume of it in its weakest form)
//   INV 1  Each unit released is acquired at most once, and none disappears.
//   INV 2  release() happens-before the acquire that takes its unit.
//   INV 3  A sleeping acquire returns when there is a unit. A timed one may say false when its deadline has come first.
//
// Why not std::counting_semaphore: libstdc++ 12 and libc++ wait for its deadline by polling with growing sleeps; a message
// was seen 40 ms late. Why not a flag on a futex: a flag that the receiver resets by a store needs two more ordered
// operations in the engine, to make sure that the reset does not land on top of a wake-up already sent.
// Checked by  model/*.model.cpp, on the engine `semaphore` for itself.

#include <cstddef>

namespace refchan::detail {

/// A counting semaphore over a Sync policy's mutex and condition variable.
template <class Sync>
class semaphore {
public:
    using deadline = typename Sync::deadline;

    explicit semaphore(std::size_t units) : units_(units) {}

    /// Adds a unit, and wakes one sleeper. Progress: blocking, for the few instructions that the mutex is held.
    void release() {
        typename Sync::lock held(mutex_);
        units_.write() += 1;
        held.unlock();
        not_zero_.notify_one();
    }

    /// Takes a unit; sleeps until there is one. false: the deadline came first. A unit that is there wins.
    [[nodiscard]] bool acquire_until(deadline until) {
        typename Sync::lock held(mutex_);
        while (units_.read() == 0) {
            bool const in_time = Sync::wait_until(not_zero_, held, until);
            if (!in_time && units_.read() == 0) {
                return false;
            }
        }
        units_.write() -= 1;
        return true;
    }

private:
    typename Sync::mutex mutex_;
    typename Sync::condition_variable not_zero_;
    typename Sync::template cell<std::size_t> units_;
};

}  // namespace refchan::detail
