// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/parcel.hpp: the messages that the conformance kit sends through a channel, and the ledger
// that counts their lives. A parcel carries a number; whoever moves it moves the duty to end it.
//
//     made            moved into a queue       moved out           destroyed
//     begun(7) ------ the same life ---------- the same life ----- ended(7)
//
// A channel that destroys a message twice, never, or keeps a copy makes the two counts differ. What was moved from is an
// object, too: it must be destroyed once, and where it was made.
//
// INV 1  Of each number, the lives that began are those that ended, once the channel and all handles are gone.
// INV 2  So many parcels as were constructed are destroyed then, and each is destroyed where it was constructed.
// INV 3  Constructing, moving and destroying one changes no memory that another thread changes: a channel gets no order
//        from its messages.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "refchan/spec.hpp"

namespace refchan::oracle::conformance {

namespace detail {

/// How many parcels there are: of each thread, how many more it has constructed than destroyed.
class population {
public:
    [[nodiscard]] static std::int64_t living() {
        std::lock_guard const held(mutex());
        std::int64_t sum = 0;
        for (counter const& one : counters()) {
            sum += one.number.load(std::memory_order_relaxed);
        }
        return sum;
    }
    static void change(std::int64_t by) noexcept {
        thread_local counter& mine = another();
        mine.number.store(mine.number.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }
    /// How often something was destroyed where nothing had been constructed.
    inline static std::atomic<std::uint64_t> misplaced{0};

private:
    struct alignas(128) counter {
        std::atomic<std::int64_t> number{0};
    };
    static std::mutex& mutex() {
        static std::mutex one;
        return one;
    }
    static std::deque<counter>& counters() {
        static auto& all = *new std::deque<counter>();  // for threads that end after main()
        return all;
    }
    static counter& another() {
        std::lock_guard const held(mutex());
        return counters().emplace_back();
    }
};

/// A part of each parcel: knows where it was constructed.
class shell {
public:
    shell() noexcept : self_(this) { population::change(1); }
    shell(shell const& /*other*/) noexcept : shell() {}
    shell& operator=(shell const& /*other*/) noexcept { return *this; }
    ~shell() {
        if (!is_here()) {
            population::misplaced.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        self_.store(nullptr, std::memory_order_relaxed);
        population::change(-1);
    }
    [[nodiscard]] bool is_here() const noexcept { return self_.load(std::memory_order_relaxed) == this; }

private:
    std::atomic<shell const*> self_;  // atomic, so that no compiler leaves out the last store
};

}  // namespace detail

/// Counts the lives of the parcels 0 .. most - 1 of one run. From any thread.
class ledger {
public:
    explicit ledger(std::size_t most) : lives_(most) {}

    void begun(std::int64_t number) noexcept { count_of(number).begun.fetch_add(1, std::memory_order_relaxed); }
    void ended(std::int64_t number) noexcept { count_of(number).ended.fetch_add(1, std::memory_order_relaxed); }

    [[nodiscard]] std::size_t size() const noexcept { return lives_.size(); }
    /// How many parcels live.
    [[nodiscard]] std::int64_t living() const noexcept {
        std::int64_t sum = 0;
        for (life const& one : lives_) {
            sum += std::int64_t{one.begun.load(std::memory_order_relaxed)} - one.ended.load(std::memory_order_relaxed);
        }
        return sum;
    }
    /// When all should be gone: what is wrong with the first parcel whose lives do not add up; empty if they all do.
    [[nodiscard]] std::string fault() const {
        for (std::size_t number = 0; number != lives_.size(); ++number) {
            auto const begun = lives_[number].begun.load(std::memory_order_relaxed);
            auto const ended = lives_[number].ended.load(std::memory_order_relaxed);
            if (begun != ended) {
                return "message " + std::to_string(number) +
                       (begun > ended ? " was never destroyed"
                                      : " was destroyed " + std::to_string(ended) + " times, and lived " +
                                            (begun == 1 ? "once" : std::to_string(begun) + " times"));
            }
        }
        if (detail::population::misplaced.load(std::memory_order_relaxed) != misplaced_before_) {
            return "a message was destroyed where none had been constructed: twice, or after its bytes were copied";
        }
        std::int64_t const more = detail::population::living() - living_before_;
        return more == 0 ? "" : "what was moved from: " + std::to_string(more) + " objects were never destroyed";
    }

private:
    struct life {
        std::atomic<std::uint32_t> begun{0};
        std::atomic<std::uint32_t> ended{0};
    };
    life& count_of(std::int64_t number) noexcept { return lives_[static_cast<std::size_t>(number)]; }

    std::vector<life> lives_;
    std::int64_t living_before_ = detail::population::living();
    std::uint64_t misplaced_before_ = detail::population::misplaced.load(std::memory_order_relaxed);
};

/// A message. Default construction makes one that has no number: the value of what a queue invents.
template <bool Copyable>
class basic_parcel {
public:
    static constexpr std::int64_t no_number = -1;

    basic_parcel() = default;
    basic_parcel(ledger& counts, std::int64_t number) noexcept : counts_(&counts), number_(number) {
        counts.begun(number);
    }
    basic_parcel(basic_parcel&& other) noexcept
        : counts_(std::exchange(other.counts_, nullptr)), number_(std::exchange(other.number_, no_number)) {}
    /// From the other kind of parcel.
    explicit basic_parcel(basic_parcel<!Copyable>&& other) noexcept
        : counts_(std::exchange(other.counts_, nullptr)),
          number_(std::exchange(other.number_, basic_parcel<!Copyable>::no_number)) {}
    basic_parcel(basic_parcel const& other) noexcept
        requires Copyable
        : counts_(other.counts_), number_(other.number_) {
        if (counts_ != nullptr) {
            counts_->begun(number_);
        }
    }
    basic_parcel& operator=(basic_parcel other) noexcept
        requires Copyable
    {
        swap(other);
        return *this;
    }
    basic_parcel& operator=(basic_parcel&& other) noexcept
        requires(!Copyable)
    {
        basic_parcel taken(std::move(other));
        swap(taken);
        return *this;
    }
    ~basic_parcel() {
        if (counts_ != nullptr) {
            counts_->ended(number_);
        }
    }

    /// The number, or no_number of one that was moved from.
    [[nodiscard]] std::int64_t number() const noexcept { return number_; }

private:
    friend class basic_parcel<!Copyable>;
    void swap(basic_parcel& other) noexcept {
        std::swap(counts_, other.counts_);
        std::swap(number_, other.number_);
    }

    detail::shell shell_;
    ledger* counts_ = nullptr;
    std::int64_t number_ = no_number;
};

/// What travels, unless the adapter says that its channel wants to copy.
using parcel = basic_parcel<false>;
using copyable_parcel = basic_parcel<true>;

}  // namespace refchan::oracle::conformance
