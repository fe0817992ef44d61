// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/run_program.hpp: runs a program on real threads against a channel, any channel with handles of this shape, and
// tells what happened. The senders have a thread each; the receiver runs on the calling one.
//
//     program const does = *parse("capacity 2 ...");
//     history const run = run_program(does, recording::ticketed, sync_channel<std::int64_t>(2));
//     verdict const found = judge(run, profile::linearizable);
//
//     sender 0     gate |--clone--| |--send--| ... |-drop-|
//     sender 1     gate |--send--| |-drop-|                       the gate opens when all that start are there
//     sender 2                  started |--send--| |-drop-|       by the clone that made its handle
//     receiver     gate |--recv--| ... |-drop-|  joins the others
//
// What the handles must have (that is refchan/channel.hpp's shape, and a thin adapter gives it to any other channel):
//     sender     copyable and movable, and who is moved from is none any more; send(Message), and if the channel is bounded try_send(Message), send_for(Message, duration):
//                std::expected<void, E>, E with a `failure reason` and the `Message message` that was not sent.
//                One without try_send or send_for does those steps with send.
//     receiver   movable; recv(), try_recv(), recv_for(duration): std::expected<Message, E>; E of try_recv and recv_for has
//                an enumerator E::disconnected.
// What travels is up to `messages`: plain_messages sends the values themselves.
//
// A program ends on every correct channel (program.hpp INV 2). On one that hangs, so does run_program: to be told, pass a
// recorder of your own, and let a watchdog look at it with events() and snapshot().

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <latch>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "refchan/error.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/program.hpp"
#include "refchan/oracle/recorder.hpp"
#include "refchan/spec.hpp"

namespace refchan::oracle {

/// The messages of a run: how they are made, what becomes of them. The values themselves: nothing to keep an account of.
struct plain_messages {
    /// The message number `number` of a sender. Called by its thread.
    [[nodiscard]] std::int64_t make(std::uint32_t sender, std::uint32_t number) noexcept {
        return value_of_message(sender, number);
    }
    /// A send failed for that reason and handed the message back. Called by its sender's thread.
    void handed_back(std::uint32_t /*sender*/, std::uint32_t /*number*/, failure /*reason*/,
                     std::int64_t&& /*message*/) noexcept {}
    /// The value of a message that was received. Called by the receiver's thread.
    [[nodiscard]] std::int64_t open(std::int64_t&& message) noexcept { return message; }
};

/// One run of one program; run_program() below is its whole use.
template <class Sender, class Receiver, class Messages>
class program_run {
public:
    program_run(program const& does, recorder& tape, Messages& messages, std::chrono::microseconds patience)
        : does_(does), tape_(tape), messages_(messages), patience_(patience), threads_(does.senders.size()) {}

    void run(Sender first, Receiver rx) {
        make_room();
        auto const starting = starting_senders(does_);
        std::latch gate(static_cast<std::ptrdiff_t>(starting.size()) + 1);
        for (std::size_t i = 1; i != starting.size(); ++i) {
            start(starting[i], std::optional<Sender>(first), &gate);
        }
        start(starting[0], std::optional<Sender>(std::move(first)), &gate);  // INV 1 of program.hpp: there is one
        std::optional<Receiver> receiver(std::move(rx));
        gate.arrive_and_wait();
        receive(receiver);
        // In order: a sender is started by one with a smaller number, which has ended when it is looked at.
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }

private:
    /// So that recording asks for no memory on the way.
    void make_room() {
        std::size_t all = does_.receiver.size() + 1;
        for (std::uint32_t sender = 0; sender != does_.senders.size(); ++sender) {
            tape_.of(sender).reserve(does_.senders[sender].size() + 1);
            all += does_.senders[sender].size();
        }
        tape_.of(receiver_process(does_)).reserve(all);
    }

    void start(std::uint32_t sender, std::optional<Sender> handle, std::latch* gate = nullptr) {
        threads_[sender] = std::thread([this, sender, gate, tx = std::move(handle)]() mutable {
            if (gate != nullptr) {
                gate->arrive_and_wait();
            }
            act(sender, tx);
        });
    }

    void act(std::uint32_t sender, std::optional<Sender>& tx) {
        auto& log = tape_.of(sender);
        std::uint32_t number = 0;
        unsigned pauses = 0;
        for (step const& next : does_.senders[sender]) {
            if (next.kind == step_kind::clone) {
                std::optional<Sender> clone;
                log.clone_sender(sender, next.clone, [&] { clone.emplace(*tx); });
                start(next.clone, std::move(clone));
            } else if (next.kind == step_kind::pause) {
                pause(++pauses);
            } else {
                send(log, next.kind, *tx, sender, number++);
            }
        }
        log.drop_sender(sender, [&] { tx.reset(); });
    }

