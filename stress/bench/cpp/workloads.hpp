// SPDX-License-Identifier: MIT
#pragma once
// stress/bench/cpp/workloads.hpp: the workloads, the same for every peer (request.hpp says what each measures). A Channel has
//
//     explicit Channel(std::optional<std::size_t> capacity)
//     auto sender()                 a handle for one sending thread, with send(T): waits for room if it must
//     T recv()                      waits for a message
//     std::optional<T> try_recv()   does not
//
// Each measurement makes a channel, warms it up (burst alone does not: it is about memory that is fresh), and times the rest:
// by the clock where threads wait for each other, by the thread's processor time where there is one. What arrives is checked.

#include <malloc.h>

#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include "crew.hpp"
#include "message.hpp"
#include "quantiles.hpp"
#include "request.hpp"

namespace refchan::bench {

template <class T, class Channel>
void demand_empty(Channel& channel) {
    if (std::optional<T> const extra = channel.try_recv()) {
        broken("a message arrived after the last one");
    }
}

template <class T, class Channel>
[[nodiscard]] measurement stream(request const& asked) {
    std::uint64_t const each = std::max<std::uint64_t>(asked.messages / asked.senders, 1);
    std::uint64_t const warm = warm_up_of(each);
    Channel channel(asked.capacity);
    start_line line(asked.senders + 1);
    std::vector<std::jthread> crew;
    for (unsigned number = 0; number != asked.senders; ++number) {
        crew.push_back(at_place(asked, number + 1, [&line, number, warm, each, to = channel.sender()]() mutable {
            for (std::uint64_t i = 0; i != warm; ++i) {
                to.send(message<T>(stamp(number, i)));
            }
            line.wait();
            for (std::uint64_t i = warm; i != warm + each; ++i) {
                to.send(message<T>(stamp(number, i)));
            }
        }));
    }
    measurement result;
    std::uint64_t const counted = each * asked.senders;
    crew.push_back(at_place(asked, 0, [&] {
        arrivals seen(asked.senders);
        for (std::uint64_t i = 0; i != warm * asked.senders; ++i) {
            seen.see(channel.recv());
        }
        line.wait();
        auto const start = clock::now();
        for (std::uint64_t i = 0; i != counted; ++i) {
            seen.see(channel.recv());
        }
        result.seconds = seconds_since(start);
        demand_empty<T>(channel);
    }));
    crew.clear();
    double const ns = result.seconds * 1e9 / static_cast<double>(counted);
    result.figures = {{"million_per_second", 1e3 / ns}, {"ns_per_message", ns}};
    return result;
}

template <class T, class Channel>
[[nodiscard]] measurement round_trip(request const& asked) {
    std::uint64_t const warm = warm_up_of(asked.messages);
    Channel there(asked.capacity);
    Channel back(asked.capacity);
    measurement result;
    std::vector<std::jthread> crew;
    crew.push_back(at_place(asked, 0, [&, to = back.sender()]() mutable {
        for (std::uint64_t i = 0; i != warm + asked.messages; ++i) {
            to.send(there.recv());
        }
    }));
    crew.push_back(at_place(asked, 1, [&, to = there.sender()]() mutable {
        arrivals seen(1);
        durations trips(asked.messages);
        auto const one = [&](std::uint64_t number) {
            to.send(message<T>(stamp(0, number)));
            seen.see(back.recv());
        };
        for (std::uint64_t i = 0; i != warm; ++i) {
            one(i);
        }
        auto const start = clock::now();
        std::uint64_t before = nanoseconds_now();
        for (std::uint64_t i = warm; i != warm + asked.messages; ++i) {
            one(i);
            std::uint64_t const after = nanoseconds_now();
            trips.add(after - before);
            before = after;
        }
        result.seconds = seconds_since(start);
        trips.into(result, "");
    }));
    crew.clear();
    demand_empty<T>(there);
    demand_empty<T>(back);
    return result;
}

/// Sends and receives one message on this thread.
template <class T>
void pass_one(auto& channel, auto& to, arrivals& seen, std::uint64_t number) {
    to.send(message<T>(stamp(0, number)));
    std::optional<T> arrived = channel.try_recv();
    if (!arrived) [[unlikely]] {
        broken("try_recv says empty after a send on the same thread");
    }
    seen.see(*arrived);
}

template <class T, class Channel>
[[nodiscard]] measurement pair(request const& asked) {
    std::uint64_t const warm = warm_up_of(asked.messages);
    Channel channel(asked.capacity);
    measurement result;
    (void)at_place(asked, 0, [&] {
        auto to = channel.sender();
        arrivals seen(1);
        for (std::uint64_t i = 0; i != warm; ++i) {
            pass_one<T>(channel, to, seen, i);
        }
        double const start = processor_seconds();
        for (std::uint64_t i = warm; i != warm + asked.messages; ++i) {
            pass_one<T>(channel, to, seen, i);
        }
        result.seconds = processor_seconds() - start;
        demand_empty<T>(channel);
    });
    result.figures = {{"ns_per_pair", result.seconds * 1e9 / static_cast<double>(asked.messages)}};
    return result;
}

/// What the allocator has given away, in bytes.
[[nodiscard]] inline double allocated() {
    auto const heap = mallinfo2();
    return static_cast<double>(heap.uordblks) + static_cast<double>(heap.hblkhd);
}

template <class T, class Channel>
[[nodiscard]] measurement burst(request const& asked) {
    Channel channel(asked.capacity);
    measurement result;
    auto const count = static_cast<double>(asked.messages);
    (void)at_place(asked, 0, [&] {
        auto to = channel.sender();
        arrivals seen(1);
        double const before = allocated();
        double const start = processor_seconds();
        for (std::uint64_t i = 0; i != asked.messages; ++i) {
            to.send(message<T>(stamp(0, i)));
        }
        double const sent = processor_seconds() - start;
        double const bytes = (allocated() - before) / count;
        double const drain = processor_seconds();
        for (std::uint64_t i = 0; i != asked.messages; ++i) {
            seen.see(channel.recv());
        }
        double const drained = processor_seconds() - drain;
        demand_empty<T>(channel);
        result.seconds = sent + drained;
        result.figures = {{"send_ns", sent * 1e9 / count}, {"recv_ns", drained * 1e9 / count}};
        if (bytes >= sizeof(T)) {  // else the library has an allocator of its own
            result.figures.emplace_back("bytes_per_message", bytes);
        }
    });
    return result;
}

/// Sends the moment of sending, as a message, at the beat of asked.interval, and times the sends.
inline void send_at_a_beat(request const& asked, auto& to, std::uint64_t warm, durations& costs) {
    std::uint64_t due = nanoseconds_now();
    for (std::uint64_t i = 0; i != warm + asked.messages; ++i) {
        due += asked.interval * 1000;
        std::uint64_t before = nanoseconds_now();
        while (before < due) {
            before = nanoseconds_now();
        }
        to.send(before);
        std::uint64_t const after = nanoseconds_now();
        if (i >= warm) {
            costs.add(after - before);
        }
    }
}

template <class Channel>
[[nodiscard]] measurement paced(request const& asked) {
    std::uint64_t const warm = warm_up_of(asked.messages);
    Channel channel(asked.capacity);
    durations costs(asked.messages);
    durations latencies(asked.messages);
    std::vector<std::jthread> crew;
    auto const start = clock::now();
    crew.push_back(at_place(asked, 0, [&] {
        std::uint64_t last = 0;
        for (std::uint64_t i = 0; i != warm + asked.messages; ++i) {
            std::uint64_t const sent_at = channel.recv();
            std::uint64_t const now = nanoseconds_now();
            if (sent_at <= last || sent_at > now) {
                broken(fmt::format("message {} was repeated, reordered or invented: its stamp is {} after {}", i,
                                   sent_at, last));
            }
            last = sent_at;
            if (i >= warm) {
                latencies.add(now - sent_at);
            }
        }
    }));
    crew.push_back(
        at_place(asked, 1, [&, to = channel.sender()]() mutable { send_at_a_beat(asked, to, warm, costs); }));
    crew.clear();
    measurement result{.seconds = seconds_since(start)};
    demand_empty<std::uint64_t>(channel);
    latencies.into(result, "latency_");
    costs.into(result, "send_", cost_of_clock());
    return result;
}

/// The compiler must take it that somebody looks at the object here.
template <class Object>
void look_at(Object& object) {
    asm volatile("" : : "g"(&object) : "memory");
}

/// Times so many calls.
template <class Call>
[[nodiscard]] measurement timed_calls(request const& asked, char const* figure, Call call) {
    measurement result;
    (void)at_place(asked, 0, [&] {
        for (std::uint64_t i = 0; i != warm_up_of(asked.messages); ++i) {
            call();
        }
        double const start = processor_seconds();
        for (std::uint64_t i = 0; i != asked.messages; ++i) {
            call();
        }
        result.seconds = processor_seconds() - start;
    });
    result.figures = {{figure, result.seconds * 1e9 / static_cast<double>(asked.messages)}};
    return result;
}

template <class Channel>
[[nodiscard]] measurement create(request const& asked) {
    return timed_calls(asked, "ns_per_channel", [&] {
        Channel channel(asked.capacity);
        look_at(channel);
    });
}

template <class Channel>
[[nodiscard]] measurement clone(request const& asked) {
    Channel channel(asked.capacity);
    return timed_calls(asked, "ns_per_clone", [&] {
        auto another = channel.sender();
        look_at(another);
    });
}

}  // namespace refchan::bench
