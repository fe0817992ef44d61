// SPDX-License-Identifier: MIT
#pragma once
// model/storage.hpp: plain memory under watch: cell (data), slot (room for one message), sole_user (misuse of a handle),
// and memory itself. Relacy knows nothing of plain variables: what is not in one of these is invisible to it.

#include "event.hpp"

namespace refchan::model {

/// Plain data of any type. Each read and write is checked against all others for a data race.
template <class T>
class cell {
public:
    explicit cell(T value) : value_(std::move(value)) {
        record_life(event_kind::data_write, number_, "created", where::current());
    }
    cell(cell const&) = delete;
    cell& operator=(cell const&) = delete;
    ~cell() {
        record_life(event_kind::data_write, number_, "destroyed", where::current());
        access_(hidden(where::current())).store(2);
    }

    [[nodiscard]] T const& read(where place = where::current()) const {
        record_access(event_kind::data_read, number_, place);
        (void)access_(debug_info(place)).load();
        return value_;
    }
    [[nodiscard]] T& write(where place = where::current()) {
        record_access(event_kind::data_write, number_, place);
        access_(debug_info(place)).store(1);
        return value_;
    }

private:
    mutable rl::var<unsigned> access_{0U};
    unsigned number_ = object::take_number();
    T value_;
};

/// Room for one T. Checks that it is filled once, emptied once, and empty when it goes.
template <class T>
class slot {
public:
    slot() { record_life(event_kind::data_write, number_, "created", where::current()); }
    slot(slot const&) = delete;
    slot& operator=(slot const&) = delete;
    ~slot() {
        record_life(event_kind::data_write, number_, "destroyed", where::current());
        expect(is(vacant, where::current()), "slot destroyed while holding a value");
        holds_(hidden(where::current())).store(vacant);
    }

    void construct(T&& value, where place = where::current()) {
        record_access(event_kind::data_write, number_, place);
        expect(is(vacant, place), "slot constructed twice", place);
        holds_(debug_info(place)).store(occupied);
        ::new (static_cast<void*>(bytes_)) T(std::move(value));
    }
    [[nodiscard]] T take(where place = where::current()) {
        vacate(place, "slot taken while empty");
        T taken(std::move(*content()));
        std::destroy_at(content());
        return taken;
    }
    void discard(where place = where::current()) {
        vacate(place, "slot discarded while empty");
        std::destroy_at(content());
    }

private:
    static constexpr unsigned vacant = 0;
    static constexpr unsigned occupied = 1;

    [[nodiscard]] bool is(unsigned state, where place) const { return holds_(hidden(place)).load() == state; }
    void vacate(where place, char const* otherwise) {
        record_access(event_kind::data_write, number_, place);
        expect(is(occupied, place), otherwise, place);
        holds_(debug_info(place)).store(vacant);
    }
    T* content() { return std::launder(reinterpret_cast<T*>(bytes_)); }

    mutable rl::var<unsigned> holds_{vacant};
    unsigned number_ = object::take_number();
    alignas(T) std::byte bytes_[sizeof(T)];
};

/// A plain variable that each entry writes: two threads inside without order between them are a data race.
class sole_user {
public:
    class scope {
    public:
        explicit scope(sole_user& user, where place = where::current()) { user.entered_(hidden(place)).store(1); }
        scope(scope const&) = delete;
        scope& operator=(scope const&) = delete;
        ~scope() = default;
    };

private:
    rl::var<unsigned> entered_{0U};
};

/// Set by a scenario, for the rest of the execution: from now on each allocation of the channel may fail.
inline bool allocation_may_fail = false;

/// Memory that Relacy watches for leaks, double frees and use after free. It aligns to 16 only, so more is taken and the
/// address to give back is kept in front of the object. nullptr if the scenario allows failure and the search picks it.
inline void* allocate(std::size_t size, std::size_t alignment, where place = where::current()) {
    if (allocation_may_fail && rl::rand(2) == 1) {
        return nullptr;
    }
    std::size_t room = size + alignment + sizeof(void*);
    void* const memory = rl::ctx().alloc(room, false, debug_info(place));
    void* aligned = static_cast<std::byte*>(memory) + sizeof(void*);
    room -= sizeof(void*);
    std::align(alignment, size, aligned, room);
    record_meeting(event_kind::allocate, no_step, place, wake_reason::ready, reinterpret_cast<std::uintptr_t>(aligned));
    static_cast<void**>(aligned)[-1] = memory;
    return aligned;
}

inline void deallocate(void* given, where place = where::current()) {
    record_meeting(event_kind::deallocate, no_step, place, wake_reason::ready, reinterpret_cast<std::uintptr_t>(given));
    rl::ctx().free(std::exchange(static_cast<void**>(given)[-1], nullptr), false, debug_info(place));
}

/// Asked before an object's destructor runs, which would do its own harm to memory that was given back.
inline void expect_allocated(void* given, where place = where::current()) {
    if (static_cast<void**>(given)[-1] == nullptr) {
        rl::ctx().fail_test("destroyed twice", rl::test_result_double_free, debug_info(place));
    }
}

}  // namespace refchan::model
