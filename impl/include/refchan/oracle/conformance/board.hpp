// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/board.hpp: where each thread of a check stands, for the watchdog: a thread puts up what it
// is about to do, and which guarantee is broken if it stays there for ever, and takes it down when it is done.
//
//     thread 0    try_send(7)        ...                  a hang is: something has been up for so many seconds, and
//     thread 3    recv, though message 6 was sent         nothing has moved meanwhile

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
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
        puts_.store(puts_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        what_.store(what, std::memory_order_release);
    }
    /// From another thread: what has become known since about what the thread is doing.
    void change(char const* what) noexcept {
        char const* now = what_.load(std::memory_order_relaxed);
        while (now != nullptr && !what_.compare_exchange_weak(now, what, std::memory_order_release)) {
        }
    }
    /// moved: false of what came to nothing, and may come to nothing for ever: a look at an empty channel.
    void take_down(bool moved = true) noexcept {
        what_.store(nullptr, std::memory_order_relaxed);
        moves_.store(moves_.load(std::memory_order_relaxed) + (moved ? 1 : 0), std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t puts() const noexcept { return puts_.load(std::memory_order_relaxed); }
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
    std::atomic<std::uint64_t> puts_{0};
    std::atomic<std::uint64_t> moves_{0};
};

/// The posts of all threads of a check. The last place is the receiver's.
class board {
public:
    static constexpr std::size_t places = 4;
    static constexpr std::size_t receiver = places - 1;

    [[nodiscard]] post& of(std::size_t thread) noexcept { return posts_[thread]; }
    [[nodiscard]] post const& of(std::size_t thread) const noexcept { return posts_[thread]; }
    [[nodiscard]] std::uint64_t moves() const noexcept {
        std::uint64_t sum = 0;
        for (post const& one : posts_) {
            sum += one.moves();
        }
        return sum;
    }

private:
    std::array<post, places> posts_;
};

/// Looks at a board again and again, and counts for how many looks each thread has stood where it stands.
class board_watch {
public:
    explicit board_watch(board const& at) : at_(at) {}

    void look() noexcept {
        std::uint64_t const moves = at_.moves();
        quiet_ = moves == moves_ ? quiet_ + 1 : 0;
        moves_ = moves;
        for (std::size_t i = 0; i != board::places; ++i) {
            std::uint64_t const puts = at_.of(i).puts();
            stood_[i] = at_.of(i).what() != nullptr && puts == puts_[i] ? stood_[i] + 1 : 0;
            puts_[i] = puts;
        }
    }
    /// Whether a thread has stood somewhere for more than so many looks, and nothing has moved meanwhile.
    [[nodiscard]] bool hangs(double looks) const noexcept { return quiet_ > looks && stood_[longest()] > looks; }
    /// What is broken then: what the thread says that has stood longest.
    [[nodiscard]] guarantee broken() const noexcept { return at_.of(longest()).broken(); }
    /// "sender 0 stays in send 7; the receiver stays in recv, though message 6 was sent": whoever has stood for at least
    /// half as long as that one.
    [[nodiscard]] std::string text() const {
        std::string all;
        for (std::size_t i = 0; i != board::places; ++i) {
            if (stood_[i] != 0 && stood_[i] >= stood_[longest()] / 2) {
                all += (all.empty() ? "" : "; ") +
                       (i == board::receiver ? std::string("the receiver") : "sender " + std::to_string(i)) +
                       " stays in " + at_.of(i).text();
            }
        }
        return all;
    }

private:
    [[nodiscard]] std::size_t longest() const noexcept {
        return static_cast<std::size_t>(std::max_element(stood_.begin(), stood_.end()) - stood_.begin());
    }

    board const& at_;
    double quiet_ = 0;
    std::uint64_t moves_ = 0;
    std::array<double, board::places> stood_{};
    std::array<std::uint64_t, board::places> puts_{};
};

}  // namespace refchan::oracle::conformance
