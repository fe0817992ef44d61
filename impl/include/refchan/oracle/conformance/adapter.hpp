// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/adapter.hpp: what the conformance kit asks of whoever wants a channel judged, and how it
// sees that channel then: an adapter is a type that makes the channel; a subject is the adapter with its type
// forgotten.
//
//     struct my_adapter {
//         static constexpr std::string_view name = "my channel";
//         template <class T> static auto make(capacity size);            // a pair: the first sender and the receiver
//
//         // the rest may be left out                                       and is then
//         static constexpr std::array capacities{capacity(1), ...};      // {nullopt}: unbounded
//         static constexpr profile promises = profile::...;              // linearizable
//         static constexpr bool copies = true;                           // false: messages are moved
//         static constexpr bool shared_senders = true;                   // false: one thread per sender handle
//         static constexpr bool throwing_moves = true;                   // false: messages that throw are not for it
//         static constexpr std::string_view documents = "...";           // what it says of itself, and where
//         static constexpr std::array deviations{deviation{...}};        // none
//         static constexpr profile rung = profile::...;                  // any that is at least what it promises
//     };
//
//     sender     outcome send(T&)                      ok, disconnected           waits for room
//                outcome try_send(T&)                  ok, full, disconnected
//                outcome send_for(T&, nanoseconds)     ok, timeout, disconnected
//                a copy is a further sender; the destructor drops it
//                static constexpr bool disconnects     false: nobody is told that the last sender is gone
//     receiver   std::expected<T, outcome> recv()                  or disconnected         waits for a message
//                std::expected<T, outcome> try_recv()              or empty, disconnected
//                std::expected<T, outcome> recv_for(nanoseconds)   or timeout, disconnected
//                the destructor drops it
//                static constexpr bool disconnects     false: no sender is told that the receiver is gone
//
// Each operation that is not there is left out, and what cannot be checked then is reported as skipped. There must be
// one that sends and one that receives. A send that succeeds moves from its message; one that fails does not touch it.
//
// capacities are those of the specification: how many messages the channel can hold. A queue whose constructor takes n
// + 1 to hold n adds 1 in make(). A queue without handles becomes a channel in one line: closing_queue.hpp. So does one
// that stands only one producer: closing_queue<Queue, producers::one>, whose sender can be moved and not copied.

#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "refchan/oracle/conformance/closing_queue.hpp"
#include "refchan/oracle/conformance/fragile.hpp"
#include "refchan/oracle/conformance/guarantees.hpp"
#include "refchan/oracle/conformance/parcel.hpp"
#include "refchan/oracle/conformance/signatures.hpp"
#include "refchan/oracle/verdict.hpp"
#include "refchan/spec.hpp"

namespace refchan::oracle::conformance {

// With capacity, outcome, nanoseconds and closing_queue, what an adapter is written with.
using oracle::profile;

/// A guarantee that a channel does not give: its name; and what the channel says about that, with the source. If it
/// says nothing, or the opposite: what was found.
struct deviation {
    std::string_view guarantee;
    std::string_view sentence;
    bool documented = true;
    bool every_time = true;  // false: it is seen in some runs, and not in others; either is then expected
};

// -- what a channel has ----------------------------------------------------------------------------------------------

/// Has a name and makes channels.
template <class Adapter>
concept channel_adapter = requires(capacity size) {
    { Adapter::name } -> std::convertible_to<std::string_view>;
    Adapter::template make<parcel>(size).first;
    Adapter::template make<parcel>(size).second;
} || requires(capacity size) {
    requires Adapter::copies;
    { Adapter::name } -> std::convertible_to<std::string_view>;
    Adapter::template make<copyable_parcel>(size).first;
};

/// What a channel has: read off the types of its handles, and the adapter's constants.
struct features {
    bool send = false;
    bool try_send = false;
    bool send_for = false;
    bool recv = false;
    bool try_recv = false;
    bool recv_for = false;
    bool clones = false;
    bool senders_disconnect = false;
    bool receiver_disconnects = false;
    bool copies = false;
    bool shared_senders = false;
    bool throwing_moves = false;
};

// -- a channel whose type is forgotten -------------------------------------------------------------------------------

/// A sender handle. An operation that the channel does not have must not be called. Destruction drops the handle.
class any_sender {
public:
    any_sender() = default;
    any_sender(any_sender const&) = delete;
    any_sender& operator=(any_sender const&) = delete;
    virtual ~any_sender() = default;
    virtual outcome send(parcel& message) = 0;
    virtual outcome try_send(parcel& message) = 0;
    virtual outcome send_for(parcel& message, nanoseconds patience) = 0;
    [[nodiscard]] virtual std::unique_ptr<any_sender> clone() = 0;
};

class any_receiver {
public:
    any_receiver() = default;
    any_receiver(any_receiver const&) = delete;
    any_receiver& operator=(any_receiver const&) = delete;
    virtual ~any_receiver() = default;
    virtual std::expected<parcel, outcome> recv() = 0;
    virtual std::expected<parcel, outcome> try_recv() = 0;
    virtual std::expected<parcel, outcome> recv_for(nanoseconds patience) = 0;
};

struct any_channel {
    std::unique_ptr<any_sender> sender;
    std::unique_ptr<any_receiver> receiver;
};

template <class Sender, class T>
class erased_sender final : public any_sender {
public:
    explicit erased_sender(Sender sender) : sender_(std::move(sender)) {}

