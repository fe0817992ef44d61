// SPDX-License-Identifier: MIT
// properties/conformance/channels/refchan.cpp: refchan's own channels. Everything holds.

#include <refchan/channel.hpp>

#include "channels.hpp"

namespace conformance_channels {

namespace {

/// A sender of either kind; one of an unbounded channel has send() alone.
template <class Sender, class T>
class sender_of {
public:
    explicit sender_of(Sender sender) : sender_(std::move(sender)) {}

    outcome send(T& message) { return handed_back(message, sender_.send(std::move(message))); }
    outcome try_send(T& message)
        requires requires(Sender& sender) { sender.try_send(std::move(message)); }
    {
        return handed_back(message, sender_.try_send(std::move(message)));
    }
    outcome send_for(T& message, nanoseconds patience)
        requires requires(Sender& sender) { sender.send_for(std::move(message), patience); }
    {
        return handed_back(message, sender_.send_for(std::move(message), patience));
    }

private:
    template <class Answer>
    static outcome handed_back(T& message, Answer answer) {
        if (answer) {
            return outcome::ok;
        }
        message = std::move(answer.error().message);
        switch (answer.error().reason) {
            case refchan::failure::full:
                return outcome::full;
            case refchan::failure::timeout:
                return outcome::timeout;
            case refchan::failure::disconnected:
                return outcome::disconnected;
            default:
                throw std::bad_alloc();
        }
    }

    Sender sender_;
};

template <class T>
class receiver_of {
public:
    explicit receiver_of(refchan::receiver<T> receiver) : receiver_(std::move(receiver)) {}

    std::expected<T, outcome> recv() {
        auto answer = receiver_.recv();
        return answer ? std::expected<T, outcome>(std::move(*answer)) : std::unexpected(outcome::disconnected);
    }
    std::expected<T, outcome> try_recv() {
        auto answer = receiver_.try_recv();
        if (answer) {
            return std::move(*answer);
        }
        return std::unexpected(answer.error() == refchan::try_recv_error::empty ? outcome::empty
                                                                                : outcome::disconnected);
    }
    std::expected<T, outcome> recv_for(nanoseconds patience) {
        auto answer = receiver_.recv_for(patience);
        if (answer) {
            return std::move(*answer);
        }
        return std::unexpected(answer.error() == refchan::recv_timeout_error::timeout ? outcome::timeout
                                                                                      : outcome::disconnected);
    }

private:
    refchan::receiver<T> receiver_;
};

template <class T, class Sender>
auto adapted(std::pair<Sender, refchan::receiver<T>> made) {
    return std::pair(sender_of<Sender, T>(std::move(made.first)), receiver_of<T>(std::move(made.second)));
}

struct unbounded {
    static constexpr std::string_view name = "refchan channel";
    static constexpr bool shared_senders = true;
    static constexpr auto rung = kit::profile::linearizable;
    template <class T>
    static auto make(capacity /*none*/) {
        return adapted(refchan::channel<T>());
    }
};

struct bounded {
    static constexpr std::string_view name = "refchan sync_channel";
    static constexpr std::array capacities{capacity(1), capacity(2), capacity(3), capacity(8)};
    static constexpr bool shared_senders = true;
    static constexpr auto rung = kit::profile::linearizable;
    template <class T>
    static auto make(capacity size) {
        return adapted(refchan::sync_channel<T>(*size));
    }
};

struct rendezvous : bounded {
    static constexpr std::string_view name = "refchan rendezvous";
    static constexpr std::array capacities{capacity(0)};
};

added<unbounded, bounded, rendezvous> const here;

}  // namespace

}  // namespace conformance_channels
