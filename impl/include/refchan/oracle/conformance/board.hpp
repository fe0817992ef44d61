// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/board.hpp: where each thread of a check stands, for the watchdog: a thread puts up what it
// is about to do, and which guarantee is broken if it stays there for ever, and takes it down when it is done.
//
//     thread 0    try_send(7)        ...                  a hang is: something is up, and nothing has moved for
//     thread 3    recv, though message 6 was sent         so many seconds

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "refchan/oracle/conformance/guarantees.hpp"

namespace refchan::oracle::conformance {

/// The place of one thread on the board.
class alignas(128) post {
public:
    /// The thread is about to do that. what: a text that lives for ever; number: of a message or a handle, -1: of none.
    void put_up(char const* what, std::int64_t number, guarantee broken_if_it_stays) noexcept {
        number_.store(number, std::memory_order_relaxed);
        broken_.store(broken_if_it_stays, std::memory_order_relaxed);
        what_.store(what, std::memory_order_release);
    }
    /// From another thread: what has become known since about what the thread is doing.
    void change(char const* what) noexcept {
        char const* now = what_.load(std::memory_order_relaxed);
        while (now != nullptr && !what_.compare_exchange_weak(now, what, std::memory_order_release)) {
        }
    }
    void take_down() noexcept {
        what_.store(nullptr, std::memory_order_relaxed);
        moves_.store(moves_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t moves() const noexcept { return moves_.load(std::memory_order_relaxed); }
    [[nodiscard]] char const* what() const noexcept { return what_.load(std::memory_order_acquire); }
    [[nodiscard]] guarantee broken() const noexcept { return broken_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::string text() const {
        char const* const now = what();
        std::int64_t const number = number_.load(std::memory_order_relaxed);
        return now == nullptr ? "" : now + (number < 0 ? std::string() : " " + std::to_string(number));
    }

private:
    std::atomic<char const*> what_{nullptr};
    std::atomic<std::int64_t> number_{-1};
    std::atomic<guarantee> broken_{guarantee::survives};
    std::atomic<std::uint64_t> moves_{0};
};

/// The posts of all threads of a check. The last place is the receiver's.
class board {
public:
    static constexpr std::size_t places = 4;
    static constexpr std::size_t receiver = places - 1;

    [[nodiscard]] post& of(std::size_t thread) noexcept { return posts_[thread]; }
    [[nodiscard]] std::uint64_t moves() const noexcept {
        std::uint64_t sum = 0;
        for (post const& one : posts_) {
            sum += one.moves();
        }
        return sum;
    }
    /// What is broken if all stay where they stand: what the first thread says that stands somewhere.
    [[nodiscard]] std::optional<guarantee> broken() const noexcept {
        for (post const& one : posts_) {
            if (one.what() != nullptr) {
                return one.broken();
            }
        }
        return std::nullopt;
    }
    /// "sender 0 is in send 7, the receiver is in recv, though message 6 was sent"
    [[nodiscard]] std::string text() const {
        std::string all;
        for (std::size_t i = 0; i != places; ++i) {
            if (std::string const one = posts_[i].text(); !one.empty()) {
                all += (all.empty() ? "" : "; ") +
                       (i == receiver ? std::string("the receiver") : "sender " + std::to_string(i)) + " stays in " +
                       one;
            }
        }
        return all;
    }

private:
    std::array<post, places> posts_;
};

}  // namespace refchan::oracle::conformance
