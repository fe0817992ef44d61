// SPDX-License-Identifier: MIT
// model/planted.model.cpp: planted faults, which prove on every run that the models can turn red. Every weakened memory
// order (weakened.hpp), three machines that lose a wake-up (faulty_machines.hpp), and an engine that answers wrongly
// (faulty_queue.hpp), each with a scenario that finds it. The program refchan-model-planted runs these and nothing else.

#include "bounded.model.hpp"
#include "delivery.model.hpp"
#include "drops.model.hpp"
#include "faulty_machines.hpp"
#include "faulty_queue.hpp"
#include "happens_before.model.hpp"
#include "programs/programs.model.hpp"
#include "semaphore.model.hpp"
#include "weakened.hpp"

namespace refchan::model {
namespace {

using namespace programs;

[[maybe_unused]] bool const registered =
    (add_faulty<data_before_receiver_drop, weakened<see_closed_relaxed>>("see_closed_relaxed"),
     add_faulty_program<weakened<claim_relaxed>>("claim_relaxed", slow_sender),
     add_faulty_program<weakened<install_acquire>>("install_acquire", slow_sender),
     add_faulty<senders_meet_a_full_block, weakened<install_release>>("install_release"),
     add_faulty_program<weakened<link_relaxed>>("link_relaxed", two_senders),
     add_faulty_program<weakened<publish_relaxed>>("publish_relaxed", two_senders),
     add_faulty_program<weakened<take_relaxed>>("take_relaxed", two_senders),
     add_faulty_program<weakened<follow_relaxed>>("follow_relaxed", two_senders),
     add_faulty<data_before_last_drop_recv, weakened<look_relaxed>>("look_relaxed"),
     add_faulty<data_before_last_drop_try_recv, weakened<disconnect_relaxed>>("disconnect_relaxed"),
     add_faulty<data_before_receiver_drop, weakened<close_relaxed>>("close_relaxed"),
     add_faulty<data_before_last_drop_recv, weakened<drop_sender_acquire>>("drop_sender_acquire"),
     add_faulty<data_before_last_drop_recv, weakened<drop_sender_release>>("drop_sender_release"),
     add_faulty_program<weakened<put_spare_relaxed>>("put_spare_relaxed", many_blocks),
     add_faulty_program<weakened<take_spare_relaxed>>("take_spare_relaxed", many_blocks),
     add_faulty<drops_in_every_order, weakened<leave_acquire>>("leave_acquire"),
     add_faulty<drops_in_every_order, weakened<leave_release>>("leave_release"),
     add_faulty_program<forgetful>("forgetful_semaphore", sleeps_until_the_end),
     add_faulty_program<mute>("wake_up_forgotten", sleeps_until_the_end),
     add_faulty<two_senders_wait_for_room, mute_bounded>("wake_up_forgotten"),
     add_faulty<full_send_races_receiver_drop, gapped_bounded>("gap_before_sleep"),
     add_faulty<unit_wakes_its_sleeper, semaphore_on<mute_sync>>("wake_up_forgotten"),
     add_faulty<unit_wakes_its_sleeper, semaphore_on<gapped_sync>>("gap_before_sleep"),
     // What only the oracle sees: nothing races, leaks or hangs.
     add_faulty_program<faulty<fault::two_lanes>>("two_lanes", one_message_each),
     add_faulty_program<faulty<fault::busy_is_empty>>("busy_is_empty", two_looks),
     add_faulty_program<faulty<fault::no_second_look>>("no_second_look", looks_until_the_end),
     add_faulty_program<weakened<see_closed_relaxed>>("see_closed_relaxed", receiver_leaves),
     add_faulty_program<weakened<close_relaxed>>("close_relaxed", receiver_leaves),
     add_faulty_program<weakened<look_relaxed>>("look_relaxed", looks_until_the_end),
     add_faulty_program<weakened<disconnect_relaxed>>("disconnect_relaxed", looks_until_the_end), true);

}  // namespace
}  // namespace refchan::model
