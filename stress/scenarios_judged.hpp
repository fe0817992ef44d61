// SPDX-License-Identifier: MIT
#pragma once
// stress/scenarios_judged.hpp: scenarios that are recorded and judged by the oracle: every answer of every operation, against
// the specification. They check nothing themselves.
//
//     recording    judged as           sees
//     ticketed     linearizable        every wrong answer; the ticket orders threads more than the channel does
//     untouched    fifo_per_sender     what is lost, doubled, invented or out of order, with nothing between the threads
//                                      but the channel

#include <bit>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "engines.hpp"
#include "judgement.hpp"
#include "recorded.hpp"
#include "round.hpp"

namespace refchan::stress {

/// One recorded round: messages in all, of which the receiver takes so many at most before it leaves.
template <class Engine>
void play_recorded(round& now, oracle::recording how, unsigned messages, std::uint64_t most) {
    unsigned const each = 1 + messages / now.senders;
    bool const shares = now.random.one_in(2);
    recorded_run run(how, Engine::capacity, now.senders, now.senders + (shares ? 1U : 0U), messages);
    auto [tx, rx] = open<Engine, numbered>();
    std::optional<shared_sender_handle<Engine>> shared;
    if (shares) {
        shared.emplace(recorded_sender<Engine>(tx, now.senders), now.senders);
    }
    unsigned sender = 0;
    for (auto& handle : handles(std::move(tx), now.senders)) {
        now.cast("recorded sender",
                 [each, mine = sending_process<Engine>(sender, run.log(sender), {std::move(handle), sender},
                                                       shares ? &*shared : nullptr)](worker& me) mutable {
                     mine.send(each, me);
                 });
        ++sender;
    }
    now.cast("recorded receiver",
             [most, mine = receiving_process<Engine>(run.log(sender), std::move(rx)),
              how_patient = some_patience(now.random)](worker& me) mutable { mine.receive(most, how_patient, me); });
    now.play();
    now.count(run.judge());
}

inline constexpr std::uint64_t all_messages = std::numeric_limits<std::uint64_t>::max();

/// From 16 messages to as many thousands as an engine moves in a moment: as many rounds of each size. Fewer under a
/// sanitizer, and where nearly each message costs a switch of threads.
template <class Engine>
[[nodiscard]] unsigned some_messages(dice& random) {
    unsigned const sizes = !Engine::capacity ? 13 : *Engine::capacity < 64 ? 7 : 11;
    return 16U << random.below(sizes - (variant() == "plain" ? 0 : 2));
}

/// The claims, and for a bounded channel those about its room.
template <class Engine>
[[nodiscard]] std::vector<std::string> claims_of(std::vector<std::string> claims, std::vector<std::string> of_bounded) {
    if (is_bounded<Engine>) {
        claims.insert(claims.end(), of_bounded.begin(), of_bounded.end());
    }
    return claims;
}

/// Every kind of send and receive, clones and drops of senders, until all is received and disconnected.
template <class Engine>
struct judged_traffic {
    static facts about() {
        return {"judged_traffic", claims_of<Engine>({"G1", "G2", "G3", "G5", "G6", "G7", "G9"}, {"G4", "G12"}),
                "recorded with tickets: every answer is one that the specification gives", "operations"};
    }
    static void play(round& now) {
        play_recorded<Engine>(now, oracle::recording::ticketed, some_messages<Engine>(now.random), all_messages);
    }
};

/// The same, with a million operations and more in a round.
template <class Engine>
struct judged_long {
    static facts about() {
        facts same = judged_traffic<Engine>::about();
        same.name = "judged_long";
        same.sentence =
            "recorded with tickets, a million operations and more in one history: as the specification says";
        return same;
    }
    static void play(round& now) { play_recorded<Engine>(now, oracle::recording::ticketed, 500'000, all_messages); }
};

/// The receiver leaves while messages are queued and senders send or wait for room.
template <class Engine>
struct judged_receiver_drop {
    static facts about() {
        return {"judged_receiver_drop", claims_of<Engine>({"G1", "G2", "G3", "G4", "G5", "G6", "G7"}, {"G12"}),
                "recorded with tickets, and the receiver leaves: every answer is one that the specification gives",
                "operations"};
    }
    static void play(round& now) {
        unsigned const messages = some_messages<Engine>(now.random);
        play_recorded<Engine>(now, oracle::recording::ticketed, messages, now.random.below(messages));
    }
};

/// Nothing is shared but the channel: the processes note only the order of their own operations.
template <class Engine>
struct judged_untouched {
    static facts about() {
        return {"judged_untouched",
                {"G1", "G3", "G4", "G5"},
                "recorded without any order of the recorder's own: in order for each sender, each message once",
                "operations"};
    }
    static void play(round& now) {
        unsigned const messages = some_messages<Engine>(now.random);
        play_recorded<Engine>(now, oracle::recording::untouched, messages,
                              now.random.one_in(2) ? all_messages : now.random.below(messages));
    }
};

}  // namespace refchan::stress
