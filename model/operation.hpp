// SPDX-License-Identifier: MIT
#pragma once
// model/operation.hpp: what the model types have in common: where an operation stands in the source, what a thread is
// about to do, and how a check fails. Each modelled operation takes its place in the source as a defaulted argument, so
// the channel's code needs nothing for a trace with lines; and announces itself before its scheduling point, so that a
// scheduler knows what each thread would do next, and a verdict can say where each thread stood.

#include "relacy.hpp"

namespace refchan::model {

using where = std::source_location;

inline rl::debug_info debug_info(where place) {
    return {place.function_name(), place.file_name(), static_cast<unsigned>(place.line())};
}

/// The place of bookkeeping that no trace shows: accesses to the lifetime shadows.
inline rl::debug_info hidden(where place) {
    return {"lifetime", place.file_name(), static_cast<unsigned>(place.line())};
}

enum class operation_kind : unsigned char {
    none,
    load,
    store,
    exchange,
    lock,
    unlock,
    wait,
    notify,
    acquire,
    release,
    yield,
    finished
};

/// What a thread is about to do, or is blocked in.
struct operation {
    operation_kind kind = operation_kind::none;
    void const* object = nullptr;
    where place;
};

inline constexpr std::size_t most_threads = 8;
inline std::array<operation, most_threads> announced;

inline void announce(operation_kind kind, void const* object, where place) {
    if (rl::ctx().threadx_ != nullptr) {
        announced[static_cast<std::size_t>(rl::ctx().threadx_->index_)] = {kind, object, place};
    }
}

constexpr char const* to_string(operation_kind kind) {
    constexpr std::array names{"nothing yet", "load",   "store",   "read-modify-write", "lock",  "unlock",
                               "wait",        "notify", "acquire", "release",           "pause", "finished"};
    return names[static_cast<std::size_t>(kind)];
}

/// Ends the execution as failed, with that sentence, unless the condition holds.
inline void expect(bool condition, char const* sentence, where place = where::current()) {
    if (!condition) {
        rl::ctx().fail_test(sentence, rl::test_result_user_assert_failed, debug_info(place));
    }
}

constexpr rl::memory_order relacy_order(std::memory_order order) {
    switch (order) {
        case std::memory_order_relaxed:
            return rl::mo_relaxed;
        case std::memory_order_consume:
            return rl::mo_consume;
        case std::memory_order_acquire:
            return rl::mo_acquire;
        case std::memory_order_release:
            return rl::mo_release;
        case std::memory_order_acq_rel:
            return rl::mo_acq_rel;
        default:
            return rl::mo_seq_cst;
    }
}

/// Makes an unsynchronised destruction a data race in every interleaving, not only where freed memory happens to be hit:
/// each operation on the owner reads this variable first, its destruction writes it. (First, because after a releasing
/// operation the owner may rightly be gone.)
class lifetime {
public:
    lifetime() = default;
    lifetime(lifetime const&) = delete;
    lifetime& operator=(lifetime const&) = delete;
    ~lifetime() { alive_(hidden(where::current())).store(0); }
    void touch(where place) const { (void)alive_(hidden(place)).load(); }

private:
    mutable rl::var<unsigned> alive_{1U};
};

}  // namespace refchan::model
