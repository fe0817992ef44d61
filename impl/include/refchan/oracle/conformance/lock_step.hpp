// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/lock_step.hpp: runs generated sequences of operations on a channel and on its
// specification, one operation at a time, and compares what they answer. Each handle's operations run on a thread of
// its own, so that a channel that keeps a queue per thread is seen as its users see it.
//
//     thread 0   send 0                       clone -> 1                  |  spec.hpp: what it must answer; and if it
//     thread 1            try_send 1                      drop            |  says would block, the step is passed over
//     receiver                     recv -> 0                    try_recv  |
//
// Where the two differ, the rest of the run is a drain: every sender is dropped and everything is received. The
// recorded history is then judged, and the oracle says what is wrong; the sequence is made smaller as long as the same
// is wrong.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "refchan/oracle/conformance/actor.hpp"
#include "refchan/oracle/conformance/examination.hpp"
#include "refchan/oracle/conformance/leftovers.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/spec.hpp"

namespace refchan::oracle::conformance {

/// One step of a sequence: an operation on the handle of that place; of a clone, the place that gets it.
struct lock_step_command {
    operation_kind what = operation_kind::send;
    std::size_t place = 0;
    std::size_t to = 0;
};
using lock_step_sequence = std::vector<lock_step_command>;

/// One sequence on one channel.
class lock_step_run {
public:
    lock_step_run(examination& by, recorder& tape, capacity size)
        : by_(by), size_(size), books_(tape, by.places(), most_messages), specified_(size, 1) {
        for (std::size_t place = 0; place != board::places; ++place) {
            actors_[place].emplace(books_, place);
        }
        tape.clear();
        by.watch_recording(&tape, size, {0});
        any_channel made = by.make(size);
        senders_[0] = std::move(made.sender);
        receiver_ = std::move(made.receiver);
    }
    lock_step_run(lock_step_run const&) = delete;
    lock_step_run& operator=(lock_step_run const&) = delete;
    ~lock_step_run() { by_.watch_recording(nullptr); }

    /// What is wrong, and the history that shows it.
    [[nodiscard]] std::optional<finding> run(lock_step_sequence const& steps, history& seen) {
        for (std::size_t i = 0; i != steps.size() && difference_.empty(); ++i) {
            step(steps[i]);
        }
        drain();
        seen = books_.tape.collect(size_, {0});
        std::optional<finding> wrong = by_.judged(seen);
        if (!wrong || wrong->breaks != profile::fifo_per_sender) {
            if (auto lost = find_left_over(seen, drained_)) {  // says more than that a receive should have found it
                wrong = std::move(lost);
            }
        }
        drop_all();
        if (!wrong && !books_.not_handed_back().empty()) {
            wrong =
                finding{guarantee::failed_send_hands_back, profile::fifo_per_sender, books_.not_handed_back(), "", ""};
        }
        if (!wrong && !books_.lives.fault().empty()) {
            wrong = finding{guarantee::lives_end_once, profile::fifo_per_sender, books_.lives.fault(), "", ""};
        }
        if (!wrong && !difference_.empty()) {
            wrong = finding{suspect_, profile::linearizable, difference_, "", ""};
        }
        return wrong;
    }

private:
    static constexpr std::size_t most_messages = 64;
    static constexpr std::size_t receiver_place = board::receiver;

    template <class Work>
    void on_thread(std::size_t place, Work work) {
        by_.threads().run(place, work);
    }

    void step(lock_step_command const& next) {
        if (is_send(next.what)) {
            send(next.what, next.place);
        } else if (is_recv(next.what)) {
            receive(next.what);
        } else if (next.what == operation_kind::clone_sender) {
            clone(next.place, next.to);
        } else if (next.what == operation_kind::drop_sender) {
            drop_sender(next.place);
        } else if (receiver_ != nullptr) {
            on_thread(receiver_place, [this] { actors_[receiver_place]->drop(receiver_); });
            specified_.drop_receiver([](std::int64_t&&) {});
        }
    }

