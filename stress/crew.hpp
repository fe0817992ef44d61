// SPDX-License-Identifier: MIT
#pragma once
// stress/crew.hpp: the threads that play a round. They are made once; a round costs two barriers.
//
// The barriers are pthread's: they order the whole round after its preparation and its verdict after the whole round,
// and nothing within it. std::barrier and atomic::wait meet in tables that the library shares between all waiters,
// which would order threads whose races ThreadSanitizer is to see.

#include <pthread.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "worker.hpp"

namespace refchan::stress {

/// What one thread does in a round.
struct role {
    char const* name;
    std::move_only_function<void(worker&)> body;
};

/// Where the threads of a round may run.
enum class placing : std::uint8_t { free, one_cpu };

class crew {
public:
    explicit crew(unsigned size);
    ~crew();
    crew(crew const&) = delete;
    crew& operator=(crew const&) = delete;

    /// Plays the roles, each on a thread of its own, and returns when all are done. At most size() of them.
    void play(std::span<role> roles, std::uint64_t seed, unrest how_wild, placing where);

    [[nodiscard]] unsigned size() const noexcept { return size_; }
    /// The workers, for the watchdog.
    [[nodiscard]] std::span<worker const> workers() const noexcept { return {workers_.get(), size_}; }
    /// Whether the system allows threads to be pinned.
    [[nodiscard]] static bool can_pin();

private:
    class barrier {
    public:
        explicit barrier(unsigned size) { pthread_barrier_init(&barrier_, nullptr, size); }
        ~barrier() { pthread_barrier_destroy(&barrier_); }
        barrier(barrier const&) = delete;
        barrier& operator=(barrier const&) = delete;
        void wait() { pthread_barrier_wait(&barrier_); }

    private:
        pthread_barrier_t barrier_{};
    };
    struct job {
        std::span<role> roles;
        std::uint64_t seed = 0;
        unrest how_wild = unrest::calm;
        placing where = placing::free;
        bool last = false;
    };

    void work(unsigned number);

    unsigned size_;
    std::unique_ptr<worker[]> workers_;
    barrier start_;
    barrier finish_;
    job job_;  // written before start_, read after it
    std::vector<std::jthread> threads_;
};

}  // namespace refchan::stress
