// SPDX-License-Identifier: MIT
#pragma once
// model/explore/stage.hpp: executions played by hand, for tests: each access is an event with its clock, as a search would have
// recorded it, and its place is the line that calls it.
//
//     stage on; now = &on;                     the execution that is being played
//     channel shown;                           the steps of block_queue.hpp that matter, with one block
//     shown.send("send(1)");                   thread 0 sends
//     shown.recv();                            thread 1 receives

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "explore/trace_json.hpp"

namespace refchan::model::played {

using Orders = adjustable_orders;
using enum event_kind;

inline bool acquires(std::memory_order order) {
    return order == std::memory_order_acquire || order == std::memory_order_acq_rel;
}
inline bool releases(std::memory_order order) {
    return order == std::memory_order_release || order == std::memory_order_acq_rel;
}

/// The execution that is being played.
struct stage {
    execution made;
    std::size_t thread = 0;
    unsigned objects = 0;
    std::array<decltype(event::clock), most_threads> clocks{};

    event& add(event_kind kind, where place) {
        event step{};
        step.thread = thread;
        step.kind = kind;
        step.place = place;
        ++clocks[thread][thread];
        step.clock = clocks[thread];
        made.events.push_back(step);
        return made.events.back();
    }
    void learn(decltype(event::clock) const& other) {
        auto& mine = clocks[thread];
        std::ranges::transform(mine, other, mine.begin(), [](auto a, auto b) { return std::max(a, b); });
        made.events.back().clock = mine;
    }
    void say(event_kind kind, char const* text, where place = where::current()) {
        std::ranges::copy_n(text, static_cast<std::ptrdiff_t>(std::min(std::strlen(text), event{}.text.size() - 1)),
                            add(kind, place).text.begin());
    }
};

/// The one that is being played.
inline stage* now = nullptr;

class atomic {
public:
    explicit atomic(std::uint64_t value) : value_(value) {}

    void load(std::memory_order order, unsigned behind = 0, std::uint64_t old = 0, where place = where::current()) {
        event& step = access(event_kind::load, order, place);
        step.value = behind != 0 ? old : value_;
        step.behind = behind;
        step.reads_from = behind != 0 ? no_event : last_;
        if (behind == 0) {
            synchronize(order);
        }
    }
    void store(std::uint64_t value, std::memory_order order, unsigned behind = 0, where place = where::current()) {
        event& step = access(event_kind::store, order, place);
        step.value = value;
        step.behind = behind;
        written(behind != 0 ? value_ : value, order);
    }
    void compare_exchange_weak(std::uint64_t value, std::memory_order success, std::memory_order failure,
                               bool fails = false, where place = where::current()) {
        std::memory_order const order = fails ? failure : success;
        event& step = access(fails ? failed_update : update, order, place);
        step.before = value_;
        step.value = fails ? value_ : value;
        step.spurious = fails;
        step.reads_from = last_;
        synchronize(order);
        if (!fails) {
            written(value, order);
        }
    }

    void wait(where place = where::current()) { now->add(event_kind::wait, place).object = object_; }

private:
    event& access(event_kind kind, std::memory_order order, where place) {
        event& step = now->add(kind, place);
        step.object = object_;
        step.order = order;
        return step;
    }
    void synchronize(std::memory_order order) {
        if (acquires(order) && last_ != no_event) {
            now->learn(released_);
        }
    }
    void written(std::uint64_t value, std::memory_order order) {
        value_ = value;
        last_ = static_cast<std::uint32_t>(now->made.events.size() - 1);
        released_ = releases(order) ? now->made.events.back().clock : decltype(event::clock){};
    }

    unsigned object_ = now->objects++;
    std::uint64_t value_;
    std::uint32_t last_ = no_event;
    decltype(event::clock) released_{};
};

class data {
public:
    void read(where place = where::current()) { now->add(data_read, place).object = object_; }
    void write(where place = where::current()) { now->add(data_write, place).object = object_; }

private:
    unsigned object_ = now->objects++;
};

inline constexpr std::uint64_t stub = 16;
inline constexpr std::uint64_t block = 0x5555'0000'1000;
inline constexpr std::uint64_t parked = 1;

/// One sender, one receiver, one block: the steps of block_queue.hpp that matter.
struct channel {
    atomic tail_{stub};
    atomic first_{0};
    atomic published{0};
    data message;
    data head_;

    void send(char const* call) {
        now->thread = 0;
        now->say(event_kind::call, call);
        tail_.load(Orders::read_tail);
        tail_.compare_exchange_weak(block + 8, Orders::install, Orders::install_lost);
        first_.store(block, Orders::link);
        message.write();
        published.store(1, Orders::publish);
        now->say(returned, "ok");
    }
    void recv() {
        now->thread = 1;
        now->say(event_kind::call, "recv()");
        first_.load(Orders::follow);
        head_.write();
        published.load(Orders::take);
        message.write();
        now->say(returned, "1");
    }
};

}  // namespace refchan::model::played
