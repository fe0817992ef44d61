// SPDX-License-Identifier: MIT
#pragma once
// properties/parcel.hpp: a message whose fate is written down: each is received, handed back or destroyed on its way,
// and its record says which, how often and on which thread. Judges the records of a whole run.

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace properties {

/// What became of one message. Written by its sender, but for the atomics; read when all threads are joined.
struct record {
    std::size_t sender = 0;
    std::size_t number = 0;
    std::uint64_t plain = 0;  ///< written before the send, read by the receiver: races here show a lost happens-before
    std::uint64_t begin = 0;  ///< tickets around the send
    std::uint64_t end = 0;
    bool sent = false;
    int handed_back = 0;
    std::atomic<int> received{0};
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
            about_->destroyed_on = std::this_thread::get_id();
            ++about_->destroyed;
        }
    }
    /// Takes the message out: from here on its destruction means nothing.
    [[nodiscard]] record* open() noexcept { return std::exchange(about_, nullptr); }

private:
    record* about_;
};

/// What one receive saw besides messages.
struct empty_answer {
    std::uint64_t begin = 0;   ///< ticket before the call
    std::size_t received = 0;  ///< messages received before it
};

/// A finished run.
struct evidence {
    std::deque<std::deque<record>> senders;
    std::vector<record const*> received;
    std::vector<empty_answer> empties;
    bool receiver_left = false;
    std::thread::id receiver_thread;
};

/// Empty, or the first guarantee that the evidence breaks.
[[nodiscard]] std::string judge(evidence const& run);

}  // namespace properties
