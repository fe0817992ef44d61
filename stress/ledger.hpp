// SPDX-License-Identifier: MIT
#pragma once
// stress/ledger.hpp: what becomes of every message. A parcel is a message whose destructor tells where it ended; a
// ledger has one entry for each parcel and finds what was lost, doubled, invented or damaged.
//
//     made -> received     by the receiver, once
//          -> returned     to its sender, by a failed send
//          -> dropped      destroyed by the receiver's drop, on the thread that drops
//
// An entry also holds the parcel's cargo: plain memory that is written before the send and read and overwritten after
// the recv, so that ThreadSanitizer sees whether the one happens-before the other (G8). Fates are relaxed atomics: the
// ledger itself must order nothing.

#include <array>
#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include "verdict.hpp"
#include "worker.hpp"

namespace refchan::stress {

enum class fate : std::uint8_t { none, made, received, returned, dropped };

class entry {
public:
    void make(std::uint64_t stamp) noexcept {
        for (std::uint64_t& word : cargo_) {
            word = stamp++;
        }
        fate_.store(fate::made, std::memory_order_relaxed);
    }
    /// The end of the parcel. Says what it was before: made, if all is well.
    fate settle(fate end) noexcept { return fate_.exchange(end, std::memory_order_relaxed); }
    [[nodiscard]] fate end() const noexcept { return fate_.load(std::memory_order_relaxed); }
    [[nodiscard]] bool cargo_is(std::uint64_t stamp) const noexcept {
        for (std::uint64_t const word : cargo_) {
            if (word != stamp++) {
                return false;
            }
        }
        return true;
    }
    void unload() noexcept { cargo_ = {}; }

private:
    std::array<std::uint64_t, 3> cargo_{};
    std::atomic<fate> fate_{fate::none};
};

/// A message: moves, does not copy, and knows when it is destroyed on its way.
class parcel {
public:
    parcel(entry& goes_by, std::uint32_t sender, std::uint32_t number) noexcept
        : entry_(&goes_by), sender_(sender), number_(number) {
        entry_->make(stamp());
    }
    parcel(parcel&& other) noexcept
        : entry_(std::exchange(other.entry_, nullptr)), sender_(other.sender_), number_(other.number_) {}
    parcel(parcel const&) = delete;
    parcel& operator=(parcel const&) = delete;
    /// Into an empty one only: a failed send hands the message back to where it was.
    parcel& operator=(parcel&& other) noexcept {
        if (entry_ != nullptr) {
            broken("message {} of sender {} was handed back twice", number_, sender_);
        }
        entry_ = std::exchange(other.entry_, nullptr);
        sender_ = other.sender_;
        number_ = other.number_;
        return *this;
    }
    ~parcel() {
        if (entry_ != nullptr) {
            finish(fate::dropped);
            if (!drops_here) {
                broken("message {} of sender {} was destroyed outside the receiver's drop", number_, sender_);
            }
        }
    }

    [[nodiscard]] std::uint32_t sender() const noexcept { return sender_; }
    [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

    /// The receiver has it.
    void accept() noexcept {
        check_cargo("received");
        entry_->unload();
        finish(fate::received);
    }
    /// Its sender got it back, from a send of that parcel.
    void give_up(std::uint32_t sender, std::uint32_t number) noexcept {
        if (sender != sender_ || number != number_) {
            broken("a failed send of message {} of sender {} handed back message {} of sender {}", number, sender,
                   number_, sender_);
        }
        check_cargo("handed back");
        finish(fate::returned);
    }

    /// Set while this thread drops a receiver: the only time when a parcel may die in the channel (G10).
    static inline thread_local bool drops_here = false;

private:
    [[nodiscard]] std::uint64_t stamp() const noexcept {
        return (std::uint64_t{sender_} << 32 | number_) * 0x9e3779b97f4a7c15U + 1;
    }
    void check_cargo(char const* when) const noexcept {
        if (entry_ == nullptr) {
            broken("message {} of sender {} was {} as an empty shell", number_, sender_, when);
        }
        if (!entry_->cargo_is(stamp())) {
            broken("message {} of sender {} was {} with another content than was sent", number_, sender_, when);
        }
    }
    void finish(fate end) noexcept {
        if (std::exchange(entry_, nullptr)->settle(end) != fate::made) {
            broken("message {} of sender {} came to an end twice", number_, sender_);
        }
    }

    entry* entry_;
    std::uint32_t sender_;
    std::uint32_t number_;
};

/// The entries of a round: so many messages of so many senders.
class ledger {
public:
    ledger(unsigned senders, unsigned messages) : messages_(messages), entries_(std::size_t{senders} * messages) {}

    [[nodiscard]] parcel make(unsigned sender, unsigned number) noexcept {
        return parcel(entries_[std::size_t{sender} * messages_ + number], sender, number);
    }

    struct totals {
        std::uint64_t made = 0;
        std::uint64_t received = 0;
        std::uint64_t returned = 0;
        std::uint64_t dropped = 0;
    };
    /// After the round: every message that was made has come to an end.
    [[nodiscard]] totals close() const {
        totals sum;
        for (std::size_t i = 0; i != entries_.size(); ++i) {
            fate const end = entries_[i].end();
            if (end == fate::made) {
                broken(
                    "message {} of sender {} is lost: its send succeeded, nobody received it, and it was not destroyed",
                    i % messages_, i / messages_);
            }
            sum.made += end != fate::none ? 1U : 0U;
            sum.received += end == fate::received ? 1U : 0U;
            sum.returned += end == fate::returned ? 1U : 0U;
            sum.dropped += end == fate::dropped ? 1U : 0U;
        }
        return sum;
    }
    /// As close(), for a round in which nobody left early: everything was received.
    [[nodiscard]] std::uint64_t close_all_received() const {
        totals const sum = close();
        if (sum.received != entries_.size()) {
            broken("of {} messages only {} were received; {} came back and {} were destroyed, with the receiver there",
                   entries_.size(), sum.received, sum.returned, sum.dropped);
        }
        return sum.made;
    }

private:
    std::size_t messages_;
    std::vector<entry> entries_;
};

/// The receiver's notes: what comes from one sender comes in order (G1).
class arrivals {
public:
    explicit arrivals(unsigned senders) : next_(senders, 0) {}

    void accept(parcel& message) noexcept {
        if (message.sender() >= next_.size()) {
            broken("a message of sender {} arrived, and there is none", message.sender());
        }
        std::uint32_t& next = next_[message.sender()];
        if (message.number() < next) {
            broken("out of order: message {} of sender {} arrived after its message {}", message.number(),
                   message.sender(), next - 1);
        }
        next = message.number() + 1;
        message.accept();
        ++count_;
    }
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

private:
    std::vector<std::uint32_t> next_;
    std::uint64_t count_ = 0;
};

}  // namespace refchan::stress
