// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/recorder.hpp: writes down what real threads do to a channel, so that the oracle can judge it. Each process
// has a log of its own; each operation is a callable that the log calls between two times.
//
//     recorder tape(recording::ticketed, 2);
//     {
//         std::jthread sender([&, to = std::move(tx)]() mutable {
//             auto& log = tape.of(0);
//             (void)log.send(operation_kind::send, 0, 17, [&] { return to.send(17) ? outcome::ok : outcome::disconnected; });
//             log.drop_sender(0, [&] { auto const gone = std::move(to); });
//         });
//         std::jthread receiver([&, from = std::move(rx)]() mutable {
//             (void)tape.of(1).recv(operation_kind::recv, [&]() -> std::expected<std::int64_t, outcome> {
//                 if (auto message = from.recv()) { return *message; }
//                 return std::unexpected(outcome::disconnected);
//             });
//         });
//     }
//     verdict const found = judge(tape.collect(std::nullopt, {0}), profile::linearizable);
//
// Two ways to take the times:
//   ticketed    from one counter that all processes share, immediately before the call and immediately after the return. The
//               counter's steps synchronise with each other (1): if one operation returned before another was called, then
//               everything that it did happens-before the other. So real time, as the history tells it, is what a channel
//               promises about, and every profile can judge it. The price: the counter orders threads that the channel alone
//               would not have ordered, and empties their store buffers: a channel that relies on it is not found out.
//   untouched   from the process's own counter, which is no atomic: nothing is shared, and the threads meet in the channel
//               alone. Such a history says nothing of real time (timed is false): fifo_per_sender judges it.
// Whoever doubts a channel records it in both ways.
//
// A hung run can be read too. A log publishes how many events it holds, calls and returns, after each one:
//
//     events 0     1     2     3        odd: the last operation was called and has not returned
//            |-op--|     |--op ...
//
// Invariants
//   INV 1  What an event wrote is not written again, and is published after it is written (2). A call writes call, kind,
//          sender, process and a send's value; a return writes the rest. So whoever has read the number (3) may read what
//          those events wrote, while the process goes on.
//   INV 2  Numbers that are read twice and are the same both times, all of them first and all of them then, are a state in
//          which the run once was: if an event among those that were read follows from an event that was not, then the second
//          look, which comes after (3), would have met that one.
//
// Orderings
//   (1) the ticket, acq_rel: each synchronises with each later one, as a chain of read-modify-writes.
//   (2) publish, release: synchronises with (3) acquire. On one line of the log's own, which nobody else writes; a release
//       store is an ordinary store on x86-64.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "refchan/oracle/history.hpp"
#include "refchan/spec.hpp"

namespace refchan::oracle {

enum class recording : std::uint8_t { ticketed, untouched };

/// The log of one process: to be used by one thread at a time. Made by a recorder.
class alignas(128) process_log {
public:
    /// Calls `operation`, which sends that value through that handle and says what came of it: ok, full, timeout or
    /// disconnected. would_block: it did nothing at all, for lack of memory for example, and is left out of the history.
    /// `operation` must not throw: what a throw leaves behind is an operation that never returned.
    template <class Operation>
    outcome send(operation_kind kind, std::uint32_t sender, std::int64_t value, Operation operation) {
        called(kind, sender, value);
        outcome const result = operation();
        returned(result, value);
        return result;
    }
    /// Calls `operation`, which receives: the value of the message, or empty, timeout or disconnected.
    template <class Operation>
    std::expected<std::int64_t, outcome> recv(operation_kind kind, Operation operation) {
        called(kind, 0, 0);
        std::expected<std::int64_t, outcome> const answer = operation();
        returned(answer ? outcome::ok : answer.error(), answer.value_or(0));
        return answer;
    }
    /// Calls `operation`, which makes the handle `made` from `sender`.
    template <class Operation>
    void clone_sender(std::uint32_t sender, std::uint32_t made, Operation operation) {
        called(operation_kind::clone_sender, sender, made);
        operation();
        returned(outcome::ok, made);
    }
    template <class Operation>
    void drop_sender(std::uint32_t sender, Operation operation) {
        called(operation_kind::drop_sender, sender, 0);
        operation();
        returned(outcome::ok, 0);
    }
    template <class Operation>
    void drop_receiver(Operation operation) {
        called(operation_kind::drop_receiver, 0, 0);
        operation();
        returned(outcome::ok, 0);
    }

    /// Makes memory for so many operations from here on, and touches it, so that recording them asks for none.
    void reserve(std::size_t operations) {
        page* last = page_;
        for (std::size_t room = page_size - used_; room < operations; room += page_size) {
            if (last->next == nullptr) {
                last->next = std::make_unique<page>();
            }
            last = last->next.get();
        }
    }
    /// How many calls and returns have been noted. From any thread.
    [[nodiscard]] std::uint64_t events() const noexcept { return events_.load(std::memory_order_acquire); }  // (3)

private:
    friend class recorder;

    static constexpr std::size_t page_size = 1024;
    struct page {
        operation operations[page_size];
        std::unique_ptr<page> next;

        page() = default;
        page(page const&) = delete;
        page& operator=(page const&) = delete;
        ~page() {  // one after the other: a long log must not end in a deep recursion
            while (next != nullptr) {
                next = std::move(next->next);
            }
        }
    };

