// SPDX-License-Identifier: MIT
// properties/lifetimes.test.cpp: G10, G11, G16: messages of every shape arrive whole, and each is destroyed once, at
// once, on the right thread, outside any lock, also when its destructor uses the very channel that it was in.

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "channels.hpp"
#include "payloads.hpp"
#include "runner.hpp"
#include "scenarios.hpp"

namespace {

using namespace properties;

template <class Message>
class shapes : public testing::Test {};
using messages = testing::Types<sized<1, 8>, sized<3, 64>, sized<300, 256>, sized<4096, 8>, move_only, constant,
                                throwing_copy, text, empty>;
TYPED_TEST_SUITE(shapes, messages);

/// Ten messages through Kind: some received in order, the rest destroyed by the drop, some handed back afterwards.
template <class Kind, class Message>
void travel() {
    alive::misused = 0;
    int const before = alive::count;
    {
        auto [tx, rx] = Kind::template make<Message>(10);
        for (int i = 0; i != 10; ++i) {
            ASSERT_TRUE(tx.send(Message(i)).has_value());
        }
        int const each = alive::count > before ? 1 : 0;  // an empty message has nothing to be counted by
        EXPECT_EQ(alive::count, before + 10 * each);
        for (int i = 0; i != 4; ++i) {
            auto const message = i % 2 == 0 ? rx.recv().value().value() : rx.try_recv().value().value();
            EXPECT_EQ(message, Message(i).value());
            EXPECT_EQ(alive::count, before + (9 - i) * each);
        }
        for (auto& message : rx) {
            EXPECT_EQ(message.value(), Message(4).value());
            break;
        }
        EXPECT_EQ(alive::count, before + 5 * each);
        std::optional(std::move(rx)).reset();
        EXPECT_EQ(alive::count, before);
        auto const back = tx.send(Message(5));
        ASSERT_FALSE(back.has_value());
        EXPECT_EQ(back.error().message.value(), Message(5).value());
    }
    EXPECT_EQ(alive::count, before);
    EXPECT_EQ(alive::misused, 0);
    count_cases(1);
}

TYPED_TEST(shapes, arrive_whole_and_are_destroyed_once) {
    about("all", {"G3", "G4", "G10", "G11", "G16"});
    travel<shipped, TypeParam>();
    travel<blocks_of_1, TypeParam>();
    travel<reference, TypeParam>();
    travel<bounded, TypeParam>();
}

template <class Kind>
class lifetimes : public testing::Test {};
using kinds = testing::Types<shipped, blocks_of_1, reference, bounded>;
struct kind_names {
    template <class Kind>
    static std::string GetName(int index) {
        static constexpr char const* names[]{"unbounded", "blocks_of_1", "reference", "bounded"};
        return names[index];
    }
};
TYPED_TEST_SUITE(lifetimes, kinds, kind_names);

TYPED_TEST(lifetimes, destructors_may_use_the_channel) {
    about("all", {"G10", "G16"});
    EXPECT_EQ(destructors_may_use_the_channel<TypeParam>(), "");
}

TYPED_TEST(lifetimes, the_receivers_drop_destroys_on_its_own_thread_and_at_once) {
    about("all", {"G10"});
    EXPECT_EQ(receiver_drop_destroys_at_once<TypeParam>(), "");
}

TYPED_TEST(lifetimes, a_channel_can_travel_through_a_channel) {
    about("all", {"G16"});
    using inner = typename TypeParam::template receiver<move_only>;
    int const before = alive::count;
    {
        auto [outer_tx, outer_rx] = TypeParam::template make<inner>(2);
        for (int i = 0; i != 2; ++i) {
            auto [tx, rx] = TypeParam::template make<move_only>(2);
            ASSERT_TRUE(tx.send(move_only(i)).has_value());
            ASSERT_TRUE(outer_tx.send(std::move(rx)).has_value());
        }
        EXPECT_EQ(outer_rx.recv().value().recv().value().value(), 0);
        EXPECT_EQ(alive::count, before + 1);
    }
    EXPECT_EQ(alive::count, before);
}

TYPED_TEST(lifetimes, halves_may_go_in_either_order) {
    about("all", {"G16"});
    for (int queued = 0; queued != 7; ++queued) {
        for (int taken = 0; taken <= queued; ++taken) {
            for (bool const sender_first : {true, false}) {
                int const before = alive::count;
                auto [tx, rx] = TypeParam::template make<move_only>(7);
                for (int i = 0; i != queued; ++i) {
                    ASSERT_TRUE(tx.send(move_only(i)).has_value());
                }
                for (int i = 0; i != taken; ++i) {
                    ASSERT_EQ(rx.recv().value().value(), i);
                }
                std::optional first(std::move(tx));
                std::optional second(std::move(rx));
                sender_first ? (first.reset(), second.reset()) : (second.reset(), first.reset());
                EXPECT_EQ(alive::count, before);
                count_cases(1);
            }
        }
    }
}

}  // namespace
