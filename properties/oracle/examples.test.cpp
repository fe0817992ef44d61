// SPDX-License-Identifier: MIT
// properties/oracle/examples.test.cpp: the oracle by example. For each rule a history that breaks it, and one that only just
// does not; and the histories that channels are known for. Each is judged by the fast oracle and by the search, which must
// agree about all profiles.

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "pictures.hpp"
#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/search.hpp"

namespace refchan::oracle::checks {

namespace {

constexpr std::optional<std::uint64_t> unbounded;
constexpr std::uint64_t rendezvous = 0;

/// What a history is: the strongest profile that allows it; and if that is not the first one, the rule that it breaks
/// for the profile before.
std::string judged(history const& what) {
    for (profile const which : ladder_rungs) {
        EXPECT_EQ(explainable(what, which), !judge(what, which).has_value()) << "by " << name_of(which);
    }
    ladder const found = climb(what);
    std::string text = "no profile";
    std::size_t broken = ladder_rungs.size();
    if (found.strongest.has_value()) {
        text = name_of(*found.strongest);
        broken = static_cast<std::size_t>(*found.strongest);
    }
    return broken == 0 ? text : text + ": " + std::string(name_of(found.rungs[broken - 1]->broken));
}
std::string judged(std::optional<std::uint64_t> capacity, std::string_view picture) {
    return judged(drawn(capacity, picture));
}

// One rule each

TEST(oracle_invented, a_message_that_nobody_sent) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--|
        r:                |--recv 1--| )"),
              "linearizable");
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--|
        r:                |--recv 2--| )"),
              "no profile: invented");
}
TEST(oracle_invented, a_message_before_it_is_sent) {
    EXPECT_EQ(judged(unbounded, R"(
        0:         |--send(1)--|
        r: |--recv 1--|            )"),
              "linearizable");
    EXPECT_EQ(judged(unbounded, R"(
        0:                |--send(1)--|
        r: |--recv 1--|                 )"),
              "no profile: invented");
}
TEST(oracle_invented, a_message_whose_send_failed) {
    EXPECT_EQ(judged(1, R"(
        0: |--send(1)--|  |--try_send(2) full--|
        r:                                        |--recv 1--|  |--recv 2--| )"),
              "no profile: invented");
}
TEST(oracle_invented, a_send_that_never_returned_may_be_received) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)...
        r:                |--recv 1--| )"),
              "linearizable");
}

TEST(oracle_duplicated, one_message_twice) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--|
        r:                |--recv 1--| |--recv 1--| )"),
              "no profile: duplicated");
}

TEST(oracle_lost, a_message_passed_over) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--| |--send(2)--|
        r:                             |--recv 2--| )"),
              "no profile: lost");
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)-----------|
        1:    |--send(2)--|
        r:                        |--recv 2--| )"),
              "linearizable");
}
TEST(oracle_lost, a_message_left_when_all_is_over) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--| |--drop--|
        r:                          |--recv disconnected--| )"),
              "no profile: lost");
}
TEST(oracle_lost, a_message_still_queued_is_not_lost) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--| |--send(2)--|
        r:                             |--recv 1--| )"),
              "linearizable");
}

TEST(oracle_reordered, messages_of_two_senders) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--|
        1:               |--send(2)--|
        r:                              |--recv 2--| |--recv 1--| )"),
              "fifo-per-sender: reordered");
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)------|
        1:             |--send(2)--|
        r:                              |--recv 2--| |--recv 1--| )"),
              "linearizable");
}
TEST(oracle_reordered_per_sender, messages_of_one_sender) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--|  |--send(2)--|
        r:                              |--recv 2--| |--recv 1--| )"),
              "no profile: reordered-per-sender");
}
TEST(oracle_reordered_per_sender, one_process_on_two_handles_is_two_senders) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)@5--|  |--send(2)@6--|
        r:                                  |--recv 2--| |--recv 1--| )"),
              "fifo-per-sender: reordered");
}

TEST(oracle_false_empty, a_message_is_there) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)-----|
        r:             |--try_recv empty--|  |--recv 1--| )"),
              "linearizable");
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--|
        r:                |--try_recv empty--|  |--recv 1--| )"),
              "fifo-per-sender: false-empty");
}
TEST(oracle_false_empty, a_timeout_is_an_empty) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--|
        r:                |--recv_timeout timeout--| )"),
              "fifo-per-sender: false-empty");
}

TEST(oracle_false_full, there_is_room) {
    EXPECT_EQ(judged(1, R"(
        0: |--send(1)--|
        1:                |--try_send(2) full--|
        r:                                   |--recv 1--| )"),
              "linearizable");
    EXPECT_EQ(judged(1, R"(
        0: |--send(1)--|
        1:                            |--try_send(2) full--|
        r:               |--recv 1--|                         )"),
              "fifo-per-sender: false-full");
}
TEST(oracle_false_full, an_unbounded_channel_is_never_full) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--try_send(1) full--| )"),
              "no profile: false-full");
}
TEST(oracle_false_full, a_timeout_of_a_send_is_a_full) {
    EXPECT_EQ(judged(2, R"(
        0: |--send(1)--|  |--send_timeout(2) timeout--| )"),
              "fifo-per-sender: false-full");
}

