// SPDX-License-Identifier: MIT
#pragma once
// stress/scenarios_traffic.hpp: scenarios about the messages themselves: their order, their number, their content, what
// is said when there are none.

#include <atomic>
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

/// Senders take turns: each sends when the one before has returned. So the order of all messages is known.
template <class Engine>
struct taking_turns {
    static facts about() {
        return {"taking_turns", {"G2"}, "a send that returned before another began arrives first, whoever sent"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<Engine, parcel>();
        unsigned const messages = 1 + now.messages / 4;  // a turn costs a switch of threads
        ledger book(now.senders, messages);
        std::atomic<std::uint64_t> turn{0};
        unsigned sender = 0;
        for (auto& handle : handles(std::move(tx), now.senders)) {
            now.cast("sender in turn", [&, sender, messages, to = std::move(handle)](worker& me) {
                for (unsigned number = 0; number != messages; ++number) {
                    std::uint64_t const mine = std::uint64_t{number} * now.senders + sender;
                    me.at("wait for turn", mine);
                    while (turn.load(std::memory_order_acquire) != mine) {
                        me.breathe();
                    }
                    send_all(to, book, sender, number, number + 1, me);
                    turn.store(mine + 1, std::memory_order_release);
                }
            });
            ++sender;
        }
        now.cast("receiver", [&now, from = std::move(rx), how = some_patience(now.random)](worker& me) mutable {
            std::uint64_t next = 0;
            while (auto message = next_message(from, me, how, next)) {
                if (std::uint64_t{message->number()} * now.senders + message->sender() != next) {
                    broken("message {} of sender {} arrived at place {}, though the senders took turns",
                           message->number(), message->sender(), next);
                }
                message->accept();
                me.moved();
                ++next;
            }
        });
        now.play();
        now.count(book.close_all_received());
    }
};

/// The receiver knows how many sends have returned: then there is a message, and neither empty nor timeout is true.
template <class Engine>
struct exact_empty {
    static facts about() {
        return {
            "exact_empty", {"G6", "G7"}, "neither empty nor timeout while a message is there, past the deadline too"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<Engine, parcel>();
        ledger book(now.senders, now.messages);
        arrivals notes(now.senders);
        std::atomic<std::uint64_t> sent{0};
        unsigned sender = 0;
        for (auto& handle : handles(std::move(tx), now.senders)) {
            now.cast("counting sender", [&, sender, to = std::move(handle)](worker& me) {
                for (unsigned number = 0; number != now.messages; ++number) {
                    send_all(to, book, sender, number, number + 1, me);
                    sent.fetch_add(1, std::memory_order_release);
                }
            });
            ++sender;
        }
        now.cast("looking receiver", [&, from = std::move(rx)](worker& me) mutable { look(from, notes, sent, me); });
        now.play();
        now.count(book.close_all_received());
    }

private:
    static void look(receiver_of<Engine, parcel>& from, arrivals& notes, std::atomic<std::uint64_t>& sent, worker& me) {
        for (bool connected = true; connected;) {
            bool const there = sent.load(std::memory_order_acquire) > notes.count();
            bool none = false;
            std::optional<parcel> message;
            if (me.random.one_in(2)) {
                me.at("try_recv", notes.count());
                if (auto answer = from.try_recv()) {
                    message.emplace(std::move(*answer));
                } else {
                    none = answer.error() == try_recv_error::empty;
                    connected = none;
                }
            } else {
                me.at("recv_for", notes.count());
                if (auto answer = from.recv_for(me.random.one_in(2) ? std::chrono::nanoseconds(-1) : me.moment())) {
                    message.emplace(std::move(*answer));
                } else {
                    none = answer.error() == recv_timeout_error::timeout;
                    connected = none;
                }
            }
            if (message) {
                notes.accept(*message);
                me.moved();
            } else if (there) {
                broken("the receiver was told {} after {} messages, and one more send had returned",
                       none ? "that there is no message" : "disconnected", notes.count());
            } else {
                me.breathe();
            }
        }
    }
};

}  // namespace refchan::stress
