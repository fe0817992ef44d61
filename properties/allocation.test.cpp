// SPDX-License-Identifier: MIT
// properties/allocation.test.cpp: G11: each allocation fails in turn. Making a channel throws and leaks nothing; a send
// hands its message back with out_of_memory, and the channel goes on as if nothing had happened.

#include "allocation.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "channels.hpp"
#include "runner.hpp"

namespace {

using namespace properties;
using std::chrono::seconds;

template <class Kind>
class allocation : public testing::Test {};
using kinds = testing::Types<shipped, blocks_of_1, blocks_of_2, reference, bounded>;
struct kind_names {
    template <class Kind>
    static std::string GetName(int index) {
        static constexpr char const* names[]{"unbounded", "blocks_of_1", "blocks_of_2", "reference", "bounded"};
        return names[index];
    }
};
TYPED_TEST_SUITE(allocation, kinds, kind_names);

TYPED_TEST(allocation, making_a_channel_throws_and_leaks_nothing) {
    about("all", {"G11", "G16"}, "each allocation in turn");
    for (std::size_t nth = 0;; ++nth) {
        long const before = blocks_held();
        bool threw = false;
        bool failed = false;
        {
            failing_allocation const failing(nth);
            try {
                armed const counted;
                (void)TypeParam::template make<std::string>(3);
            } catch (std::bad_alloc const&) {
                threw = true;
            }
            failed = failing.failed();
        }
        EXPECT_EQ(threw, failed);
        EXPECT_EQ(blocks_held(), before);
        count_cases(1);
        if (!failed) {
            EXPECT_GE(nth, 1U);
            return;
        }
    }
}

enum class way { send, try_send, send_for };

template <class Kind, class Sender>
std::optional<refchan::failure> send(Sender const& tx, way how, std::unique_ptr<int>& message) {
    auto const judge = [&](auto result) -> std::optional<refchan::failure> {
        if (result) {
            return std::nullopt;
        }
        message = std::move(result.error().message);
        return result.error().reason;
    };
    if constexpr (Kind::bounded) {
        if (how == way::try_send) {
            return judge(tx.try_send(std::move(message)));
        }
        if (how == way::send_for) {
            return judge(tx.send_for(std::move(message), seconds(0)));
        }
    }
    return judge(tx.send(std::move(message)));
}

/// Sends 300 messages, of which the one that meets the nth allocation must fail, come back and go through when it is
/// sent again; receives all of them. False: there was no nth allocation.
template <class Kind>
bool goes_on_after_failure(way how, std::size_t nth) {
    auto [tx, rx] = Kind::template make<std::unique_ptr<int>>(300);
    failing_allocation const failing(nth);
    for (int i = 0; i != 300; ++i) {
        auto message = std::make_unique<int>(i);
        bool const before = failing.failed();
        std::optional<refchan::failure> answer;
        {
            armed const counted;
            answer = send<Kind>(tx, how, message);
        }
        EXPECT_EQ(answer.has_value(), failing.failed() && !before);
        if (answer) {
            EXPECT_EQ(answer, refchan::failure::out_of_memory);
            if (message == nullptr || *message != i) {
                ADD_FAILURE() << "message " << i << " did not come back";
                return false;
            }
            EXPECT_FALSE(send<Kind>(tx, how, message).has_value());
        }
    }
    for (int i = 0; i != 300; ++i) {
        auto const message = rx.try_recv();
        EXPECT_TRUE(message && **message == i);
    }
    EXPECT_EQ(rx.try_recv(), std::unexpected(refchan::try_recv_error::empty));
    count_cases(1);
    return failing.failed();
}

TYPED_TEST(allocation, a_send_without_memory_hands_the_message_back_and_changes_nothing) {
    about("all", {"G4", "G11", "G16"}, "each allocation in turn");
    long const before = blocks_held();
    for (way const how : {way::send, way::try_send, way::send_for}) {
        std::size_t nth = 0;
        while (goes_on_after_failure<TypeParam>(how, nth)) {
            ++nth;
        }
        EXPECT_GE(nth, 1U);
    }
    EXPECT_EQ(blocks_held(), before);
}

TYPED_TEST(allocation, receiving_and_dropping_need_no_memory) {
    about("all", {"G11"});
    auto [tx, rx] = TypeParam::template make<std::unique_ptr<int>>(10);
    for (int i = 0; i != 10; ++i) {
        ASSERT_TRUE(tx.send(std::make_unique<int>(i)).has_value());
    }
    failing_allocation const failing(0);
    armed const counted;
    for (int i = 0; i != 3; ++i) {
        auto const message = rx.recv_for(seconds(1));
        EXPECT_TRUE(message && **message == i);
    }
    {
        auto const clone = tx;
    }
    std::optional(std::move(rx)).reset();
    std::optional(std::move(tx)).reset();
    EXPECT_FALSE(failing.failed());
}

/// Blocks go round: what is emptied is used again.
template <class Kind>
class recycling : public testing::Test {};
using recyclers = testing::Types<shipped, blocks_of_2>;
TYPED_TEST_SUITE(recycling, recyclers);

TYPED_TEST(recycling, a_channel_that_is_received_from_asks_for_no_more_memory) {
    about("unbounded", {"G11"});
    auto [tx, rx] = TypeParam::template make<int>(std::nullopt);
    auto const exchange = [&tx, &rx](int messages) {
        for (int i = 0; i != messages; ++i) {
            EXPECT_TRUE(tx.send(i).has_value());
            EXPECT_EQ(rx.try_recv(), i);
        }
    };
    exchange(1000);
    failing_allocation const failing(0);
    armed const counted;
    exchange(1000);
    EXPECT_FALSE(failing.failed());
}

}  // namespace
