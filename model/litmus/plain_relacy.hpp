// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/plain_relacy.hpp: Relacy's own atomics, as they come: what the models' memory is compared with.

#include "operation.hpp"

namespace refchan::litmus {

class relacy_variable {
public:
    relacy_variable() {
        rl::preemption_disabler const construction_is_no_scheduling_point(rl::ctx());
        held_.store(0, rl::mo_relaxed, nowhere());
    }
    relacy_variable(relacy_variable const&) = delete;
    relacy_variable& operator=(relacy_variable const&) = delete;
    ~relacy_variable() = default;

    [[nodiscard]] int load(std::memory_order order) const { return held_.load(model::relacy_order(order), nowhere()); }
    void store(int value, std::memory_order order) { held_.store(value, model::relacy_order(order), nowhere()); }
    int exchange(int value, std::memory_order order) {
        return held_.exchange(value, model::relacy_order(order), nowhere());
    }
    int fetch_add(int value, std::memory_order order) {
        return held_.fetch_add(value, model::relacy_order(order), nowhere());
    }
    int fetch_or(int value, std::memory_order order) {
        return held_.fetch_or(value, model::relacy_order(order), nowhere());
    }
    bool compare_exchange_strong(int& expected, int desired, std::memory_order success, std::memory_order failure) {
        return held_.compare_exchange_strong(expected, desired, model::relacy_order(success), nowhere(),
                                             model::relacy_order(failure), nowhere());
    }
    bool compare_exchange_weak(int& expected, int desired, std::memory_order success, std::memory_order failure) {
        return held_.compare_exchange_weak(expected, desired, model::relacy_order(success), nowhere(),
                                           model::relacy_order(failure), nowhere());
    }

private:
    static rl::debug_info nowhere() { return {"", "", 0}; }

    rl::atomic<int> held_;
};

struct plain_relacy {
    using variable = relacy_variable;
    static void fence(std::memory_order order) { rl::atomic_thread_fence(model::relacy_order(order), {"", "", 0}); }
};

}  // namespace refchan::litmus
