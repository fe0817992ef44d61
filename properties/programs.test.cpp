// SPDX-License-Identifier: MIT
// properties/programs.test.cpp: programs as people meet them: what a text says, where it is none, what may not be in a program.

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "refchan/oracle/program.hpp"
#include "refchan/oracle/program_shrink.hpp"
#include "refchan/oracle/program_text.hpp"
#include "runner.hpp"

namespace {

using properties::about;
using namespace refchan::oracle;

constexpr auto example =
    "capacity unbounded\n"
    "sender 0: send send drop\n"
    "sender 1: send drop\n"
    "receiver: recv recv try_recv recv_for drop\n";

TEST(programs, a_text_says_what_each_thread_does) {
    about("oracle", {"checker"});
    program const said = parse(example).value();
    program const built = program_builder().sender().send(2).sender().send().receiver().recv(2).try_recv().recv_for();
    EXPECT_EQ(said, built);
    EXPECT_EQ(print(said), example);
    EXPECT_EQ(size_of(said), 10U);
    EXPECT_EQ(starting_senders(said), (std::vector<std::uint32_t>{0, 1}));
}

TEST(programs, every_spelling_has_one_print) {
    about("oracle", {"checker"});
    auto const said = parse(
        "# a comment\n\n"
        "  capacity\t2   # and another one\r\n"
        "sender 0 :clone 1 send*1 send*2 try_send*2 send_for pause pause pause clone 2\n"
        "sender 1: send*1000\n"
        "\n"
        "sender 2:drop\n"
        "receiver: until_disconnected recv*3 pause*2 drop #");
    ASSERT_TRUE(said.has_value());
    EXPECT_EQ(print(*said),
              "capacity 2\n"
              "sender 0: clone 1 send*3 try_send try_send send_for pause*3 clone 2 drop\n"
              "sender 1: send*1000 drop\n"
              "sender 2: drop\n"
              "receiver: until_disconnected recv*3 pause pause drop\n");
    program const built = program_builder(2)
                              .sender()
                              .clone(1)
                              .send(3)
                              .try_send(2)
                              .send_for()
                              .pause(3)
                              .clone(2)
                              .sender()
                              .send(1000)
                              .sender()
                              .receiver()
                              .until_disconnected()
                              .recv(3)
                              .pause(2);
    EXPECT_EQ(*said, built);
    EXPECT_EQ(starting_senders(*said), std::vector<std::uint32_t>{0});
}

struct mistake {
    char const* text;
    std::size_t line;
    std::size_t column;
    char const* sentence;
};

std::string const senders_steps = "expected a step of a sender (send, try_send, send_for, clone N, pause, drop)";
std::string const receivers_steps =
    "expected a step of the receiver (recv, try_recv, recv_for, until_disconnected, pause, drop)";

TEST(programs, what_is_none_is_refused_where_it_is_wrong) {
    about("oracle", {"checker"});
    std::vector<mistake> const mistakes{
        {"", 1, 1, "expected 'capacity', found the end of the text"},
        {"# nothing\n\n", 2, 1, "expected 'capacity', found the end of the text"},
        {"sender 0:\n", 1, 1, "expected 'capacity', found 'sender'"},
        {"capacity\n", 1, 9, "expected 'unbounded' or a number, found the end of the text"},
        {"capacity -1\n", 1, 10, "expected 'unbounded' or a number, found '-1'"},
        {"capacity 18446744073709551616\n", 1, 10, "expected 'unbounded' or a number, found '18446744073709551616'"},
        {"capacity 1 2\nsender 0:\n", 1, 12, "expected the end of the line, found '2'"},
        {"capacity 1\nreceiver: drop\n", 2, 1, "expected 'sender 0', found 'receiver'"},
        {"capacity 1\nsender 1: drop\n", 2, 8, "expected 0: senders are numbered in order, found '1'"},
        {"capacity 1\nsender 0:\n  sender 0:\n", 3, 10, "expected 1: senders are numbered in order, found '0'"},
        {"capacity 1\nsender 0 drop\n", 2, 10, "expected ':', found 'drop'"},
        {"capacity 1\nsender 0: send*0 drop\n", 2, 16, "expected a number from 1 after '*', found '0'"},
        {"capacity 1\nsender 0: send*\nreceiver:\n", 2, 16,
         "expected a number from 1 after '*', found the end of the line"},
        {"capacity 1\nsender 0: send*3x\n", 2, 16, "expected a number from 1 after '*', found '3x'"},
        {"capacity 1\nsender 0: send*600000 send*600000\n", 2, 28,
         "expected no more than 1000000 steps in all, found '600000'"},
        {"capacity 1\nsender 0: drop send\n", 2, 16,
         "expected the end of the line: drop is the last step, found 'send'"},
        {"capacity 1\nsender 0: clone\n", 2, 16,
         "expected the number of the sender that gets the clone, found the end of the text"},
        {"capacity 1\nsender 0: clone 4294967296\n", 2, 17,
         "expected the number of the sender that gets the clone, found '4294967296'"},
        {"capacity 1\nsender 0: send clone 1\nreceiver:\n", 2, 16, "sender 1 does not exist"},
        {"capacity 1\nsender 0: clone 1 clone 1\nsender 1:\nreceiver:\n", 2, 19, "sender 1 is cloned a second time"},
        {"capacity 1\nsender 0:\nsender 1: clone 1\nreceiver:\n", 3, 11,
         "sender 1 clones sender 1: a clone has a larger number"},
        {"capacity 1\nsender 0: drop\n", 2, 15, "expected 'sender 1' or 'receiver', found the end of the text"},
        {"capacity 1\nsender 0:\nreceiver:\nreceiver:\n", 4, 1, "expected the end of the program, found 'receiver'"},
    };
    for (mistake const& made : mistakes) {
        auto const said = parse(made.text);
        ASSERT_FALSE(said.has_value()) << made.text;
        EXPECT_EQ(said.error(), (text_error{made.line, made.column, made.sentence})) << made.text;
    }
}

TEST(programs, a_step_of_the_other_side_is_refused_with_those_of_this_one) {
    about("oracle", {"checker"});
    EXPECT_EQ(to_string(parse("capacity 1\nsender 0: recv\n").error()),
              "line 2, column 11: " + senders_steps + ", found 'recv'");
    EXPECT_EQ(to_string(parse("capacity 1\nsender 0: clone*2 1\n").error()),
              "line 2, column 11: " + senders_steps + ", found 'clone*2'");
    EXPECT_EQ(to_string(parse("capacity 1\nsender 0:\nreceiver: recv clone 1\n").error()),
              "line 3, column 16: " + receivers_steps + ", found 'clone'");
    EXPECT_EQ(to_string(parse("capacity 1\nsender 0: " + std::string(100, 'x')).error()),
              "line 2, column 11: " + senders_steps + ", found '" + std::string(32, 'x') + "'");
}

TEST(programs, a_misstep_of_a_built_one_is_found) {
    about("oracle", {"checker"});
    auto const sentence = [](program const& of) {
        auto const found = find_misstep(of);
        return found ? std::to_string(found->thread) + "." + std::to_string(found->step) + " " + found->sentence : "";
    };
    EXPECT_EQ(sentence(program_builder().sender().send().receiver().recv()), "");
    EXPECT_EQ(sentence(program_builder().receiver().recv()), "0.0 a program has at least one sender");
    EXPECT_EQ(sentence(program_builder().sender().send().recv()), "0.1 recv is no step of a sender");
    EXPECT_EQ(sentence(program_builder().sender().receiver().clone(1)), "1.0 clone is no step of a receiver");
    EXPECT_EQ(sentence(program_builder().sender().clone(1)), "0.0 sender 1 does not exist");
    EXPECT_EQ(sentence(program_builder().sender().sender().clone(0)),
              "1.0 sender 1 clones sender 0: a clone has a larger number");
    EXPECT_EQ(sentence(program_builder().sender().clone(2).sender().clone(2).sender()),
              "1.0 sender 2 is cloned a second time");
    EXPECT_EQ(sentence(program_builder().sender().send(most_steps).receiver()), "");
    EXPECT_EQ(sentence(program_builder().sender().send(most_steps).receiver().recv()),
              "1.0 a program has no more than 1000000 steps");
}

TEST(programs, every_message_has_a_value_of_its_own) {
    about("oracle", {"checker"});
    std::set<std::int64_t> values;
    for (std::uint32_t const sender : {0U, 1U, 2U, 4294967295U}) {
        for (std::uint32_t const number : {0U, 1U, 2U, 999'999U}) {
            values.insert(value_of_message(sender, number));
        }
    }
    EXPECT_EQ(values.size(), 16U);
    EXPECT_GE(*values.begin(), 0);
}

TEST(programs, a_sender_less_leaves_its_clones_to_the_program) {
    about("oracle", {"checker"});
    auto const before = parse(
        "capacity 0\nsender 0: send clone 1 drop\nsender 1: clone 2 try_send drop\nsender 2: drop\nreceiver: drop\n");
    auto const after = parse("capacity 0\nsender 0: send drop\nsender 1: drop\nreceiver: drop\n");
    EXPECT_EQ(without_sender(before.value(), 1), after.value());
}

TEST(programs, candidates_come_from_short_to_simple) {
    about("oracle", {"checker"});
    auto const texts = [] {
        std::vector<std::string> all;
        for (program const& smaller : smaller_programs(
                 parse("capacity 3\nsender 0: clone 1 try_send drop\nsender 1: drop\nreceiver: recv_for drop\n")
                     .value())) {
            all.push_back(print(smaller).substr(sizeof("capacity 3")));
        }
        return all;
    }();
    EXPECT_EQ(texts, (std::vector<std::string>{
                         "sender 0: try_send drop\nreceiver: recv_for drop\n",
                         "sender 0: drop\nreceiver: recv_for drop\n",
                         "sender 0: clone 1 try_send drop\nsender 1: drop\nreceiver: drop\n",
                         "sender 0: drop\nsender 1: drop\nreceiver: recv_for drop\n",
                         "sender 0: try_send drop\nsender 1: drop\nreceiver: recv_for drop\n",
                         "sender 0: clone 1 drop\nsender 1: drop\nreceiver: recv_for drop\n",
                         "sender 0: clone 1 try_send drop\nsender 1: drop\nreceiver: try_recv drop\n",
                         "sender 0: clone 1 send drop\nsender 1: drop\nreceiver: recv_for drop\n",
                     }));
}

}  // namespace
