// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/interpreter.hpp: a litmus program as a scenario's program: each thread executes its operations on atomics that
// a search controls, and the outcome of each execution is collected. Memory says whose atomics: ours, or Relacy's.

#include "plain_relacy.hpp"
#include "program.hpp"
#include "scenario.hpp"

namespace refchan::litmus {

/// The models' own atomics (model/atomic.hpp): what the channel runs on.
struct own_memory {
    using variable = model::atomic<int>;
    static void fence(std::memory_order order) { model::fence(order); }
};

/// Ours, but every order is relaxed and no fence does anything: what a test must notice.
struct careless_memory {
    class variable {
    public:
        [[nodiscard]] int load(std::memory_order) const { return held_.load(relaxed); }
        void store(int value, std::memory_order) { held_.store(value, relaxed); }
        int exchange(int value, std::memory_order) { return held_.exchange(value, relaxed); }
        int fetch_add(int value, std::memory_order) { return held_.fetch_add(value, relaxed); }
        int fetch_or(int value, std::memory_order) { return held_.fetch_or(value, relaxed); }
        bool compare_exchange_strong(int& expected, int desired, std::memory_order, std::memory_order) {
            return held_.compare_exchange_strong(expected, desired, relaxed, relaxed);
        }
        bool compare_exchange_weak(int& expected, int desired, std::memory_order, std::memory_order) {
            return held_.compare_exchange_weak(expected, desired, relaxed, relaxed);
        }

    private:
        static constexpr auto relaxed = std::memory_order_relaxed;
        model::atomic<int> held_{0};
    };
    static void fence(std::memory_order) {}
};

/// The program that runs now, and its outcomes so far: sorted, and in memory that Relacy does not watch.
struct collection {
    program const* of = nullptr;
    model::raw_vector<outcome> outcomes;

    void begin(program const& what) {
        of = &what;
        outcomes.clear();
    }
    void add(outcome const& seen) {
        auto const at = std::ranges::lower_bound(outcomes, seen);
        if (at == outcomes.end() || *at != seen) {
            outcomes.insert(at, seen);
        }
    }
};
inline collection collected;

template <class Memory>
class interpreter : public model::program {
public:
    void thread(unsigned index) override {
        for (operation const& each : collected.of->threads[index]) {
            if (!each.only_if || seen_.registers[each.only_if->in_register] == each.only_if->equals) {
                execute(each);
            }
        }
    }
    /// Every thread has finished before this, so there is one value left to see: the last one in modification order.
    void after() override {
        for (std::size_t i = 0; i != most_variables; ++i) {
            seen_.variables[i] = static_cast<signed char>(variables_[i].load(std::memory_order_relaxed));
        }
        collected.add(seen_);
    }

private:
    void execute(operation const& what) {
        if (what.what == action::fence) {
            Memory::fence(what.order);
            return;
        }
        int const read = access(what, variables_[what.variable]);
        if (what.result) {
            seen_.registers[*what.result] = static_cast<signed char>(read);
        }
    }

    /// What the operation reads; 0 for a store.
    int access(operation const& what, Memory::variable& on) {
        int const value = what.value.in_register ? seen_.registers[*what.value.in_register] : what.value.number;
        int read = what.expected;
        switch (what.what) {
            case action::load:
                return on.load(what.order);
            case action::store:
                on.store(value, what.order);
                return 0;
            case action::add:
                return on.fetch_add(value, what.order);
            case action::bit_or:
                return on.fetch_or(value, what.order);
            case action::exchange:
                return on.exchange(value, what.order);
            case action::compare_strong:
                (void)on.compare_exchange_strong(read, value, what.order, what.failure);
                return read;
            case action::compare_weak:
                (void)on.compare_exchange_weak(read, value, what.order, what.failure);
                return read;
            case action::fence:
                break;
        }
        return 0;
    }

    std::array<typename Memory::variable, most_variables> variables_{};
    outcome seen_;
};

}  // namespace refchan::litmus