    outcome send(parcel& message) override {
        if constexpr (has_send<Sender, T>) {
            return with(message, [&](T& real) { return sender_.send(real); });
        }
        std::terminate();
    }
    outcome try_send(parcel& message) override {
        if constexpr (has_try_send<Sender, T>) {
            return with(message, [&](T& real) { return sender_.try_send(real); });
        }
        std::terminate();
    }
    outcome send_for(parcel& message, nanoseconds patience) override {
        if constexpr (has_send_for<Sender, T>) {
            return with(message, [&](T& real) { return sender_.send_for(real, patience); });
        }
        std::terminate();
    }
    std::unique_ptr<any_sender> clone() override {
        if constexpr (std::is_copy_constructible_v<Sender>) {
            return std::make_unique<erased_sender>(sender_);
        }
        std::terminate();
    }

private:
    template <class Send>
    outcome with(parcel& message, Send send) {
        if constexpr (std::is_same_v<T, parcel>) {
            return send(message);
        } else {
            T copyable(std::move(message));
            outcome const answer = send(copyable);
            if (answer != outcome::ok) {
                message = parcel(std::move(copyable));
            }
            return answer;
        }
    }

    Sender sender_;
};

template <class Receiver, class T>
class erased_receiver final : public any_receiver {
public:
    explicit erased_receiver(Receiver receiver) : receiver_(std::move(receiver)) {}

    std::expected<parcel, outcome> recv() override {
        if constexpr (has_recv<Receiver, T>) {
            return unwrapped(receiver_.recv());
        }
        std::terminate();
    }
    std::expected<parcel, outcome> try_recv() override {
        if constexpr (has_try_recv<Receiver, T>) {
            return unwrapped(receiver_.try_recv());
        }
        std::terminate();
    }
    std::expected<parcel, outcome> recv_for(nanoseconds patience) override {
        if constexpr (has_recv_for<Receiver, T>) {
            return unwrapped(receiver_.recv_for(patience));
        }
        std::terminate();
    }

private:
    static std::expected<parcel, outcome> unwrapped(std::expected<T, outcome> answer) {
        if (answer) {
            return parcel(std::move(*answer));
        }
        return std::unexpected(answer.error());
    }

    Receiver receiver_;
};

// -- an adapter whose type is forgotten ------------------------------------------------------------------------------

struct subject {
    std::string name;
    std::string documents;
    profile promises = profile::linearizable;
    std::optional<profile> rung;
    std::vector<capacity> capacities;
    bool names_capacities = false;  // false: the adapter does not say, and unbounded is what is judged
    std::vector<deviation> deviations;
    features has;
    any_channel (*make)(capacity) = nullptr;
    std::string (*send_what_throws)(capacity) = nullptr;  // null: the adapter does not claim it; see fragile.hpp

