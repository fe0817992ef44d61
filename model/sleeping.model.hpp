// SPDX-License-Identifier: MIT
#pragma once
// model/sleeping.model.hpp: who waits for long goes to sleep: nobody burns a processor until the other side comes. The other
// side comes here only when it has been told that somebody is about to sleep; one who never sleeps waits for ever.

#include "kinds.hpp"

namespace refchan::model {

/// The model's machine, which tells of each sleep before it begins.
struct telling_sync : relacy_sync {
    static inline model::semaphore* told = nullptr;

    [[nodiscard]] static bool wait_until(condition_variable& condition, lock& held, deadline until,
                                         where place = where::current()) {
        told->release(place);
        return relacy_sync::wait_until(condition, held, until, place);
    }
    [[nodiscard]] static bool acquire_until(model::semaphore& units, deadline until, where place = where::current()) {
        told->release(place);
        return relacy_sync::acquire_until(units, until, place);
    }
};

using telling_unbounded = unbounded_on<on_machine<default_traits, telling_sync>>;
struct telling_reference : unbounded_on<on_machine<reference_traits, telling_sync>> {
    static constexpr char const* name = "reference";
};
using telling_bounded = bounded_on<1, on_machine<reference_traits, telling_sync>>;
using telling_rendezvous = bounded_on<0, on_machine<reference_traits, telling_sync>>;

template <class Kind>
struct told_of_sleep : with_channel<Kind> {
    told_of_sleep() { telling_sync::told = &asleep_; }

protected:
    void until_asleep(where place = where::current()) {
        (void)relacy_sync::acquire_until(asleep_, deadline::never(), place);
    }

private:
    semaphore asleep_{0};
};

template <class Kind>
struct receiver_sleeps : told_of_sleep<Kind> {
    static constexpr about is{"receiver_sleeps", "a receiver with nothing to receive goes to sleep", "G9", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            this->until_asleep();
            must_send(this->tx, 1);
        } else {
            auto const received = this->rx.recv();
            expect(received && received->value() == 1, "a receiver was woken and got nothing");
        }
    }
};

template <class Kind>
struct sender_sleeps : told_of_sleep<Kind> {
    static constexpr about is{"sender_sleeps", "a sender with no room goes to sleep", "G9", 2};
    void thread(unsigned index) override {
        if (index == 0) {
            must_send(this->tx, 1);
            must_send(this->tx, 2);
        } else {
            this->until_asleep();
            arrivals seen;
            for (int i = 0; i != 2; ++i) {
                auto const received = this->rx.recv();
                expect(received.has_value(), "disconnected although a sender lives");
                seen.add(received->value());
            }
        }
    }
};

}  // namespace refchan::model
