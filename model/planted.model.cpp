// SPDX-License-Identifier: MIT
// model/planted.model.cpp: planted faults, which prove on every run that the models can turn red, and that each failure can be
// replayed: three machines that lose a wake-up (faulty_machines.hpp), and an engine that answers wrongly (faulty_queue.hpp), each
// with a scenario that finds it. The program refchan-model-planted runs these and nothing else. What can be wrong in the channel
// itself, scripts/mutants/ makes wrong.

#include "bounded.model.hpp"
#include "drops.model.hpp"
#include "faulty_machines.hpp"
#include "faulty_queue.hpp"
#include "programs/programs.model.hpp"
#include "semaphore.model.hpp"

namespace refchan::model {
namespace {

using namespace programs;

[[maybe_unused]] bool const registered =
    (add_faulty_program<forgetful>("forgetful_semaphore", sleeps_until_the_end),
     add_faulty_program<mute>("wake_up_forgotten", sleeps_until_the_end),
     add_faulty<two_senders_wait_for_room, mute_bounded>("wake_up_forgotten"),
     add_faulty<full_send_races_receiver_drop, gapped_bounded>("gap_before_sleep"),
     add_faulty<unit_wakes_its_sleeper, semaphore_on<mute_sync>>("wake_up_forgotten"),
     add_faulty<unit_wakes_its_sleeper, semaphore_on<gapped_sync>>("gap_before_sleep"),
     // What only the oracle sees: nothing races, leaks or hangs.
     add_faulty_program<faulty<fault::two_lanes>>("two_lanes", one_message_each),
     add_faulty_program<faulty<fault::busy_is_empty>>("busy_is_empty", two_looks),
     add_faulty_program<faulty<fault::no_second_look>>("no_second_look", looks_until_the_end), true);

}  // namespace
}  // namespace refchan::model
