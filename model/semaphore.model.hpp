// SPDX-License-Identifier: MIT
#pragma once
// model/semaphore.model.hpp: the semaphore that ships (impl/include/refchan/detail/semaphore.hpp), checked for itself
// against its contract. The other scenarios of the unbounded channel run on a weaker one (sleep.hpp) that keeps just this
// contract; a few run on the shipped one as well, so that the two meet. And one runs on a semaphore whose deadlines can be
// late, since there is no time here that could tell that they are.

#include "kinds.hpp"
#include "refchan/detail/semaphore.hpp"

namespace refchan::model {

/// What these scenarios run on: the semaphore over a machine.
template <class Sync>
struct semaphore_on {
    static constexpr char const* name = "semaphore";
    using type = refchan::detail::semaphore<Sync>;
};

/// The model's machine with the semaphore that ships.
struct shipped_sleep : relacy_sync {
    using semaphore = refchan::detail::semaphore<relacy_sync>;
    [[nodiscard]] static bool acquire_until(semaphore& units, deadline until) { return units.acquire_until(until); }
};
struct unbounded_as_shipped : unbounded_on<on_machine<default_traits, shipped_sleep>> {
    static constexpr char const* name = "semaphore";
};

template <class Kind>
struct unit_wakes_its_sleeper : program {
    static constexpr about is{"unit_wakes_its_sleeper", "a released unit wakes its sleeper and brings what came before",
                              "G9 G8", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            data_.write() = 1;
            units_.release();
        } else {
            expect(units_.acquire_until(deadline::never()), "a wait for ever timed out");
            expect(data_.read() == 1, "the data did not come with the unit");
        }
    }

private:
    cell<int> data_{0};
    typename Kind::type units_{0};
};

template <class Kind>
struct no_unit_disappears : program {
    static constexpr about is{"no_unit_disappears", "two units released at once end two waits", "G9", 3};
    void thread(unsigned index) override {
        if (index != 0) {
            units_.release();
            return;
        }
        for (int i = 0; i != 2; ++i) {
            expect(units_.acquire_until(deadline::never()), "a wait for ever timed out");
        }
        expect(!units_.acquire_until(deadline::some_time()), "a unit that nobody released");
    }

private:
    typename Kind::type units_{0};
};

template <class Kind>
struct time_out_leaves_the_unit : program {
    static constexpr about is{"time_out_leaves_the_unit", "a wait that times out leaves the unit to the next one",
                              "G9 G7", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            units_.release();
        } else if (!units_.acquire_until(deadline::some_time())) {
            expect(units_.acquire_until(deadline::never()), "a wait for ever timed out");
        }
    }

private:
    typename Kind::type units_{0};
};

/// A semaphore on which no wait ends before the scenario allows it: so what happens until then precedes every deadline.
class late_semaphore : public semaphore {
public:
    using semaphore::semaphore;
    bool acquire(deadline until, where place) {
        backoff waiting;
        while (!may_end->load(std::memory_order_acquire)) {
            waiting.pause(place);
        }
        has_ended = true;
        return semaphore::acquire(until, place);
    }

    static inline atomic<bool> const* may_end = nullptr;
    static inline bool has_ended = false;
};
using unbounded_with_late_deadlines = unbounded_on<on_machine<default_traits, sleeping_on<late_semaphore>>>;

template <class Kind>
struct send_returns_before_the_deadline : with_channel<Kind> {
    static constexpr about is{"send_returns_before_the_deadline",
                              "a sleep that times out overlooks no message whose send returned before the deadline",
                              "G7", 2};
    send_returns_before_the_deadline() {
        late_semaphore::may_end = &send_returned_;
        late_semaphore::has_ended = false;
    }
    void thread(unsigned index) override {
        if (index == 0) {
            must_send(this->tx, 1);
            send_returned_.store(true, std::memory_order_release);
        } else {
            auto const received = this->rx.recv_until(deadline::some_time());
            expect(received.has_value() || !late_semaphore::has_ended, "a message was there before the deadline");
        }
    }

private:
    atomic<bool> send_returned_{false};
};

}  // namespace refchan::model
