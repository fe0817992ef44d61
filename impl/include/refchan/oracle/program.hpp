// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/program.hpp: a program says what each thread does to one channel, as plain data: it can be built,
// compared, counted, made smaller, and written down (program_text.hpp). Who executes it, against which channel, is another
// matter: real threads (run_program.hpp), a model checker, somebody else's channel.
//
//     capacity unbounded                              history       handles 0 and 1 exist at the start
//     sender 0: clone 2 send*100 drop                 process 0     clone_sender(0) -> 2, 100 sends, drop_sender(0)
//     sender 1: try_send pause drop                   process 1     try_send, drop_sender(1)
//     sender 2: send drop                             process 2     send, drop_sender(2)
//     receiver: recv try_recv until_disconnected drop process 3     recv, try_recv, recv until disconnected, drop_receiver
//
//     step                 of         does
//     send, try_send,      a sender   one message
//     send_for                        the same, and waits for room for a short while that the runner chooses
//     clone N              a sender   clones its handle for sender N, which starts then and there
//     recv, try_recv       receiver   one receive
//     recv_for             receiver   the same, and waits for a message for such a short while
//     until_disconnected   receiver   recv, again and again until it says disconnected
//     pause                both       gives way to other threads
//     drop                 both       drops the handle: always the last step, whether it is written or not
//
// INV 1  There is a sender. A sender that nobody clones starts with the program; each other one is cloned by exactly one
//        step, of a sender with a smaller number. So every sender starts sooner or later.
// INV 2  Every thread drops its handle as its last step, so a program ends on every correct channel, whatever its
//        capacity: a thread that stays in an operation for ever is the channel's fault.
// INV 3  Sender i is process i and uses handle i; its message number k, from 0, has the value value_of_message(i, k),
//        by which it is known: all values of a program are distinct.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "refchan/oracle/history.hpp"

namespace refchan::oracle {

/// What a thread can do; the order is that of the names below. The drop at its end is in no list of steps.
enum class step_kind : std::uint8_t {
    send,
    try_send,
    send_for,
    clone,
    recv,
    try_recv,
    recv_for,
    until_disconnected,
    pause
};
inline constexpr std::size_t step_kinds = 9;

struct step {
    step_kind kind = step_kind::send;
    std::uint32_t clone = 0;  // of a clone: the sender that gets the new handle; of the others 0

    [[nodiscard]] friend bool operator==(step const&, step const&) = default;
};

/// What each thread does. A value; the steps are in their order and without repeats: send*100 is a hundred of them.
struct program {
    std::optional<std::uint64_t> capacity;      // none: unbounded; 0: rendezvous
    std::vector<std::vector<step>> senders{1};  // the steps of sender 0, 1, ...
    std::vector<step> receiver;

