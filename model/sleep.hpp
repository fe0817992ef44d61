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

/// What one thread gives to the next: the clock that a mutex carries from an unlock to a lock.
class passed_clock {
public:
    void release() { join(clock_.data(), rl::ctx().threadx_->acq_rel_order_); }
    void acquire() const { join(rl::ctx().threadx_->acq_rel_order_, clock_.data()); }

private:
    static void join(rl::timestamp_t* into, rl::timestamp_t const* from) {
        rl::ctx().threadx_->own_acq_rel_order_ += 1;
        for (std::size_t i = 0, count = static_cast<std::size_t>(rl::ctx().get_thread_count()); i != count; ++i) {
            into[i] = std::max(into[i], from[i]);
        }
    }

    std::array<rl::timestamp_t, most_threads> clock_{};
};

/// A mutex. A thread can take it only while nobody has it, so waiting for it is no step.
class mutex : public object {
public:
    mutex() = default;
    ~mutex() { expect(!owner_, "a mutex is destroyed while it is held"); }

    [[nodiscard]] bool lets(std::size_t, operation_kind kind, wake_reason why) const override {
        return why == wake_reason::ready && (kind != operation_kind::lock || !owner_);
    }
    void lock(where place = where::current()) {
        lifetime_.touch(place);
        expect(owner_ != current_thread(), "a mutex is locked twice by one thread", place);
        announce(operation_kind::lock, this, place);
        owner_ = current_thread();
        released_.acquire();
        touched.add({number(), access::lock});
        record_meeting(event_kind::lock, number(), place);
    }
    void unlock(where place = where::current()) {
        lifetime_.touch(place);
        announce(operation_kind::unlock, this, place);
        give_up(place);
        record_meeting(event_kind::unlock, number(), place);
    }

private:
    friend class condition_variable;

    void give_up(where place) {
        expect(owner_ == current_thread(), "a mutex is unlocked by a thread that does not hold it", place);
        owner_.reset();
        released_.release();
        touched.add({number(), access::unlock});
    }

    lifetime lifetime_;
    std::optional<std::size_t> owner_;
    passed_clock released_;
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

/// A condition variable. Waiting is two steps: letting go of the mutex, and waking: notified, timed out, or without a
/// reason. A timed wait may report its time-out although it was notified: real ones compare the clock after they wake.
class condition_variable : public object {
public:
    condition_variable() = default;
    ~condition_variable() { expect(waiting_ == 0, "a condition variable is destroyed while a thread waits on it"); }

    [[nodiscard]] bool lets(std::size_t thread, operation_kind kind, wake_reason why) const override {
        bool const sleeps = kind == operation_kind::wake && (waiting_ & bit(thread)) != 0;
        return why == wake_reason::ready     ? !sleeps
               : why == wake_reason::timeout ? sleeps && timed_[thread]
                                             : sleeps && may_wake_spuriously_[thread];
    }

    void notify_one(where place = where::current()) {
        begin(operation_kind::notify, place);
        if (waiting_ != 0) {
            unsigned left = decide(static_cast<unsigned>(std::popcount(waiting_)), question::other);
            std::size_t woken_thread = 0;
            while ((waiting_ & bit(woken_thread)) == 0 || left-- != 0) {
                ++woken_thread;
            }
            wake(woken_thread);
        }
        record_meeting(event_kind::notify, number(), place);
    }
    void notify_all(where place = where::current()) {
        begin(operation_kind::notify, place);
        for (std::size_t thread = 0; thread != most_threads; ++thread) {
            if ((waiting_ & bit(thread)) != 0) {
                wake(thread);
            }
        }
        record_meeting(event_kind::notify, number(), place);
    }
    /// false: timed out.
    bool wait(unique_lock& held, deadline until, where place) {
        std::size_t const self = current_thread();
        begin(operation_kind::wait, place);
        held.owned_mutex().give_up(place);
        waiting_ |= bit(self);
        timed_[self] = !until.is_never();
        record_meeting(event_kind::wait, number(), place);
        wake_reason const why = announce(operation_kind::wake, this, place);
        waiting_ &= ~bit(self);
        // Once, until it is notified again: a second one would repeat the first.
        may_wake_spuriously_[self] = why != wake_reason::spurious;
        touched.add({number(), access::meet});
        record_meeting(event_kind::wake, number(), place, why);
        bool const in_time = !(why == wake_reason::timeout ? until.expire() : until.comes_first());
        held.owned_mutex().lock(place);
        return in_time;
    }

private:
    static constexpr unsigned bit(std::size_t thread) { return 1U << thread; }
    void wake(std::size_t thread) { waiting_ &= ~bit(thread); }
    void begin(operation_kind kind, where place) {
        lifetime_.touch(place);
        announce(kind, this, place);
        touched.add({number(), access::meet});
    }

    lifetime lifetime_;
    unsigned waiting_ = 0;  // a set of threads
    std::array<bool, most_threads> timed_{};
    std::array<bool, most_threads> may_wake_spuriously_{true, true, true, true};
};

/// The contract of impl/include/refchan/detail/semaphore.hpp in its weakest form, which is also the standard's: a counter
/// that only read-modify-writes change, release and acquire, and nothing else that orders anything. (Relacy's own semaphore
/// is an acq_rel object, its futex passes a happens-before edge with each wake-up: both would hide missing orders in the
/// channel.) A thread sleeps while the count is 0; so a wake-up that never comes is a DEADLOCK.
class semaphore : public object {
public:
    explicit semaphore(std::size_t units) { units_.initialise(units); }

    [[nodiscard]] bool lets(std::size_t thread, operation_kind kind, wake_reason why) const override {
        return why == wake_reason::ready     ? kind != operation_kind::acquire || units_.newest() != 0
               : why == wake_reason::timeout ? kind == operation_kind::acquire && timed_[thread]
                                             : false;
    }

    void release(where place = where::current()) {
        lifetime_.touch(place);
        announce(operation_kind::release, this, place);
        touched.add({number(), access::meet});
        (void)units_.update(std::memory_order_release, place, [](auto units) { return units + 1; });
    }

    /// false: timed out. A timed acquire may do so even if there is a unit to take.
    bool acquire(deadline until, where place) {
        lifetime_.touch(place);
        timed_[current_thread()] = !until.is_never();
        if (announce(operation_kind::acquire, this, place) == wake_reason::timeout) {
            touched.add({number(), access::read});
            record_meeting(event_kind::acquire, number(), place, wake_reason::timeout);
            return !until.expire();
        }
        touched.add({number(), access::meet});
        (void)units_.update(std::memory_order_acquire, place, [](auto units) { return units - 1; });
        return true;
    }

private:
    lifetime lifetime_;
    location units_;
    std::array<bool, most_threads> timed_{};
};

/// Where production spins, the model gives way at once: what a spin could see, a later look sees as well. A pause is taken
/// to stand in a loop that waits for what it has read last to change: it goes on when there is something newer, and then
/// that is what the thread reads. (A turn of the loop that sees the same again would do the same again.) So a turn that ends in a
/// pause must have no effect: no store, no read-modify-write, nothing acquired that matters.
class backoff {
public:
    [[nodiscard]] bool worth_spinning() const { return false; }
    void spin() {}
    void pause(where place = where::current()) {
        std::size_t const self = current_thread();
        location* const awaited = read_last[self];
        announce(operation_kind::pause, awaited, place);
        if (awaited != nullptr) {
            awaited->pass_last_read(self);
        }
        record_meeting(event_kind::pause, no_step, place);
    }
    void lost_race() {}
};

}  // namespace refchan::model
