// SPDX-License-Identifier: MIT
#pragma once
// stress/scenarios_memory.hpp: channels whose memory runs out now and then, for blocks and nodes, through Traits::sync. Only
// sending threads are struck: channels are made by others.

#include <cstddef>
#include <utility>

#include "engines.hpp"
#include "ledger.hpp"
#include "round.hpp"
#include "traffic.hpp"

namespace refchan::stress {

/// Whether this thread's next allocation in a channel fails.
class scarcity {
public:
    static inline thread_local dice* by = nullptr;
    [[nodiscard]] static bool strikes() noexcept { return by != nullptr && by->one_in(6); }
};

struct scarce_sync : detail::std_sync {
    template <class Object, std::size_t Alignment = alignof(Object), class... Arguments>
    [[nodiscard]] static Object* create(Arguments&&... arguments) noexcept {
        return scarcity::strikes() ? nullptr
                                   : std_sync::create<Object, Alignment>(std::forward<Arguments>(arguments)...);
    }
};

/// That engine with little memory.
template <class Engine>
struct scarce : Engine {
    struct traits : Engine::traits {
        using sync = scarce_sync;
    };
};

/// Sends that find no memory hand their message back, and their sender goes on or leaves. The others must not suffer:
/// who was to be woken by the message, or has room in its place, is woken all the same.
template <class Engine>
struct scarce_memory {
    static facts about() {
        return {"scarce_memory",
                {"G3", "G4", "G9", "G11", "G16"},
                "a send without memory hands its message back and takes nobody's wake-up with it"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<scarce<Engine>, parcel>();
        unsigned const messages = 1 + now.random.below(6);
        ledger book(now.senders, messages);
        arrivals notes(now.senders);
        unsigned sender = 0;
        for (auto& handle : handles(std::move(tx), now.senders)) {
            now.cast("poor sender", [&book, sender, messages, to = std::move(handle)](worker& me) {
                dice fortune(me.random());
                scarcity::by = &fortune;
                for (unsigned number = 0; number != messages; ++number) {
                    if (!send_if_memory(to, book.make(sender, number), me) && fortune.one_in(2)) {
                        break;
                    }
                }
                scarcity::by = nullptr;
                me.at("drop", messages);
            });
            ++sender;
        }
        now.cast("receiver", [&notes, from = std::move(rx), how = some_patience(now.random)](worker& me) mutable {
            receive_all(from, notes, me, how);
        });
        now.play();
        ledger::totals const sum = book.close();
        if (sum.dropped != 0) {
            broken("{} messages were destroyed on their way, with the receiver there", sum.dropped);
        }
        now.count(sum.made);
    }

private:
    static bool send_if_memory(sender_of<scarce<Engine>, parcel> const& to, parcel message, worker& me) {
        std::uint32_t const sender = message.sender();
        std::uint32_t const number = message.number();
        for (;;) {
            attempted const outcome = attempt(to, message, me);
            me.moved();
            if (outcome == attempted::sent) {
                return true;
            }
            if (outcome == attempted::disconnected) {
                broken("a send reported disconnected, with the receiver there");
            }
            if (outcome == attempted::no_memory) {
                message.give_up(sender, number);
                return false;
            }
            me.breathe();
        }
    }
};

}  // namespace refchan::stress
