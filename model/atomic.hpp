// SPDX-License-Identifier: MIT
#pragma once
// model/atomic.hpp: std::atomic as Relacy sees it: every operation is a scheduling point, loads may return stale values as
// far as the order allows, and the object's destruction is checked against every use. The order must always be spelt.

#include "operation.hpp"

namespace refchan::model {

namespace detail {

/// How Relacy holds a T: it prints values, and would print a byte as a character.
template <class T>
struct representation {
    using type = T;
};
template <class T>
    requires std::is_enum_v<T>
struct representation<T> {
    using type = unsigned long;
};
template <class T>
    requires(std::is_integral_v<T> && sizeof(T) == 1)
struct representation<T> {
    using type = unsigned;
};

}  // namespace detail

template <class T>
class atomic {
    using held = typename detail::representation<T>::type;

public:
    explicit(false) atomic(T value = T(), where place = where::current()) {
        rl::preemption_disabler const construction_is_no_scheduling_point(rl::ctx());
        value_.store(static_cast<held>(value), rl::mo_relaxed, debug_info(place));
    }
    atomic(atomic const&) = delete;
    atomic& operator=(atomic const&) = delete;
    ~atomic() = default;

    [[nodiscard]] T load(std::memory_order order, where place = where::current()) const {
        begin(operation_kind::load, place);
        return static_cast<T>(value_.load(relacy_order(order), debug_info(place)));
    }
    void store(T value, std::memory_order order, where place = where::current()) {
        begin(operation_kind::store, place);
        value_.store(static_cast<held>(value), relacy_order(order), debug_info(place));
    }
    T exchange(T value, std::memory_order order, where place = where::current()) {
        begin(operation_kind::exchange, place);
        return static_cast<T>(value_.exchange(static_cast<held>(value), relacy_order(order), debug_info(place)));
    }
    T fetch_add(T operand, std::memory_order order, where place = where::current())
        requires(sizeof(T) > 1 && std::is_integral_v<T>)
    {
        begin(operation_kind::exchange, place);
        return value_.fetch_add(operand, relacy_order(order), debug_info(place));
    }
    T fetch_sub(T operand, std::memory_order order, where place = where::current())
        requires(sizeof(T) > 1 && std::is_integral_v<T>)
    {
        begin(operation_kind::exchange, place);
        return value_.fetch_sub(operand, relacy_order(order), debug_info(place));
    }
    T fetch_or(T operand, std::memory_order order, where place = where::current()) {
        begin(operation_kind::exchange, place);
        return static_cast<T>(value_.fetch_or(static_cast<held>(operand), relacy_order(order), debug_info(place)));
    }
    T fetch_and(T operand, std::memory_order order, where place = where::current()) {
        begin(operation_kind::exchange, place);
        return static_cast<T>(value_.fetch_and(static_cast<held>(operand), relacy_order(order), debug_info(place)));
    }
    bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure,
                                 where place = where::current()) {
        return compare_exchange(expected, success, failure, place, [&](held& seen, rl::memory_order fails) {
            return value_.compare_exchange_strong(seen, static_cast<held>(desired), relacy_order(success),
                                                  debug_info(place), fails, debug_info(place));
        });
    }
    bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order failure,
                               where place = where::current()) {
        return compare_exchange(expected, success, failure, place, [&](held& seen, rl::memory_order fails) {
            return value_.compare_exchange_weak(seen, static_cast<held>(desired), relacy_order(success),
                                                debug_info(place), fails, debug_info(place));
        });
    }

    /// The newest value, read by nobody in particular: no scheduling point and no synchronisation.
    [[nodiscard]] T newest() const { return static_cast<T>(value_.debug_value()); }

private:
    void begin(operation_kind kind, where place) const {
        announce(kind, this, place);
        lifetime_.touch(place);
    }

    template <class Attempt>
    bool compare_exchange(T& expected, std::memory_order success, std::memory_order failure, where place,
                          Attempt attempt) {
        begin(operation_kind::exchange, place);
        // Relacy silently fails such an operation; C++17 allows it.
        bool const stronger = failure != std::memory_order_relaxed && success != failure &&
                              success != std::memory_order_acq_rel && success != std::memory_order_seq_cst;
        expect(!stronger, "not modelled: a failure order stronger than the success order", place);
        auto seen = static_cast<held>(expected);
        bool const exchanged = attempt(seen, relacy_order(failure));
        expected = static_cast<T>(seen);
        return exchanged;
    }

    lifetime lifetime_;
    rl::atomic<held> value_;
};

}  // namespace refchan::model
