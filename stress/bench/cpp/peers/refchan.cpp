// SPDX-License-Identifier: MIT
// stress/bench/cpp/peers/refchan.cpp: this project's channels: the shipped one, and the one on the monitor engine.

#include "refchan/channel.hpp"

#include "../peer.hpp"

namespace refchan::bench {

namespace {

/// Ends is the pair that channel() or sync_channel() returns.
template <class T, class Ends>
class connected {
public:
    struct handle {
        typename Ends::first_type to;
        void send(T sent) {
            if (!to.send(std::move(sent))) [[unlikely]] {
                broken("a send failed although the receiver is there");
            }
        }
    };

    explicit connected(Ends ends) : ends_(std::move(ends)) {}

    [[nodiscard]] handle sender() const { return {ends_.first}; }
    [[nodiscard]] T recv() {
        auto arrived = ends_.second.recv();
        if (!arrived) [[unlikely]] {
            broken("recv says disconnected although there is a sender");
        }
        return std::move(*arrived);
    }
    [[nodiscard]] std::optional<T> try_recv() {
        auto arrived = ends_.second.try_recv();
        return arrived ? std::optional<T>(std::move(*arrived)) : std::nullopt;
    }

private:
    Ends ends_;
};

template <class T, class Traits>
using unbounded_ends = std::pair<refchan::sender<T, Traits>, refchan::receiver<T, Traits>>;
template <class T, class Traits>
using bounded_ends = std::pair<refchan::sync_sender<T, Traits>, refchan::receiver<T, Traits>>;

template <class T, class Traits>
struct unbounded_channel : connected<T, unbounded_ends<T, Traits>> {
    explicit unbounded_channel(std::optional<std::size_t> /*none*/)
        : connected<T, unbounded_ends<T, Traits>>(refchan::channel<T, Traits>()) {}
};
template <class T, class Traits>
struct bounded_channel : connected<T, bounded_ends<T, Traits>> {
    explicit bounded_channel(std::optional<std::size_t> capacity)
        : connected<T, bounded_ends<T, Traits>>(refchan::sync_channel<T, Traits>(*capacity)) {}
};

struct shipped {
    static constexpr facts about{.name = "refchan", .label = "refchan", .smallest_capacity = 0, .handles = true};
    template <class T>
    using unbounded = unbounded_channel<T, default_traits>;
    template <class T>
    using bounded = bounded_channel<T, default_traits>;
};

struct monitor {
    static constexpr facts about{.name = "refchan_monitor", .label = "refchan, monitor engine", .handles = true};
    template <class T>
    using unbounded = unbounded_channel<T, reference_traits>;
};

added<shipped, monitor> const here;

}  // namespace

}  // namespace refchan::bench
