// SPDX-License-Identifier: MIT
#pragma once
// model/relacy_sync.hpp: the Sync policy (impl/include/refchan/detail/sync.hpp) under which the models run the channel's
// own source. Everything that std_sync takes from the standard library is here a type that Relacy controls and watches.

#include "atomic.hpp"
#include "sleep.hpp"
#include "storage.hpp"

namespace refchan::model {

struct relacy_sync {
    template <class T>
    using atomic = model::atomic<T>;
    template <class T>
    using cell = model::cell<T>;
    template <class T>
    using slot = model::slot<T>;
    using mutex = model::mutex;
    using lock = model::unique_lock;
    using condition_variable = model::condition_variable;
    using semaphore = model::semaphore;
    using deadline = model::deadline;
    using backoff = model::backoff;
    using sole_user = model::sole_user;

    [[nodiscard]] static bool wait_until(condition_variable& condition, lock& held, deadline until,
                                         where place = where::current()) {
        return condition.wait(held, until, place);
    }
    [[nodiscard]] static bool acquire_until(semaphore& units, deadline until, where place = where::current()) {
        return units.acquire(until, place);
    }

    template <class Object, std::size_t Alignment = alignof(Object), class... Arguments>
    [[nodiscard]] static Object* create(Arguments&&... arguments) {
        void* const memory = allocate(sizeof(Object), Alignment);
        return memory == nullptr ? nullptr : ::new (memory) Object(std::forward<Arguments>(arguments)...);
    }
    template <class Object, std::size_t Alignment = alignof(Object)>
    static void destroy(Object* object) {
        expect_allocated(object);
        std::destroy_at(object);
        deallocate(object);
    }
};

}  // namespace refchan::model
