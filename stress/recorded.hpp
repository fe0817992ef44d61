// SPDX-License-Identifier: MIT
#pragma once
// stress/recorded.hpp: processes whose every operation is written down. What they do is a roll of the worker's dice; what
// the answers are worth is left to the oracle, but for what a history does not tell: that a failed send hands its message
// back (G4).

#include <atomic>
#include <cstdint>
#include <expected>
#include <optional>
#include <utility>
#include <vector>

#include "engines.hpp"
#include "refchan/oracle/recorder.hpp"
#include "traffic.hpp"
#include "verdict.hpp"
#include "worker.hpp"

namespace refchan::stress {

using oracle::operation_kind;
using oracle::process_log;

/// A message: a number that moves, and is gone from where it was. Now and then it takes its time: a sender that is slow to move
/// its message to the place that it has claimed leaves a gap that others meet.
class numbered {
public:
    explicit numbered(std::int64_t value) noexcept : value_(value) {}
    numbered(numbered&& other) noexcept : value_(std::exchange(other.value_, gone)) {
        if (moved_by != nullptr && moved_by->random.one_in(64)) {
            moved_by->linger();
        }
    }
    numbered(numbered const&) = delete;
    numbered& operator=(numbered const&) = delete;
    numbered& operator=(numbered&&) = delete;
    ~numbered() = default;

    [[nodiscard]] std::int64_t value() const noexcept { return value_; }

    /// The worker of this thread, while it plays.
    static inline thread_local worker* moved_by = nullptr;

private:
    static constexpr std::int64_t gone = -1;
    std::int64_t value_;
};

/// What a send of that value answered. G4: if it failed, the message is back.
template <class Error>
[[nodiscard]] outcome outcome_of(std::expected<void, Error> const& answer, std::int64_t value) {
    if (answer) {
        return outcome::ok;
    }
    if (answer.error().message.value() != value) {
        broken("a failed send of message {} handed back message {}", value, answer.error().message.value());
    }
    switch (answer.error().reason) {
        case failure::disconnected:
            return outcome::disconnected;
        case failure::full:
            return outcome::full;
        case failure::timeout:
            return outcome::timeout;
        default:
            broken("a send of message {} found no memory", value);
    }
}

/// A sender handle, and its number in the history.
template <class Engine>
class recorded_sender {
public:
    recorded_sender(sender_of<Engine, numbered> handle, std::uint32_t number)
        : handle_(std::move(handle)), number_(number) {}

    /// One attempt: send, try_send or send_for, as far as the channel has them.
    outcome send(std::int64_t value, process_log& log, worker& me) const {
        auto const index = static_cast<std::uint64_t>(value);
        if constexpr (is_bounded<Engine>) {
            switch (me.random.below(3)) {
                case 0:
                    me.at("try_send", index);
                    return log.send(operation_kind::try_send, number_, value,
                                    [&] { return outcome_of(handle_->try_send(numbered(value)), value); });
                case 1: {
                    auto const moment = me.moment();
                    me.at("send_for", index);
                    return log.send(operation_kind::send_timeout, number_, value,
                                    [&] { return outcome_of(handle_->send_for(numbered(value), moment), value); });
                }
                default:
                    break;
            }
        }
        me.at("send", index);
        return log.send(operation_kind::send, number_, value,
                        [&] { return outcome_of(handle_->send(numbered(value)), value); });
    }
    [[nodiscard]] recorded_sender clone(std::uint32_t made, process_log& log, worker& me) const {
        std::optional<sender_of<Engine, numbered>> copy;
        me.at("clone", made);
        log.clone_sender(number_, made, [&] { copy.emplace(*handle_); });
        return {*std::move(copy), made};
    }
    void drop(process_log& log, worker& me) {
        me.at("drop", number_);
        log.drop_sender(number_, [&] { handle_.reset(); });
    }

private:
    std::optional<sender_of<Engine, numbered>> handle_;
    std::uint32_t number_;
};

/// A handle that several processes use at once; whoever is the last to leave drops it.
template <class Engine>
struct shared_sender_handle {
    recorded_sender<Engine> sender;
    std::atomic<unsigned> users;
};

/// A process that sends through handles of its own, which it clones and drops meanwhile, and through a shared one.
template <class Engine>
class sending_process {
public:
    /// shared: nullptr, or one that lives as long as its users need it.
    sending_process(std::uint32_t process, process_log& log, recorded_sender<Engine> first,
                    shared_sender_handle<Engine>* shared)
        : process_(process), log_(&log), shared_(shared) {
        handles_.push_back(std::move(first));
    }

