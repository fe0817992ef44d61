// SPDX-License-Identifier: MIT
#pragma once
// stress/bench/cpp/peer.hpp: a channel that is measured, and the list of them. Each file in peers/ adds those of one library; a
// library whose package is absent has its file left out by CMake, which says so. A peer is a struct with
//
//     static constexpr facts about{...}
//     template <class T> using unbounded = a Channel as workloads.hpp wants it
//     template <class T> using bounded   = another one, if there is one

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "workloads.hpp"

namespace refchan::bench {

enum class role : unsigned char { peer, probe, control };

struct facts {
    std::string_view name;
    std::string_view label;
    std::string_view order = "linearizable";  ///< Or fifo_per_sender.
    std::string_view version = "";
    std::optional<std::size_t> smallest_capacity{};  ///< Of its bounded channel, if it has one.
    bool handles = false;                            ///< A sender is a handle that is copied and dropped.
    role plays = role::peer;
};

using workload = measurement (*)(request const&);

struct peer {
    facts about;
    std::map<std::string, workload, std::less<>> workloads;
};

/// The peers that were added, in no order.
inline std::vector<peer>& peers() {
    static std::vector<peer> list;
    return list;
}

/// Calls then.operator()<Channel>() with the channel of 8-byte messages that the request's capacity needs.
template <class Peer, class Then>
measurement with_channel(request const& asked, Then then) {
    if (asked.payload != "8") {
        throw std::invalid_argument("payload: other sizes than 8 are for a stream on an unbounded channel");
    }
    if (!asked.capacity) {
        return then.template operator()<typename Peer::template unbounded<std::uint64_t>>();
    }
    if constexpr (Peer::about.smallest_capacity.has_value()) {
        if (*asked.capacity >= *Peer::about.smallest_capacity) {
            return then.template operator()<typename Peer::template bounded<std::uint64_t>>();
        }
    }
    throw std::invalid_argument(fmt::format("{} has no channel of that capacity", Peer::about.name));
}

/// A workload on messages of 8 bytes, on a channel of whatever capacity.
template <class Peer, auto Run>
measurement run(request const& asked) {
    return with_channel<Peer>(asked, [&]<class Channel>() { return Run.template operator()<Channel>(asked); });
}

/// A stream of messages of whatever size on an unbounded channel, or of 8 bytes on a bounded one.
template <class Peer>
measurement run_stream(request const& asked) {
    if (asked.capacity) {
        return run<Peer, []<class Channel>(request const& it) { return stream<std::uint64_t, Channel>(it); }>(asked);
    }
    return with_payload(asked.payload,
                        [&]<class T>() { return stream<T, typename Peer::template unbounded<T>>(asked); });
}

template <class Peer>
[[nodiscard]] peer described() {
    using u64 = std::uint64_t;
    peer made{.about = Peer::about, .workloads = {}};
    made.workloads = {
        {"stream", run_stream<Peer>},
        {"round_trip", run<Peer, []<class Channel>(request const& it) { return round_trip<u64, Channel>(it); }>},
        {"pair", run<Peer, []<class Channel>(request const& it) { return pair<u64, Channel>(it); }>},
        {"burst", run<Peer, []<class Channel>(request const& it) { return burst<u64, Channel>(it); }>},
        {"paced", run<Peer, []<class Channel>(request const& it) { return paced<Channel>(it); }>},
        {"create", run<Peer, []<class Channel>(request const& it) { return create<Channel>(it); }>},
    };
    if constexpr (Peer::about.handles) {
        made.workloads["clone"] = run<Peer, []<class Channel>(request const& it) { return clone<Channel>(it); }>;
    }
    return made;
}

/// Adds these peers when the program begins.
template <class... Peer>
struct added {
    added() { (peers().push_back(described<Peer>()), ...); }
};

/// A Channel out of a queue that all threads share. Queue has push(T), T pop() and std::optional<T> try_pop().
template <class T, class Queue>
class shared_queue {
public:
    struct handle {
        Queue* to;
        void send(T sent) { to->push(std::move(sent)); }
    };

    explicit shared_queue(std::optional<std::size_t> capacity) : queue_(capacity) {}

    [[nodiscard]] handle sender() { return {&queue_}; }
    [[nodiscard]] T recv() { return queue_.pop(); }
    [[nodiscard]] std::optional<T> try_recv() { return queue_.try_pop(); }

private:
    Queue queue_;
};

}  // namespace refchan::bench
