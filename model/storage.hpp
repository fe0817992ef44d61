// SPDX-License-Identifier: MIT
#pragma once
// model/storage.hpp: plain memory under watch: cell (data), slot (room for one message), sole_user (misuse of a handle),
// and memory itself. Relacy knows nothing of plain variables: what is not in one of these is invisible to it.

#include "operation.hpp"

namespace refchan::model {

/// Plain data of any type. Each read and write is checked against all others for a data race.
template <class T>
class cell {
public:
    explicit cell(T value) : value_(std::move(value)) {}
    cell(cell const&) = delete;
    cell& operator=(cell const&) = delete;
    ~cell() { access_(hidden(where::current())).store(2); }

    [[nodiscard]] T const& read(where place = where::current()) const {
        (void)access_(debug_info(place)).load();
        return value_;
    }
    [[nodiscard]] T& write(where place = where::current()) {
        access_(debug_info(place)).store(1);
        return value_;
    }

private:
    mutable rl::var<unsigned> access_{0U};
    T value_;
};

/// Room for one T. Checks that it is filled once, emptied once, and empty when it goes.
template <class T>
class slot {
public:
    slot() = default;
    slot(slot const&) = delete;
    slot& operator=(slot const&) = delete;
    ~slot() {
        expect(is(vacant, where::current()), "slot destroyed while holding a value");
        holds_(hidden(where::current())).store(vacant);
    }

    void construct(T&& value, where place = where::current()) {
        expect(is(vacant, place), "slot constructed twice", place);
        holds_(debug_info(place)).store(occupied);
        ::new (static_cast<void*>(bytes_)) T(std::move(value));
    }
    [[nodiscard]] T take(where place = where::current()) {
        vacate(place, "slot taken while empty");
        T taken(std::move(*object()));
        std::destroy_at(object());
        return taken;
    }
    void discard(where place = where::current()) {
        vacate(place, "slot discarded while empty");
        std::destroy_at(object());
    }

private:
    static constexpr unsigned vacant = 0;
    static constexpr unsigned occupied = 1;

    [[nodiscard]] bool is(unsigned state, where place) const { return holds_(hidden(place)).load() == state; }
    void vacate(where place, char const* otherwise) {
        expect(is(occupied, place), otherwise, place);
        holds_(debug_info(place)).store(vacant);
    }
    T* object() { return std::launder(reinterpret_cast<T*>(bytes_)); }

    mutable rl::var<unsigned> holds_{vacant};
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
    static_cast<void**>(aligned)[-1] = memory;
    return aligned;
}

inline void deallocate(void* object, where place = where::current()) {
    rl::ctx().free(static_cast<void**>(object)[-1], false, debug_info(place));
}

}  // namespace refchan::model
