// SPDX-License-Identifier: MIT
#pragma once
// properties/parcel.hpp: messages whose fate is written down: what a history of operations cannot show. Each message is
// received, handed back by a failed send, or destroyed by the receiver's drop; its record says which, how often and on
// which thread.
//
//     send     ok            failed               the record is written by its sender's thread before the send, and
//              |             |                    read by whoever has the message then: a race, or an old value, there
//           received or   handed back             is a lost happens-before (G8)
//           destroyed     (G4)
//           (G3, G10)

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "refchan/error.hpp"
#include "refchan/oracle/program.hpp"

namespace properties {

/// What became of one message. The counts are read when all threads are joined.
struct record {
    std::uint32_t sender = 0;
    std::uint32_t number = 0;
    std::uint64_t plain = 0;  ///< written before the send, read by the receiver
    bool made = false;
    bool refused = false;
    bool out_of_memory = false;
    bool torn = false;  ///< received before what its sender wrote ahead of it
    int handed_back = 0;
    int received = 0;
    std::atomic<int> destroyed{0};
    std::atomic<std::thread::id> destroyed_on{};
};

/// The message: points to its record until somebody has it.
class parcel {
public:
    explicit parcel(record* about) noexcept : about_(about) {}
    parcel(parcel&& other) noexcept : about_(std::exchange(other.about_, nullptr)) {}
    parcel& operator=(parcel&&) = delete;
    ~parcel() {
        if (about_ != nullptr) {
            about_->destroyed_on.store(std::this_thread::get_id(), std::memory_order_relaxed);
            about_->destroyed.fetch_add(1, std::memory_order_relaxed);
        }
    }
    /// Takes the message out: from here on its destruction means nothing. nullptr: it was taken before.
    [[nodiscard]] record* open() noexcept { return std::exchange(about_, nullptr); }

private:
    record* about_;
};

/// The messages of one run of a program, in the shape that refchan/oracle/run_program.hpp asks for.
class parcels {
public:
    explicit parcels(refchan::oracle::program const& does);

    [[nodiscard]] parcel make(std::uint32_t sender, std::uint32_t number) noexcept;
    void handed_back(std::uint32_t sender, std::uint32_t number, refchan::failure reason, parcel&& message) noexcept;
    /// A message without a record is one that nobody sent: its value is none of theirs, and the oracle says so.
    [[nodiscard]] std::int64_t open(parcel&& message) noexcept;

    /// When all threads are joined: empty, or the first guarantee that was broken. receiver: the thread that it ran on.
    [[nodiscard]] std::string judge(std::thread::id receiver) const;

private:
    std::vector<std::deque<record>> records_;  // [sender][number]
};

}  // namespace properties
