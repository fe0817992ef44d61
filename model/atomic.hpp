// SPDX-License-Identifier: MIT
#pragma once
// model/atomic.hpp: std::atomic for a model: every operation is a scheduling point, does what memory.hpp lets it do, and is
// checked against the object's destruction. The order must always be spelt.

#include "memory.hpp"

namespace refchan::model {

/// How a T stands in a location.
template <class T>
[[nodiscard]] location::word to_word(T value) {
    if constexpr (std::is_pointer_v<T>) {
        return reinterpret_cast<location::word>(value);
    } else {
        return static_cast<location::word>(value);
    }
}
template <class T>
[[nodiscard]] T from_word(location::word word) {
    if constexpr (std::is_pointer_v<T>) {
        return reinterpret_cast<T>(word);
    } else {
        return static_cast<T>(word);
    }
}

template <class T>
class atomic {
    static_assert(std::is_integral_v<T> || std::is_enum_v<T> || std::is_pointer_v<T>, "not modelled");

public:
    explicit(false) atomic(T value = T()) {
        stores_.initialise(to_word(value));
        record_life(event_kind::data_write, stores_.number(), "created", where::current());
    }
    atomic(atomic const&) = delete;
    atomic& operator=(atomic const&) = delete;
    ~atomic() { record_life(event_kind::data_write, stores_.number(), "destroyed", where::current()); }

    [[nodiscard]] T load(std::memory_order order, where place = where::current()) const {
        begin(operation_kind::load, place);
        return from_word<T>(stores_.load(order, place));
    }
    void store(T value, std::memory_order order, where place = where::current()) {
        begin(operation_kind::store, place);
        stores_.store(to_word(value), order, place);
    }
    T exchange(T value, std::memory_order order, where place = where::current()) {
        return update(order, place, [value](T) { return value; });
    }
    T fetch_add(T operand, std::memory_order order, where place = where::current())
        requires(sizeof(T) > 1 && std::is_integral_v<T>)
    {
        return update(order, place, [operand](T old) { return static_cast<T>(old + operand); });
    }
    T fetch_sub(T operand, std::memory_order order, where place = where::current())
        requires(sizeof(T) > 1 && std::is_integral_v<T>)
    {
        return update(order, place, [operand](T old) { return static_cast<T>(old - operand); });
    }
    T fetch_or(T operand, std::memory_order order, where place = where::current()) {
        return update(order, place, [operand](T old) { return static_cast<T>(old | operand); });
    }
    T fetch_and(T operand, std::memory_order order, where place = where::current()) {
        return update(order, place, [operand](T old) { return static_cast<T>(old & operand); });
    }
    bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure,
                                 where place = where::current()) {
        return compare_exchange(expected, desired, false, success, failure, place);
    }
    bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order failure,
                               where place = where::current()) {
        return compare_exchange(expected, desired, true, success, failure, place);
    }

    /// The newest value, read by nobody in particular: no scheduling point and no synchronisation.
    [[nodiscard]] T newest() const { return from_word<T>(stores_.newest()); }

private:
    void begin(operation_kind kind, where place) const {
        record_while_used(stores_.number(), place, [&] { lifetime_.touch(place); });
        announce(kind, &stores_, place);
        record_while_used(stores_.number(), place, [&] { alive_.check(debug_info(place)); });
    }

    template <class Change>
    T update(std::memory_order order, where place, Change change) {
        begin(operation_kind::exchange, place);
        return from_word<T>(
            stores_.update(order, place, [&](location::word old) { return to_word(change(from_word<T>(old))); }));
    }

    bool compare_exchange(T& expected, T desired, bool weak, std::memory_order success, std::memory_order failure,
                          where place) {
        begin(operation_kind::exchange, place);
        location::word seen = to_word(expected);
        bool const exchanged = stores_.compare_exchange(seen, to_word(desired), weak, success, failure, place);
        expected = from_word<T>(seen);
        return exchanged;
    }

    lifetime lifetime_;
    rl::signature<0x47c5a11e> alive_;
    mutable location stores_;
};

}  // namespace refchan::model