TEST(oracle_overfull, there_is_no_room) {
    EXPECT_EQ(judged(1, R"(
        0: |--send(1)--|  |--send(2)--|
        r:                        |--recv 1--| )"),
              "linearizable");
    EXPECT_EQ(judged(1, R"(
        0: |--send(1)--|  |--send(2)--|
        r:                               |--recv 1--| )"),
              "no profile: overfull");
}
TEST(oracle_overfull, a_receive_that_never_returned_may_have_made_room) {
    EXPECT_EQ(judged(1, R"(
        0: |--send(1)--|  |--send(2)--|
        r:    |--recv...                  )"),
              "linearizable");
}

TEST(oracle_unpaired, a_rendezvous_needs_both) {
    EXPECT_EQ(judged(rendezvous, R"(
        0: |--send(1)--|
        r:         |--recv 1--| )"),
              "linearizable");
    EXPECT_EQ(judged(rendezvous, R"(
        0: |--send(1)--|
        r:                |--recv 1--| )"),
              "fifo-per-sender: unpaired");
    EXPECT_EQ(judged(rendezvous, R"(
        0: |--send(1)--| )"),
              "fifo-per-sender: unpaired");
}
TEST(oracle_unpaired, two_meetings_in_the_receivers_order) {
    EXPECT_EQ(judged(rendezvous, R"(
        0:     |--send(1)--------------|
        1:   |--send(2)---------------------|
        r: |-----recv 1-------|   |---recv 2---| )"),
              "linearizable");
    EXPECT_EQ(judged(rendezvous, R"(
        0:                    |--send(1)--|
        1: |--send(2)--|
        r:        |--recv 1--------|  |---recv 2---| )"),
              "fifo-per-sender: unpaired");
}
TEST(oracle_unpaired, full_and_empty_are_always_possible_in_a_rendezvous) {
    EXPECT_EQ(judged(rendezvous, R"(
        0: |--try_send(1) full--|   |--send(2)-----|
        r:    |--try_recv empty--|    |--recv 2--|    )"),
              "linearizable");
}

TEST(oracle_early_disconnected, a_sender_is_there) {
    EXPECT_EQ(judged(unbounded, R"(
        0:        |--drop--|
        r: |--recv disconnected--| )"),
              "linearizable");
    EXPECT_EQ(judged(unbounded, R"(
        0: |--drop--|
        1:
        r:            |--recv disconnected--| )"),
              "no profile: early-disconnected");
    EXPECT_EQ(judged(unbounded, R"(
        0:                           |--drop--|
        r: |--recv disconnected--|               )"),
              "no profile: early-disconnected");
}
TEST(oracle_early_disconnected, a_clone_is_a_sender) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--clone(7)--|  |--drop--|
        r:                              |--recv disconnected--| )"),
              "no profile: early-disconnected");
}
TEST(oracle_early_disconnected, it_is_for_good) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--drop-------------------------------------------|
        r:      |--try_recv disconnected--|  |--try_recv empty--| )"),
              "fifo-per-sender: early-disconnected");
}

TEST(oracle_late_disconnected, all_senders_are_gone) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--drop--|
        r:       |--try_recv empty--| )"),
              "linearizable");
    EXPECT_EQ(judged(unbounded, R"(
        0: |--drop--|
        r:             |--try_recv empty--| )"),
              "fifo-per-sender: late-disconnected");
}

TEST(oracle_send_after_drop, the_receiver_is_gone) {
    EXPECT_EQ(judged(unbounded, R"(
        0:        |--send(1)--|
        r: |--drop_receiver--| )"),
              "linearizable");
    EXPECT_EQ(judged(unbounded, R"(
        0:                        |--send(1)--|
        r: |--drop_receiver--|                   )"),
              "no profile: send-after-drop");
}
TEST(oracle_send_after_drop, another_send_was_told_so_before) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1) disconnected--|
        1:                             |--send(2)--|
        r: |--drop_receiver-------------------------| )"),
              "fifo-per-sender: send-after-drop");
}

TEST(oracle_early_send_disconnected, the_receiver_is_there) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1) disconnected--|
        r:                 |--drop_receiver... )"),
              "linearizable");
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1) disconnected--|
        r:                              |--recv... )"),
              "no profile: early-send-disconnected");
}