    void send(process_log& log, step_kind how, Sender& tx, std::uint32_t sender, std::uint32_t number) {
        auto message = messages_.make(sender, number);
        auto const attempt = [&](operation_kind kind, auto to_send) {
            std::optional<decltype(to_send())> answer;
            (void)log.send(kind, sender, value_of_message(sender, number), [&] {
                answer.emplace(to_send());
                return *answer ? outcome::ok : outcome_of(answer->error().reason);
            });
            if (!*answer) {
                auto& error = answer->error();
                messages_.handed_back(sender, number, error.reason, std::move(error.message));
            }
        };
        if constexpr (requires { tx.try_send(std::move(message)); }) {
            if (how == step_kind::try_send) {
                return attempt(operation_kind::try_send, [&] { return tx.try_send(std::move(message)); });
            }
        }
        if constexpr (requires { tx.send_for(std::move(message), patience_); }) {
            if (how == step_kind::send_for) {
                return attempt(operation_kind::send_timeout,
                               [&] { return tx.send_for(std::move(message), patience_); });
            }
        }
        attempt(operation_kind::send, [&] { return tx.send(std::move(message)); });
    }

    void receive(std::optional<Receiver>& rx) {
        auto& log = tape_.of(receiver_process(does_));
        unsigned pauses = 0;
        for (step const& next : does_.receiver) {
            if (next.kind == step_kind::until_disconnected) {
                while (receive_once(log, step_kind::recv, *rx)) {
                }
            } else if (next.kind == step_kind::pause) {
                pause(++pauses);
            } else {
                receive_once(log, next.kind, *rx);
            }
        }
        log.drop_receiver([&] { rx.reset(); });
    }

    /// Whether a message came.
    bool receive_once(process_log& log, step_kind how, Receiver& rx) {
        auto const answered = [&](auto result, outcome otherwise) -> std::expected<std::int64_t, outcome> {
            if (result) {
                return messages_.open(std::move(*result));
            }
            if constexpr (requires { decltype(result)::error_type::disconnected; }) {
                if (result.error() != decltype(result)::error_type::disconnected) {
                    return std::unexpected(otherwise);
                }
            }
            return std::unexpected(outcome::disconnected);
        };
        return log
            .recv(*operation_of(how),
                  [&] {
                      switch (how) {
                          case step_kind::try_recv:
                              return answered(rx.try_recv(), outcome::empty);
                          case step_kind::recv_for:
                              return answered(rx.recv_for(patience_), outcome::timeout);
                          default:
                              return answered(rx.recv(), outcome::disconnected);
                      }
                  })
            .has_value();
    }

    /// What a send that failed is in a history; without memory it did nothing at all, and is left out.
    static outcome outcome_of(failure reason) noexcept {
        switch (reason) {
            case failure::disconnected:
                return outcome::disconnected;
            case failure::full:
                return outcome::full;
            case failure::timeout:
                return outcome::timeout;
            default:
                return outcome::would_block;
        }
    }

    /// Gives way; every fourth time for long enough that somebody else gets on.
    static void pause(unsigned nth) {
        if (nth % 4 == 0) {
            std::this_thread::sleep_for(std::chrono::microseconds(30));
        } else {
            std::this_thread::yield();
        }
    }

    program const& does_;
    recorder& tape_;
    Messages& messages_;
    std::chrono::microseconds patience_;
    std::vector<std::thread> threads_;  // [i] is written by who starts sender i
};

/// How long a send_for or recv_for of a program waits, if nobody says otherwise.
inline constexpr std::chrono::microseconds short_patience{50};

/// Runs a program, which must have no misstep, on a fresh channel of the program's capacity, given as its handles; `tape`
/// needs a log for each sender and one for the receiver. Returns when all threads have ended. There must be memory and
/// threads enough: without, the process ends.
template <class Sender, class Receiver, class Messages>
[[nodiscard]] history run_program(program const& does, recorder& tape, std::pair<Sender, Receiver> channel,
                                  Messages& messages, std::chrono::microseconds patience = short_patience) {
    program_run<Sender, Receiver, Messages>(does, tape, messages, patience)
        .run(std::move(channel.first), std::move(channel.second));
    return tape.collect(does.capacity, starting_senders(does));
}

/// The same with messages that are plain numbers, recorded in that way.
template <class Sender, class Receiver>
[[nodiscard]] history run_program(program const& does, recording how, std::pair<Sender, Receiver> channel) {
    recorder tape(how, receiver_process(does) + 1);
    plain_messages messages;
    return run_program(does, tape, std::move(channel), messages);
}

}  // namespace refchan::oracle
