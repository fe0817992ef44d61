// SPDX-License-Identifier: MIT
#pragma once
// model/clocked_record.hpp: records the operations of one execution, with Relacy's vector clocks: so it can be said which
// operation happens-before which, and the execution can be judged as a history (refchan/oracle/happens_before.hpp).
//
// Relacy keeps a clock for each thread: for each thread, itself included, the number of that thread's last event that
// happens-before this moment. Every load, store, mutex operation and access to plain data is an event of its thread. The
// record makes two more for each operation, its call and its return, and copies the clock at both:
//
//     i precedes j   j's clock at its call covers i's return         i arrives at j   j's clock at its return covers i's call
//
// Neither is a scheduling point or orders anything, so the record hides no execution.
//
// Hearsay. Which operation comes before which is mostly not the channel's doing: threads know of each other by what their
// program does besides. So before each call the search may let a thread hear of another one: as if that one had stored a flag
// with release after its last return, and this one had loaded it with acquire before its call. Whether, and of whom, is a
// question for the strategy; each answer but nobody counts as a deviation. A search that answers no such question needs real
// flags instead: then a record does not ask (programs/programmed.hpp).

#include "decision.hpp"
#include "event.hpp"
#include "refchan/oracle/bars.hpp"
#include "refchan/oracle/history.hpp"

namespace refchan::model {

class clocked_record {
public:
    static constexpr std::size_t most_operations = 20;
    /// All that a verdict depends on, as numbers: for each operation what it did, and which other ones precede it and
    /// arrive at it.
    using content = std::array<std::uint64_t, 2 * most_operations>;

    /// asks: whether hearsay is a question.
    void clear(bool asks = true) {
        size_ = 0;
        last_.fill(none);
        asks_ = asks;
    }

    /// An operation of the current thread begins. Its number.
    [[nodiscard]] std::size_t call(oracle::operation_kind kind, std::uint32_t sender, std::int64_t value,
                                   where place = where::current()) {
        expect(size_ != most_operations, "too many operations in one execution", place);
        if (asks_) {
            hear(place);
        }
        std::size_t const number = size_++;
        inside[current_thread()] = static_cast<unsigned char>(kind);
        moment& now = calls_[number];
        note(now);
        operations_[number] = {.value = value,
                               .call = static_cast<oracle::instant>(number),
                               .process = static_cast<std::uint32_t>(now.thread),
                               .sender = sender,
                               .kind = kind};
        log(event_kind::call, operations_[number], place);
        return number;
    }
    /// It ends. value: what it received.
    void returned(std::size_t number, outcome result, std::optional<std::int64_t> value = std::nullopt,
                  where place = where::current()) {
        oracle::operation& ended = operations_[number];
        inside[current_thread()] = idle;
        ended.result = result;
        ended.returned = ended.call;
        ended.value = value.value_or(ended.value);
        note(returns_[number]);
        last_[returns_[number].thread] = number;
        log(event_kind::returned, ended, place);
    }

    /// Numbered in the order of their calls.
    [[nodiscard]] std::span<oracle::operation const> operations() const { return {operations_.data(), size_}; }
    [[nodiscard]] bool precedes(std::size_t first, std::size_t second) const {
        return !oracle::is_pending(operations_[first]) && calls_[second].covers(returns_[first]);
    }
    [[nodiscard]] bool arrives(std::size_t first, std::size_t second) const {
        return !oracle::is_pending(operations_[second]) && returns_[second].covers(calls_[first]);
    }
    /// Equal for executions that differ only in the order in which the threads' steps were interleaved.
    [[nodiscard]] content contents() const {
        std::array<std::size_t, most_operations> by_thread{};
        std::size_t next = 0;
        for (std::uint32_t thread = 0; next != size_; ++thread) {
            for (std::size_t i = 0; i != size_; ++i) {
                if (operations_[i].process == thread) {
                    by_thread[next++] = i;
                }
            }
        }
        content all{};
        for (std::size_t i = 0; i != size_; ++i) {
            std::size_t const one = by_thread[i];
            all[2 * i] = packed(operations_[one]);
            for (std::size_t j = 0; j != size_; ++j) {
                std::size_t const other = by_thread[j];
                all[2 * i + 1] |= std::uint64_t{precedes(other, one)} << j |
                                  std::uint64_t{must_arrive(other, one) && arrives(other, one)} << (32 + j);
            }
        }
        return all;
    }

private:
    static constexpr std::size_t none = most_operations;

    static std::uint64_t packed(oracle::operation const& one) {
        return static_cast<std::uint64_t>(one.value) << 32U | one.process << 24U | one.sender << 16U |
               static_cast<unsigned>(one.kind) << 8U | static_cast<unsigned>(one.result) << 1U | 1U;
    }
    /// Whether judge_arrivals() asks for it.
    [[nodiscard]] bool must_arrive(std::size_t first, std::size_t second) const {
        oracle::operation const& from = operations_[first];
        oracle::operation const& to = operations_[second];
        return to.result == outcome::ok ? is_recv(to.kind) && is_send(from.kind) && from.value == to.value
                                        : to.result == outcome::disconnected && !is_recv(from.kind);
    }

    /// A thread's clock, at an event of its own.
    struct moment {
        std::size_t thread = 0;
        std::array<rl::timestamp_t, most_threads> clock{};

        [[nodiscard]] bool covers(moment const& other) const {
            return clock[other.thread] >= other.clock[other.thread];
        }
    };

    static std::size_t threads() { return static_cast<std::size_t>(rl::ctx().get_thread_count()); }
    static void note(moment& now) {
        auto& self = *rl::ctx().threadx_;
        self.own_acq_rel_order_ += 1;
        now.thread = static_cast<std::size_t>(self.index_);
        std::copy_n(self.acq_rel_order_, threads(), now.clock.begin());
    }

    /// The last returns of other threads that the current one does not know of.
    [[nodiscard]] std::size_t collect_news(std::array<std::size_t, most_threads>& news) const {
        auto const& self = *rl::ctx().threadx_;
        std::size_t count = 0;
        for (std::size_t thread = 0; thread != threads(); ++thread) {
            std::size_t const last = last_[thread];
            if (last != none && self.acq_rel_order_[thread] < returns_[last].clock[thread]) {
                news[count++] = last;
            }
        }
        return count;
    }
    void hear(where place) {
        std::array<std::size_t, most_threads> news{};
        while (std::size_t const count = collect_news(news)) {
            unsigned const answer = decide(static_cast<unsigned>(count) + 1, question::hearsay);
            if (answer == 0) {
                return;
            }
            std::size_t const heard = news[answer - 1];
            auto& self = *rl::ctx().threadx_;
            for (std::size_t thread = 0; thread != threads(); ++thread) {
                self.acq_rel_order_[thread] = std::max(self.acq_rel_order_[thread], returns_[heard].clock[thread]);
            }
            log(event_kind::hearsay, operations_[heard], place);
        }
    }

    /// A line for the trace.
    static void log(event_kind kind, oracle::operation const& of, where place) {
        if (tracing) {
            untracked const memory;
            record_words(kind, oracle::describe(of), place);
        }
    }

    bool asks_ = true;
    std::size_t size_ = 0;
    std::array<oracle::operation, most_operations> operations_{};
    std::array<moment, most_operations> calls_{};
    std::array<moment, most_operations> returns_{};
    std::array<std::size_t, most_threads> last_{};  // the operation that each thread returned from last
};

}  // namespace refchan::model
