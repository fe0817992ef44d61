// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/waking.hpp: whoever waits is woken. One thread waits in an operation; another one does
// what must end the wait; if it does not end, the watchdog says so. And the clock: a timed operation does not give up
// early, and one that may wait for centuries waits.
//
//     waits              is woken by                        waits              is woken by
//     recv, recv_for     a message                          send, send_for     room: a message is received
//     recv, recv_for     the drop of the last sender        send, send_for     the drop of the receiver
//
// Each is done many times at once, and a few times with a pause, in which the other one surely falls asleep. The
// verdict depends on no duration: a pause that is too short checks less.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "refchan/oracle/conformance/actor.hpp"
#include "refchan/oracle/conformance/examination.hpp"

namespace refchan::oracle::conformance {

class waking_check {
public:
    explicit waking_check(examination& by) : by_(by) {}

    void run() {
        using namespace std::chrono_literals;
        for (capacity const size : by_.of().capacities) {
            for (int time = 0; time != 100; ++time) {
                // 0: at once; later: with more and more loops in between; the last ones asleep
                auto const pause = time < 97 ? nanoseconds(time * 200) : nanoseconds(20ms);
                if (by_.has().recv) {
                    receiver_waits(size, operation_kind::recv, pause);
                }
                if (by_.has().recv_for) {
                    receiver_waits(size, operation_kind::recv_timeout, pause);
                }
                if (size && by_.has().send) {
                    sender_waits(size, operation_kind::send, pause);
                }
                if (size && by_.has().send_for) {
                    sender_waits(size, operation_kind::send_timeout, pause);
                }
            }
            no_timeout_is_early(size);
        }
    }

private:
    static constexpr nanoseconds very_long = std::chrono::hours(24 * 365 * 50);
    using event = std::function<void(any_channel&, actor&)>;

    void receiver_waits(capacity size, operation_kind how, nanoseconds pause) {
        // Nobody but the receiver and this thread: a channel of capacity n has room for one, a rendezvous has its
        // receiver.
        bool const can_send = by_.has().send || size != std::size_t{0};
        if (can_send) {
            one(
                size, 0, board::receiver, how, pause, guarantee::receiver_wakes, "recv, though a message was sent",
                [this](any_channel& channel, actor& self) { (void)send(self, channel, 1); }, outcome::ok);
        }
        if (by_.has().senders_disconnect) {
            one(
                size, 0, board::receiver, how, pause, guarantee::receiver_wakes,
                "recv, though the last sender was dropped",
                [](any_channel& channel, actor& self) { self.drop(channel.sender, 0); }, outcome::disconnected);
        }
    }
    void sender_waits(capacity size, operation_kind how, nanoseconds pause) {
        std::size_t const full = size.value_or(0);
        one(
            size, full, 0, how, pause, guarantee::sender_wakes, "send, though there is room again,",
            [this](any_channel& channel, actor& self) { receive(self, channel); }, outcome::ok);
        if (by_.has().receiver_disconnects) {
            one(
                size, full, 0, how, pause, guarantee::sender_wakes, "send, though the receiver was dropped,",
                [](any_channel& channel, actor& self) { self.drop(channel.receiver); }, outcome::disconnected);
        }
    }

    /// A channel with so many messages in it; the thread of that place waits in `how`, until `wake` happens elsewhere.
    void one(capacity size, std::size_t messages, std::size_t place, operation_kind how, nanoseconds pause,
             guarantee broken, char const* stuck, event const& wake, outcome wanted) {
        by_.count_case();
        recorder tape(recording::ticketed, board::places);
        run_books books(tape, by_.places(), messages + 8);
        bool const receives = place == board::receiver;
        watched_channel channel(by_, size);
        actor waits(books, place);
        actor other(books, receives ? 0 : board::receiver);
        for (std::size_t i = 0; i != messages; ++i) {
            actor fills(books, 1);
            (void)send(fills, channel, static_cast<std::int64_t>(i) + 4);
        }
        by_.watch_recording(&tape, size, {0});
        outcome answer{};
        by_.threads().begin(place, [&] {
            answer = receives ? outcome_of(waits.recv(how, *channel.receiver, very_long, {"recv", broken}))
                              : waits.send(how, *channel.sender, 0, 0, very_long, {"send", broken});
        });
        pause >= std::chrono::milliseconds(1) ? std::this_thread::sleep_for(pause) : spin(pause);
        wake(channel, other);
        by_.places().of(place).change(stuck);
        std::exception_ptr const thrown = by_.threads().end(place);
        by_.watch_recording(nullptr);
        if (thrown) {
            (void)by_.reporting_throws([&] { std::rethrow_exception(thrown); });
            return;
        }
        if (answer != wanted) {
            by_.broken({answer == outcome::timeout                                 ? guarantee::timeout_is_exact
                        : answer == outcome::ok || answer == outcome::disconnected ? guarantee::disconnected_is_exact
                                                                                   : broken,
                        profile::fifo_per_sender,
                        std::string(oracle::name_of(how)) + " waited and answered " +
                            std::string(oracle::name_of(answer)) + "; it should have answered " +
                            std::string(oracle::name_of(wanted)),
                        "", ""});
        }
    }

