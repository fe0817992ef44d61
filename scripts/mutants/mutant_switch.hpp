// SPDX-License-Identifier: MIT
#pragma once
// refchan/mutant_switch.hpp: which fault is on. The headers beside this file were made from the project's own by
// scripts/mutants/: each asks, wherever it could be wrong, whether it is to be. REFCHAN_MUTANT names the fault by its number;
// without it there is none. REFCHAN_MUTANTS_REACHED names a file that gets a byte for each fault, 1 where it was asked for.

#pragma GCC system_header

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace refchan::mutants {

inline constexpr unsigned count = 0;  // of the faults, which are numbered from 1; the copy says how many there are

/// A number that no fault has must not look like a fault that nobody sees.
inline unsigned chosen() noexcept {
    char const* const text = std::getenv("REFCHAN_MUTANT");
    if (text == nullptr) {
        return 0;
    }
    char* end = nullptr;
    unsigned long const number = std::strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != 0 || number > count) {
        std::fprintf(stderr, "REFCHAN_MUTANT=%s: expected a number from 0 to %u, as in mutants.json\n", text, count);
        ::_exit(2);
    }
    return static_cast<unsigned>(number);
}
/// In a function: memory orders ask before main(), in no particular order.
inline unsigned active() noexcept {
    static unsigned const number = chosen();
    return number;
}
/// Shared with the processes that this one starts.
inline unsigned char* reached_file() noexcept {
    char const* const name = std::getenv("REFCHAN_MUTANTS_REACHED");
    int const file = name == nullptr ? -1 : ::open(name, O_RDWR | O_CREAT, 0644);
    if (file < 0 || ::ftruncate(file, count + 1) != 0) {
        return nullptr;
    }
    void* const bytes = ::mmap(nullptr, count + 1, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    return bytes == MAP_FAILED ? nullptr : static_cast<unsigned char*>(bytes);
}

inline unsigned char* reached() noexcept {
    static unsigned char* const bytes = reached_file();
    return bytes;
}

/// Is one of these faults on? What is computed while the program is compiled has none.
template <class... Numbers>
[[nodiscard]] constexpr bool on(Numbers... numbers) noexcept {
    if consteval {
        return false;
    } else {
        if (unsigned char* const bytes = reached(); bytes != nullptr) [[unlikely]] {
            (__atomic_store_n(bytes + numbers, 1, __ATOMIC_RELAXED), ...);
        }
        unsigned const number = active();
        return ((number == static_cast<unsigned>(numbers)) || ...);
    }
}

/// The same for the value of a variable, which would be computed while the program is compiled.
[[nodiscard]] inline bool on_at_start(unsigned number) noexcept { return on(number); }

constexpr std::memory_order load_part(std::memory_order order) noexcept {
    return order == std::memory_order_acq_rel   ? std::memory_order_acquire
           : order == std::memory_order_release ? std::memory_order_relaxed
                                                : order;
}
constexpr std::memory_order store_part(std::memory_order order) noexcept {
    return order == std::memory_order_acq_rel   ? std::memory_order_release
           : order == std::memory_order_acquire ? std::memory_order_relaxed
                                                : order;
}

/// Read-modify-writes that have come apart: another thread may step in between.
template <class Atomic, class Change>
auto torn(Atomic& place, std::memory_order order, Change change) noexcept {
    auto const before = place.load(load_part(order));
    place.store(change(before), store_part(order));
    return before;
}
template <class Atomic, class Value>
auto torn_exchange(Atomic& place, Value value, std::memory_order order) noexcept {
    return torn(place, order, [&](auto before) -> decltype(before) { return value; });
}
template <class Atomic, class Value>
auto torn_fetch_add(Atomic& place, Value value, std::memory_order order) noexcept {
    return torn(place, order, [&](auto before) -> decltype(before) { return before + value; });
}
template <class Atomic, class Value>
auto torn_fetch_sub(Atomic& place, Value value, std::memory_order order) noexcept {
    return torn(place, order, [&](auto before) -> decltype(before) { return before - value; });
}
template <class Atomic, class Value>
auto torn_fetch_or(Atomic& place, Value value, std::memory_order order) noexcept {
    return torn(place, order, [&](auto before) -> decltype(before) { return before | value; });
}
template <class Atomic, class Value>
auto torn_fetch_and(Atomic& place, Value value, std::memory_order order) noexcept {
    return torn(place, order, [&](auto before) -> decltype(before) { return before & value; });
}
template <class Atomic, class Value>
bool torn_compare_exchange(Atomic& place, Value& expected, Value desired, std::memory_order success,
                           std::memory_order failure) noexcept {
    Value const before = place.load(success == std::memory_order_release ? failure : load_part(success));
    if (before == expected) {
        place.store(desired, store_part(success));
        return true;
    }
    expected = before;
    return false;
}

}  // namespace refchan::mutants
