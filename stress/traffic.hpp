// SPDX-License-Identifier: MIT
#pragma once
// stress/traffic.hpp: the ways in which a sender sends and a receiver receives, and what every scenario expects of each
// answer. Which way is taken for a message is a roll of the worker's dice.

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "ledger.hpp"
#include "worker.hpp"

namespace refchan::stress {

/// How a receiver waits for its next message.
enum class patience : std::uint8_t { sleeping, polling, timed, mixed };
[[nodiscard]] inline patience some_patience(dice& random) noexcept { return static_cast<patience>(random.below(4)); }

/// The next message, or nullopt when the channel is disconnected.
template <class Receiver>
[[nodiscard]] auto next_message(Receiver& from, worker& me, patience how, std::uint64_t index) {
    using message = typename decltype(from.recv())::value_type;
    for (;;) {
        patience const now = how == patience::mixed ? static_cast<patience>(me.random.below(3)) : how;
        if (now == patience::sleeping) {
            me.at("recv", index);
            auto answer = from.recv();
            return answer ? std::optional<message>(std::move(*answer)) : std::nullopt;
        }
        if (now == patience::polling) {
            me.at("try_recv", index);
            auto answer = from.try_recv();
            if (answer || answer.error() == try_recv_error::disconnected) {
                return answer ? std::optional<message>(std::move(*answer)) : std::nullopt;
            }
            me.breathe();
        } else {
            me.at("recv_for", index);
            auto answer = from.recv_for(me.moment());
            if (answer || answer.error() == recv_timeout_error::disconnected) {
                return answer ? std::optional<message>(std::move(*answer)) : std::nullopt;
            }
        }
    }
}

/// Disconnected is for good, whoever asks (G5).
template <class Receiver>
void expect_disconnected(Receiver& from) {
    auto const tried = from.try_recv();
    auto const timed = from.recv_for(std::chrono::seconds(1));
    if (from.recv() || tried || tried.error() != try_recv_error::disconnected || timed ||
        timed.error() != recv_timeout_error::disconnected) {
        broken("the receiver was told that the channel is disconnected, and then it was not");
    }
}

/// Receives until disconnected, and notes what arrives.
template <class Receiver>
void receive_all(Receiver& from, arrivals& notes, worker& me, patience how) {
    while (auto message = next_message(from, me, how, notes.count())) {
        notes.accept(*message);
        me.moved();
    }
    me.at("recv after disconnected", notes.count());
    expect_disconnected(from);
}

/// What became of one attempt to send.
enum class attempted : std::uint8_t { sent, again, disconnected, no_memory };

/// Takes the answer of a send apart; a failed one must hand the message back, for a reason that it may give.
template <class Error>
[[nodiscard]] attempted judge(std::expected<void, Error> answer, parcel& message) {
    if (answer) {
        return attempted::sent;
    }
    message = std::move(answer.error().message);
    bool temporary = false;
    if constexpr (requires { answer.error().is_full(); }) {
        temporary = answer.error().is_full();
    } else if constexpr (requires { answer.error().is_timeout(); }) {
        temporary = answer.error().is_timeout();
    }
    if (temporary) {
        return attempted::again;
    }
    if (answer.error().is_out_of_memory()) {
        return attempted::no_memory;
    }
    if (!answer.error().is_disconnected()) {
        broken("a send failed for the reason '{}'", to_string(answer.error().reason));
    }
    return attempted::disconnected;
}

/// One attempt: send, try_send or send_for, as far as the channel has them.
template <class Sender>
[[nodiscard]] attempted attempt(Sender const& to, parcel& message, worker& me) {
    if constexpr (requires { to.try_send(std::move(message)); }) {
        switch (me.random.below(3)) {
            case 0:
                me.at("try_send", message.number());
                return judge(to.try_send(std::move(message)), message);
            case 1:
                me.at("send_for", message.number());
                return judge(to.send_for(std::move(message), me.moment()), message);
            default:
                break;
        }
    }
    me.at("send", message.number());
    return judge(to.send(std::move(message)), message);
}

/// Sends one message, in as many attempts as it takes. False: the receiver is gone, and the message came back.
template <class Sender>
[[nodiscard]] bool deliver(Sender const& to, parcel message, worker& me) {
    std::uint32_t const sender = message.sender();
    std::uint32_t const number = message.number();
    for (;;) {
        attempted const outcome = attempt(to, message, me);
        if (outcome == attempted::sent) {
            me.moved();
            return true;
        }
        if (outcome == attempted::disconnected) {
            message.give_up(sender, number);
            me.moved();
            return false;
        }
        if (outcome == attempted::no_memory) {
            broken("a send found no memory");
        }
        me.breathe();
    }
}

/// Sends the messages first .. last - 1 of that sender, to a receiver that stays.
template <class Sender>
void send_all(Sender const& to, ledger& book, unsigned sender, unsigned first, unsigned last, worker& me) {
    for (unsigned number = first; number != last; ++number) {
        if (!deliver(to, book.make(sender, number), me)) {
            broken("a send reported disconnected, with the receiver there");
        }
    }
}

/// So many handles of one channel, and the first one is gone.
template <class Sender>
[[nodiscard]] std::vector<Sender> handles(Sender first, unsigned count) {
    std::vector<Sender> all(count - 1, first);
    all.push_back(std::move(first));
    return all;
}

/// Drops the receiver here: the only place where a parcel may die on its way.
template <class Receiver>
void drop_receiver(Receiver from) {
    parcel::drops_here = true;
    {
        Receiver const gone = std::move(from);
    }
    parcel::drops_here = false;
}

}  // namespace refchan::stress
