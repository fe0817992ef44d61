// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/closing_queue.hpp: makes a channel with handles out of a queue that is one shared object,
// as most queues of C++ are. The last sender's drop closes the queue, and so does the receiver's.
//
//     sender ---+                                     Queue:  outcome send(T&)                  the operations that it
//     sender ---+--- shared: Queue, number of senders         std::expected<T, outcome> recv()  has, named as in
//     receiver -+                                             ...                               adapter.hpp
//                                                             void close()                      if it can be closed
//                                                             void drop_receiver()              if that differs
//
// INV 1  close() is called once at most, when the last sender or the receiver goes; the last handle destroys the queue.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace refchan::oracle::conformance {

/// As in spec.hpp: nullopt unbounded, 0 rendezvous, n bounded.
using capacity = std::optional<std::size_t>;

template <class Queue>
concept can_be_closed = requires(Queue& queue) { queue.close(); };
template <class Queue>
concept can_drop_its_receiver = requires(Queue& queue) { queue.drop_receiver(); };

template <class Queue>
class shared_queue {
public:
    explicit shared_queue(capacity size) : queue(size) {}

    void close() {
        if constexpr (can_be_closed<Queue>) {
            if (!closed_.exchange(true)) {
                queue.close();
            }
        }
    }
    void drop_receiver() {
        if constexpr (can_drop_its_receiver<Queue>) {
            queue.drop_receiver();
        } else {
            close();
        }
    }

    Queue queue;
    std::atomic<std::size_t> senders{1};

private:
    std::atomic<bool> closed_{false};
};

/// Whether a queue stands several threads that send.
enum class producers : std::uint8_t { one, many };

/// A sender handle: copies are further senders.
template <class Queue, producers Many = producers::many>
class queue_sender {
public:
    using asked = Queue;
    /// Whether the receiver is told when the last sender is gone.
    static constexpr bool disconnects = can_be_closed<Queue>;

    explicit queue_sender(std::shared_ptr<shared_queue<Queue>> shared) : shared_(std::move(shared)) {}
    queue_sender(queue_sender const& other)
        requires(Many == producers::many)
        : shared_(other.shared_) {
        ++shared_->senders;
    }
    queue_sender(queue_sender&& other) noexcept = default;
    queue_sender& operator=(queue_sender other) noexcept {
        shared_.swap(other.shared_);
        return *this;
    }
    ~queue_sender() {
        if (shared_ != nullptr && --shared_->senders == 0) {
            shared_->close();
        }
    }

    auto send(auto& message)
        requires requires(Queue& queue) { queue.send(message); }
    {
        return shared_->queue.send(message);
    }
    auto try_send(auto& message)
        requires requires(Queue& queue) { queue.try_send(message); }
    {
        return shared_->queue.try_send(message);
    }
    auto send_for(auto& message, std::chrono::nanoseconds patience)
        requires requires(Queue& queue) { queue.send_for(message, patience); }
    {
        return shared_->queue.send_for(message, patience);
    }

private:
    std::shared_ptr<shared_queue<Queue>> shared_;
};

/// The receiver.
template <class Queue>
class queue_receiver {
public:
    using asked = Queue;
    /// Whether senders are told when the receiver is gone.
    static constexpr bool disconnects = can_be_closed<Queue> || can_drop_its_receiver<Queue>;

    explicit queue_receiver(std::shared_ptr<shared_queue<Queue>> shared) : shared_(std::move(shared)) {}
    queue_receiver(queue_receiver&& other) noexcept = default;
    queue_receiver& operator=(queue_receiver&& other) noexcept = delete;
    ~queue_receiver() {
        if (shared_ != nullptr) {
            shared_->drop_receiver();
        }
    }

    auto recv()
        requires requires(Queue& queue) { queue.recv(); }
    {
        return shared_->queue.recv();
    }
    auto try_recv()
        requires requires(Queue& queue) { queue.try_recv(); }
    {
        return shared_->queue.try_recv();
    }
    auto recv_for(std::chrono::nanoseconds patience)
        requires requires(Queue& queue) { queue.recv_for(patience); }
    {
        return shared_->queue.recv_for(patience);
    }

private:
    std::shared_ptr<shared_queue<Queue>> shared_;
};

/// A channel over a new Queue(size).
template <class Queue, producers Many = producers::many>
[[nodiscard]] std::pair<queue_sender<Queue, Many>, queue_receiver<Queue>> closing_queue(capacity size) {
    auto shared = std::make_shared<shared_queue<Queue>>(size);
    return {queue_sender<Queue, Many>(shared), queue_receiver<Queue>(shared)};
}

}  // namespace refchan::oracle::conformance
