// SPDX-License-Identifier: MIT
#pragma once
// model/memory.hpp: the C++20 memory model of one atomic object, for a search that executes one operation after the other.
// Relacy brings the threads' vector clocks and finds the data races; what a load may see, and where a store goes, is
// decided here, because Relacy's own atomics let a load look back two stores, keep every store's place in modification
// order equal to its place in the execution, and follow C++11 in release sequences.
//
// A location keeps its stores in modification order:
//
//        stores_    [ 0 initial | 1 thread 0 | 2 thread 1, update of 1 | 3 thread 0 ]
//                                   ^ floor of some thread: the last store that it knows, or that it knows to be read
//
//   load      takes any store from the floor on: coherence forbids what is older (read-read, write-read). [intro.races]
//   store     goes to any place after the floor (write-write, read-write coherence), but never between an update and
//             the store that it has updated.
//   update    (read-modify-write) takes any store from the floor on that no other update has taken; its own store
//             comes right after it. A compare-exchange may fail by what a load could see.
//   release   a store carries its thread's clock; an update carries on what the store before it carries (C++20: release
//             sequences go through updates alone); an acquire joins it. Fences of acquire and release: Relacy's clocks.
//   seq_cst   its order is that of the execution: a seq_cst operation does not go behind a store that an earlier seq_cst
//             operation made or saw. No seq_cst fence.
//
// Every order of execution that respects program order and reads-from is searched, so each execution of C++20 in which
// these two have no cycle is found (load buffering has one), and nothing else: the litmus suite compares with an axiomatic
// judge. Source of the rules: C++20, [intro.races] and [atomics.order]; the idea of stores that are placed in the past of
// modification order: Norris and Demsky, CDSChecker, 2013.

#include "decision.hpp"
#include "event.hpp"
#include "operation.hpp"

namespace refchan::model {

/// What the search may show. The defaults are C++20, without load buffering.
struct memory_model {
    unsigned stale_depth = ~0U;      ///< how many stores a load may look back
    bool reorder_stores = true;      ///< modification order need not be the order of execution
    unsigned spurious_failures = 1;  ///< of a thread's weak exchanges, until one succeeds: a loop would repeat itself
    bool cxx20_release_sequences =
        true;  ///< false: about C++11's, where a later store of the same thread goes on with them
};

inline memory_model cxx_memory;

/// What a thread's relaxed operations would acquire at its next fence, and what they release since its last one.
struct fence_clocks {
    std::array<rl::timestamp_t, most_threads> to_acquire{};
    std::array<rl::timestamp_t, most_threads> to_release{};
};
inline std::array<fence_clocks, most_threads> fences;

/// std::atomic_thread_fence, but not with seq_cst.
inline void fence(std::memory_order order, where place = where::current()) {
    expect(order != std::memory_order_seq_cst, "not modelled: a seq_cst fence", place);
    auto* const now = rl::ctx().threadx_->acq_rel_order_;
    auto& [to_acquire, to_release] = fences[current_thread()];
    auto const count = static_cast<std::size_t>(rl::ctx().get_thread_count());
    if (order == std::memory_order_relaxed) {
        return;
    }
    if (order != std::memory_order_release) {
        std::transform(now, now + count, to_acquire.begin(), now, [](auto a, auto b) { return std::max(a, b); });
    }
    if (order != std::memory_order_acquire) {
        std::copy_n(now, count, to_release.begin());
    }
}

class location;
/// What each thread has read last: what a pause waits for.
inline std::array<location*, most_threads> read_last{};

class location : public object {
public:
    using word = std::uint64_t;

    void initialise(word value) {
        stores_.clear();
        insert(0, value, std::memory_order_relaxed, nullptr);
        stores_.back().event = no_event;
    }

    [[nodiscard]] unsigned changes() const override { return born_; }
    [[nodiscard]] bool lets(std::size_t thread, operation_kind kind, wake_reason why) const override {
        return why == wake_reason::ready && (kind != operation_kind::pause || has_news(thread));
    }

    [[nodiscard]] word load(std::memory_order order, where place) {
        choices_.clear();
        std::size_t const floor = floor_of(order);
        for (std::size_t i = stores_.size(); i-- != floor && stores_.size() - 1 - i <= cxx_memory.stale_depth;) {
            choices_.push_back(stores_[i].birth);
        }
        std::size_t const seen = stores_.size() - 1 - decide_store(choices_);
        read(seen, order);
        touched.add({number(), access::read, stores_[seen].step, stores_[seen].birth});
        meet(order);
        note(event_kind::load, {stores_[seen].value, 0, order}, {behind(seen), stores_[seen].event}, place);
        return stores_[seen].value;
    }

