// SPDX-License-Identifier: MIT
// stress/plants.stress.cpp: channels with a planted bug, each with the scenario that must find it. The bugs go in
// through the seams of Traits (orders, sync, state), into the very source that is shipped.
//
//     weakened order      66: ThreadSanitizer sees the race that the order prevents
//     forgotten wake-up   1: the watchdog sees the hang
//     wrong state         1: the ledger sees it, or the oracle

#include <atomic>
#include <cstdint>
#include <deque>
#include <expected>
#include <optional>
#include <thread>
#include <utility>

#include "engines.hpp"
#include "scenarios_judged.hpp"
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

/// Room for one message more than there is: for a rendezvous, room for one that nobody takes.
template <class Message, class Queue>
struct roomy_state : spec<Message, Queue> {
    explicit roomy_state(std::optional<std::size_t> capacity) : spec<Message, Queue>(*capacity + 1) {}
};

// What follows gives true messages and false answers, which only the oracle can tell.

/// Every 20th message that is there is seen at the second look only.
template <class Message, class Queue>
struct short_sighted_state : spec<Message, Queue> {
    using spec<Message, Queue>::spec;
    [[nodiscard]] std::expected<Message, outcome> try_recv() {
        bool const overlooks = !this->messages().empty() && this->senders() != 0 && overlooks_.now();
        return overlooks ? std::unexpected(outcome::empty) : spec<Message, Queue>::try_recv();
    }
    short_sighted_state(short_sighted_state&& other) noexcept : spec<Message, Queue>(std::move(other)) {}

private:
    now_and_then<20> overlooks_;
};

/// Every 20th time that there is room beside a message, there is said to be none.
template <class Message, class Queue>
struct timid_state : spec<Message, Queue> {
    using spec<Message, Queue>::spec;
    [[nodiscard]] outcome try_send(Message& message) {
        bool const refuses = this->receiver_open() && !this->messages().empty() && this->has_room() && refuses_.now();
        return refuses ? outcome::full : spec<Message, Queue>::try_send(message);
    }
    timid_state(timid_state&& other) noexcept : spec<Message, Queue>(std::move(other)) {}

private:
    now_and_then<20> refuses_;
};

/// Every 20th message is overtaken by one of another thread: in order for each sender all the same.
template <class Message, class Queue>
struct unfair_state : spec<Message, Queue> {
    using spec<Message, Queue>::spec;
    [[nodiscard]] outcome try_send(Message& message) {
        outcome const answer = spec<Message, Queue>::try_send(message);
        if (answer == outcome::ok) {
            origins_.push_back(std::this_thread::get_id());
        }
        return answer;
    }
    [[nodiscard]] std::expected<Message, outcome> try_recv() {
        if (overtaken_) {
            return *std::exchange(overtaken_, std::nullopt);
        }
        bool const overtakes = origins_.size() > 1 && origins_[0] != origins_[1] && overtakes_.now();
        auto first = take();
        if (overtakes) {
            overtaken_ = *first;
            return take();
        }
        return first;
    }
    unfair_state(unfair_state&& other) noexcept : spec<Message, Queue>(std::move(other)) {}

private:
    [[nodiscard]] std::expected<Message, outcome> take() {
        if (!origins_.empty()) {
            origins_.pop_front();
        }
        return spec<Message, Queue>::try_recv();
    }

    std::deque<std::thread::id> origins_;
    std::optional<Message> overtaken_;
    now_and_then<20> overtakes_;
};

/// The first look after the last drop says that a sender is there.
template <class Message, class Queue>
struct slow_goodbye_state : spec<Message, Queue> {
    using spec<Message, Queue>::spec;
    [[nodiscard]] std::expected<Message, outcome> try_recv() {
        auto answer = spec<Message, Queue>::try_recv();
        bool const denies = !answer && answer.error() == outcome::disconnected && !std::exchange(denied_, true);
        return denies ? std::unexpected(outcome::empty) : std::move(answer);
    }

private:
    bool denied_ = false;
};

