// SPDX-License-Identifier: MIT
// properties/handles.test.cpp: G13, handle by handle: whatever is done to the handles, the receiver learns that the
// last sender is gone exactly then, and senders that the receiver is gone.

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "channels.hpp"
#include "runner.hpp"

namespace {

using properties::about;

template <class Kind>
class handles : public testing::Test {
protected:
    using sender = typename Kind::template sender<int>;
    using receiver = typename Kind::template receiver<int>;

    static auto make() { return Kind::template make<int>(4); }
    static bool is_connected(receiver& rx) { return rx.try_recv() == std::unexpected(refchan::try_recv_error::empty); }
    static bool is_disconnected(receiver& rx) {
        return rx.try_recv() == std::unexpected(refchan::try_recv_error::disconnected) && !rx.recv() &&
               rx.recv_for(std::chrono::hours(1)) == std::unexpected(refchan::recv_timeout_error::disconnected) &&
               rx.begin() == rx.end();
    }
    static bool is_disconnected(sender const& tx) {
        auto const answer = tx.send(7);
        return !answer && answer.error().is_disconnected() && answer.error().message == 7;
    }
    void SetUp() override { about("all", {"G13"}); }
};

using kinds = testing::Types<properties::shipped, properties::reference, properties::bounded>;
struct kind_names {
    template <class Kind>
    static std::string GetName(int index) {
        static constexpr char const* names[]{"unbounded", "reference", "bounded"};
        return names[index];
    }
};
TYPED_TEST_SUITE(handles, kinds, kind_names);

TYPED_TEST(handles, assignment_over_the_last_sender_disconnects) {
    auto [tx, rx] = this->make();
    auto [other_tx, other_rx] = this->make();
    tx = other_tx;
    EXPECT_TRUE(this->is_disconnected(rx));
    auto [third_tx, third_rx] = this->make();
    third_tx = std::move(other_tx);
    EXPECT_TRUE(this->is_disconnected(third_rx));
    EXPECT_TRUE(this->is_connected(other_rx));
    EXPECT_TRUE(this->is_disconnected(other_tx));
}

TYPED_TEST(handles, self_assignment_and_self_swap_change_nothing) {
    auto [tx, rx] = this->make();
    auto& same_tx = tx;
    auto& same_rx = rx;
    tx = same_tx;
    tx = std::move(same_tx);
    std::swap(tx, same_tx);
    rx = std::move(same_rx);
    std::swap(rx, same_rx);
    EXPECT_TRUE(this->is_connected(rx));
    EXPECT_TRUE(tx.send(1).has_value());
    EXPECT_EQ(rx.recv(), 1);
    {
        auto const gone = std::move(tx);
    }
    EXPECT_TRUE(this->is_disconnected(rx));
}

TYPED_TEST(handles, moved_from_handles_report_disconnected) {
    auto [tx, rx] = this->make();
    auto const live_tx = std::move(tx);
    auto live_rx = std::move(rx);
    EXPECT_TRUE(this->is_disconnected(tx));
    EXPECT_TRUE(this->is_disconnected(rx));
    for (int const none : rx.try_iter()) {
        ADD_FAILURE() << none;
    }
    if constexpr (TypeParam::bounded) {
        EXPECT_TRUE(tx.try_send(1).error().is_disconnected());
        EXPECT_TRUE(tx.send_for(1, std::chrono::hours(1)).error().is_disconnected());
    }
    auto const clone_of_nothing = tx;
    EXPECT_TRUE(this->is_disconnected(clone_of_nothing));
    EXPECT_TRUE(this->is_connected(live_rx));
    EXPECT_TRUE(live_tx.send(3).has_value());
}

TYPED_TEST(handles, a_moved_from_handle_can_be_assigned_to) {
    auto [tx, rx] = this->make();
    auto other = std::move(tx);
    tx = other;
    {
        auto const gone = std::move(other);
    }
    EXPECT_TRUE(this->is_connected(rx));
    auto held = std::move(rx);
    rx = std::move(held);
    EXPECT_TRUE(tx.send(1).has_value());
    EXPECT_EQ(rx.recv(), 1);
}

TYPED_TEST(handles, swap_exchanges_channels) {
    auto [tx, rx] = this->make();
    auto [other_tx, other_rx] = this->make();
    std::swap(tx, other_tx);
    EXPECT_TRUE(tx.send(2).has_value());
    EXPECT_EQ(other_rx.recv(), 2);
    std::swap(rx, other_rx);
    EXPECT_TRUE(tx.send(3).has_value());
    EXPECT_EQ(rx.recv(), 3);
}

TYPED_TEST(handles, assignment_over_a_receiver_drops_it) {
    auto [tx, rx] = this->make();
    auto [other_tx, other_rx] = this->make();
    EXPECT_TRUE(tx.send(1).has_value());
    rx = std::move(other_rx);
    EXPECT_TRUE(this->is_disconnected(tx));
    EXPECT_TRUE(this->is_disconnected(other_rx));
    EXPECT_TRUE(other_tx.send(2).has_value());
    EXPECT_EQ(rx.recv(), 2);
}

TYPED_TEST(handles, a_vector_of_senders_counts_right) {
    auto [tx, rx] = this->make();
    {
        std::vector<typename TestFixture::sender> many(20, tx);
        many.erase(many.begin() + 3, many.begin() + 9);
        many.insert(many.begin(), 5, many.back());
        many.resize(2, tx);
        {
            auto const gone = std::move(tx);
        }
        EXPECT_TRUE(this->is_connected(rx));
    }
    EXPECT_TRUE(this->is_disconnected(rx));
}

}  // namespace
