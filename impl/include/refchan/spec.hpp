// SPDX-License-Identifier: MIT
#pragma once
// refchan/spec.hpp: what a channel is, as a state machine of one thread: no threads, no atomics, no clock. A value that
// can be copied, compared and stepped. What judges a channel is derived from it: lock-step tests run it beside the real
// channel, and the monitor engine, with which the lock-free one is compared, is this machine under a mutex.
//
//     messages     m1 m2 ... mk        oldest first
//     capacity     none | n            none: unbounded; 0: rendezvous
//     senders      0, 1, 2, ...        live sender handles
//     receiver     open | waiting | gone
//
//     operation       enabled when                  effect                      else
//     send(m)         receiver is not gone, room    m joins the messages        disconnected | would_block
//     try_send(m)     the same                      the same                    disconnected | full
//     recv()          k > 0                         m1 leaves                   senders = 0: disconnected | would_block
//     try_recv()      k > 0                         m1 leaves                   senders = 0: disconnected | empty
//     recv_timed()    k > 0                         m1 leaves                   senders = 0: disconnected | timeout
//     clone_sender()  senders > 0                   senders + 1
//     drop_sender()   senders > 0                   senders - 1
//     drop_receiver() receiver is not gone          receiver = gone; every message leaves, to be destroyed
//
// Room: a channel without capacity always has it; one of capacity n >= 1 while k < n; a rendezvous while the receiver is
// waiting and k = 0. So a rendezvous is a bounded channel that is as large as the number of receivers that wait in it.
//
// Invariants
//   INV 1  capacity n >= 1 implies k <= n; capacity 0 implies k <= 1, and k = 1 only with a receiver that waits.
//   INV 2  receiver gone implies k = 0.
//   INV 3  the messages are a subsequence of those sent, in the order of their sends.
//
// "would_block" is not a result: it says that the operation cannot happen in this state, and changes nothing.

#include <cstddef>
#include <deque>
#include <expected>
#include <optional>
#include <utility>

namespace refchan {

/// What a step of the specification answers.
enum class outcome : unsigned char { ok, full, empty, timeout, disconnected, would_block };

/// The sequential specification of a channel of messages. Message: movable; copyable if the state is to be copied. Queue: a
/// sequence of them, as far as std::deque is used here.
template <class Message, class Queue = std::deque<Message>>
class spec {
public:
    /// A connected channel with that many senders. capacity: nullopt unbounded, 0 rendezvous, n bounded.
    explicit spec(std::optional<std::size_t> capacity = std::nullopt, std::size_t senders = 1)
        : capacity_(capacity), senders_(senders) {}

    /// ok: the message is moved from. disconnected, would_block: it is untouched.
    /// Throws what the queue's push_back throws, and then nothing has changed.
    [[nodiscard]] outcome send(Message& message) { return offer(message, outcome::would_block); }
    /// As send(), but says full where send() would block.
    [[nodiscard]] outcome try_send(Message& message) { return offer(message, outcome::full); }

    /// The oldest message, or disconnected, or would_block.
    [[nodiscard]] std::expected<Message, outcome> recv() { return take(outcome::would_block); }
    /// As recv(), but says empty where recv() would block.
    [[nodiscard]] std::expected<Message, outcome> try_recv() { return take(outcome::empty); }
    /// As recv(), but says timeout where recv() would block: time may pass whenever nothing else can happen.
    [[nodiscard]] std::expected<Message, outcome> recv_timed() { return take(outcome::timeout); }

    /// A receiver begins, or ends, to wait for a message: what gives a rendezvous its room.
    void wait_as_receiver(bool waiting) noexcept { receiver_waits_ = waiting; }

    void clone_sender() noexcept { ++senders_; }
    void drop_sender() noexcept { --senders_; }
    /// The receiver is gone. discard(Message&&) gets each message that its drop destroys, oldest first.
    template <class Discard>
    void drop_receiver(Discard discard) {
        receiver_open_ = false;
        receiver_waits_ = false;
        while (!messages_.empty()) {
            Message message(std::move(messages_.front()));
            messages_.pop_front();
            discard(std::move(message));
        }
    }

    [[nodiscard]] bool has_room() const noexcept {
        if (!capacity_.has_value()) {
            return true;
        }
        return messages_.size() < (is_rendezvous() ? std::size_t{receiver_waits_} : *capacity_);
    }
    [[nodiscard]] bool is_rendezvous() const noexcept { return capacity_ == std::size_t{0}; }
    [[nodiscard]] bool receiver_open() const noexcept { return receiver_open_; }
    [[nodiscard]] std::size_t senders() const noexcept { return senders_; }
    [[nodiscard]] std::optional<std::size_t> capacity() const noexcept { return capacity_; }
    [[nodiscard]] Queue const& messages() const noexcept { return messages_; }

    [[nodiscard]] friend bool operator==(spec const&, spec const&) = default;

private:
    [[nodiscard]] outcome offer(Message& message, outcome without_room) {
        if (!receiver_open_) {
            return outcome::disconnected;
        }
        if (!has_room()) {
            return without_room;
        }
        messages_.push_back(std::move(message));
        return outcome::ok;
    }

    [[nodiscard]] std::expected<Message, outcome> take(outcome without_message) {
        if (!messages_.empty()) {
            std::expected<Message, outcome> oldest(std::move(messages_.front()));
            messages_.pop_front();
            return oldest;
        }
        return std::unexpected(senders_ == 0 ? outcome::disconnected : without_message);
    }

    Queue messages_;
    std::optional<std::size_t> capacity_;
    std::size_t senders_;
    bool receiver_open_ = true;
    bool receiver_waits_ = false;
};

}  // namespace refchan
