// SPDX-License-Identifier: MIT
// stress/plants.stress.cpp: channels with a planted bug, each with the scenario that must find it. The bugs go in
// through the seams of Traits (orders, sync, state), into the very source that is shipped.
//
//     weakened order      66: ThreadSanitizer sees the race that the order prevents
//     forgotten wake-up   1: the watchdog sees the hang
//     wrong state         1: the ledger or the order of arrivals sees it

#include <atomic>
#include <cstdint>
#include <expected>
#include <optional>
#include <utility>

#include "engines.hpp"
#include "scenarios_lives.hpp"
#include "scenarios_traffic.hpp"
#include "scenarios_waits.hpp"

namespace refchan::stress {

namespace {

constexpr std::memory_order relaxed = std::memory_order_relaxed;
constexpr int by_tsan = 66;
constexpr int by_check = 1;

/// Small blocks with other orders.
template <class Orders>
struct weakened : small_blocks {
    struct traits : small_block_traits {
        using orders = Orders;
    };
};
struct publish_relaxed : detail::orderings {
    static constexpr order publish = relaxed;
};
struct take_relaxed : detail::orderings {
    static constexpr order take = relaxed;
};
struct claim_relaxed : detail::orderings {
    static constexpr order claim = relaxed;
};
struct link_relaxed : detail::orderings {
    static constexpr order link = relaxed;
};
struct disconnect_relaxed : detail::orderings {
    static constexpr order disconnect = relaxed;
};
struct drop_sender_relaxed : detail::orderings {
    static constexpr order drop_sender = relaxed;
};
struct look_relaxed : detail::orderings {
    static constexpr order look = relaxed;
};
struct close_relaxed : detail::orderings {
    static constexpr order close = relaxed;
};
struct see_closed_relaxed : detail::orderings {
    static constexpr order see_closed = relaxed;
};
struct leave_relaxed : detail::orderings {
    static constexpr order leave = relaxed;
};

/// True once in Nth calls, beginning with the Nth.
template <unsigned Nth>
class now_and_then {
public:
    [[nodiscard]] bool now() noexcept { return (calls_.fetch_add(1, relaxed) + 1) % Nth == 0; }

private:
    std::atomic<unsigned> calls_{0};
};

/// Every third wake-up of a receiver is forgotten.
struct forgotten_release : small_blocks {
    struct sync : detail::std_sync {
        class semaphore : public std_sync::semaphore {
        public:
            using std_sync::semaphore::semaphore;
            void release() {
                if (!forgets_.now()) {
                    std_sync::semaphore::release();
                }
            }

        private:
            now_and_then<3> forgets_;
        };
    };
    struct traits : small_block_traits {
        using sync = forgotten_release::sync;
    };
};

/// Every third wake-up through a condition is forgotten.
struct forgotten_notify : bounded_1 {
    struct sync : detail::std_sync {
        class condition_variable : public std::condition_variable {
        public:
            void notify_one() noexcept {
                if (!forgets_.now()) {
                    std::condition_variable::notify_one();
                }
            }

        private:
            now_and_then<3> forgets_;
        };
    };
    struct traits : default_traits {
        using sync = forgotten_notify::sync;
    };
};

/// A monitor whose state machine is wrong.
template <class Engine, template <class, class> class State>
struct with_state : Engine {
    struct traits : Engine::traits {
        template <class Message, class Queue>
        using state = State<Message, Queue>;
    };
};

/// Every 50th message is accepted and forgotten.
template <class Message, class Queue>
struct losing_state : spec<Message, Queue> {
    using spec<Message, Queue>::spec;
    [[nodiscard]] outcome try_send(Message& message) {
        return loses_.now() && this->receiver_open() && this->has_room() ? outcome::ok
                                                                         : spec<Message, Queue>::try_send(message);
    }
    losing_state(losing_state&& other) noexcept : spec<Message, Queue>(std::move(other)) {}

private:
    now_and_then<50> loses_;
};

/// Every 50th message is overtaken by the next one.
template <class Message, class Queue>
struct reordering_state : spec<Message, Queue> {
    using spec<Message, Queue>::spec;
    [[nodiscard]] std::expected<Message, outcome> try_recv() {
        if (overtaken_) {
            return *std::exchange(overtaken_, std::nullopt);
        }
        auto first = spec<Message, Queue>::try_recv();
        if (first && overtakes_.now()) {
            if (auto second = spec<Message, Queue>::try_recv()) {
                overtaken_ = *first;
                return second;
            }
        }
        return first;
    }
    reordering_state(reordering_state&& other) noexcept : spec<Message, Queue>(std::move(other)) {}

private:
    std::optional<Message> overtaken_;
    now_and_then<50> overtakes_;
};

/// Room for one message more than there is.
template <class Message, class Queue>
struct roomy_state : spec<Message, Queue> {
    explicit roomy_state(std::optional<std::size_t> capacity) : spec<Message, Queue>(*capacity + 1) {}
};

template <template <class> class Scenario, class Engine>
[[nodiscard]] scenario plant(char const* name, int red, char const* what) {
    scenario made = make_scenario<Scenario, Engine>();
    made.check = name;
    made.sentence = what;
    made.red = red;
    return made;
}

}  // namespace

std::vector<scenario> all_scenarios() {
    return {
        plant<many_senders, weakened<publish_relaxed>>("publish_relaxed", by_tsan,
                                                       "(8) relaxed: a message is read early"),
        plant<many_senders, weakened<take_relaxed>>("take_relaxed", by_tsan, "(9) relaxed: a message is read early"),
        plant<many_senders, weakened<claim_relaxed>>("claim_relaxed", by_tsan, "(3) relaxed: a block is used unmade"),
        plant<many_senders, weakened<link_relaxed>>("link_relaxed", by_tsan, "(7) relaxed: a block is followed unmade"),
        plant<last_drop, weakened<disconnect_relaxed>>("disconnect_relaxed", by_tsan,
                                                       "(16) relaxed: G8 at the last drop"),
        plant<last_drop, weakened<drop_sender_relaxed>>("drop_sender_relaxed", by_tsan,
                                                        "(19) relaxed: G8 at every drop"),
        plant<last_drop, weakened<look_relaxed>>("look_relaxed", by_tsan, "(11) relaxed: G8 at the report"),
        plant<receiver_drop, weakened<close_relaxed>>("close_relaxed", by_tsan,
                                                      "(17) relaxed: G8 at the receiver's drop"),
        plant<receiver_drop, weakened<see_closed_relaxed>>("see_closed_relaxed", by_tsan,
                                                           "(2) relaxed: G8 at the report"),
        plant<last_drop, weakened<leave_relaxed>>("leave_relaxed", by_tsan, "(23) relaxed: freed while still in use"),
        plant<ping_pong, forgotten_release>("forgotten_release", by_check, "a receiver is not woken: a hang"),
        plant<pressure, forgotten_notify>("forgotten_notify", by_check, "a waiter is not notified: a hang"),
        plant<many_senders, with_state<reference, losing_state>>("losing_state", by_check, "a message is lost"),
        plant<many_senders, with_state<reference, reordering_state>>("reordering_state", by_check, "messages overtake"),
        plant<pressure, with_state<bounded_8, roomy_state>>("roomy_state", by_check, "one message more than fits"),
    };
}

}  // namespace refchan::stress