    static void spin(nanoseconds length) {
        auto const end = std::chrono::steady_clock::now() + length;
        while (std::chrono::steady_clock::now() < end) {
            std::this_thread::yield();
        }
    }
    template <class Answer>
    static outcome outcome_of(Answer const& answer) {
        return answer ? outcome::ok : answer.error();
    }

    /// A send for which there is room, or will be at once: it must not wait for long.
    outcome send(actor& self, any_channel& channel, std::int64_t number) {
        features const& has = by_.has();
        operation_kind const how = has.send       ? operation_kind::send
                                   : has.send_for ? operation_kind::send_timeout
                                                  : operation_kind::try_send;
        return self.send(how, *channel.sender, 0, number, very_long,
                         {"send, though there is room,", guarantee::sender_wakes});
    }
    void receive(actor& self, any_channel& channel) {
        features const& has = by_.has();
        operation_kind const how = has.recv       ? operation_kind::recv
                                   : has.recv_for ? operation_kind::recv_timeout
                                                  : operation_kind::try_recv;
        [[maybe_unused]] auto const taken =
            self.recv(how, *channel.receiver, very_long,
                      {"recv, though a message is there, or a sender waits", guarantee::receiver_wakes});
    }

    /// A timeout comes after its time, by the clock.
    void no_timeout_is_early(capacity size) {
        using namespace std::chrono_literals;
        recorder tape(recording::ticketed, board::places);
        run_books books(tape, by_.places(), size.value_or(0) + 8);
        watched_channel channel(by_, size);
        for (nanoseconds const patience : {nanoseconds(1ms), nanoseconds(10ms)}) {
            if (by_.has().recv_for) {
                actor self(books, board::receiver);
                auto const began = std::chrono::steady_clock::now();
                auto const answer =
                    self.recv(operation_kind::recv_timeout, *channel.receiver, patience,
                              {"a receive that waits for a few milliseconds", guarantee::timeout_is_exact});
                judge_time("recv_timeout", outcome_of(answer), patience, std::chrono::steady_clock::now() - began);
            }
        }
        if (!size || !by_.has().send_for) {
            return;
        }
        actor self(books, 0);
        for (std::size_t i = 0; i != *size; ++i) {
            (void)send(self, channel, static_cast<std::int64_t>(i) + 1);
        }
        auto const began = std::chrono::steady_clock::now();
        outcome const answer = self.send(operation_kind::send_timeout, *channel.sender, 0, 0, 10ms,
                                         {"a send that waits for a few milliseconds,", guarantee::timeout_is_exact});
        judge_time("send_timeout", answer, 10ms, std::chrono::steady_clock::now() - began);
    }
    void judge_time(std::string const& what, outcome answer, nanoseconds patience, nanoseconds took) {
        by_.count_case();
        nanoseconds const slack(100'000);  // for channels that wait by another clock, which may be corrected meanwhile
        if (answer != outcome::timeout || took + slack < patience) {
            by_.broken({guarantee::timeout_is_exact, profile::fifo_per_sender,
                        what + " of " + std::to_string(patience.count() / 1000) + " us answered " +
                            std::string(oracle::name_of(answer)) + " after " + std::to_string(took.count() / 1000) +
                            " us",
                        "", ""});
        }
    }

    examination& by_;
};

}  // namespace refchan::oracle::conformance