    /// The last thing before the call.
    void called(operation_kind kind, std::uint32_t sender, std::int64_t value) {
        if (used_ == page_size) {
            reserve(1);
            page_ = page_->next.get();
            used_ = 0;
        }
        operation& now = page_->operations[used_];
        now = operation();
        now.value = value;
        now.process = process_;
        now.sender = sender;
        now.kind = kind;
        now.call = time();
        publish();
    }
    /// The first thing after the return.
    void returned(outcome result, std::int64_t value) noexcept {
        instant const now = time();
        operation& done = page_->operations[used_++];
        done.returned = now;
        done.result = result;
        if (is_recv(done.kind)) {
            done.value = value;
        }
        publish();
    }
    [[nodiscard]] instant time() noexcept {
        return tickets_ != nullptr ? tickets_->fetch_add(1, std::memory_order_acq_rel) : own_time_++;  // (1)
    }
    void publish() noexcept {
        events_.store(events_.load(std::memory_order_relaxed) + 1, std::memory_order_release);  // (2)
    }

    /// Appends what that many events say, to be read by any thread (INV 1).
    void copy(std::uint64_t events, std::vector<operation>& to) const {
        page const* from = &first_;
        for (std::uint64_t i = 0; i != (events + 1) / 2; ++i) {
            if (i != 0 && i % page_size == 0) {
                from = from->next.get();
            }
            operation const& noted = from->operations[i % page_size];
            if (2 * i + 1 == events) {
                to.push_back({.value = is_recv(noted.kind) ? 0 : noted.value,
                              .call = noted.call,
                              .process = noted.process,
                              .sender = noted.sender,
                              .kind = noted.kind});
            } else if (!is_pending(noted)) {
                to.push_back(noted);
            }
        }
    }
    void clear() noexcept {
        page_ = &first_;
        used_ = 0;
        own_time_ = 0;
        events_.store(0, std::memory_order_relaxed);
    }

    std::atomic<instant>* tickets_ = nullptr;
    page* page_ = &first_;
    std::size_t used_ = 0;
    instant own_time_ = 0;
    std::uint32_t process_ = 0;
    std::atomic<std::uint64_t> events_{0};
    page first_;
};

/// The logs of a run.
class recorder {
public:
    recorder(recording how, std::uint32_t processes) : how_(how), logs_(processes) {
        for (std::uint32_t process = 0; process != processes; ++process) {
            logs_[process].process_ = process;
            logs_[process].tickets_ = how == recording::ticketed ? &tickets_ : nullptr;
        }
    }
    recorder(recorder const&) = delete;
    recorder& operator=(recorder const&) = delete;

    /// The log of that process: 0 .. processes - 1.
    [[nodiscard]] process_log& of(std::uint32_t process) noexcept { return logs_[process]; }

    /// What happened to a channel of that capacity, which began with those sender handles. When every process has ended, and
    /// the caller knows (it has joined their threads). O(operations).
    [[nodiscard]] history collect(std::optional<std::uint64_t> capacity, std::vector<std::uint32_t> senders) const {
        return written_down(look(), capacity, std::move(senders));
    }
    /// As collect(), while processes run or hang, for a watchdog: an operation that has not returned is there as pending.
    /// nullopt: one of them went on meanwhile, and what was read may not fit together (INV 2).
    [[nodiscard]] std::optional<history> snapshot(std::optional<std::uint64_t> capacity,
                                                  std::vector<std::uint32_t> senders) const {
        std::vector<std::uint64_t> const seen = look();
        if (seen != look()) {
            return std::nullopt;
        }
        return written_down(seen, capacity, std::move(senders));
    }
    /// How many calls and returns all processes have noted: while this grows, nothing hangs. From any thread.
    [[nodiscard]] std::uint64_t events() const noexcept {
        std::uint64_t sum = 0;
        for (process_log const& log : logs_) {
            sum += log.events();
        }
        return sum;
    }
    /// Forgets what happened and keeps the memory, for the next run. While no process runs.
    void clear() noexcept {
        for (process_log& log : logs_) {
            log.clear();
        }
        tickets_.store(0, std::memory_order_relaxed);
    }

private:
    [[nodiscard]] std::vector<std::uint64_t> look() const {
        std::vector<std::uint64_t> events;
        events.reserve(logs_.size());
        for (process_log const& log : logs_) {
            events.push_back(log.events());
        }
        return events;
    }
    [[nodiscard]] history written_down(std::vector<std::uint64_t> const& events, std::optional<std::uint64_t> capacity,
                                       std::vector<std::uint32_t> senders) const {
        history run{.capacity = capacity,
                    .senders = std::move(senders),
                    .operations = {},
                    .timed = how_ == recording::ticketed};
        std::uint64_t sum = 0;
        for (std::uint64_t const of_one : events) {
            sum += (of_one + 1) / 2;
        }
        run.operations.reserve(sum);
        for (std::size_t process = 0; process != logs_.size(); ++process) {
            logs_[process].copy(events[process], run.operations);
        }
        return run;
    }

    recording how_;
    std::vector<process_log> logs_;
    alignas(128) std::atomic<instant> tickets_{0};
};

}  // namespace refchan::oracle
