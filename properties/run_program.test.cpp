// SPDX-License-Identifier: MIT
// properties/run_program.test.cpp: the runner of programs: that every step becomes the operation that it stands for, on this
// channel and on any other with handles of the same shape; and that what it records can be judged.

#include "refchan/oracle/run_program.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "refchan/channel.hpp"
#include "refchan/oracle/bars.hpp"
#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/program_text.hpp"
#include "refchan/oracle/well_formed.hpp"
#include "runner.hpp"

namespace {

using properties::about;
using namespace refchan::oracle;
using refchan::failure;
using words = std::vector<std::string>;

/// What a process did, in the order in which it did it.
words done_by(std::uint32_t process, history const& run) {
    words all;
    for (operation const& of : run.operations) {
        if (of.process == process) {
            all.push_back(describe(of));
        }
    }
    return all;
}

TEST(run_program, each_step_becomes_its_operation) {
    about("oracle", {"checker"});
    program const does = parse(
                             "capacity unbounded\n"
                             "sender 0: send pause try_send send_for drop\n"
                             "receiver: until_disconnected recv try_recv recv_for drop\n")
                             .value();
    for (auto const how : {recording::ticketed, recording::untouched}) {
        auto const run = run_program(does, how, refchan::channel<std::int64_t>());
        EXPECT_EQ(run.timed, how == recording::ticketed);
        EXPECT_EQ(run.capacity, std::nullopt);
        EXPECT_EQ(run.senders, std::vector<std::uint32_t>{0});
        EXPECT_EQ(done_by(0, run), (words{"send(0) ok", "send(1) ok", "send(2) ok", "drop_sender(0) ok"}))
            << "an unbounded channel has no other way to send";
        EXPECT_EQ(done_by(1, run),
                  (words{"recv -> 0", "recv -> 1", "recv -> 2", "recv disconnected", "recv disconnected",
                         "try_recv disconnected", "recv_timeout disconnected", "drop_receiver ok"}));
    }
}

TEST(run_program, a_clone_is_a_handle_and_a_process) {
    about("oracle", {"checker"});
    program const does = parse(
                             "capacity 1\n"
                             "sender 0: clone 2 send drop\n"
                             "sender 1: try_send drop\n"
                             "sender 2: clone 3 drop\n"
                             "sender 3: send send drop\n"
                             "receiver: until_disconnected drop\n")
                             .value();
    auto const run = run_program(does, recording::ticketed, refchan::sync_channel<std::int64_t>(1));
    EXPECT_EQ(run.senders, (std::vector<std::uint32_t>{0, 1}));
    EXPECT_EQ(run.capacity, 1U);
    EXPECT_EQ(done_by(0, run), (words{"clone_sender(0) -> 2", "send(0) ok", "drop_sender(0) ok"}));
    EXPECT_EQ(done_by(2, run), (words{"clone_sender(2) -> 3", "drop_sender(2) ok"}));
    EXPECT_EQ(done_by(3, run), (words{"send(3000000) ok", "send(3000001) ok", "drop_sender(3) ok"}));
    EXPECT_FALSE(find_malformed(run).has_value());
    EXPECT_FALSE(judge(run, profile::linearizable).has_value());
}

// -- another channel ---------------------------------------------------------------------------------------------------

/// Answers each send with the next failure on its list, and keeps nothing.
struct refusing_sender {
    struct refusal {
        failure reason;
        std::int64_t message;
    };
    using answer = std::expected<void, refusal>;

    answer refuse(std::int64_t message) const {
        failure const next = failures->front();
        failures->pop_front();
        return std::unexpected(refusal{next, message});
    }
    answer send(std::int64_t message) const { return refuse(message); }
    answer try_send(std::int64_t message) const { return refuse(message); }
    answer send_for(std::int64_t message, std::chrono::microseconds /*patience*/) const { return refuse(message); }

    std::shared_ptr<std::deque<failure>> failures;
};

/// Answers every receive with nothing.
struct barren_receiver {
    enum class nothing { yet, disconnected };

    static std::expected<std::int64_t, int> recv() { return std::unexpected(0); }
    static std::expected<std::int64_t, nothing> try_recv() { return std::unexpected(nothing::yet); }
    static std::expected<std::int64_t, nothing> recv_for(std::chrono::microseconds /*patience*/) {
        return std::unexpected(nothing::yet);
    }
};

struct noted_messages : plain_messages {
    void handed_back(std::uint32_t sender, std::uint32_t number, failure reason, std::int64_t&& message) {
        notes.push_back(std::to_string(sender) + "." + std::to_string(number) + " " +
                        std::string(refchan::to_string(reason)) + " " + std::to_string(message));
    }
    words notes;
};

TEST(run_program, any_channel_of_that_shape_is_recorded_as_it_answers) {
    about("oracle", {"checker"});
    program const does = parse(
                             "capacity 5\n"
                             "sender 0: try_send send_for send try_send drop\n"
                             "receiver: try_recv recv_for recv drop\n")
                             .value();
    refusing_sender const sender{std::make_shared<std::deque<failure>>(
        std::deque<failure>{failure::full, failure::timeout, failure::out_of_memory, failure::disconnected})};
    recorder tape(recording::ticketed, 2);
    noted_messages messages;
    auto const run = run_program(does, tape, std::pair(sender, barren_receiver()), messages);
    EXPECT_EQ(done_by(0, run),
              (words{"try_send(0) full", "send_timeout(1) timeout", "try_send(3) disconnected", "drop_sender(0) ok"}))
        << "a send without memory has not happened";
    EXPECT_EQ(done_by(1, run),
              (words{"try_recv empty", "recv_timeout timeout", "recv disconnected", "drop_receiver ok"}));
    EXPECT_EQ(messages.notes, (words{"0.0 full 0", "0.1 timeout 1", "0.2 out of memory 2", "0.3 disconnected 3"}));
    ASSERT_TRUE(judge(run, profile::linearizable).has_value()) << "the channel says full, and nothing was in it";
}

/// Accepts everything, and delivers nothing.
struct swallowing_sender {
    static std::expected<void, refusing_sender::refusal> send(std::int64_t /*message*/) { return {}; }
};

TEST(run_program, what_it_records_convicts_a_channel_that_loses_messages) {
    about("oracle", {"checker"});
    program const does = parse("capacity unbounded\nsender 0: send drop\nreceiver: pause*40 recv drop\n").value();
    for (auto const how : {recording::ticketed, recording::untouched}) {
        auto const run = run_program(does, how, std::pair(swallowing_sender(), barren_receiver()));
        auto const found = judge(run, run.timed ? profile::linearizable : profile::fifo_per_sender);
        ASSERT_TRUE(found.has_value());
        EXPECT_TRUE(found->broken == rule::lost || found->broken == rule::early_disconnected) << found->sentence;
    }
}

}  // namespace
