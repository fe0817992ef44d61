// SPDX-License-Identifier: MIT
#pragma once
// stress/scenarios_lives.hpp: scenarios about handles: how they come and go while messages are under way, and who
// learns of it.

#include <array>
#include <memory>
#include <utility>

#include "engines.hpp"
#include "ledger.hpp"
#include "round.hpp"
#include "traffic.hpp"

namespace refchan::stress {

/// Senders are copied, moved, swapped, assigned and dropped while they send.
template <class Engine>
struct churn {
    static facts about() {
        return {
            "churn", {"G1", "G3", "G5", "G13", "G16"}, "handles come and go while messages travel; counts stay right"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<Engine, parcel>();
        ledger book(now.senders, now.messages);
        arrivals notes(now.senders);
        unsigned sender = 0;
        for (auto& handle : handles(std::move(tx), now.senders)) {
            now.cast("churning sender", [&now, &book, sender, to = std::move(handle)](worker& me) mutable {
                for (unsigned number = 0; number != now.messages; ++number) {
                    me.at("churn", number);
                    turn_over(to, me.random);
                    send_all(to, book, sender, number, number + 1, me);
                }
                me.at("drop", now.messages);
            });
            ++sender;
        }
        now.cast("receiver", [&notes, from = std::move(rx), how = some_patience(now.random)](worker& me) mutable {
            auto moved = std::move(from);
            receive_all(moved, notes, me, how);
        });
        now.play();
        now.count(book.close_all_received());
    }

private:
    using handle = sender_of<Engine, parcel>;

    /// Whatever is done to it, the handle stays one connected sender.
    static void turn_over(handle& to, dice& random) {
        switch (random.below(5)) {
            case 0: {
                handle copy(to);
                std::swap(copy, to);
                break;
            }
            case 1: {
                handle const copy(to);
                to = copy;
                break;
            }
            case 2: {
                handle& same = to;
                to = same;
                break;
            }
            case 3: {
                handle moved(std::move(to));
                to = std::move(moved);
                break;
            }
            default:
                break;
        }
    }
};

/// The receiver is dropped in the middle: every message is received, handed back or destroyed by the drop, and what the
/// receiver wrote before is there for the senders that are told.
template <class Engine>
struct receiver_drop {
    static facts about() {
        return {"receiver_drop",
                {"G3", "G4", "G8", "G9", "G10", "G16"},
                "a drop under load: each message received, handed back or destroyed by the drop, once"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<Engine, parcel>();
        ledger book(now.senders, now.messages);
        arrivals notes(now.senders);
        unsigned const enough = now.random.below(now.senders * now.messages);
        std::uint64_t farewell = 0;  // plain: only the disconnection orders it
        unsigned sender = 0;
        for (auto& handle : handles(std::move(tx), now.senders)) {
            now.cast("sender", [&, sender, to = std::move(handle)](worker& me) {
                unsigned number = 0;
                while (number != now.messages && deliver(to, book.make(sender, number), me)) {
                    ++number;
                }
                if (number != now.messages && farewell != enough + 1U) {
                    broken("a sender that was told disconnected does not see what the receiver wrote before its drop");
                }
            });
            ++sender;
        }
        now.cast("leaving receiver", [&, from = std::move(rx), how = some_patience(now.random)](worker& me) mutable {
            while (notes.count() != enough) {
                auto message = next_message(from, me, how, notes.count());
                if (!message) {
                    break;
                }
                notes.accept(*message);
                me.moved();
            }
            farewell = enough + 1U;
            me.at("drop", notes.count());
            drop_receiver(std::move(from));
            me.moved();
        });
        now.play();
        ledger::totals const sum = book.close();
        if (sum.received != notes.count()) {
            broken("{} messages count as received, and {} were", sum.received, notes.count());
        }
        now.count(sum.made);
    }
};

/// Many short lives: a few messages or none, and the last sender's drop meets a receiver that sleeps, polls or waits a
/// moment. What every sender wrote before its drop is there for the receiver that is told.
template <class Engine>
struct last_drop {
    static facts about() {
        return {"last_drop",
                {"G5", "G8", "G9", "G16"},
                "the last sender's drop wakes the receiver, and brings what all senders wrote before"};
    }
    static void play(round& now) {
        unsigned const lives = 16;
        struct life {
            explicit life(unsigned senders) : book(senders, 2), notes(senders), farewells(senders, 0) {}
            ledger book;
            arrivals notes;
            std::vector<std::uint64_t> farewells;  // plain: only the disconnection orders them
        };
        std::vector<std::unique_ptr<life>> all;
        std::vector<std::vector<sender_of<Engine, parcel>>> ends(now.senders);
        std::vector<receiver_of<Engine, parcel>> receivers;
        for (unsigned i = 0; i != lives; ++i) {
            all.push_back(std::make_unique<life>(now.senders));
            auto [tx, rx] = open<Engine, parcel>();
            receivers.push_back(std::move(rx));
            unsigned sender = 0;
            for (auto& handle : handles(std::move(tx), now.senders)) {
                ends[sender++].push_back(std::move(handle));
            }
        }
        for (unsigned sender = 0; sender != now.senders; ++sender) {
            now.cast("short-lived sender", [&all, sender, to = std::move(ends[sender])](worker& me) mutable {
                for (unsigned i = 0; i != lives; ++i) {
                    auto const mine = std::move(to[i]);
                    send_all(mine, all[i]->book, sender, 0, me.random.below(3), me);
                    all[i]->farewells[sender] = i + 1U;
                    me.at("drop", i);
                }
            });
        }
        now.cast("receiver", [&all, from = std::move(receivers)](worker& me) mutable {
            for (unsigned i = 0; i != lives; ++i) {
                auto const mine = std::make_unique<receiver_of<Engine, parcel>>(std::move(from[i]));
                receive_all(*mine, all[i]->notes, me, some_patience(me.random));
                for (std::uint64_t const farewell : all[i]->farewells) {
                    if (farewell != i + 1U) {
                        broken(
                            "a receiver that was told disconnected does not see what a sender wrote before its drop");
                    }
                }
                me.moved();
            }
        });
        now.play();
        for (auto const& one : all) {
            ledger::totals const sum = one->book.close();
            if (sum.received != sum.made) {
                broken("of {} messages only {} were received, with the receiver there", sum.made, sum.received);
            }
            now.count(sum.made);
        }
    }
};

/// A message that owns a sender of the very channel that it travels through.
template <class Engine>
struct letter {
    parcel body;
    std::unique_ptr<sender_of<Engine, letter>> reply_to;
};

/// Messages that own senders of the same channel: answered by the receiver, or destroyed by its drop.
template <class Engine>
struct owning_messages {
    static facts about() {
        return {"owning_messages",
                {"G3", "G4", "G10", "G16"},
                "messages that own senders of their channel: no deadlock, no leak, nothing freed twice"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<Engine, letter<Engine>>();
        unsigned const messages = 1 + now.messages / 4;
        ledger book(now.senders, messages);
        arrivals notes(now.senders);
        bool const leaves = now.random.one_in(2);
        unsigned const enough = leaves ? now.random.below(now.senders * messages) : now.senders * messages;
        unsigned sender = 0;
        for (auto& handle : handles(std::move(tx), now.senders)) {
            now.cast("sender of senders", [&, sender, to = std::move(handle)](worker& me) {
                for (unsigned number = 0; number != messages && write(to, book, sender, number, me); ++number) {
                }
            });
            ++sender;
        }
        now.cast("leaving receiver", [&, from = std::move(rx)](worker& me) mutable {
            while (notes.count() != enough) {
                auto message = next_message(from, me, patience::mixed, notes.count());
                if (!message) {
                    broken("disconnected after {} messages of {}", notes.count(), enough);
                }
                notes.accept(message->body);
                me.moved();
            }
            me.at("drop", notes.count());
            drop_receiver(std::move(from));
            me.moved();
        });
        now.play();
        now.count(book.close().made);
    }

private:
    static bool write(sender_of<Engine, letter<Engine>> const& to, ledger& book, unsigned sender, unsigned number,
                      worker& me) {
        me.at("send", number);
        auto copy = me.random.one_in(2) ? std::make_unique<sender_of<Engine, letter<Engine>>>(to) : nullptr;
        auto answer = to.send({book.make(sender, number), std::move(copy)});
        me.moved();
        if (!answer) {
            answer.error().message.body.give_up(sender, number);
        }
        return answer.has_value();
    }
};

}  // namespace refchan::stress
