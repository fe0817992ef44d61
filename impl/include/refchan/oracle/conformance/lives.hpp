// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/lives.hpp: what becomes of the messages that are in a channel when its handles go, in
// either order; and of many messages, more than a queue that is made of blocks keeps in one of them.
//
//     send 0 .. n-1, receive some, then:  receiver, sender     or:  sender, receiver
//                                         ^ is the rest destroyed here, or later? a choice, reported as a note
//
// By the end each message must have been destroyed once.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "refchan/oracle/conformance/actor.hpp"
#include "refchan/oracle/conformance/examination.hpp"

namespace refchan::oracle::conformance {

class lives_check {
public:
    explicit lives_check(examination& by) : by_(by) {}

    void run() {
        for (capacity const size : by_.of().capacities) {
            for (std::size_t const queued : {std::size_t{1}, std::size_t{3}, std::size_t{100}, std::size_t{1000}}) {
                for (std::size_t const received : {std::size_t{0}, queued / 2}) {
                    leave(size, std::min(queued, size.value_or(queued)), received, true);
                    leave(size, std::min(queued, size.value_or(queued)), received, false);
                }
            }
        }
        if (at_receivers_drop_ || with_the_channel_) {
            by_.note(!with_the_channel_    ? "what is queued is destroyed by the receiver's drop"
                     : !at_receivers_drop_ ? "what is queued when the receiver goes is destroyed with the channel"
                                           : "what is queued is destroyed by the receiver's drop, or later");
        }
    }

private:
    /// One channel: sends, receives some of it, and then the handles go.
    void leave(capacity size, std::size_t queued, std::size_t received, bool receiver_first) {
        by_.count_case();
        recorder tape(recording::ticketed, board::places);
        run_books books(tape, by_.places(), queued + 1);
        actor sends(books, 0);
        actor receives(books, board::receiver);
        watched_channel channel(by_, size);
        std::size_t const there = fill(sends, *channel.sender, queued);
        for (std::size_t i = 0; i != std::min(there, received); ++i) {
            take(receives, *channel.receiver);
        }
        if (receiver_first) {
            std::int64_t const before = books.lives.living();
            receives.drop(channel.receiver);
            if (before != 0) {
                (books.lives.living() == 0 ? at_receivers_drop_ : with_the_channel_) = true;
            }
            if (by_.has().receiver_disconnects) {
                fail(sends, *channel.sender, books, queued);
            }
        }
        sends.drop(channel.sender, 0);
        if (!receiver_first) {
            receives.drop(channel.receiver);
        }
        if (std::string const fault = books.lives.fault(); !fault.empty()) {
            by_.broken({guarantee::lives_end_once, profile::fifo_per_sender,
                        fault + ": sent " + std::to_string(there) + ", received " +
                            std::to_string(std::min(there, received)) +
                            (receiver_first ? ", dropped the receiver, and then the sender"
                                            : ", dropped the sender, and then the receiver"),
                        "", ""});
        }
        if (std::string const gone = books.not_handed_back(); !gone.empty()) {
            by_.broken({guarantee::failed_send_hands_back, profile::fifo_per_sender, gone, "", ""});
        }
    }

    /// How many messages were sent. Each send has room: a rendezvous gets none.
    std::size_t fill(actor& self, any_sender& to, std::size_t queued) {
        features const& has = by_.has();
        operation_kind const how = has.try_send ? operation_kind::try_send
                                   : has.send   ? operation_kind::send
                                                : operation_kind::send_timeout;
        std::size_t there = 0;
        while (there != queued && self.send(how, to, 0, static_cast<std::int64_t>(there), nanoseconds(0),
                                            {"send, though there is room,", guarantee::full_is_exact}) == outcome::ok) {
            ++there;
        }
        return there;
    }
    /// One message that is there, if the channel finds it.
    void take(actor& self, any_receiver& from) {
        features const& has = by_.has();
        operation_kind const how = has.try_recv ? operation_kind::try_recv
                                   : has.recv   ? operation_kind::recv
                                                : operation_kind::recv_timeout;
        [[maybe_unused]] auto const taken =
            self.recv(how, from, nanoseconds(0), {"recv, though a message is there", guarantee::exactly_once});
    }
    /// A send after the receiver has gone, which must fail and hand its message back.
    void fail(actor& self, any_sender& to, run_books& books, std::size_t number) {
        features const& has = by_.has();
        operation_kind const how = has.send       ? operation_kind::send
                                   : has.try_send ? operation_kind::try_send
                                                  : operation_kind::send_timeout;
        std::int64_t const before = books.lives.living();
        outcome const answer = self.send(how, to, 0, static_cast<std::int64_t>(number), nanoseconds(0),
                                         {"send, though the receiver is gone,", guarantee::disconnected_is_exact});
        if (answer == outcome::disconnected && books.lives.living() != before) {
            by_.broken({guarantee::failed_send_hands_back, profile::fifo_per_sender,
                        "the message of a send that failed lives on in the channel", "", ""});
        }
    }

    examination& by_;
    bool at_receivers_drop_ = false;
    bool with_the_channel_ = false;
};

/// The capacities that hold three messages, with messages whose moves throw.
inline void run_throwing_moves(examination& by) {
    for (capacity const size : by.of().capacities) {
        if (size.value_or(3) >= 3) {
            by.count_case();
            by.places().of(0).put_up("a send or a receive after a send that threw", -1, guarantee::throwing_moves);
            if (std::string fault = by.of().send_what_throws(size); !fault.empty()) {
                by.broken({guarantee::throwing_moves, profile::fifo_per_sender, std::move(fault), "", ""});
            }
            by.places().of(0).take_down();
        }
    }
}

}  // namespace refchan::oracle::conformance