    void send(operation_kind how, std::size_t place) {
        bool const room = !specified_.receiver_open() || specified_.has_room();
        if (senders_[place] == nullptr || (how == operation_kind::send && !room) || next_number_ == most_messages) {
            return;
        }
        std::int64_t const number = next_number_++;
        stake const at = how != operation_kind::send
                             ? stake{"a send that does not wait for ever,", guarantee::try_returns}
                         : specified_.receiver_open()
                             ? stake{"send, though there is room,", guarantee::full_is_exact}
                             : stake{"send, though the receiver is gone,", guarantee::disconnected_is_exact};
        outcome real{};
        on_thread(place, [&] {
            real = actors_[place]->send(how, *senders_[place], handles_[place], number, short_while, at);
        });
        std::int64_t copy = number;
        outcome wanted = specified_.try_send(copy);
        if (wanted == outcome::full && how == operation_kind::send_timeout) {
            wanted = outcome::timeout;
        }
        compare(how, number, {real, number}, {wanted, number});
    }

    void receive(operation_kind how) {
        bool const waits = specified_.messages().empty() && specified_.senders() != 0;
        if (receiver_ == nullptr || (how == operation_kind::recv && waits)) {
            return;
        }
        stake const at = how != operation_kind::recv
                             ? stake{"a receive that does not wait for ever", guarantee::try_returns}
                         : specified_.messages().empty()
                             ? stake{"recv, though all senders are gone", guarantee::disconnected_is_exact}
                             : stake{"recv, though a message is there", guarantee::exactly_once};
        std::expected<std::int64_t, outcome> real;
        on_thread(receiver_place, [&] { real = actors_[receiver_place]->recv(how, *receiver_, short_while, at); });
        auto wanted = specified_.try_recv();
        if (!wanted && wanted.error() == outcome::empty && how == operation_kind::recv_timeout) {
            wanted = std::unexpected(outcome::timeout);
        }
        compare(how, -1, {real ? outcome::ok : real.error(), real.value_or(0)},
                {wanted ? outcome::ok : wanted.error(), wanted.value_or(0)});
    }

    void clone(std::size_t place, std::size_t to) {
        if (senders_[place] == nullptr || senders_[to] != nullptr) {
            return;
        }
        std::uint32_t const made = next_handle_++;
        on_thread(place, [&] { senders_[to] = actors_[place]->clone(*senders_[place], handles_[place], made); });
        handles_[to] = made;
        specified_.clone_sender();
    }
    void drop_sender(std::size_t place) {
        if (senders_[place] == nullptr) {
            return;
        }
        on_thread(place, [&] {
            if (by_.has().senders_disconnect) {
                actors_[place]->drop(senders_[place], handles_[place]);
            } else {
                actors_[place]->drop_unseen(senders_[place]);
            }
        });
        if (by_.has().senders_disconnect) {
            specified_.drop_sender();
        }
    }

    struct answer {
        outcome result;
        std::int64_t number;
    };
    void compare(operation_kind how, std::int64_t sent, answer real, answer wanted) {
        if (real.result == wanted.result && (real.result != outcome::ok || real.number == wanted.number)) {
            return;
        }
        auto const text = [&](answer const& one) {
            return std::string(oracle::name_of(one.result)) +
                   (one.result == outcome::ok && sent < 0 ? " " + std::to_string(one.number) : "");
        };
        difference_ = std::string(oracle::name_of(how)) + (sent < 0 ? "" : "(" + std::to_string(sent) + ")") +
                      " answers " + text(real) + ", and the specification says " + text(wanted);
        outcome const wrong = real.result == outcome::ok ? wanted.result : real.result;
        suspect_ = wrong == outcome::empty          ? guarantee::empty_is_exact
                   : wrong == outcome::timeout      ? guarantee::timeout_is_exact
                   : wrong == outcome::full         ? guarantee::full_is_exact
                   : wrong == outcome::disconnected ? guarantee::disconnected_is_exact
                                                    : guarantee::exactly_once;
    }

    /// Drops every sender, and receives until nothing comes: what a history needs in its end to be judged well.
    void drain() {
        for (std::size_t place = 0; place != receiver_place; ++place) {
            drop_sender(place);
        }
        auto const& has = by_.has();
        if (receiver_ == nullptr || !(has.senders_disconnect || has.try_recv || has.recv_for)) {
            return;
        }
        operation_kind const how = has.try_recv   ? operation_kind::try_recv
                                   : has.recv_for ? operation_kind::recv_timeout
                                                  : operation_kind::recv;
        stake const at{"recv, though all senders are gone", guarantee::disconnected_is_exact};
        for (std::size_t i = 0; i != most_messages && !drained_; ++i) {
            on_thread(receiver_place,
                      [&] { drained_ = !actors_[receiver_place]->recv(how, *receiver_, short_while, at).has_value(); });
        }
    }
    void drop_all() {
        for (std::size_t place = 0; place != receiver_place; ++place) {
            if (senders_[place] != nullptr) {
                on_thread(place, [&] { actors_[place]->drop_unseen(senders_[place]); });
            }
        }
        if (receiver_ != nullptr) {
            on_thread(receiver_place, [&] { actors_[receiver_place]->drop_unseen(receiver_); });
        }
    }