    /// So many messages, or as many as it takes until the receiver is gone. Then drops its handles.
    void send(unsigned messages, worker& me) {
        numbered::moved_by = &me;
        unsigned refusals = 0;
        for (unsigned sent = 0; sent != messages && refusals != most_refusals;) {
            if (me.random.one_in(64)) {
                turn_over(me);
            }
            switch (some_handle(me.random).send(next_value(), *log_, me)) {
                case outcome::ok:
                    ++sent;
                    me.moved();
                    break;
                case outcome::disconnected:
                    ++refusals;
                    me.moved();
                    break;
                default:
                    me.breathe();
            }
        }
        while (!handles_.empty()) {
            drop_one(me);
        }
        if (shared_ != nullptr && shared_->users.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            shared_->sender.drop(*log_, me);
        }
    }

private:
    static constexpr unsigned most_refusals = 4;  // disconnected is for good
    static constexpr unsigned most_handles = 4;

    [[nodiscard]] recorded_sender<Engine> const& some_handle(dice& random) const {
        return shared_ != nullptr && random.one_in(4) ? shared_->sender
                                                      : handles_[random.below(static_cast<unsigned>(handles_.size()))];
    }
    /// One handle more, or one less.
    void turn_over(worker& me) {
        if (handles_.size() == 1 || (handles_.size() != most_handles && me.random.one_in(2))) {
            handles_.push_back(handles_.back().clone((process_ + 1) * 1'000'000 + ++clones_, *log_, me));
        } else {
            drop_one(me);
        }
    }
    void drop_one(worker& me) {
        std::swap(handles_[me.random.below(static_cast<unsigned>(handles_.size()))], handles_.back());
        handles_.back().drop(*log_, me);
        handles_.pop_back();
    }
    /// Distinct for all sends of all processes, and readable: the 17th of process 3 is 3000000017.
    [[nodiscard]] std::int64_t next_value() noexcept { return std::int64_t{process_} * 1'000'000'000 + ++attempts_; }

    std::uint32_t process_;
    std::uint32_t clones_ = 0;
    std::uint32_t attempts_ = 0;
    process_log* log_;
    shared_sender_handle<Engine>* shared_;
    std::vector<recorded_sender<Engine>> handles_;
};

/// The process that receives.
template <class Engine>
class receiving_process {
public:
    receiving_process(process_log& log, receiver_of<Engine, numbered> from) : log_(&log), from_(std::move(from)) {}

    /// Receives until the channel is disconnected, but so many messages at most. Asks some more if it is disconnected, and
    /// drops the receiver.
    void receive(std::uint64_t most, patience how, worker& me) {
        numbered::moved_by = &me;
        unsigned refusals = 0;
        for (std::uint64_t received = 0; received != most && refusals != most_refusals;) {
            auto const answer = receive_once(how, received, me);
            if (answer) {
                ++received;
                me.moved();
            } else if (answer.error() == outcome::disconnected) {
                ++refusals;
                how = patience::mixed;
                me.moved();
            } else if (answer.error() == outcome::empty) {
                me.breathe();
            }
        }
        me.at("drop the receiver", 0);
        log_->drop_receiver([this] { from_.reset(); });
    }

private:
    using result = std::expected<std::int64_t, outcome>;
    static constexpr unsigned most_refusals = 4;  // disconnected is for good

    result receive_once(patience how, std::uint64_t index, worker& me) {
        switch (how == patience::mixed ? static_cast<patience>(me.random.below(3)) : how) {
            case patience::sleeping:
                me.at("recv", index);
                return log_->recv(operation_kind::recv, [this] { return answer_of(from_->recv()); });
            case patience::polling:
                me.at("try_recv", index);
                return log_->recv(operation_kind::try_recv, [this] { return answer_of(from_->try_recv()); });
            default: {
                auto const moment = me.moment();
                me.at("recv_for", index);
                return log_->recv(operation_kind::recv_timeout, [&] { return answer_of(from_->recv_for(moment)); });
            }
        }
    }
    template <class Error>
    [[nodiscard]] static result answer_of(std::expected<numbered, Error> const& received) {
        if (received) {
            return received->value();
        }
        if constexpr (requires { Error::empty; }) {
            return std::unexpected(received.error() == Error::empty ? outcome::empty : outcome::disconnected);
        } else if constexpr (requires { Error::timeout; }) {
            return std::unexpected(received.error() == Error::timeout ? outcome::timeout : outcome::disconnected);
        } else {
            return std::unexpected(outcome::disconnected);
        }
    }

    process_log* log_;
    std::optional<receiver_of<Engine, numbered>> from_;
};

}  // namespace refchan::stress