TEST(oracle_unexplained, each_answer_is_possible_but_not_both) {
    // Full needs message 1 in the channel for the whole of that send; empty needs it out of it.
    EXPECT_EQ(judged(1, R"(
        0: |--send(1)-------------------------------------------|
        1:                              |--try_send(2) full--|
        r:     |--recv 1-----------|                                |--try_recv empty--| )"),
              "fifo-per-sender: false-full");
    // Message 2 or message 3, neither ever received, makes the channel full; then it cannot be empty afterwards.
    EXPECT_EQ(judged(1, R"(
        0: |--send(2)...
        1:     |--try_send(4) full--|
        r:                               |--try_recv empty--| )"),
              "gap-empty: unexplained");
}

// Famous ones

TEST(famous, vyukovs_gap_lets_the_receiver_say_empty_behind_a_slow_send) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)------------------------------------|
        1:     |--send(2)--|
        r:                      |--try_recv empty--|       |--recv 1--| |--recv 2--| )"),
              "gap-empty: false-empty");
}
TEST(famous, a_gap_before_another_message_is_none) {
    EXPECT_EQ(judged(unbounded, R"(
        0:     |--send(1)----------------------------------|
        1: |--send(2)--|
        r:                |--try_recv empty--|               |--recv 2--| |--recv 1--| )"),
              "fifo-per-sender: false-empty");
}
TEST(famous, a_send_that_died_in_the_gap_hides_all_others_for_good) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)...
        1:     |--send(2)--|
        r:                    |--try_recv empty--| |--try_recv empty--| )"),
              "gap-empty: false-empty");
}
TEST(famous, disconnected_with_a_message_queued_as_once_in_rusts_mpsc) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--|  |--drop--|
        r:   |--try_recv disconnected--|  |--try_recv 1--| )"),
              "no profile: early-disconnected");
}
TEST(famous, a_last_message_between_empty_and_disconnected) {
    EXPECT_EQ(judged(unbounded, R"(
        0:              |--send(1)--|  |--drop--|
        r: |--try_recv empty--| |--recv 1--| |--recv disconnected--| )"),
              "linearizable");
}
TEST(famous, a_queue_of_queues_keeps_the_order_of_each_sender_only) {
    EXPECT_EQ(judged(unbounded, R"(
        0: |--send(1)--| |--send(2)--|
        1:                             |--send(3)--|
        r:                                           |--recv 3--| |--recv 1--| |--recv 2--| )"),
              "fifo-per-sender: reordered");
}
TEST(famous, one_slot_too_many) {
    EXPECT_EQ(judged(2, R"(
        0: |--send(1)--| |--send(2)--| |--send(3)--|
        r:                                           |--recv 1--| )"),
              "no profile: overfull");
}
TEST(famous, a_drop_of_the_receiver_destroys_what_is_queued) {
    EXPECT_EQ(judged(1, R"(
        0: |--send(1)--|                      |--try_send(2) disconnected--|
        r:                |--drop_receiver--|                                 )"),
              "linearizable");
    EXPECT_EQ(judged(1, R"(
        0: |--send(1)--|                      |--try_send(2) full--|
        r:                |--drop_receiver--|                         )"),
              "fifo-per-sender: send-after-drop");
}

// The precedence

TEST(oracle_search, happens_before_orders_less_than_time) {
    history const what = drawn(unbounded, R"(
        0: |--send(1)--|
        1:               |--send(2)--|
        r:                              |--recv 2--| |--recv 1--| )");
    auto const of_each_process = [&](std::size_t i, std::size_t j) {
        return what.operations[i].process == what.operations[j].process && i < j;
    };
    EXPECT_FALSE(explainable(what, profile::linearizable));
    EXPECT_TRUE(explainable(what, profile::linearizable, of_each_process));
    // A message that told process 1 of the first send makes them ordered again.
    EXPECT_FALSE(explainable(what, profile::linearizable, [&](std::size_t i, std::size_t j) {
        return of_each_process(i, j) || (i == 0 && j == 1);
    }));
}
TEST(oracle_search, refuses_more_operations_than_it_has_bits_for) {
    history what;
    what.operations.resize(most_searched + 1);
    EXPECT_THROW(static_cast<void>(explainable(what, profile::linearizable)), std::length_error);
}
TEST(oracle_search, an_untouched_history_is_judged_by_the_order_of_each_process) {
    history what = drawn(unbounded, R"(
        0:                             |--send(1)--| |--send(2)--|
        r: |--recv 1--| |--recv 2--| )");
    EXPECT_FALSE(explainable(what, profile::fifo_per_sender));
    what.timed = false;
    EXPECT_TRUE(explainable(what, profile::fifo_per_sender));
    std::swap(what.operations[2].value, what.operations[3].value);
    EXPECT_FALSE(explainable(what, profile::fifo_per_sender));
}

TEST(pictures, refuse_what_is_not_well_formed) {
    EXPECT_THROW(static_cast<void>(drawn(unbounded, "0: |--send(1)--|  |--send(1)--|")), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(drawn(unbounded, "0: |--sent(1)--|")), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(drawn(unbounded, "|--send(1)--|")), std::invalid_argument);
}

}  // namespace

}  // namespace refchan::oracle::checks