    static constexpr nanoseconds short_while{1000};

    examination& by_;
    capacity size_;
    run_books books_;
    spec<std::int64_t> specified_;
    std::array<std::optional<actor>, board::places> actors_;
    std::array<std::unique_ptr<any_sender>, board::receiver> senders_;
    std::array<std::uint32_t, board::receiver> handles_{};
    std::unique_ptr<any_receiver> receiver_;
    std::uint32_t next_handle_ = 1;
    std::int64_t next_number_ = 0;
    std::string difference_;
    guarantee suspect_ = guarantee::exactly_once;
    bool drained_ = false;
};

/// Sequences made of what the channel has.
class lock_step_generator {
public:
    lock_step_generator(features const& has, std::uint64_t seed) : random_(seed) {
        using enum operation_kind;
        add(has.send, send, 4);
        add(has.try_send, try_send, 4);
        add(has.send_for, send_timeout, 2);
        add(has.recv, recv, 3);
        add(has.try_recv, try_recv, 4);
        add(has.recv_for, recv_timeout, 2);
        add(has.clones, clone_sender, 3);
        add(true, drop_sender, 2);
        add(has.receiver_disconnects, drop_receiver, 1);
    }

    [[nodiscard]] lock_step_sequence next(std::size_t length) {
        lock_step_sequence made;
        for (std::size_t i = 0; i != length; ++i) {
            made.push_back(
                {kinds_[pick(random_, kinds_.size())], pick(random_, board::receiver), pick(random_, board::receiver)});
        }
        return made;
    }

private:
    void add(bool there, operation_kind kind, std::size_t weight) {
        kinds_.insert(kinds_.end(), there ? weight : 0, kind);
    }

    random_source random_;
    std::vector<operation_kind> kinds_;
};

class lock_step_check {
public:
    explicit lock_step_check(examination& by) : by_(by) {}

    void run() {
        lock_step_generator made(by_.has(), by_.seed());
        auto const& sizes = by_.of().capacities;
        // Short sequences first: a channel that hangs is then caught in a short one.
        for (std::size_t i = 0; i < enough || by_.time_is_left(); ++i) {
            capacity const size = sizes[i % sizes.size()];
            lock_step_sequence steps = made.next(2 + i / sizes.size() % 24);
            history seen;
            if (std::optional<finding> wrong = run(size, steps, seen)) {
                if (!by_.knows(wrong->broken)) {
                    by_.suspects(*wrong, seen);
                    shrink(size, steps, *wrong, seen);
                    by_.broken(std::move(*wrong), seen);
                }
            }
        }
    }

private:
    static constexpr std::size_t enough = 500;

    [[nodiscard]] std::optional<finding> run(capacity size, lock_step_sequence const& steps, history& seen) {
        std::optional<finding> wrong;
        by_.reporting_throws([&] { wrong = lock_step_run(by_, tape_, size).run(steps, seen); });
        return wrong;
    }

    /// Takes steps away as long as the same guarantee breaks without them.
    void shrink(capacity size, lock_step_sequence& steps, finding& wrong, history& seen) {
        for (std::size_t many = steps.size(); many != 0; many /= 2) {
            for (std::size_t at = 0; at + many <= steps.size();) {
                lock_step_sequence fewer = steps;
                auto const from = fewer.begin() + static_cast<std::ptrdiff_t>(at);
                fewer.erase(from, from + static_cast<std::ptrdiff_t>(many));
                history shorter;
                std::optional<finding> still = run(size, fewer, shorter);
                if (still && still->broken == wrong.broken && still->breaks == wrong.breaks) {
                    steps = std::move(fewer);
                    wrong = std::move(*still);
                    seen = std::move(shorter);
                } else {
                    at += many;
                }
            }
        }
    }

    examination& by_;
    recorder tape_{recording::ticketed, board::places};
};

}  // namespace refchan::oracle::conformance
