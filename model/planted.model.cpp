// SPDX-License-Identifier: MIT
// model/planted.model.cpp: planted faults, which prove on every run that the models can turn red. Every weakened memory
// order, and three machines that lose a wake-up, each with a scenario that finds it. The program refchan-model-planted
// runs these and nothing else.

#include "bounded.model.hpp"
#include "delivery.model.hpp"
#include "drops.model.hpp"
#include "happens_before.model.hpp"
#include "semaphore.model.hpp"
#include "timeouts.model.hpp"
#include "weakened.hpp"

namespace refchan::model {
namespace {

/// A semaphore that forgets what is released while nobody sleeps, as a condition variable would.
class forgetful_semaphore : public semaphore {
public:
    using semaphore::semaphore;
    void release(where place = where::current()) {
        if (sleepers_ != 0) {
            semaphore::release(place);
        }
    }
    bool acquire(deadline until, where place) {
        announce(operation_kind::acquire, this, place);
        rl::ctx().sched();  // a release may come here, before the sleeper is counted
        ++sleepers_;
        bool const in_time = semaphore::acquire(until, place);
        --sleepers_;
        return in_time;
    }

private:
    int sleepers_ = 0;
};

/// Notifies nobody.
class mute_condition : public condition_variable {
public:
    void notify_one(where place = where::current()) { announce(operation_kind::notify, this, place); }
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

[[maybe_unused]] bool const registered =
    (add_faulty<data_before_receiver_drop, weakened<see_closed_relaxed>>("see_closed_relaxed"),
     add_faulty<slow_sender_meets_reused_block, weakened<claim_relaxed>>("claim_relaxed"),
     add_faulty<slow_sender_meets_reused_block, weakened<install_acquire>>("install_acquire"),
     add_faulty<senders_meet_a_full_block, weakened<install_release>>("install_release"),
     add_faulty<fifo_per_sender, weakened<link_relaxed>>("link_relaxed"),
     add_faulty<fifo_per_sender, weakened<publish_relaxed>>("publish_relaxed"),
     add_faulty<fifo_per_sender, weakened<take_relaxed>>("take_relaxed"),
     add_faulty<fifo_per_sender, weakened<follow_relaxed>>("follow_relaxed"),
     add_faulty<data_before_last_drop_recv, weakened<look_relaxed>>("look_relaxed"),
     add_faulty<data_before_last_drop_timed, weakened<unpark_self_relaxed>>("unpark_self_relaxed"),
     add_faulty<data_before_last_drop_try_recv, weakened<disconnect_relaxed>>("disconnect_relaxed"),
     add_faulty<data_before_receiver_drop, weakened<close_relaxed>>("close_relaxed"),
     add_faulty<data_before_last_drop_recv, weakened<drop_sender_acquire>>("drop_sender_acquire"),
     add_faulty<data_before_last_drop_recv, weakened<drop_sender_release>>("drop_sender_release"),
     add_faulty<one_sender_many_blocks, weakened<put_spare_relaxed>>("put_spare_relaxed"),
     add_faulty<one_sender_many_blocks, weakened<take_spare_relaxed>>("take_spare_relaxed"),
     add_faulty<drops_in_every_order, weakened<leave_acquire>>("leave_acquire"),
     add_faulty<drops_in_every_order, weakened<leave_release>>("leave_release"),
     add_faulty<last_drop_races_parked_recv, forgetful>("forgetful_semaphore"),
     add_faulty<last_drop_races_parked_recv, mute>("wake_up_forgotten"),
     add_faulty<two_senders_wait_for_room, mute_bounded>("wake_up_forgotten"),
     add_faulty<full_send_races_receiver_drop, gapped_bounded>("gap_before_sleep"),
     add_faulty<unit_wakes_its_sleeper, semaphore_on<mute_sync>>("wake_up_forgotten"),
     add_faulty<unit_wakes_its_sleeper, semaphore_on<gapped_sync>>("gap_before_sleep"), true);

}  // namespace
}  // namespace refchan::model