    [[nodiscard]] bool is_bounded() const {
        for (capacity const size : capacities) {
            if (size.has_value()) {
                return true;
            }
        }
        return false;
    }
};

template <class Adapter, class T>
[[nodiscard]] any_channel make_any(capacity size) {
    auto made = Adapter::template make<T>(size);
    using sender = std::remove_reference_t<decltype(made.first)>;
    using receiver = std::remove_reference_t<decltype(made.second)>;
    return {std::make_unique<erased_sender<sender, T>>(std::move(made.first)),
            std::make_unique<erased_receiver<receiver, T>>(std::move(made.second))};
}

template <class Adapter>
consteval bool wants_copies() {
    if constexpr (requires { Adapter::copies; }) {
        return Adapter::copies;
    }
    return false;
}
template <class Adapter>
consteval bool deviations_are_of_guarantees() {
    for (deviation const& one : Adapter::deviations) {
        if (!guarantee_named(one.guarantee)) {
            return false;
        }
    }
    return true;
}
template <class Handle>
consteval bool tells_the_other_side() {
    if constexpr (requires { Handle::disconnects; }) {
        return Handle::disconnects;
    }
    return true;
}

template <class Adapter, class T>
[[nodiscard]] constexpr features features_of() {
    using made = decltype(Adapter::template make<T>(capacity()));
    using sender = std::remove_reference_t<decltype(std::declval<made>().first)>;
    using receiver = std::remove_reference_t<decltype(std::declval<made>().second)>;
    features has{.send = has_send<sender, T>,
                 .try_send = has_try_send<sender, T>,
                 .send_for = has_send_for<sender, T>,
                 .recv = has_recv<receiver, T>,
                 .try_recv = has_try_recv<receiver, T>,
                 .recv_for = has_recv_for<receiver, T>,
                 .clones = std::is_copy_constructible_v<sender>,
                 .senders_disconnect = tells_the_other_side<sender>(),
                 .receiver_disconnects = tells_the_other_side<receiver>(),
                 .copies = wants_copies<Adapter>()};
    static_assert(signatures_fit<sender, receiver, T>());
    static_assert(
        has_send<sender, T> || has_try_send<sender, T> || has_send_for<sender, T>,
        "refchan: the sender has none of: outcome send(T&), outcome try_send(T&), outcome send_for(T&, nanoseconds)");
    static_assert(
        has_recv<receiver, T> || has_try_recv<receiver, T> || has_recv_for<receiver, T>,
        "refchan: the receiver has none of: std::expected<T, outcome> recv(), try_recv(), recv_for(nanoseconds)");
    if constexpr (requires { Adapter::shared_senders; }) {
        has.shared_senders = Adapter::shared_senders;
    }
    if constexpr (requires { Adapter::throwing_moves; }) {
        has.throwing_moves = Adapter::throwing_moves;
    }
    return has;
}

template <channel_adapter Adapter>
[[nodiscard]] subject subject_of() {
    using message = std::conditional_t<wants_copies<Adapter>(), copyable_parcel, parcel>;
    subject made;
    made.name = Adapter::name;
    made.has = features_of<Adapter, message>();
    made.make = &make_any<Adapter, message>;
    made.capacities = {std::nullopt};
    if constexpr (requires { Adapter::capacities; }) {
        static_assert(std::size(Adapter::capacities) != 0, "refchan: the adapter's capacities are empty");
        made.names_capacities = true;
        made.capacities.assign(std::begin(Adapter::capacities), std::end(Adapter::capacities));
    }
    if constexpr (requires { Adapter::promises; }) {
        made.promises = Adapter::promises;
    }
    if constexpr (requires { Adapter::rung; }) {
        made.rung = Adapter::rung;
    }
    if constexpr (requires { Adapter::documents; }) {
        made.documents = Adapter::documents;
    }
    if constexpr (requires { Adapter::deviations; }) {
        static_assert(deviations_are_of_guarantees<Adapter>(), "refchan: a deviation names no guarantee (see --help)");
        made.deviations.assign(std::begin(Adapter::deviations), std::end(Adapter::deviations));
    }
    if constexpr (features_of<Adapter, message>().throwing_moves) {
        made.send_what_throws = &send_fragile_messages<Adapter>;
    }
    return made;
}

}  // namespace refchan::oracle::conformance
