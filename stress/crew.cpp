// SPDX-License-Identifier: MIT
// stress/crew.cpp: threads between two barriers, and the processors that they may use.

#include "crew.hpp"

#include <sched.h>
#include <sys/prctl.h>

namespace refchan::stress {

namespace {

/// The processors that this process was given, and the first of them alone.
struct processors {
    cpu_set_t all{};
    cpu_set_t one{};
    bool known = false;

    processors() noexcept {
        known = sched_getaffinity(0, sizeof(all), &all) == 0;
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
            if (CPU_ISSET(cpu, &all)) {
                CPU_SET(cpu, &one);
                return;
            }
        }
    }
};

processors const& machine() {
    static processors const found;
    return found;
}

bool place(placing where) noexcept {
    return machine().known &&
           sched_setaffinity(0, sizeof(cpu_set_t), where == placing::free ? &machine().all : &machine().one) == 0;
}

}  // namespace

bool crew::can_pin() {
    static bool const possible = place(placing::one_cpu) && place(placing::free);
    return possible;
}

crew::crew(unsigned size)
    : size_(size), workers_(std::make_unique<worker[]>(size)), start_(size + 1), finish_(size + 1) {
    for (unsigned number = 0; number != size; ++number) {
        threads_.emplace_back([this, number] { work(number); });
    }
}

crew::~crew() {
    job_.last = true;
    start_.wait();
}

void crew::play(std::span<role> roles, std::uint64_t seed, unrest how_wild, placing where) {
    job_ = {.roles = roles, .seed = seed, .how_wild = how_wild, .where = where};
    start_.wait();
    finish_.wait();
}

void crew::work(unsigned number) {
    prctl(PR_SET_TIMERSLACK, 1UL);  // short sleeps are short, and deadlines meet messages
    placing placed = placing::free;
    for (;;) {
        start_.wait();
        if (job_.last) {
            return;
        }
        if (number < job_.roles.size()) {
            if (placed != job_.where) {
                (void)place(placed = job_.where);
            }
            role& mine = job_.roles[number];
            workers_[number].begin(mine.name, dice(job_.seed + number)(), job_.how_wild);
            mine.body(workers_[number]);
            mine.body = nullptr;  // what a role owns goes with it, on its thread
            workers_[number].end();
        }
        finish_.wait();
    }
}

}  // namespace refchan::stress