    void store(word value, std::memory_order order, where place) {
        std::size_t const floor = floor_of(order) + 1;
        std::size_t places = 1;
        if (cxx_memory.reorder_stores) {
            for (std::size_t at = stores_.size(); at-- > floor;) {
                places += stores_[at].is_update ? 0 : 1;
            }
        }
        std::size_t at = stores_.size();
        for (unsigned back = decide(static_cast<unsigned>(places), question::place); back != 0;) {
            --at;
            back -= stores_[at].is_update ? 0U : 1U;
        }
        word const before = stores_[at - 1].value;
        touched.add({number(), access::write, no_step, stores_[at - 1].birth});
        meet(order);
        insert(at, value, order, nullptr);
        note(event_kind::store, {value, before, order}, {behind(at), no_event}, place);
    }

    /// change: from the old value to the new one.
    template <class Change>
    word update(std::memory_order order, where place, Change change) {
        choices_.clear();
        for (std::size_t i = stores_.size(), floor = floor_of(order); i-- != floor && may_look_at(i);) {
            if (!is_taken(i)) {
                choices_.push_back(stores_[i].birth);
            }
        }
        std::size_t const seen = index_of(choices_[decide_store(choices_)]);
        return exchange(seen, change(stores_[seen].value), order, place);
    }

    /// Whether it was exchanged; expected becomes the value that was seen.
    bool compare_exchange(word& expected, word desired, bool weak, std::memory_order success, std::memory_order failure,
                          where place) {
        choices_.clear();
        std::size_t const to_succeed = floor_of(success);
        std::size_t const to_fail = floor_of(failure);
        bool const may_fail_anyhow = weak && spurious_failures_[current_thread()] < cxx_memory.spurious_failures;
        auto const can_succeed = [&](std::size_t at) { return at >= to_succeed && !is_taken(at); };
        for (std::size_t i = stores_.size(); i-- != std::min(to_succeed, to_fail) && may_look_at(i);) {
            bool const may_fail = i >= to_fail && (stores_[i].value != expected || may_fail_anyhow);
            if (may_fail || (stores_[i].value == expected && can_succeed(i))) {
                choices_.push_back(stores_[i].birth);
            }
        }
        std::size_t const seen = index_of(choices_[decide_store(choices_)]);
        bool const equal = stores_[seen].value == expected;
        bool const may_choose = equal && can_succeed(seen) && may_fail_anyhow && seen >= to_fail;
        if (equal && can_succeed(seen) && !(may_choose && decide(2, question::exchange_failure) == 1)) {
            (void)exchange(seen, desired, success, place);
            return true;
        }
        spurious_failures_[current_thread()] += equal ? 1 : 0;
        read(seen, failure);
        touched.add({number(), access::attempt, stores_[seen].step, stores_[seen].birth});
        meet(success == std::memory_order_seq_cst ? success : failure);
        expected = stores_[seen].value;
        note(event_kind::failed_update, {desired, expected, failure, equal}, {behind(seen), stores_[seen].event},
             place);
        return false;
    }

    /// The newest value, read by nobody in particular: no scheduling point and no synchronisation.
    [[nodiscard]] word newest() const { return stores_.back().value; }

    /// The thread waits for a store newer than the one it has read last, and will not read that one again.
    void pass_last_read(std::size_t thread) { passed_[thread] = last_read_[thread]; }
    [[nodiscard]] bool has_news(std::size_t thread) const { return index_of(last_read_[thread]) + 1 != stores_.size(); }

private:
    using clock = std::array<rl::timestamp_t, most_threads>;
    static constexpr unsigned none = ~0U;
    static constexpr rl::timestamp_t never = ~rl::timestamp_t{0};

    struct stored {
        word value;
        clock released;        // what an acquire of it learns
        clock seen;            // when each thread first read it
        rl::timestamp_t time;  // when it was made, by its thread's clock
        std::size_t thread;
        unsigned birth;  // its number in the order of execution
        unsigned step;
        std::uint32_t event;
        bool is_update;
        bool seq_cst;  // made or seen by a seq_cst operation
    };

    static std::size_t threads() { return static_cast<std::size_t>(rl::ctx().get_thread_count()); }
    static bool acquires(std::memory_order order) {
        return order != std::memory_order_relaxed && order != std::memory_order_release;
    }
    static bool releases(std::memory_order order) {
        return order == std::memory_order_release || order == std::memory_order_acq_rel ||
               order == std::memory_order_seq_cst;
    }

