// SPDX-License-Identifier: MIT
// properties/oracle/explanations.test.cpp: what the oracle says of a history that is not allowed must be true of it, and
// point at what proves it; and histories in which much overlaps must come to a verdict at all.

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "pictures.hpp"
#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/search.hpp"
#include "refchan/oracle/well_formed.hpp"

namespace refchan::oracle::checks {

namespace {

violation found(std::optional<std::uint64_t> capacity, std::string_view picture, profile by = profile::linearizable) {
    history const what = drawn(capacity, picture);
    EXPECT_FALSE(explainable(what, by));
    return judge(what, by).value_or(violation{rule::unexplained, "allowed", {}});
}

TEST(oracle_explains, empty_without_any_sender) {
    history what;
    what.senders.clear();
    what.operations.push_back({.call = 1, .returned = 2, .kind = operation_kind::try_recv, .result = outcome::empty});
    for (std::optional<std::uint64_t> const capacity : {std::optional<std::uint64_t>(), {0}, {1}}) {
        what.capacity = capacity;
        EXPECT_FALSE(explainable(what, profile::linearizable));
        auto const said = judge(what, profile::linearizable);
        ASSERT_TRUE(said.has_value());
        EXPECT_EQ(said->sentence, "the receiver was told empty, and there never was a sender");
    }
}
TEST(oracle_explains, which_send_of_a_rendezvous_met_nobody) {
    auto const one = found(0, R"(
        0: |--send(1)--|                |--send(2)--|
        r:                |--recv...                  )");
    EXPECT_EQ(one.sentence, "the send of message 1 returned before the last receive could take it");
    auto const two = found(0, R"(
        0:    |--send(1)--|
        1:    |--send(2)--|
        r: |--recv...       )");
    EXPECT_EQ(two.sentence,
              "message 1 and message 2 were sent with success, and only one receive was left to take one of them");
    EXPECT_EQ(two.proof.size(), 3U);
}
TEST(oracle_explains, overfull_by_counting) {
    auto const said = found(2, R"(
        0: |--send(1)-----------------|
        1:    |--send(2)--|
        2:                  |--send(3)--| )");
    EXPECT_EQ(said.broken, rule::overfull);
    EXPECT_EQ(
        said.sentence,
        "3 sends had succeeded when that of message 3 returned, and at most 0 receives had begun; the capacity is 2");
}
TEST(oracle_explains, overfull_where_a_receive_overtook_the_return_of_its_send) {
    auto const said = found(1, R"(
        0: |--send(1)...
        1:   |--send(2)--|   |--send(3)--|
        r: |--recv 1--|                     )");
    EXPECT_EQ(said.broken, rule::overfull);
    EXPECT_EQ(said.sentence,
              "message 3 was sent with success, and of those sent before it 1 had not been received when its send "
              "returned; the capacity is 1");
    EXPECT_EQ(said.proof.size(), 2U);
}
TEST(oracle_explains, that_a_receive_which_never_returned_may_have_made_room) {
    auto const said = found(1, R"(
        0: |--send(1)...
        1:   |--send(2)--|   |--send(3)--|
        2:                   |--send(4)--|
        r: |--recv 1--|        |--recv...   )");
    EXPECT_EQ(said.broken, rule::unexplained);
}
TEST(oracle_explains, the_gap_that_is_legal_is_not_accused) {
    auto const said = found(1, R"(
        0: |--send(1)-------------------------------------|
        1:    |--send(2)--|
        r:                  |--try_recv empty--|            )",
                            profile::gap_empty);
    EXPECT_EQ(said.broken, rule::overfull);
}
TEST(oracle_explains, full_after_the_receivers_drop) {
    auto const said = found(1, R"(
        0: |--send(1)--|                         |--try_send(2) full--|
        r:               |--drop_receiver--|                            )");
    EXPECT_EQ(said.sentence, "a send said full after the receiver was dropped");
    EXPECT_EQ(said.proof.size(), 2U);
}
TEST(oracle_explains, which_sender_was_not_dropped) {
    auto const said = found(std::nullopt, R"(
        0: |--clone(7)--| |--drop--|
        r:                             |--recv disconnected--| )");
    EXPECT_EQ(said.sentence, "the receiver was told disconnected, and the sender handle 7 was never dropped");
}

TEST(well_formed, an_untimed_handle_is_not_used_after_its_own_process_dropped_it) {
    history what;
    what.timed = false;
    what.operations = {{.call = 1, .returned = 2, .kind = operation_kind::drop_sender, .result = outcome::ok},
                       {.value = 5, .call = 3, .returned = 4, .kind = operation_kind::send, .result = outcome::ok}};
    EXPECT_TRUE(find_malformed(what).has_value());
    what.operations[1].process = 1;  // of two processes nothing is known
    EXPECT_FALSE(find_malformed(what).has_value());
}
TEST(well_formed, a_handle_whose_clone_never_returned_is_not_used) {
    history what;
    what.timed = false;
    what.operations = {{.value = 1, .call = 1, .kind = operation_kind::clone_sender},
                       {.call = 1,
                        .returned = 2,
                        .process = 1,
                        .sender = 1,
                        .kind = operation_kind::drop_sender,
                        .result = outcome::ok}};
    EXPECT_TRUE(find_malformed(what).has_value());
}

/// So many senders whose sends overlap at random; nobody receives.
history crowd(std::uint32_t senders, std::size_t operations) {
    history made;
    made.capacity = operations;
    made.senders.clear();
    std::mt19937_64 random(20261121);
    std::vector<position> running(senders, nowhere);
    for (std::uint32_t i = 0; i != senders; ++i) {
        made.senders.push_back(i);
    }
    for (instant now = 0; made.operations.size() != operations; ++now) {
        auto const who = static_cast<std::uint32_t>(random() % senders);
        if (running[who] == nowhere) {
            running[who] = static_cast<position>(made.operations.size());
            made.operations.push_back({.value = now, .call = now, .process = who, .sender = who});
        } else {
            made.operations[running[who]].returned = now;
            made.operations[running[who]].result = outcome::ok;
            running[who] = nowhere;
        }
    }
    return made;
}
// Each of these took longer than anybody waits before states that another one is as good as were left out.
TEST(oracle_ends, when_hundreds_of_unreceived_sends_overlap) {
    EXPECT_FALSE(judge(crowd(32, 20'000), profile::linearizable).has_value());
    EXPECT_FALSE(judge(crowd(400, 2'000), profile::linearizable).has_value());
}
TEST(oracle_ends, when_each_of_many_sends_may_be_the_gap) {
    history what;
    what.capacity = 1000;
    what.operations.push_back({.value = -1, .call = 0, .returned = 1'000'000, .process = 2, .result = outcome::ok});
    for (instant now = 1; now < 4'000; now += 4) {
        what.operations.push_back({.value = now, .call = now, .returned = now + 2, .result = outcome::ok});
        what.operations.push_back({.call = now + 1,
                                   .returned = now + 3,
                                   .process = 1,
                                   .kind = operation_kind::try_recv,
                                   .result = outcome::empty});
    }
    EXPECT_TRUE(judge(what, profile::linearizable).has_value());
    EXPECT_TRUE(judge(what, profile::gap_empty).has_value()) << "1001 messages";
    what.capacity = 1001;
    EXPECT_FALSE(judge(what, profile::gap_empty).has_value());
}

}  // namespace

}  // namespace refchan::oracle::checks
