// SPDX-License-Identifier: MIT
#pragma once
// stress/scenarios_waits.hpp: scenarios about waiting: for a message, for room, for a moment; and about what a thread
// may rely on when its wait is over.

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "engines.hpp"
#include "ledger.hpp"
#include "round.hpp"
#include "traffic.hpp"

namespace refchan::stress {

/// Receives that last about as long as the pauses between sends: messages and deadlines meet.
template <class Engine>
struct timeouts {
    static facts about() {
        return {"timeouts", {"G1", "G3", "G7", "G9"}, "timed waits under load lose no message and no wake-up"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<Engine, parcel>();
        unsigned const messages = 1 + now.messages / 8;
        ledger book(now.senders, messages);
        arrivals notes(now.senders);
        unsigned sender = 0;
        for (auto& handle : handles(std::move(tx), now.senders)) {
            now.cast("pausing sender", [&book, sender, messages, to = std::move(handle)](worker& me) {
                for (unsigned number = 0; number != messages; ++number) {
                    if (me.random.one_in(2)) {
                        me.at("pause", number);
                        std::this_thread::sleep_for(me.moment());
                    }
                    send_all(to, book, sender, number, number + 1, me);
                }
                me.at("drop", messages);
            });
            ++sender;
        }
        now.cast("impatient receiver", [&notes, from = std::move(rx)](worker& me) mutable {
            for (;;) {
                me.at("recv_for", notes.count());
                auto answer =
                    me.random.one_in(8) ? from.recv_for(std::chrono::hours::max()) : from.recv_for(me.moment());
                if (answer) {
                    notes.accept(*answer);
                    me.moved();
                } else if (answer.error() == recv_timeout_error::disconnected) {
                    expect_disconnected(from);
                    return;
                }
            }
        });
        now.play();
        now.count(book.close_all_received());
    }
};

/// Pairs of threads play a ball over two channels: each sleeps until the other has sent. The ball is plain memory.
template <class Engine>
struct ping_pong {
    static facts about() {
        return {"ping_pong", {"G8", "G9"}, "two threads that wake each other in turn never sleep together"};
    }
    static void play(round& now) {
        unsigned const pairs = (now.senders + 1) / 2;
        unsigned const strokes = 2 + now.messages / (4 * pairs);
        std::vector<std::uint64_t> balls(pairs * 64, 0);  // far apart
        for (unsigned pair = 0; pair != pairs; ++pair) {
            auto [to_pong, at_pong] = open<Engine, unsigned>();
            auto [to_ping, at_ping] = open<Engine, unsigned>();
            now.cast("ping", [strokes, &ball = balls[pair * 64], to = std::move(to_pong),
                              from = std::move(at_ping)](worker& me) mutable {
                for (unsigned stroke = 0; stroke != strokes; ++stroke) {
                    hit(ball, to, 2 * stroke, me);
                    await(ball, from, 2 * stroke + 1, me);
                }
            });
            now.cast("pong", [strokes, &ball = balls[pair * 64], to = std::move(to_ping),
                              from = std::move(at_pong)](worker& me) mutable {
                for (unsigned stroke = 0; stroke != strokes; ++stroke) {
                    await(ball, from, 2 * stroke, me);
                    hit(ball, to, 2 * stroke + 1, me);
                }
            });
        }
        now.play();
        now.count(std::uint64_t{2} * pairs * strokes);
    }

private:
    static void hit(std::uint64_t& ball, sender_of<Engine, unsigned> const& to, unsigned stroke, worker& me) {
        me.at("send", stroke);
        ball += 1;
        if (!to.send(stroke)) {
            broken("a send reported disconnected, with the receiver there");
        }
        me.moved();
    }
    static void await(std::uint64_t& ball, receiver_of<Engine, unsigned>& from, unsigned stroke, worker& me) {
        auto const arrived = next_message(from, me, me.random.one_in(4) ? patience::mixed : patience::sleeping, stroke);
        if (arrived != stroke || ball != stroke + 1U) {
            broken("stroke {} was expected, {} came, with the ball at {}", stroke, arrived.value_or(~0U), ball);
        }
    }
};

/// What precedes a send, all of it and not only its message, is there after the recv; and what precedes the last drop
/// is there after the disconnection. Everything looked at is plain memory: ThreadSanitizer is the judge.
template <class Engine>
struct happens_before {
    static facts about() {
        return {
            "happens_before", {"G8"}, "plain memory written before a send or a drop is there after what reports it"};
    }
    static void play(round& now) {
        auto [tx, rx] = open<Engine, std::pair<unsigned, unsigned>>();
        // One plain board for each sender: its message n says that the first n + 1 squares are written.
        std::vector<std::vector<unsigned>> boards(now.senders, std::vector<unsigned>(now.messages + 1, 0));
        unsigned sender = 0;
        for (auto& handle : handles(std::move(tx), now.senders)) {
            now.cast("writing sender", [&now, &board = boards[sender], sender, to = std::move(handle)](worker& me) {
                for (unsigned number = 0; number != now.messages; ++number) {
                    me.at("send", number);
                    board[number] = number + 1;
                    if (!to.send({sender, number})) {
                        broken("a send reported disconnected, with the receiver there");
                    }
                    me.moved();
                }
                board[now.messages] = now.messages + 1;
                me.at("drop", now.messages);
            });
            ++sender;
        }
        now.cast("reading receiver",
                 [&boards, from = std::move(rx), how = some_patience(now.random)](worker& me) mutable {
                     while (auto const message = next_message(from, me, how, 0)) {
                         auto const [from_whom, number] = *message;
                         expect_written(boards[from_whom], number);
                         expect_written(boards[from_whom], me.random.below(number + 1));
                         me.moved();
                     }
                     for (auto const& board : boards) {
                         expect_written(board, static_cast<unsigned>(board.size() - 1));
                     }
                 });
        now.play();
        now.count(std::uint64_t{now.senders} * now.messages);
    }

private:
    static void expect_written(std::vector<unsigned> const& board, unsigned square) {
        if (board[square] != square + 1) {
            broken("the receiver does not see what was written before send {}", square);
        }
    }
};

}  // namespace refchan::stress
