// SPDX-License-Identifier: MIT
// stress/bench/cpp/peers/moodycamel.cpp: moodycamel::BlockingConcurrentQueue (Debian: libconcurrentqueue-dev), with and without
// tokens. It keeps a queue for each producer: FIFO per sender, and not linearizable.

#include <blockingconcurrentqueue.h>

#include "../peer.hpp"

namespace refchan::bench {

namespace {

void demand_enqueued(bool enqueued) {
    if (!enqueued) [[unlikely]] {
        broken("enqueue failed");
    }
}

template <class T>
class queue {
public:
    explicit queue(std::optional<std::size_t> /*none*/) {}

    void push(T sent) { demand_enqueued(messages_.enqueue(std::move(sent))); }
    [[nodiscard]] T pop() {
        T arrived;
        messages_.wait_dequeue(arrived);
        return arrived;
    }
    [[nodiscard]] std::optional<T> try_pop() {
        T arrived;
        return messages_.try_dequeue(arrived) ? std::optional<T>(std::move(arrived)) : std::nullopt;
    }

private:
    moodycamel::BlockingConcurrentQueue<T> messages_;
};

/// Each sender has a token of its own, and the receiver one.
template <class T>
class queue_with_tokens {
public:
    struct handle {
        moodycamel::BlockingConcurrentQueue<T>* to;
        moodycamel::ProducerToken token;
        void send(T sent) { demand_enqueued(to->enqueue(token, std::move(sent))); }
    };

    explicit queue_with_tokens(std::optional<std::size_t> /*none*/) {}

    [[nodiscard]] handle sender() { return {&messages_, moodycamel::ProducerToken(messages_)}; }
    [[nodiscard]] T recv() {
        T arrived;
        messages_.wait_dequeue(token_, arrived);
        return arrived;
    }
    [[nodiscard]] std::optional<T> try_recv() {
        T arrived;
        return messages_.try_dequeue(token_, arrived) ? std::optional<T>(std::move(arrived)) : std::nullopt;
    }

private:
    moodycamel::BlockingConcurrentQueue<T> messages_;
    moodycamel::ConsumerToken token_{messages_};
};

struct without_tokens {
    static constexpr facts about{.name = "moodycamel", .label = "moodycamel", .order = "fifo_per_sender"};
    template <class T>
    using unbounded = shared_queue<T, queue<T>>;
};

struct with_tokens {
    static constexpr facts about{
        .name = "moodycamel_tokens", .label = "moodycamel, tokens", .order = "fifo_per_sender", .handles = true};
    template <class T>
    using unbounded = queue_with_tokens<T>;
};

added<without_tokens, with_tokens> const here;

}  // namespace

}  // namespace refchan::bench
