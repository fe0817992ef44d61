// SPDX-License-Identifier: MIT
#pragma once
// model/kinds.hpp: the kinds of channel that a scenario can run on, and the message that it sends. The source is the
// channel's own; only the machine under it and two constants differ: blocks of two messages, so that the third one meets
// a boundary, and one spare block.
//
//     unbounded    channel<T>() on the lock-free engine           reference    channel<T>() on the monitor
//     bounded<n>   sync_channel<T>(n), n >= 1                     rendezvous   sync_channel<T>(0)

#include "refchan/channel.hpp"
#include "scenario.hpp"

namespace refchan::model {

/// A message that proves its own way: its content is memory under Relacy's eyes. Lost, it is a leak; destroyed twice, a
/// double free; read without order, a data race.
class message {
public:
    explicit message(int value) : content_(make(value)) { ++alive_; }
    message(message&& other) noexcept : content_(std::exchange(other.content_, nullptr)) {}
    message(message const&) = delete;
    message& operator=(message const&) = delete;
    message& operator=(message&&) = delete;
    ~message() {
        if (content_ != nullptr) {
            --alive_;
            relacy_sync::destroy(content_);
        }
    }

    [[nodiscard]] int value(where place = where::current()) const {
        expect(content_ != nullptr, "the message has been moved away", place);
        return content_->read(place);
    }
    /// How many messages there are now, anywhere in the program.
    [[nodiscard]] static int alive() { return alive_; }
    static void start_counting() { alive_ = 0; }

private:
    static cell<int>* make(int value) {
        bool const may_fail = std::exchange(allocation_may_fail, false);
        auto* const content = relacy_sync::create<cell<int>>(value);
        allocation_may_fail = may_fail;
        return content;
    }

    cell<int>* content_;
    static inline int alive_ = 0;
};

/// The channel's traits with the model's machine under them.
template <class Base>
struct model_traits : Base {
    using sync = relacy_sync;
    template <class T>
    static constexpr std::size_t block_capacity = 2;
    static constexpr std::size_t spare_blocks = 1;
};

/// The same on another machine: a Sync policy that is faulty, or that counts.
template <class Base, class Sync>
struct on_machine : model_traits<Base> {
    using sync = Sync;
};

/// The model's machine with another semaphore.
template <class Semaphore>
struct sleeping_on : relacy_sync {
    using semaphore = Semaphore;
    [[nodiscard]] static bool acquire_until(semaphore& units, deadline until, where place = where::current()) {
        return units.acquire(until, place);
    }
};

/// The model's machine on which waits spin once before they sleep, as production's may.
struct spinning_sync : relacy_sync {
    class backoff : public relacy_sync::backoff {
    public:
        [[nodiscard]] bool worth_spinning() const { return !spun_; }
        void spin(where place = where::current()) {
            spun_ = true;
            announce(operation_kind::yield, nullptr, place);
        }

    private:
        bool spun_ = false;
    };
};

template <class Traits>
struct unbounded_on {
    static constexpr char const* name = "unbounded";
    static constexpr std::optional<std::uint64_t> capacity{};
    using traits = Traits;
    using sender = refchan::sender<message, Traits>;
    using receiver = refchan::receiver<message, Traits>;
    static std::pair<sender, receiver> make() { return channel<message, Traits>(); }
};

template <std::size_t Capacity, class Traits>
struct bounded_on {
    static constexpr char const* name = Capacity == 0 ? "rendezvous" : "bounded";
    static constexpr std::optional<std::uint64_t> capacity{Capacity};
    using sender = refchan::sync_sender<message, Traits>;
    using receiver = refchan::receiver<message, Traits>;
    static std::pair<sender, receiver> make() { return sync_channel<message, Traits>(Capacity); }
};

using unbounded = unbounded_on<model_traits<default_traits>>;
struct reference : unbounded_on<model_traits<reference_traits>> {
    static constexpr char const* name = "reference";
};
template <std::size_t Capacity>
using bounded = bounded_on<Capacity, model_traits<reference_traits>>;
using rendezvous = bounded<0>;

/// The same on a machine that spins.
using spinning_unbounded = unbounded_on<on_machine<default_traits, spinning_sync>>;
struct spinning_reference : unbounded_on<on_machine<reference_traits, spinning_sync>> {
    static constexpr char const* name = "reference";
};
template <std::size_t Capacity>
using spinning_bounded = bounded_on<Capacity, on_machine<reference_traits, spinning_sync>>;

/// A scenario with one channel: its two ends, waiting to be moved to the threads that use them.
template <class Kind>
struct with_channel : program {
    using sender = typename Kind::sender;
    using receiver = typename Kind::receiver;

    with_channel() : with_channel((message::start_counting(), Kind::make())) {}

protected:
    explicit with_channel(std::pair<sender, receiver> ends) : tx(std::move(ends.first)), rx(std::move(ends.second)) {}

    sender tx;
    receiver rx;
};

/// Sends from a thread whose channel must still be connected.
template <class Sender>
void must_send(Sender const& tx, int value, where place = where::current()) {
    expect(tx.send(message(value)).has_value(), "a send failed on a connected channel", place);
}

/// Receives until disconnected, and checks that these values come, each once, each sender's in the order of its sends.
/// A value's sender is its tens digit.
class arrivals {
public:
    void add(int value, where place = where::current()) {
        std::size_t const sender = static_cast<std::size_t>(value) / 10;
        expect(sender < last_.size() && value > last_[sender], "messages of one sender out of order, or one twice",
               place);
        last_[sender] = value;
        ++count_;
    }
    template <class Receiver>
    void add_all(Receiver& rx, where place = where::current()) {
        while (auto const received = rx.recv()) {
            add(received->value(place), place);
        }
        expect(!rx.recv().has_value(), "a message after disconnected", place);
    }
    /// The same when every sender is gone: for program::after(), where nobody may wait.
    template <class Receiver>
    void add_rest(Receiver& rx, where place = where::current()) {
        while (auto const received = rx.try_recv()) {
            add(received->value(place), place);
        }
        auto const last = rx.try_recv();
        expect(!last && last.error() == try_recv_error::disconnected, "empty, not disconnected, at the end", place);
    }
    void must_be(int count, where place = where::current()) const {
        expect(count_ == count, "a message was lost", place);
    }
    [[nodiscard]] int count() const { return count_; }

private:
    std::array<int, 4> last_{-1, -1, -1, -1};
    int count_ = 0;
};

}  // namespace refchan::model
