// SPDX-License-Identifier: MIT
// properties/sleeping.test.cpp: G9: who waits for long goes to sleep, on the real machine. The other side comes when it has
// been told that somebody is about to sleep; it gives up after a while, so that one who never sleeps is found and not waited for.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "channels.hpp"
#include "runner.hpp"

namespace {

using namespace properties;

/// The real machine, which tells of each sleep before it begins.
struct telling_sync : refchan::detail::std_sync {
    static inline std::atomic<int> sleeps = 0;

    [[nodiscard]] static bool wait_until(condition_variable& condition, lock& held, deadline until) {
        ++sleeps;
        return std_sync::wait_until(condition, held, until);
    }
    [[nodiscard]] static bool acquire_until(semaphore& units, deadline until) {
        ++sleeps;
        return std_sync::acquire_until(units, until);
    }
    /// False: nobody slept, for much longer than anybody has reason to stay awake.
    [[nodiscard]] static bool wait_for_one() {
        using namespace std::chrono;
        for (auto const end = steady_clock::now() + seconds(20); sleeps == 0 && steady_clock::now() < end;) {
            std::this_thread::sleep_for(milliseconds(1));
        }
        return sleeps != 0;
    }
};

template <class Base>
struct telling : Base {
    using sync = telling_sync;
};

template <class Kind>
class sleeping : public testing::Test {
protected:
    void SetUp() override { telling_sync::sleeps = 0; }
};
using kinds =
    testing::Types<unbounded_kind<telling<refchan::default_traits>>, unbounded_kind<telling<refchan::reference_traits>>,
                   bounded_kind<telling<refchan::default_traits>>>;
struct kind_names {
    template <class Kind>
    static std::string GetName(int index) {
        static constexpr char const* names[]{"unbounded", "reference", "bounded"};
        return names[index];
    }
};
TYPED_TEST_SUITE(sleeping, kinds, kind_names);

TYPED_TEST(sleeping, a_receiver_with_nothing_to_receive_goes_to_sleep) {
    about("all", {"G9"});
    auto [tx, rx] = TypeParam::template make<int>(1);
    std::jthread const sender([&tx] {
        EXPECT_TRUE(telling_sync::wait_for_one());
        EXPECT_TRUE(tx.send(1).has_value());
    });
    EXPECT_EQ(rx.recv(), 1);
}

TEST(sleeping_sender, without_room_goes_to_sleep) {
    about("bounded", {"G9"});
    telling_sync::sleeps = 0;
    auto [tx, rx] = refchan::sync_channel<int, telling<refchan::default_traits>>(1);
    std::jthread const receiver([from = &rx] {
        EXPECT_TRUE(telling_sync::wait_for_one());
        EXPECT_EQ(from->recv(), 1);
    });
    EXPECT_TRUE(tx.send(1).has_value());
    EXPECT_TRUE(tx.send(2).has_value());
}

}  // namespace