/// A send that comes when the receiver has gone is accepted every third time.
template <class Message, class Queue>
struct deaf_state : spec<Message, Queue> {
    using spec<Message, Queue>::spec;
    [[nodiscard]] outcome try_send(Message& message) {
        return !this->receiver_open() && accepts_.now() ? outcome::ok : spec<Message, Queue>::try_send(message);
    }
    deaf_state(deaf_state&& other) noexcept : spec<Message, Queue>(std::move(other)) {}

private:
    now_and_then<3> accepts_;
};

/// The last message is forgotten when the last sender goes: disconnected, with a message there.
template <class Message, class Queue>
struct hasty_state : spec<Message, Queue> {
    using spec<Message, Queue>::spec;
    [[nodiscard]] std::expected<Message, outcome> try_recv() {
        bool const hastes = this->senders() == 0 && this->messages().size() == 1;
        return hastes ? std::unexpected(outcome::disconnected) : spec<Message, Queue>::try_recv();
    }
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
                                                       "(15) relaxed: G8 at the last drop"),
        plant<last_drop, weakened<drop_sender_relaxed>>("drop_sender_relaxed", by_tsan,
                                                        "(18) relaxed: G8 at every drop"),
        plant<last_drop, weakened<look_relaxed>>("look_relaxed", by_tsan, "(11) relaxed: G8 at the report"),
        plant<receiver_drop, weakened<close_relaxed>>("close_relaxed", by_tsan,
                                                      "(16) relaxed: G8 at the receiver's drop"),
        plant<receiver_drop, weakened<see_closed_relaxed>>("see_closed_relaxed", by_tsan,
                                                           "(2) relaxed: G8 at the report"),
        plant<last_drop, weakened<leave_relaxed>>("leave_relaxed", by_tsan, "(22) relaxed: freed while still in use"),
        plant<ping_pong, forgotten_release>("forgotten_release", by_check, "a receiver is not woken: a hang"),
        plant<judged_traffic, forgotten_notify>("forgotten_notify", by_check, "a waiter is not notified: a hang"),
        plant<many_senders, with_state<reference, losing_state>>("losing_state", by_check, "a message is lost"),
        plant<many_senders, with_state<reference, reordering_state>>("reordering_state", by_check, "messages overtake"),
        plant<judged_traffic, with_state<bounded_16, roomy_state>>("roomy_state", by_check, "G12: one more than fits"),
        plant<judged_traffic, with_state<rendezvous, roomy_state>>("lone_state", by_check,
                                                                   "G12: a send without receive"),
        plant<judged_traffic, with_state<bounded_16, timid_state>>("timid_state", by_check, "G12: full, with room"),
        plant<judged_traffic, with_state<reference, short_sighted_state>>("short_sighted_state", by_check,
                                                                          "G6, G7: empty, with a message"),
        plant<judged_traffic, with_state<reference, unfair_state>>("unfair_state", by_check,
                                                                   "G2: a message overtakes one of another sender"),
        plant<judged_traffic, with_state<bounded_1, hasty_state>>("hasty_state", by_check,
                                                                  "G3, G5: disconnected, with a message"),
        plant<judged_traffic, with_state<reference, slow_goodbye_state>>("slow_goodbye_state", by_check,
                                                                         "G5: empty, with no sender"),
        plant<judged_receiver_drop, with_state<bounded_2, deaf_state>>("deaf_state", by_check,
                                                                       "G5: a send succeeds, with no receiver"),
        plant<judged_untouched, with_state<reference, losing_state>>("losing_untouched", by_check,
                                                                     "G3: a message is lost, no tickets"),
        plant<judged_untouched, with_state<reference, reordering_state>>("reordering_untouched", by_check,
                                                                         "G1: messages overtake, no tickets"),
    };
}

}  // namespace refchan::stress
