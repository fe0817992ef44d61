// SPDX-License-Identifier: MIT
#pragma once
// impl/tools/bench/long_history.hpp: long histories of a channel that does nothing wrong, to measure the oracle with. A few
// processes take turns at random; each operation is called, takes effect and returns in three turns of its process, so that
// the operations overlap as those of threads do. The times are tickets.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <vector>

#include "refchan/oracle/history.hpp"

namespace refchan::oracle::bench {

class simulation {
public:
    simulation(std::optional<std::uint64_t> capacity, std::uint32_t senders) : processes_(senders + 1) {
        made_.capacity = capacity;
        made_.senders.clear();
        for (std::uint32_t i = 0; i != senders; ++i) {
            made_.senders.push_back(i);
        }
    }

    /// So many operations that returned, and those that run then: sends with and without waiting, receives that take a
    /// message or say empty.
    [[nodiscard]] history run(std::size_t operations) && {
        made_.operations.reserve(operations + processes_.size());
        while (made_.operations.size() < operations) {
            step(static_cast<std::uint32_t>(random_() % processes_.size()));
        }
        for (process& who : processes_) {
            if (who.at != stage::idle) {
                who.now.result = outcome::would_block;
                made_.operations.push_back(who.now);
            }
        }
        return std::move(made_);
    }

private:
    enum class stage : std::uint8_t { idle, called, done };
    struct process {
        operation now;
        stage at = stage::idle;
        std::int64_t sent = 0;
    };

    void step(std::uint32_t number) {
        process& who = processes_[number];
        switch (who.at) {
            case stage::idle:
                who.now = next(number, who);
                who.now.call = clock_++;
                who.at = stage::called;
                return;
            case stage::called:
                who.now.result = who.now.kind == operation_kind::try_recv ? receive(who.now) : send(who.now);
                who.at = who.now.result == outcome::would_block ? stage::called : stage::done;
                return;
            case stage::done:
                who.now.returned = clock_++;
                made_.operations.push_back(who.now);
                who.at = stage::idle;
        }
    }
    [[nodiscard]] operation next(std::uint32_t number, process& who) {
        operation made;
        made.process = number;
        if (number + 1 == processes_.size()) {
            made.kind = operation_kind::try_recv;
            return made;
        }
        made.kind = made_.capacity && random_() % 2 == 0 ? operation_kind::try_send : operation_kind::send;
        made.sender = number;
        made.value = std::int64_t{number} << 32 | who.sent++;
        return made;
    }

    [[nodiscard]] outcome send(operation const& one) {
        if (made_.capacity == 0U) {
            return meet(one);
        }
        if (made_.capacity && queue_.size() >= *made_.capacity) {
            return one.kind == operation_kind::try_send ? outcome::full : outcome::would_block;
        }
        queue_.push_back(one.value);
        return outcome::ok;
    }
    /// At a rendezvous both sides take effect at once, when the receiver has been called.
    [[nodiscard]] outcome meet(operation const& one) {
        process& receiver = processes_.back();
        if (receiver.at != stage::called) {
            return one.kind == operation_kind::try_send ? outcome::full : outcome::would_block;
        }
        receiver.now.value = one.value;
        receiver.now.result = outcome::ok;
        receiver.at = stage::done;
        return outcome::ok;
    }
    [[nodiscard]] outcome receive(operation& one) {
        if (queue_.empty()) {
            return outcome::empty;
        }
        one.value = queue_.front();
        queue_.pop_front();
        return outcome::ok;
    }

    history made_;
    std::vector<process> processes_;
    std::deque<std::int64_t> queue_;
    std::mt19937_64 random_{20261121};
    instant clock_ = 0;
};

}  // namespace refchan::oracle::bench