    [[nodiscard]] std::size_t index_of(unsigned birth) const {
        std::size_t at = stores_.size();
        while (--at != 0 && stores_[at].birth != birth) {
        }
        return at;
    }
    /// By the happens-before of the current thread: was this store made, or read by anybody, before now?
    [[nodiscard]] bool knows(stored const& one) const {
        auto const& self = *rl::ctx().threadx_;
        if (self.acq_rel_order_[one.thread] >= one.time) {
            return true;
        }
        for (std::size_t i = 0, count = threads(); i != count; ++i) {
            if (self.acq_rel_order_[i] >= one.seen[i]) {
                return true;
            }
        }
        return false;
    }
    /// The oldest store that the current thread may still read.
    [[nodiscard]] std::size_t floor_of(std::memory_order order) const {
        std::size_t const self = current_thread();
        bool const total = order == std::memory_order_seq_cst;
        for (std::size_t at = stores_.size(); --at != 0;) {
            if (stores_[at - 1].birth == passed_[self] || (total && stores_[at].seq_cst) || knows(stores_[at])) {
                return at;
            }
        }
        return 0;
    }
    [[nodiscard]] bool may_look_at(std::size_t at) const {
        return at + 1 == stores_.size() || (cxx_memory.reorder_stores);
    }
    [[nodiscard]] bool is_taken(std::size_t at) const { return at + 1 != stores_.size() && stores_[at + 1].is_update; }

    /// The order of the seq_cst operations on a variable matters, whatever they do.
    void meet(std::memory_order order) const {
        if (order == std::memory_order_seq_cst) {
            touched.add({number(), access::meet});
        }
    }

    void read(std::size_t at, std::memory_order order) {
        auto& self = *rl::ctx().threadx_;
        std::size_t const thread = current_thread();
        stored& one = stores_[at];
        self.own_acq_rel_order_ += 1;
        one.seen[thread] = std::min(one.seen[thread], self.own_acq_rel_order_);
        one.seq_cst = one.seq_cst || order == std::memory_order_seq_cst;
        last_read_[thread] = one.birth;
        read_last[thread] = this;
        auto* const learns = acquires(order) ? self.acq_rel_order_ : fences[thread].to_acquire.data();
        for (std::size_t i = 0, count = threads(); i != count; ++i) {
            learns[i] = std::max(learns[i], one.released[i]);
        }
    }

    word exchange(std::size_t seen, word value, std::memory_order order, where place) {
        read(seen, order);
        spurious_failures_[current_thread()] = 0;
        word const before = stores_[seen].value;
        touched.add({number(), access::update, stores_[seen].step, stores_[seen].birth});
        meet(order);
        stored const source = stores_[seen];
        unsigned const newer = behind(seen);
        insert(seen + 1, value, order, &source);
        note(event_kind::update, {value, before, order}, {newer, source.event}, place);
        return before;
    }

    /// source: what an update has read.
    void insert(std::size_t at, word value, std::memory_order order, stored const* source) {
        auto& self = *rl::ctx().threadx_;
        self.own_acq_rel_order_ += 1;
        stored made{.value = value,
                    .released = {},
                    .seen = {},
                    .time = self.own_acq_rel_order_,
                    .thread = current_thread(),
                    .birth = born_++,
                    .step = step_now,
                    .event = next_event(),
                    .is_update = source != nullptr,
                    .seq_cst = order == std::memory_order_seq_cst};
        made.seen.fill(never);
        auto const* const carries = releases(order) ? self.acq_rel_order_ : fences[made.thread].to_release.data();
        stored const* before = source;
        if (before == nullptr && !cxx_memory.cxx20_release_sequences && at != 0 &&
            stores_[at - 1].thread == made.thread) {
            before = &stores_[at - 1];
        }
        for (std::size_t i = 0, count = threads(); i != count; ++i) {
            made.released[i] = std::max(carries[i], before == nullptr ? 0 : before->released[i]);
        }
        stores_.insert(stores_.begin() + static_cast<std::ptrdiff_t>(at), made);
        last_read_[made.thread] = made.birth;
    }

    struct deed {
        word value;
        word before;
        std::memory_order order;
        bool spurious = false;
    };
    struct origin {
        unsigned behind;
        std::uint32_t reads_from;
    };
    /// Small arguments: while nobody traces, no event is made.
    void note(event_kind kind, deed did, origin from, where place) const {
        if (tracing) {
            record_event({.kind = kind,
                          .object = number(),
                          .value = did.value,
                          .before = did.before,
                          .order = did.order,
                          .reads_from = from.reads_from,
                          .behind = from.behind,
                          .spurious = did.spurious,
                          .place = place});
        }
    }
    [[nodiscard]] unsigned behind(std::size_t at) const { return static_cast<unsigned>(stores_.size() - 1 - at); }

    raw_vector<stored> stores_;
    std::array<unsigned, most_threads> last_read_{};
    std::array<unsigned, most_threads> passed_{none, none, none, none};
    std::array<unsigned, most_threads> spurious_failures_{};  // of each thread, since it last succeeded
    unsigned born_ = 0;
    static inline raw_vector<unsigned> choices_;
};

}  // namespace refchan::model
