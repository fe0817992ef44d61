// SPDX-License-Identifier: MIT
// model/explore/weakenable.model.cpp: see weakenable.hpp.

#include "explore/weakenable.hpp"

#include "bounded.model.hpp"
#include "delivery.model.hpp"
#include "drops.model.hpp"
#include "explore/adjustable_orders.hpp"
#include "happens_before.model.hpp"
#include "programs/programs.model.hpp"
#include "progress.model.hpp"
#include "weakened.hpp"

namespace refchan::model {
namespace {

using weakenable = weakened<adjustable_orders>;

/// Everything that is registered on the unbounded channel as it ships.
void add_weakenable_scenarios() {
    using namespace programs;
    for (written const& each : {one_message_each,
                                two_looks,
                                looks_until_the_end,
                                receiver_leaves,
                                receiver_leaves_after_one,
                                receiver_leaves_two,
                                impatient,
                                sleeps_until_the_end,
                                leaves_after_timeout,
                                leaves_a_leaving_sender,
                                two_senders,
                                impatient_with_two,
                                impatient_at_the_end,
                                impatient_with_two_drops,
                                a_look_and_a_wait,
                                clone_meets_drop,
                                programs::clone,
                                two_full_blocks,
                                many_blocks,
                                slow_sender}) {
        add_program<weakenable>(each);
    }
    add<data_travels_with_message, weakenable>();
    add<data_before_last_drop_recv, weakenable>();
    add<data_before_last_drop_try_recv, weakenable>();
    add<data_before_last_drop_timed, weakenable>();
    add<data_before_receiver_drop, weakenable>();
    add<data_before_receiver_drop_blocked, weakenable>();
    add<drops_in_every_order, weakenable>();
    add<send_races_receiver_drop, weakenable>();
    add<two_senders_race_receiver_drop, weakenable>();
    add<receiver_drops_after_one, weakenable>();
    add<clone_races_drop, weakenable>();
    add<message_owns_a_sender, weakenable>();
    add<senders_meet_a_full_block, weakenable>();
    add<one_sender_two_threads, weakenable>();
    add<two_threads_in_one_receiver, weakenable>();
    add<send_without_memory, weakenable>();
    add<senders_need_no_sender, weakenable>();
    add<handles_need_no_handle, weakenable>();
}

/// Programs that are smaller than any that has a name.
void add_small_programs() {
    for (char const* const steps :
         {"sender 0: send\nreceiver: recv", "sender 0: send*3\nreceiver: recv*3",
          "sender 0: send*3\nreceiver: until_disconnected", "sender 0: send*2\nsender 1: send*2\nreceiver: recv*4",
          "sender 0: send*6\nreceiver: until_disconnected"}) {
        auto const does = program_of_text(steps, std::nullopt);
        auto made = does ? scenario_of(*does, "unbounded") : std::unexpected(does.error());
        if (!made) {
            std::cerr << "a program cannot be run: " << made.error() << '\n';
            std::abort();
        }
        scenarios().push_back(*std::move(made));
    }
}

std::size_t first_weakenable = 0;

}  // namespace

void use_weakenable_scenarios() {
    std::erase_if(program_kinds(), [](program_kind const& each) { return each.name == "unbounded"; });
    add_program_kind<weakenable>("unbounded");
    auto& all = scenarios();
    std::size_t const before = all.size();
    add_small_programs();
    add_weakenable_scenarios();
    std::set<std::string> taken;
    for (std::size_t i = before; i != all.size(); ++i) {
        taken.insert(all[i].id());
    }
    auto const others = all.begin() + static_cast<std::ptrdiff_t>(before);
    auto const kept =
        std::remove_if(all.begin(), others, [&taken](scenario const& each) { return taken.contains(each.id()); });
    first_weakenable = static_cast<std::size_t>(kept - all.begin());
    all.erase(kept, others);
}

std::vector<scenario const*> subjects_of_a_question() {
    std::vector<scenario const*> subjects;
    for (std::size_t i = first_weakenable; i != scenarios().size(); ++i) {
        subjects.push_back(&scenarios()[i]);
    }
    return subjects;
}

}  // namespace refchan::model
