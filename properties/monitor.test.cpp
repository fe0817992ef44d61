// SPDX-License-Identifier: MIT
// properties/monitor.test.cpp: what monitor_queue.hpp says of its mutex and its conditions: no user code runs under the mutex
// (INV 2), nobody is notified who does not sleep (INV 3), and who sleeps is woken before messages are destroyed.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "channels.hpp"
#include "runner.hpp"

namespace {

using namespace properties;
using namespace std::chrono_literals;

/// The real machine, which knows whether this thread holds a mutex, who sleeps, and how often somebody was notified.
struct watched_sync : refchan::detail::std_sync {
    static inline thread_local bool holds_mutex = false;
    static inline std::atomic<int> sleeps = 0;
    static inline std::atomic<int> notifications = 0;

    class mutex {
    public:
        void lock() {
            mutex_.lock();
            holds_mutex = true;
        }
        void unlock() {
            holds_mutex = false;
            mutex_.unlock();
        }

    private:
        std::mutex mutex_;
    };
    using lock = std::unique_lock<mutex>;
    struct condition_variable : std::condition_variable_any {
        void notify_one() {
            ++notifications;
            std::condition_variable_any::notify_one();
        }
        void notify_all() {
            ++notifications;
            std::condition_variable_any::notify_all();
        }
    };
    [[nodiscard]] static bool wait_until(condition_variable& condition, lock& held, deadline until) {
        ++sleeps;
        if (until.is_never()) {
            condition.wait(held);
            return true;
        }
        return condition.wait_until(held, until.when()) == std::cv_status::no_timeout;
    }
};

struct watched : refchan::reference_traits {
    using sync = watched_sync;
};

/// Runs in the channel's operations whenever it is moved or destroyed.
struct nosy {
    nosy() = default;
    nosy(nosy&&) noexcept { look(); }
    nosy(nosy const&) = delete;
    nosy& operator=(nosy const&) = delete;
    nosy& operator=(nosy&&) = delete;
    ~nosy() { look(); }
    static void look() {
        EXPECT_FALSE(watched_sync::holds_mutex);
        ++looks;
    }
    static inline int looks = 0;
};

TEST(monitor, no_user_code_runs_under_the_mutex) {
    about("bounded", {"G10"}, "each answer of each operation");
    nosy::looks = 0;
    auto made = refchan::sync_channel<nosy, watched>(1);
    auto const& tx = made.first;
    {
        auto rx = std::move(made.second);
        EXPECT_TRUE(tx.send(nosy()).has_value());
        EXPECT_TRUE(tx.try_send(nosy()).error().is_full());
        EXPECT_TRUE(tx.send_for(nosy(), 0s).error().is_timeout());
        EXPECT_TRUE(rx.try_recv().has_value());
        EXPECT_TRUE(tx.try_send(nosy()).has_value());
    }
    EXPECT_TRUE(tx.send(nosy()).error().is_disconnected());
    EXPECT_GT(nosy::looks, 12);
}

TEST(monitor, nobody_is_notified_who_does_not_sleep) {
    about("bounded", {"G9"}, "each operation of one thread");
    watched_sync::notifications = 0;
    for (std::size_t const capacity : {0U, 1U, 2U}) {
        auto [tx, rx] = refchan::sync_channel<int, watched>(capacity);
        {
            auto const clone = tx;
            EXPECT_EQ(tx.try_send(1).has_value(), capacity != 0);
            EXPECT_EQ(rx.try_recv().has_value(), capacity != 0);
        }
        EXPECT_EQ(tx.try_send(2).has_value(), capacity != 0);
        if (capacity == 1) {
            std::optional(std::move(rx)).reset();
        } else {
            std::optional(std::move(tx)).reset();
        }
    }
    EXPECT_EQ(watched_sync::notifications, 0);
}

/// True when that happens; false after much longer than it has reason to take.
template <class Condition>
bool comes_true(Condition condition) {
    auto const end = std::chrono::steady_clock::now() + 20s;
    while (!condition() && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(1ms);
    }
    return condition();
}

TEST(monitor, a_sleeping_sender_is_woken_before_messages_are_destroyed) {
    about("bounded", {"G9", "G10"});
    watched_sync::sleeps = 0;
    std::atomic<bool> returned = false;
    auto made = refchan::sync_channel<std::shared_ptr<int>, watched>(1);
    auto const& tx = made.first;
    EXPECT_TRUE(tx.send({new int(1),
                         [&returned](int* gone) {
                             EXPECT_TRUE(comes_true([&returned] { return returned.load(); }));
                             delete gone;
                         }})
                    .has_value());
    std::jthread const sender([&tx, &returned] {
        EXPECT_TRUE(tx.send(nullptr).error().is_disconnected());
        returned = true;
    });
    EXPECT_TRUE(comes_true([] { return watched_sync::sleeps != 0; }));
    std::optional(std::move(made.second)).reset();
}

}  // namespace
