// SPDX-License-Identifier: MIT
#pragma once
// properties/answers.hpp: asks a real channel, and puts what it says into the words of the specification.

#include <array>
#include <chrono>
#include <cstddef>
#include <ostream>
#include <utility>

#include "lockstep_message.hpp"
#include "refchan/error.hpp"
#include "refchan/spec.hpp"
#include "sequence.hpp"

namespace properties {

/// What an operation answered: its outcome and the message that came out of it, or was handed back.
struct answer {
    refchan::outcome what = refchan::outcome::ok;
    int id = 0;  ///< 0: no message

    [[nodiscard]] friend bool operator==(answer, answer) = default;
};

inline std::ostream& operator<<(std::ostream& out, answer const& shown) {
    static constexpr std::array names{"ok", "full", "empty", "timeout", "disconnected", "an impossible answer"};
    out << names[static_cast<std::size_t>(shown.what)];
    return shown.id == 0 ? out : out << " with message " << shown.id;
}

/// Each way to send and to receive.
template <class Kind>
class real_channel {
    using outcome = refchan::outcome;
    using sender = typename Kind::template sender<counted>;
    using receiver = typename Kind::template receiver<counted>;
    static constexpr std::chrono::microseconds short_while{20};

public:
    static answer send(op how, sender const& tx, counted message) {
        if constexpr (Kind::bounded) {
            switch (how) {
                case op::try_send:
                    return sent(tx.try_send(std::move(message)));
                case op::send_for_zero:
                    return sent(tx.send_for(std::move(message), std::chrono::seconds(0)));
                case op::send_for_short:
                    return sent(tx.send_for(std::move(message), short_while));
                case op::send_until_past:
                    return sent(tx.send_until(std::move(message), std::chrono::steady_clock::time_point::min()));
                default:
                    break;
            }
        }
        return sent(tx.send(std::move(message)));
    }

    template <class Result>
    static answer sent(Result const& result) {
        if (result) {
            return {};
        }
        auto const& error = result.error();
        switch (error.reason) {
            case refchan::failure::full:
                return {outcome::full, error.message.id()};
            case refchan::failure::timeout:
                return {outcome::timeout, error.message.id()};
            case refchan::failure::disconnected:
                return {outcome::disconnected, error.message.id()};
            default:
                return {outcome::would_block, error.message.id()};
        }
    }

    static answer receive(op how, receiver& rx) {
        switch (how) {
            case op::recv:
                return received(rx.recv(), outcome::disconnected);
            case op::try_recv:
                return received(rx.try_recv(), outcome::empty);
            case op::recv_for_zero:
                return received(rx.recv_for(std::chrono::seconds(0)), outcome::timeout);
            case op::recv_for_short:
                return received(rx.recv_for(short_while), outcome::timeout);
            default:
                return received(rx.recv_until(std::chrono::steady_clock::time_point::min()), outcome::timeout);
        }
    }

    template <class Result>
    static answer received(Result const& result, outcome otherwise) {
        return result ? answer{outcome::ok, result->id()} : answer{outcome_of(result.error(), otherwise), 0};
    }
    static outcome outcome_of(refchan::recv_error, outcome) { return outcome::disconnected; }
    template <class Error>
    static outcome outcome_of(Error error, outcome otherwise) {
        return error == Error::disconnected ? outcome::disconnected : otherwise;
    }
};

}  // namespace properties
