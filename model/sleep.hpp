// SPDX-License-Identifier: MIT
#pragma once
// model/sleep.hpp: the ways to wait: mutex, unique_lock, condition_variable, semaphore, deadline, backoff. Time does not exist
// here: whether a deadline has come first is a free choice, at every point where the standard lets it be one.

#include "atomic.hpp"

namespace refchan::model {

/// When a timed wait gives up: never, or whenever the search likes. Once it has passed, or a wait has timed out on it, it
/// has passed for all its copies: time does not go back.
class deadline {
public:
    [[nodiscard]] static deadline never() { return deadline(0); }
    [[nodiscard]] static deadline some_time() {
        ++made_;
        expect(made_ < passed_.size(), "too many deadlines in one execution");
        return deadline(made_);
    }
    template <class Rep, class Period>
    [[nodiscard]] static deadline after(std::chrono::duration<Rep, Period>) {
        return some_time();
    }
    template <class Clock, class Duration>
    [[nodiscard]] static deadline at(std::chrono::time_point<Clock, Duration>) {
        return some_time();
    }
    /// Before each execution.
    static void forget_all() {
        passed_.fill(false);
        made_ = 0;
    }

    [[nodiscard]] bool is_never() const { return number_ == 0; }
    [[nodiscard]] bool passed() const { return has_passed() || comes_first(); }
    /// Asks whether it comes now, before whatever else could end the wait.
    [[nodiscard]] bool comes_first() const { return !is_never() && rl::rand(2) == 1 && expire(); }
    bool expire() const { return passed_[number_] = true; }

private:
    explicit deadline(std::size_t number) : number_(number) {}
    [[nodiscard]] bool has_passed() const { return passed_[number_]; }

    std::size_t number_;
    static inline std::size_t made_ = 0;
    static inline std::array<bool, 64> passed_{};  // number 0 is never()
};

/// A mutex. Relacy checks recursion, ownership, and destruction while it is held.
class mutex {
public:
    void lock(where place = where::current()) {
        announce(operation_kind::lock, this, place);
        lifetime_.touch(place);
        mutex_.lock(debug_info(place));
    }
    void unlock(where place = where::current()) {
        announce(operation_kind::unlock, this, place);
        lifetime_.touch(place);
        mutex_.unlock(debug_info(place));
    }

private:
    friend class condition_variable;

    lifetime lifetime_;
    rl::mutex mutex_;
};

/// An owning lock, after std::unique_lock.
class unique_lock {
public:
    explicit unique_lock(mutex& owned, where place = where::current()) : mutex_(owned), place_(place) { lock(place); }
    unique_lock(unique_lock const&) = delete;
    unique_lock& operator=(unique_lock const&) = delete;
    ~unique_lock() {
        if (owns_) {
            mutex_.unlock(place_);
        }
    }

    void lock(where place = where::current()) {
        mutex_.lock(place);
        owns_ = true;
    }
    void unlock(where place = where::current()) {
        owns_ = false;
        mutex_.unlock(place);
    }
    [[nodiscard]] bool owns_lock() const { return owns_; }
    [[nodiscard]] mutex& owned_mutex() const { return mutex_; }

private:
    mutex& mutex_;
    where place_;
    bool owns_ = false;
};

/// A condition variable with spurious wake-ups. A timed wait may report its time-out although it was notified: real ones
/// compare the clock after they wake.
class condition_variable {
public:
    condition_variable() { condition_.init(true, debug_info(where::current())); }
    condition_variable(condition_variable const&) = delete;
    condition_variable& operator=(condition_variable const&) = delete;
    ~condition_variable() { condition_.deinit(debug_info(where::current())); }

    void notify_one(where place = where::current()) {
        begin(operation_kind::notify, place);
        condition_.notify_one(debug_info(place));
    }
    void notify_all(where place = where::current()) {
        begin(operation_kind::notify, place);
        condition_.notify_all(debug_info(place));
    }
    /// false: timed out.
    bool wait(unique_lock& held, deadline until, where place) {
        begin(operation_kind::wait, place);
        bool const timed = !until.is_never();
        rl::sema_wakeup_reason const reason = condition_.wait(held.owned_mutex().mutex_, timed, debug_info(place));
        return !(reason == rl::sema_wakeup_reason_timeout ? until.expire() : until.comes_first());
    }

private:
    struct tag;
    void begin(operation_kind kind, where place) const {
        announce(kind, this, place);
        lifetime_.touch(place);
    }

    lifetime lifetime_;
    rl::condvar<tag> condition_;
};

/// The contract of impl/include/refchan/detail/semaphore.hpp in its weakest form, which is also the standard's: a counter that only read-modify-writes change, release and
/// acquire, and nothing else that orders anything. (Relacy's own semaphore is an acq_rel object, its futex passes a
/// happens-before edge with each wake-up: both would hide missing orders in the channel.) A thread parks right after it
/// has seen the newest count, with no scheduling point in between; so a wake-up that never comes is a DEADLOCK.
class semaphore {
public:
    explicit semaphore(std::size_t units) : units_(units) {}

    void release(where place = where::current()) {
        units_.fetch_add(1, std::memory_order_release, place);
        while (!parked_.empty()) {
            rl::thread_id_t const woken = parked_.back();
            parked_.pop_back();
            rl::ctx().unpark_thread(woken, false, debug_info(place));
        }
    }

    /// false: timed out. A timed acquire may do so even if there is a unit to take.
    bool acquire(deadline until, where place) {
        announce(operation_kind::acquire, this, place);
        lifetime_.touch(place);
        rl::ctx().sched();
        bool const timed = !until.is_never();
        for (;;) {
            if (units_.newest() > 0) {
                if (until.comes_first()) {
                    return false;
                }
                rl::preemption_disabler const still_the_newest(rl::ctx());
                units_.fetch_sub(1, std::memory_order_acquire, place);
                return true;
            }
            rl::thread_id_t const self = rl::ctx().threadx_->index_;
            parked_.push_back(self);
            if (rl::ctx().park_current_thread(timed, false, false, debug_info(place)) == rl::unpark_reason_timeout) {
                std::erase(parked_, self);
                return !until.expire();
            }
        }
    }

private:
    lifetime lifetime_;
    atomic<std::size_t> units_;
    raw_vector<rl::thread_id_t> parked_;
};

/// Where production spins, the model gives way at once: what a spin could see, a later look sees as well.
class backoff {
public:
    [[nodiscard]] bool worth_spinning() const { return false; }
    void spin() {}
    void pause(where place = where::current()) {
        announce(operation_kind::yield, this, place);
        rl::yield(1, debug_info(place));
    }
    void lost_race() {}
};

}  // namespace refchan::model