    [[nodiscard]] friend bool operator==(program const&, program const&) = default;
};

/// As in a text: "send", "try_send", "send_for", "clone", "recv", ...
[[nodiscard]] constexpr std::string_view name_of(step_kind kind) noexcept {
    constexpr std::string_view names[step_kinds] = {"send",     "try_send", "send_for",           "clone", "recv",
                                                    "try_recv", "recv_for", "until_disconnected", "pause"};
    return names[static_cast<std::size_t>(kind)];
}
[[nodiscard]] constexpr bool is_senders(step_kind kind) noexcept {
    return kind <= step_kind::clone || kind == step_kind::pause;
}
[[nodiscard]] constexpr bool is_receivers(step_kind kind) noexcept { return kind > step_kind::clone; }
[[nodiscard]] constexpr bool sends(step_kind kind) noexcept { return kind <= step_kind::send_for; }

/// The operation that a history shows for the step; until_disconnected: for each of its receives. None for pause.
[[nodiscard]] constexpr std::optional<operation_kind> operation_of(step_kind kind) noexcept {
    constexpr operation_kind operations[] = {
        operation_kind::send, operation_kind::try_send, operation_kind::send_timeout, operation_kind::clone_sender,
        operation_kind::recv, operation_kind::try_recv, operation_kind::recv_timeout, operation_kind::recv};
    return kind == step_kind::pause ? std::nullopt : std::optional(operations[static_cast<std::size_t>(kind)]);
}

/// The most steps that a program may have, in all.
inline constexpr std::size_t most_steps = 1'000'000;

/// The value of the message number `number` (from 0) of a sender: 2000003 is message 3 of sender 2.
[[nodiscard]] constexpr std::int64_t value_of_message(std::uint32_t sender, std::uint32_t number) noexcept {
    return static_cast<std::int64_t>(sender) * static_cast<std::int64_t>(most_steps) + number;
}

/// The process that the receiver is in a history: the one after the senders.
[[nodiscard]] inline std::uint32_t receiver_process(program const& of) noexcept {
    return static_cast<std::uint32_t>(of.senders.size());
}

/// The senders that start with the program, in order: those that nobody clones. O(size).
[[nodiscard]] inline std::vector<std::uint32_t> starting_senders(program const& of) {
    std::vector<bool> cloned(of.senders.size(), false);
    for (auto const& steps : of.senders) {
        for (step const& next : steps) {
            if (next.kind == step_kind::clone && next.clone < cloned.size()) {
                cloned[next.clone] = true;
            }
        }
    }
    std::vector<std::uint32_t> starting;
    for (std::uint32_t sender = 0; sender != cloned.size(); ++sender) {
        if (!cloned[sender]) {
            starting.push_back(sender);
        }
    }
    return starting;
}

/// How large a program is: its steps, one for each thread's drop included.
[[nodiscard]] inline std::size_t size_of(program const& of) noexcept {
    std::size_t size = of.receiver.size() + 1;
    for (auto const& steps : of.senders) {
        size += steps.size() + 1;
    }
    return size;
}

/// A step that a program cannot have. thread: the sender, or receiver_process(); step: its position, from 0.
struct misstep {
    std::uint32_t thread = 0;
    std::size_t step = 0;
    std::string sentence;
};

/// The first violation of INV 1, step on the wrong side, or step too many; nullopt: the program can be run. O(size).
[[nodiscard]] inline std::optional<misstep> find_misstep(program const& of) {
    std::uint32_t const threads = receiver_process(of);
    if (threads == 0) {
        return misstep{0, 0, "a program has at least one sender"};
    }
    if (size_of(of) - threads - 1 > most_steps) {
        return misstep{threads, 0, "a program has no more than " + std::to_string(most_steps) + " steps"};
    }
    std::vector<bool> cloned(threads, false);
    auto const wrong_with = [&](std::uint32_t thread, step const& next) -> std::string {
        if (!(thread == threads ? is_receivers(next.kind) : is_senders(next.kind))) {
            return std::string(name_of(next.kind)) + " is no step of a " + (thread == threads ? "receiver" : "sender");
        }
        if (next.kind != step_kind::clone) {
            return "";
        }
        std::string const target = "sender " + std::to_string(next.clone);
        if (next.clone >= threads) {
            return target + " does not exist";
        }
        if (next.clone <= thread) {
            return "sender " + std::to_string(thread) + " clones " + target + ": a clone has a larger number";
        }
        bool const again = cloned[next.clone];
        cloned[next.clone] = true;
        return again ? target + " is cloned a second time" : "";
    };
    for (std::uint32_t thread = 0; thread <= threads; ++thread) {
        auto const& steps = thread == threads ? of.receiver : of.senders[thread];
        for (std::size_t i = 0; i != steps.size(); ++i) {
            if (std::string sentence = wrong_with(thread, steps[i]); !sentence.empty()) {
                return misstep{thread, i, std::move(sentence)};
            }
        }
    }
    return std::nullopt;
}

/// Writes a program in C++, thread after thread:
///     program const p = program_builder(2).sender().clone(1).send(3).sender().try_send().receiver().until_disconnected();
class program_builder {
public:
    /// capacity: none: unbounded; 0: rendezvous.
    explicit program_builder(std::optional<std::uint64_t> capacity = std::nullopt) : made_{capacity, {}, {}} {}

    /// The steps that follow are those of the next sender, counted from 0, or of the receiver.
    program_builder& sender() {
        made_.senders.emplace_back();
        at_receiver_ = false;
        return *this;
    }
    program_builder& receiver() {
        at_receiver_ = true;
        return *this;
    }

    program_builder& send(std::size_t times = 1) { return add({step_kind::send}, times); }
    program_builder& try_send(std::size_t times = 1) { return add({step_kind::try_send}, times); }
    program_builder& send_for(std::size_t times = 1) { return add({step_kind::send_for}, times); }
    program_builder& clone(std::uint32_t sender) { return add({step_kind::clone, sender}, 1); }
    program_builder& recv(std::size_t times = 1) { return add({step_kind::recv}, times); }
    program_builder& try_recv(std::size_t times = 1) { return add({step_kind::try_recv}, times); }
    program_builder& recv_for(std::size_t times = 1) { return add({step_kind::recv_for}, times); }
    program_builder& until_disconnected() { return add({step_kind::until_disconnected}, 1); }
    program_builder& pause(std::size_t times = 1) { return add({step_kind::pause}, times); }

    /// What was built. find_misstep() says whether it can be run.
    operator program() const { return made_; }  // NOLINT(google-explicit-constructor): the end of a sentence

private:
    program_builder& add(step what, std::size_t times) {
        if (made_.senders.empty() && !at_receiver_) {
            made_.senders.emplace_back();
        }
        auto& steps = at_receiver_ ? made_.receiver : made_.senders.back();
        steps.insert(steps.end(), times, what);
        return *this;
    }

    program made_;
    bool at_receiver_ = false;
};

}  // namespace refchan::oracle
