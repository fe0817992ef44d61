// SPDX-License-Identifier: MIT
#pragma once
// model/event.hpp: what happened in one execution, as data: the source of every trace and picture. Recorded only while
// `tracing` is set, for an execution that is replayed; a search records nothing.

#include "operation.hpp"

namespace refchan::model {

enum class event_kind : unsigned char {
    load,
    store,
    update,         ///< a read-modify-write, or a compare-exchange that exchanged
    failed_update,  ///< a compare-exchange that did not: what it read, in `before`; what it would have written, in `value`
    data_read,
    data_write,
    lock,
    unlock,
    wait,
    wake,
    notify,
    acquire,
    release,
    pause,
    allocate,
    deallocate,
    hearsay,
    call,
    returned,
    failure
};

inline constexpr std::uint32_t no_event = ~0U;

struct event {
    event_kind kind = event_kind::load;
    std::size_t thread = 0;
    unsigned object = no_step;  ///< its number, for operations on a modelled object
    std::uint64_t value = 0;    ///< read or written
    std::uint64_t before = 0;   ///< what a store or an update found
    std::memory_order order = std::memory_order_relaxed;
    std::uint32_t reads_from = no_event;  ///< the event that wrote what was read; no_event: the initial value
    unsigned behind =
        0;  ///< read: how many stores are newer than the one that was read. store: how many it is older than
    wake_reason why = wake_reason::ready;
    bool spurious = false;
    where place{};
    std::array<std::uint64_t, most_threads> clock{};  ///< the thread's, after the event
    std::array<char, 96> text{};                      ///< call, returned, hearsay, failure: in words
};

/// Is this event before that one, in happens-before?
[[nodiscard]] inline bool happens_before(event const& first, event const& second) {
    return second.clock[first.thread] >= first.clock[first.thread];
}

inline bool tracing = false;
inline raw_vector<event> events;

/// The number that the next event will have.
[[nodiscard]] inline std::uint32_t next_event() { return static_cast<std::uint32_t>(events.size()); }

/// Fills in who and when.
inline void record_event(event what) {
    auto const* const self = rl::ctx().threadx_;
    if (!tracing || self == nullptr) {
        return;
    }
    what.thread = static_cast<std::size_t>(self->index_);
    std::copy_n(self->acq_rel_order_, rl::ctx().get_thread_count(), what.clock.begin());
    events.push_back(what);
}

/// An event of a mutex, a condition variable, a semaphore, a pause, or memory. It costs nothing while nobody traces.
inline void record_meeting(event_kind kind, unsigned object, where place, wake_reason why = wake_reason::ready,
                           std::uint64_t value = 0) {
    if (tracing) {
        record_event({.kind = kind, .object = object, .value = value, .why = why, .place = place});
    }
}

/// An access to plain data, before Relacy checks it: one that races ends the execution there. The check counts as one
/// more event of the thread.
inline void record_access(event_kind kind, unsigned object, where place) {
    if (!tracing) {
        return;
    }
    std::size_t const before = events.size();
    record_event({.kind = kind, .object = object, .place = place});
    if (events.size() != before) {
        ++events.back().clock[events.back().thread];
    }
}

/// An object is made, used or destroyed: unordered with each other, these race.
inline void record_life(event_kind kind, unsigned object, std::string_view what, where place) {
    if (!tracing) {
        return;
    }
    std::size_t const before = events.size();
    record_access(kind, object, place);
    if (events.size() != before) {
        std::copy_n(what.begin(), what.size(), events.back().text.begin());
    }
}

/// A check of an object's life that may end the execution: then what was about to be used is the last event.
template <class Check>
void record_while_used(unsigned object, where place, Check check) {
    if (!tracing) {
        return check();
    }
    std::size_t const before = events.size();
    record_life(event_kind::data_read, object, "used", place);
    check();
    events.resize(before);
}

/// An event that is told in words.
inline void record_words(event_kind kind, std::string_view words, where place) {
    event what{.kind = kind, .place = place};
    std::copy_n(words.begin(), std::min(words.size(), what.text.size() - 1), what.text.begin());
    record_event(what);
}

}  // namespace refchan::model
