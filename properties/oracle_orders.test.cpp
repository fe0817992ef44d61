// SPDX-License-Identifier: MIT
// properties/oracle_orders.test.cpp: what the oracle says of small histories under a partial order: the rule that is broken,
// the cycle that proves it, and the sentence.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "refchan/oracle/happens_before.hpp"
#include "runner.hpp"

namespace {

using namespace refchan::oracle;
using refchan::outcome;

/// Pairs of operations: the first one precedes, or arrives at, the second.
using pairs = std::set<std::pair<std::size_t, std::size_t>>;

operation send(std::uint32_t sender, std::int64_t value, outcome result = outcome::ok) {
    return {.value = value, .process = sender, .sender = sender, .kind = operation_kind::send, .result = result};
}
operation drop(std::uint32_t sender) {
    return {.process = sender, .sender = sender, .kind = operation_kind::drop_sender, .result = outcome::ok};
}
operation recv(std::int64_t value) {
    return {.value = value, .process = 9, .kind = operation_kind::recv, .result = outcome::ok};
}
operation told(outcome result) { return {.process = 9, .kind = operation_kind::try_recv, .result = result}; }
operation drop_receiver() { return {.process = 9, .kind = operation_kind::drop_receiver, .result = outcome::ok}; }

/// Operations of two senders and the receiver; the call is the place in the list.
history of(std::vector<operation> operations) {
    history made{.capacity = std::nullopt, .senders = {0, 1}, .operations = std::move(operations), .timed = false};
    for (std::size_t i = 0; i != made.operations.size(); ++i) {
        made.operations[i].call = static_cast<instant>(i);
    }
    return made;
}

verdict judge(history const& what, pairs const& before) {
    return judge_by_order(what, [&](std::size_t i, std::size_t j) { return before.contains({i, j}); });
}

/// Refused in that order, and allowed without it.
void expect_broken(history const& what, pairs const& before, rule broken, std::vector<position> const& proof,
                   std::string const& sentence) {
    verdict const said = judge(what, before);
    ASSERT_TRUE(said) << sentence;
    EXPECT_EQ(name_of(said->broken), name_of(broken));
    EXPECT_EQ(said->proof, proof);
    EXPECT_EQ(said->sentence, sentence);
    pairs receivers;
    for (auto const& pair : before) {
        if (is_receivers(what.operations[pair.first].kind) && is_receivers(what.operations[pair.second].kind)) {
            receivers.insert(pair);
        }
    }
    EXPECT_FALSE(judge(what, receivers)) << "refused without the order that it is about";
}

TEST(oracle_orders, each_rule_is_broken_by_the_order_alone) {
    properties::about("oracle", {"checker"}, "one history for each rule");
    expect_broken(of({send(0, 1), send(1, 2), recv(2), recv(1)}), {{0, 1}, {2, 3}}, rule::reordered, {0, 1},
                  "send(1) ok happens-before send(2) ok; send(2) ok, whose message came first, must come before "
                  "send(1) ok");
    expect_broken(of({send(0, 1), send(1, 2), recv(2)}), {{0, 1}}, rule::lost, {0, 1},
                  "send(1) ok happens-before send(2) ok; send(2) ok, whose message came, must come before "
                  "send(1) ok, whose message was lost");
    expect_broken(of({send(0, 1), told(outcome::empty)}), {{0, 1}}, rule::false_empty, {0, 1},
                  "send(1) ok happens-before try_recv empty; try_recv empty must come before send(1) ok, "
                  "whose message it did not find");
    expect_broken(of({recv(1), send(0, 1)}), {{0, 1}}, rule::invented, {0, 1},
                  "recv -> 1 happens-before send(1) ok; send(1) ok must come before recv -> 1");
    expect_broken(of({drop(0), told(outcome::disconnected), drop(1)}), {{1, 2}}, rule::early_disconnected, {1, 2},
                  "try_recv disconnected happens-before drop_sender(1) ok; drop_sender(1) ok must come before "
                  "try_recv disconnected");
    expect_broken(of({drop(0), drop(1), told(outcome::empty)}), {{0, 2}, {1, 2}}, rule::late_disconnected, {0, 1, 2},
                  "try_recv empty, and the drops of all senders must come before it");
    expect_broken(of({drop_receiver(), send(0, 1)}), {{0, 1}}, rule::send_after_drop, {0, 1},
                  "drop_receiver ok happens-before send(1) ok; send(1) ok, which succeeded, must come before "
                  "drop_receiver ok");
    expect_broken(of({send(0, 1, outcome::disconnected), drop_receiver()}), {{0, 1}}, rule::early_send_disconnected,
                  {0, 1},
                  "send(1) disconnected happens-before drop_receiver ok; drop_receiver ok must come before send(1) "
                  "disconnected");
}

/// No two operations contradict each other here; three together do.
TEST(oracle_orders, a_long_cycle_is_found) {
    properties::about("oracle", {"checker"}, "one history");
    history const what =
        of({send(0, 1), send(1, 2), recv(2), recv(1), send(0, 3, outcome::disconnected), drop_receiver(), send(1, 4)});
    verdict const said = judge(what, {{0, 4}, {1, 6}, {2, 3}, {3, 5}, {2, 5}, {4, 6}, {0, 6}});
    ASSERT_TRUE(said);
    EXPECT_EQ(said->proof, (std::vector<position>{4, 6, 5}));
    EXPECT_EQ(name_of(said->broken), "early-send-disconnected");
}

TEST(oracle_orders, what_an_operation_reports_must_arrive) {
    properties::about("oracle", {"checker"}, "one history for each kind");
    auto const arrivals = [](history const& what, pairs const& arrived) {
        return judge_arrivals(what, [&](std::size_t i, std::size_t j) { return arrived.contains({i, j}); });
    };
    history const sent = of({send(0, 1), recv(1)});
    EXPECT_FALSE(arrivals(sent, {{0, 1}}));
    ASSERT_TRUE(arrivals(sent, {}));
    EXPECT_EQ(arrivals(sent, {})->sentence, "what precedes send(1) ok does not happen-before the return of recv -> 1");
    EXPECT_EQ(guarantee_of(arrivals(sent, {})->broken), "G8");
    history const gone = of({drop(0), drop(1), told(outcome::disconnected)});
    EXPECT_FALSE(arrivals(gone, {{0, 2}, {1, 2}}));
    EXPECT_EQ(arrivals(gone, {{0, 2}})->proof, (std::vector<position>{1, 2}));
    history const refused = of({drop_receiver(), send(0, 1, outcome::disconnected)});
    EXPECT_FALSE(arrivals(refused, {{0, 1}}));
    EXPECT_EQ(arrivals(refused, {})->proof, (std::vector<position>{0, 1}));
}

}  // namespace
