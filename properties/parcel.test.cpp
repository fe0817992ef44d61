// SPDX-License-Identifier: MIT
// properties/parcel.test.cpp: the account of messages, over every fate that a message can have: two that are right, and
// each that is wrong.

#include "parcel.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "runner.hpp"

namespace {

using namespace properties;
using refchan::failure;

/// What the account says of message 1 of sender 1 after that happened to it. Message 0 was received, as it should be.
template <class Fate>
std::string after(Fate happens) {
    parcels account(refchan::oracle::program_builder().sender().send(9).sender().send(2).receiver().recv(2));
    EXPECT_EQ(account.open(account.make(1, 0)), refchan::oracle::value_of_message(1, 0));
    happens(account, account.make(1, 1));
    return account.judge(std::this_thread::get_id());
}

constexpr auto forget = [](parcel message) { (void)message.open(); };

TEST(parcels, a_message_is_received_or_destroyed_by_the_receiver_or_handed_back) {
    about("oracle", {"checker"});
    EXPECT_EQ(after([](parcels& account, parcel message) { (void)account.open(std::move(message)); }), "");
    EXPECT_EQ(after([](parcels&, parcel message) { std::optional(std::move(message)).reset(); }), "");
    EXPECT_EQ(after([](parcels& account, parcel message) {
                  account.handed_back(1, 1, failure::disconnected, std::move(message));
              }),
              "");
}

TEST(parcels, every_other_fate_is_a_fault) {
    about("oracle", {"checker"});
    std::string const name = ": message 1 of sender 1";
    EXPECT_EQ(after([](parcels&, parcel message) { forget(std::move(message)); }),
              "neither received nor destroyed" + name);
    EXPECT_EQ(after([](parcels& account, parcel message) {
                  record* const about = message.open();
                  (void)account.open(parcel(about));
                  (void)account.open(parcel(about));
              }),
              "had more than once, or destroyed as well" + name);
    EXPECT_EQ(
        after([](parcels&, parcel message) {
            std::jthread([mine = std::move(message)]() mutable { std::optional(std::move(mine)).reset(); }).join();
        }),
        "not destroyed by the receiver's drop" + name);
    EXPECT_EQ(after([](parcels& account, parcel message) {
                  account.handed_back(1, 1, failure::full, parcel(nullptr));
                  std::optional(std::move(message)).reset();
              }),
              "a failed send did not hand its message back" + name);
    EXPECT_EQ(after([](parcels& account, parcel message) {
                  account.handed_back(1, 1, failure::out_of_memory, std::move(message));
              }),
              "a send says out of memory" + name);
    EXPECT_EQ(after([](parcels& account, parcel message) {
                  record* const about = message.open();
                  about->plain = 0;
                  (void)account.open(parcel(about));
              }),
              "received before what its sender wrote ahead of it" + name);
}

TEST(parcels, a_message_that_nobody_sent_has_nobodys_value) {
    about("oracle", {"checker"});
    parcels account(refchan::oracle::program_builder().sender().receiver());
    EXPECT_LT(account.open(parcel(nullptr)), 0);
}

}  // namespace
