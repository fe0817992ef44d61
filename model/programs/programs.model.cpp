// SPDX-License-Identifier: MIT
// model/programs/programs.model.cpp: the programs (programs.hpp) on the kinds of channel for which they make sense.

#include "programs/programs.model.hpp"

#include "faulty_queue.hpp"

namespace refchan::model {
namespace {

using namespace programs;

struct two_spares : model_traits<default_traits> {
    static constexpr std::size_t spare_blocks = 2;
};

/// Whoever clears PARKED owes one wake-up, and nobody else owes any: superfluous ones would break nothing, but cost.
class counted_semaphore : public semaphore {
public:
    using semaphore::semaphore;
    ~counted_semaphore() { expect(wake_ups_ <= sleeps_, "more wake-ups than sleeps"); }

    void release(where place = where::current()) {
        ++wake_ups_;
        semaphore::release(place);
    }
    bool acquire(deadline until, where place) {
        ++sleeps_;
        return semaphore::acquire(until, place);
    }

private:
    int wake_ups_ = 0;
    int sleeps_ = 0;
};
using counted = unbounded_on<on_machine<default_traits, sleeping_on<counted_semaphore>>>;

/// The program under another name, for a kind that has a special machine under it.
constexpr written as(written what, char const* name, char const* claim, char const* ids) {
    what.name = name;
    what.claim = claim;
    what.ids = ids;
    return what;
}
constexpr written one_wake_up_for_each_sleep = as(impatient_with_two, "program/one_wake_up_for_each_sleep",
                                                  "a receiver is woken at most once for each time it sleeps", "G9");
constexpr written spins_before_it_sleeps =
    as(impatient, "program/spins_before_it_sleeps", "a receive that spins before it sleeps loses nothing", "G3 G7 G9");
/// The engine that carries the planted faults is right without them.
constexpr written control =
    as(two_looks, "program/control", "the engine of the planted faults, without one", "checker");

[[maybe_unused]] bool const registered =
    (add_program<unbounded, reference, bounded<1>, rendezvous>(two_senders),
     add_program<unbounded, reference, bounded<1>, rendezvous>(one_message_each),
     add_program<unbounded, reference>(two_full_blocks), add_program<unbounded, bounded<2>>(many_blocks),
     add_program<unbounded_on<two_spares>>(many_blocks_two_spares), add_program<unbounded>(slow_sender),
     add_program<unbounded, reference, bounded<1>, rendezvous>(clone),
     add_program<unbounded, reference, bounded<1>, rendezvous>(clone_meets_drop),

     add_program<unbounded, reference, bounded<1>, rendezvous>(two_looks),
     add_program<unbounded, reference, bounded<1>, rendezvous>(looks_until_the_end),
     add_program<unbounded, reference, bounded<2>>(a_look_and_a_wait), add_program<bounded<1>, rendezvous>(one_look),

     add_program<unbounded, reference, bounded<1>, rendezvous>(impatient),
     add_program<unbounded, reference, bounded<1>, rendezvous>(impatient_with_two),
     add_program<unbounded, reference, bounded<1>, rendezvous>(impatient_at_the_end),
     add_program<unbounded, reference, bounded<1>, rendezvous>(impatient_with_two_drops),
     add_program<unbounded, reference, bounded<1>, rendezvous>(leaves_after_timeout),
     add_program<unbounded, reference, bounded<1>, rendezvous>(leaves_a_leaving_sender),
     add_program<counted>(one_wake_up_for_each_sleep),
     add_program<spinning_unbounded, spinning_reference, spinning_bounded<1>, spinning_bounded<0>>(
         spins_before_it_sleeps),

     add_program<unbounded, reference, bounded<1>, rendezvous>(sleeps_until_the_end),
     add_program<unbounded, reference, bounded<1>, rendezvous>(receiver_leaves),
     add_program<unbounded, reference, bounded<1>, rendezvous>(receiver_leaves_two),
     add_program<unbounded, reference, bounded<1>, rendezvous>(receiver_leaves_after_one),

     add_program<bounded<1>, rendezvous>(tries), add_program<bounded<1>, rendezvous>(tries_of_two),
     add_program<bounded<2>>(three_for_two), add_program<bounded<1>, rendezvous>(impatient_sender),
     add_program<bounded<1>, rendezvous>(keeps_its_word), add_program<bounded<1>, rendezvous>(waits_for_room),

     add_program<faulty<fault::none>>(control), true);

}  // namespace
}  // namespace refchan::model
