// SPDX-License-Identifier: MIT
#pragma once
// stress/scenarios_traffic.hpp: scenarios about the messages themselves: their order, their number, their content. What a
// history can tell is judged in scenarios_judged.hpp.

#include <memory>

#include "engines.hpp"
#include "ledger.hpp"
#include "round.hpp"
#include "traffic.hpp"

namespace refchan::stress {

/// Many senders, one receiver that waits in every way: FIFO per sender, exactly once, nobody sleeps for ever.
template <class Engine>
struct many_senders {
    static facts about() {
        return {"many_senders", {"G1", "G3", "G9", "G16"}, "every message arrives once, in the order of its sender"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<Engine, parcel>();
        ledger book(now.senders, now.messages);
        arrivals notes(now.senders);
        unsigned sender = 0;
        for (auto& handle : handles(std::move(tx), now.senders)) {
            now.cast("sender", [&now, &book, sender, to = std::move(handle)](worker& me) {
                send_all(to, book, sender, 0, now.messages, me);
                me.at("drop", now.messages);
            });
            ++sender;
        }
        now.cast("receiver", [&notes, from = std::move(rx), how = some_patience(now.random)](worker& me) mutable {
            receive_all(from, notes, me, how);
        });
        now.play();
        now.count(book.close_all_received());
    }
};

/// Several threads send through one sender object.
template <class Engine>
struct shared_sender {
    static facts about() {
        return {"shared_sender", {"G1", "G3", "G14"}, "one sender object serves several threads at once"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<Engine, parcel>();
        ledger book(now.senders, now.messages);
        arrivals notes(now.senders);
        auto const shared = std::make_shared<sender_of<Engine, parcel>>(std::move(tx));
        for (unsigned sender = 0; sender != now.senders; ++sender) {
            now.cast("sharing sender", [&now, &book, sender, to = shared](worker& me) {
                send_all(*to, book, sender, 0, now.messages, me);
            });
        }
        now.cast("receiver", [&, from = std::move(rx), how = some_patience(now.random)](worker& me) mutable {
            while (notes.count() != std::uint64_t{now.senders} * now.messages) {
                auto message = next_message(from, me, how, notes.count());
                if (!message) {
                    broken("disconnected after {} messages, with a sender there", notes.count());
                }
                notes.accept(*message);
                me.moved();
            }
        });
        now.play();
        now.count(book.close_all_received());
    }
};

}  // namespace refchan::stress
