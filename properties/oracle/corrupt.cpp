// SPDX-License-Identifier: MIT
// properties/oracle/corrupt.cpp: the corruptions. One whose outcome is not well-formed is thrown away, and another one is
// tried.

#include "corrupt.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "refchan/oracle/well_formed.hpp"

namespace refchan::oracle::checks {

namespace {

/// Leaves only even times, from 2, in the same order: so an odd one lies free between any two.
void renumber(history& what) {
    std::vector<instant*> times;
    for (operation& one : what.operations) {
        times.push_back(&one.call);
        if (!is_pending(one)) {
            times.push_back(&one.returned);
        }
    }
    std::ranges::sort(times, {}, [](instant const* time) { return *time; });
    for (instant now = 0; instant* const time : times) {
        *time = now += 2;
    }
}

[[nodiscard]] instant free_time(chance& random, history const& what) {
    return static_cast<instant>(2 * random.below(2 * what.operations.size() + 1) + 1);
}

[[nodiscard]] operation& any_operation(chance& random, history& what) {
    return what.operations[random.below(what.operations.size())];
}

/// Any operation that satisfies the condition, or nullptr.
template <class Condition>
[[nodiscard]] operation* any(chance& random, history& what, Condition condition) {
    std::vector<operation*> found;
    for (operation& one : what.operations) {
        if (condition(one)) {
            found.push_back(&one);
        }
    }
    return found.empty() ? nullptr : found[random.below(found.size())];
}
[[nodiscard]] bool is_received(operation const& one) { return is_recv(one.kind) && one.result == outcome::ok; }
[[nodiscard]] bool is_any_send(operation const& one) { return is_send(one.kind); }

/// A value that somebody sends, or nobody.
[[nodiscard]] std::int64_t any_value(chance& random, history& what) {
    operation const* const send = any(random, what, is_any_send);
    return send == nullptr || random.percent(10) ? 7777 : send->value;
}

void change_result(chance& random, history& what) {
    operation& one = any_operation(random, what);
    constexpr std::array results{outcome::ok, outcome::full, outcome::empty, outcome::timeout, outcome::disconnected};
    outcome const other = results[random.below(results.size())];
    if (is_pending(one) || !can_answer(one.kind, other)) {
        return;
    }
    one.result = other;
    if (is_recv(one.kind)) {
        one.value = other == outcome::ok ? any_value(random, what) : 0;
    }
}

void change_kind(chance& random, history& what) {
    operation& one = any_operation(random, what);
    auto const kind = static_cast<operation_kind>(random.below(operation_kinds));
    bool const alike = (is_send(one.kind) && is_send(kind)) || (is_recv(one.kind) && is_recv(kind));
    if (alike && can_answer(kind, one.result)) {
        one.kind = kind;
    }
}

void swap_received(chance& random, history& what) {
    operation* const one = any(random, what, is_received);
    operation* const other = any(random, what, is_received);
    if (one != nullptr) {
        std::swap(one->value, other->value);
    }
}

void receive_again(chance& random, history& what) {
    operation* const one = any(random, what, is_received);
    if (one != nullptr) {
        one->value = any_value(random, what);
    }
}

void swap_sent(chance& random, history& what) {
    operation* const one = any(random, what, is_any_send);
    operation* const other = any(random, what, is_any_send);
    if (one != nullptr) {
        std::swap(one->value, other->value);
    }
}

/// Both stay where they are and answer what the other did.
void swap_results(chance& random, history& what) {
    operation& one = any_operation(random, what);
    operation& other = any_operation(random, what);
    bool const both_receive = is_recv(one.kind) && is_recv(other.kind);
    bool const fits = can_answer(one.kind, other.result) && can_answer(other.kind, one.result);
    if (!is_pending(one) && !is_pending(other) && fits && (both_receive || is_send(one.kind) == is_send(other.kind))) {
        std::swap(one.result, other.result);
        if (both_receive) {
            std::swap(one.value, other.value);
        }
    }
}

void move_call(chance& random, history& what) { any_operation(random, what).call = free_time(random, what); }
void move_return(chance& random, history& what) {
    operation& one = any_operation(random, what);
    one.returned = is_pending(one) ? never : free_time(random, what);
}
/// By one place only: what two operations say about one another changes in one respect.
void nudge(chance& random, history& what) {
    operation& one = any_operation(random, what);
    instant const by = random.percent(50) ? 3 : -3;
    (random.percent(50) || is_pending(one) ? one.call : one.returned) += by;
}
void move_both(chance& random, history& what) {
    operation& one = any_operation(random, what);
    one.call = free_time(random, what);
    one.returned = is_pending(one) ? never : free_time(random, what);
    if (one.call > one.returned) {
        std::swap(one.call, one.returned);
    }
}
void stretch(chance& random, history& what) {
    operation& one = any_operation(random, what);
    one.call -= random.percent(50) ? 5 : 1;
    one.returned += is_pending(one) ? 0 : 5;
}

void forget(chance& random, history& what) {
    what.operations.erase(what.operations.begin() + static_cast<std::ptrdiff_t>(random.below(what.operations.size())));
}

void cut_off(chance& random, history& what) {
    operation& one = any_operation(random, what);
    one.returned = never;
    one.result = outcome::would_block;
    one.value = is_recv(one.kind) ? 0 : one.value;
}

void complete(chance& random, history& what) {
    if (operation* const one = any(random, what, is_pending); one != nullptr) {
        one->returned = static_cast<instant>(4 * what.operations.size() + 5);
        one->result = outcome::ok;
        one->value = is_recv(one->kind) ? any_value(random, what) : one->value;
        change_result(random, what);
    }
}

/// One more operation, of a process that is there or of a new one.
void add(chance& random, history& what) {
    if (what.operations.size() >= most_operations) {
        return;
    }
    operation added = any_operation(random, what);
    added.kind = static_cast<operation_kind>(random.below(operation_kinds));
    added.result = static_cast<outcome>(random.below(6));
    added.call = free_time(random, what);
    added.returned =
        random.percent(60) ? added.call + 2 * static_cast<instant>(random.below(8)) + 2 : free_time(random, what);
    added.returned = is_pending(added) ? never : added.returned + (added.returned == added.call ? 2 : 0);
    added.process = random.percent(30) ? 20 : added.process;
    added.value = is_recv(added.kind) && added.result == outcome::ok ? any_value(random, what)
                  : is_recv(added.kind)                              ? 0
                                        : static_cast<std::int64_t>(5000 + random.below(1000));
    if (!is_receivers(added.kind)) {
        added.sender = what.senders[random.below(what.senders.size())];
    }
    what.operations.push_back(added);
}

void change_handle(chance& random, history& what) {
    any_operation(random, what).sender = what.senders[random.below(what.senders.size())];
}
void change_process(chance& random, history& what) {
    std::uint32_t const other = any_operation(random, what).process;
    any_operation(random, what).process = random.percent(30) ? 21 : other;
}
void change_capacity(chance& random, history& what) {
    constexpr std::array<std::optional<std::uint64_t>, 5> capacities{std::nullopt, 0, 1, 2, 3};
    what.capacity = capacities[random.below(capacities.size())];
}
void add_handle(chance& /*random*/, history& what) { what.senders.push_back(4000); }

using corruption = void (*)(chance&, history&);
constexpr std::array<corruption, 24> corruptions{
    change_result, change_result, change_result, change_kind,   swap_received,   receive_again,
    swap_sent,     swap_results,  move_call,     move_return,   move_call,       move_return,
    nudge,         nudge,         move_both,     stretch,       forget,          cut_off,
    complete,      add,           add,           change_handle, change_capacity, change_process};

}  // namespace

void corrupt(chance& random, history& what) {
    renumber(what);
    constexpr std::size_t attempts = 6;
    for (std::size_t attempt = 0; attempt != attempts && !what.operations.empty(); ++attempt) {
        history changed = what;
        corruption const chosen = random.percent(2) ? add_handle : corruptions[random.below(corruptions.size())];
        chosen(random, changed);
        if (changed.operations != what.operations || changed.capacity != what.capacity ||
            changed.senders != what.senders) {
            if (!find_malformed(changed).has_value()) {
                what = std::move(changed);
                return;
            }
        }
    }
}

}  // namespace refchan::oracle::checks
