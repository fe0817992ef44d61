// SPDX-License-Identifier: MIT
// properties/oracle/simulate.cpp: the simulated channel, and the processes that use it.

#include "simulate.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace refchan::oracle::checks {

namespace {

constexpr std::size_t usual_operations = 12;
constexpr std::uint32_t none = ~std::uint32_t{0};

/// What the run is like: chosen once for each history.
struct style {
    std::size_t operations = 0;
    std::size_t senders = 1;          // processes that send
    bool receiver_wanders = false;    // every process may receive, one at a time
    bool receiver_sends = false;      // the receiver's process sends too
    bool closes = false;              // towards the end, senders drop their handles
    bool stops_at_once = false;       // whatever runs at the end never returns
    std::size_t shares_handles = 20;  // percent of operations on somebody else's handle
    std::size_t drops_receiver = 0;   // percent of the receiver's operations
    std::size_t hurry = 50;           // percent of chance that an operation takes effect, or returns, when it could
};

struct handle {
    std::uint32_t id = 0;
    std::size_t users = 0;
    bool dropped = false;
};

enum class stage : std::uint8_t { idle, called, claimed, effective };

struct worker {
    stage at = stage::idle;
    std::uint32_t operation = 0;
    std::size_t handle = 0;
    outcome said = outcome::would_block;
};

struct message {
    std::uint32_t sent_by = 0;  // position of the operation
    bool published = true;
};

class simulation {
public:
    simulation(chance& random, channel_model model) : random_(random), model_(model) {
        constexpr std::array<std::optional<std::uint64_t>, 7> capacities{std::nullopt, std::nullopt, 0, 0, 1, 2, 3};
        run_.capacity = capacities[random_.below(capacities.size())];
        bool const is_large = random_.percent(3);
        style_.operations = 2 + random_.below((is_large ? most_simulated : usual_operations) - 1);
        style_.senders = 1 + random_.below(is_large ? 4 : 3);
        style_.receiver_wanders = random_.percent(12);
        style_.receiver_sends = random_.percent(15);
        style_.closes = random_.percent(50);
        style_.stops_at_once = random_.percent(30);
        style_.shares_handles = random_.percent(25) ? 60 : 10;
        style_.drops_receiver = random_.percent(35) ? 15 : 0;
        style_.hurry = 20 + random_.below(75);
        run_.senders.clear();
        std::uint32_t const first_handle = random_.percent(10) ? 70 : 0;
        std::size_t const handles = random_.percent(70) ? style_.senders : 1 + random_.below(style_.senders);
        for (std::size_t i = 0; i != handles; ++i) {
            run_.senders.push_back(first_handle + static_cast<std::uint32_t>(i));
            handles_.push_back({run_.senders.back()});
        }
        workers_.resize(style_.senders + 1);
    }

    history run() {
        std::size_t const patience = 12 * style_.operations + 40;
        for (std::size_t turn = 0; turn != patience && goes_on(); ++turn) {
            std::size_t const who = random_.below(workers_.size());
            if (workers_[who].at == stage::idle) {
                begin_something(who);
            } else if (random_.percent(workers_[who].at == stage::claimed ? style_.hurry / 4 : style_.hurry)) {
                go_on(workers_[who]);
            }
        }
        for (operation& one : run_.operations) {  // what a receive took before it was cut off, nobody knows
            one.value = is_pending(one) && is_recv(one.kind) ? 0 : one.value;
        }
        return std::move(run_);
    }

private:
    [[nodiscard]] bool goes_on() const {
        bool const all_begun = run_.operations.size() >= style_.operations;
        auto const idle = [](worker const& one) { return one.at == stage::idle; };
        return !all_begun || (!style_.stops_at_once && !std::ranges::all_of(workers_, idle));
    }

    // An operation begins

    void begin_something(std::size_t who) {
        if (run_.operations.size() >= style_.operations) {
            return;
        }
        bool const is_receiver = who + 1 == workers_.size();
        bool const receives = style_.receiver_wanders ? random_.percent(40)
                                                      : is_receiver && !(style_.receiver_sends && random_.percent(40));
        if (receives) {
            begin_receivers(who);
        } else if (auto const chosen = choose_handle(who); chosen.has_value()) {
            begin_on(who, *chosen);
        }
    }

    void begin_receivers(std::size_t who) {
        if (receiver_busy_ || receiver_dropped_) {
            return;
        }
        receiver_busy_ = true;
        receiver_dropped_ = random_.percent(style_.drops_receiver);
        constexpr std::array kinds{operation_kind::recv, operation_kind::recv, operation_kind::try_recv,
                                   operation_kind::try_recv, operation_kind::recv_timeout};
        begin(who, receiver_dropped_ ? operation_kind::drop_receiver : kinds[random_.below(kinds.size())], none);
    }

    [[nodiscard]] std::optional<std::size_t> choose_handle(std::size_t who) {
        std::size_t const chosen =
            who < handles_.size() && !random_.percent(style_.shares_handles) ? who : random_.below(handles_.size());
        return handles_[chosen].dropped ? std::nullopt : std::optional(chosen);
    }

    void begin_on(std::size_t who, std::size_t chosen) {
        std::size_t const left = style_.operations - run_.operations.size();
        bool const drops = random_.percent(style_.closes && left <= handles_.size() + 3 ? 60 : 8);
        if (drops && handles_[chosen].users == 0) {
            handles_[chosen].dropped = true;
            begin(who, operation_kind::drop_sender, chosen);
        } else if (random_.percent(8)) {
            begin(who, operation_kind::clone_sender, chosen);
            run_.operations.back().value = 10 + static_cast<std::int64_t>(run_.operations.size());
        } else {
            constexpr std::array kinds{operation_kind::send, operation_kind::send, operation_kind::try_send,
                                       operation_kind::send_timeout};
            begin(who, kinds[random_.below(kinds.size())], chosen);
            run_.operations.back().value = 100 + static_cast<std::int64_t>(random_.below(50) * 16) +
                                           static_cast<std::int64_t>(run_.operations.size());
        }
    }

    void begin(std::size_t who, operation_kind kind, std::size_t chosen) {
        worker& one = workers_[who];
        one.at = stage::called;
        one.operation = static_cast<std::uint32_t>(run_.operations.size());
        one.handle = chosen;
        operation now;
        now.kind = kind;
        now.process = style_.receiver_wanders || who + 1 != workers_.size() ? static_cast<std::uint32_t>(who) : 9;
        now.call = ++time_;
        if (chosen != none) {
            now.sender = handles_[chosen].id;
            ++handles_[chosen].users;
        }
        run_.operations.push_back(now);
    }

    // It takes effect, and returns

    void go_on(worker& one) {
        if (one.at == stage::called) {
            one.said = take_effect(one);
            if (one.said != outcome::would_block && one.at == stage::called) {
                one.at = stage::effective;
            }
        } else if (one.at == stage::claimed) {
            publish(one.operation);
            one.at = stage::effective;
        } else {
            finish(one);
        }
    }

    [[nodiscard]] outcome take_effect(worker& one) {
        operation& now = run_.operations[one.operation];
        switch (now.kind) {
            case operation_kind::clone_sender:
                return outcome::ok;
            case operation_kind::drop_sender:
                ++dropped_;
                return outcome::ok;
            case operation_kind::drop_receiver:
                open_ = false;
                messages_.clear();
                return outcome::ok;
            default:
                return is_send(now.kind) ? send(one) : receive(one);
        }
    }

    [[nodiscard]] outcome send(worker& one) {
        operation const& now = run_.operations[one.operation];
        if (!open_) {
            return outcome::disconnected;
        }
        bool const spurious = model_ == channel_model::loose && run_.capacity.has_value() && random_.percent(20);
        bool const meets = run_.capacity == 0U && model_ != channel_model::loose;
        if (meets && meet(one)) {
            return outcome::ok;
        }
        bool const room =
            !run_.capacity.has_value() || (*run_.capacity == 0 && !meets) || messages_.size() < *run_.capacity;
        if (!room || spurious) {
            return now.kind == operation_kind::send_timeout && random_.percent(50) ? outcome::timeout
                   : now.kind == operation_kind::try_send                          ? outcome::full
                                                                                   : outcome::would_block;
        }
        bool const gap = model_ == channel_model::gaps;
        messages_.push_back({one.operation, !gap});
        one.at = gap ? stage::claimed : stage::effective;
        return outcome::ok;
    }

    [[nodiscard]] outcome receive(worker& one) {
        operation& now = run_.operations[one.operation];
        if (run_.capacity == 0U && model_ != channel_model::loose && meet(one)) {
            return outcome::ok;
        }
        bool const spurious = model_ == channel_model::loose && random_.percent(20);
        if (!messages_.empty() && messages_.front().published && !spurious) {
            auto const taken = choose_message();
            now.value = run_.operations[taken->sent_by].value;
            messages_.erase(taken);
            return outcome::ok;
        }
        bool const all_dropped = dropped_ == handles_.size() && clones_in_progress() == 0;
        if (all_dropped && messages_.empty()) {
            return outcome::disconnected;
        }
        return now.kind == operation_kind::recv_timeout && random_.percent(50) ? outcome::timeout
               : now.kind == operation_kind::try_recv                          ? outcome::empty
                                                                               : outcome::would_block;
    }

    [[nodiscard]] std::deque<message>::iterator choose_message() {
        auto chosen = messages_.begin();
        if (model_ != channel_model::loose) {
            return chosen;
        }
        chosen += static_cast<std::ptrdiff_t>(random_.below(messages_.size()));
        operation const& wanted = run_.operations[chosen->sent_by];
        return std::ranges::find_if(messages_, [&](message const& other) {  // the oldest of the same origin
            operation const& sent = run_.operations[other.sent_by];
            return sent.process == wanted.process && sent.sender == wanted.sender;
        });
    }

    /// A rendezvous with somebody who waits, if there is somebody.
    [[nodiscard]] bool meet(worker& one) {
        operation& mine = run_.operations[one.operation];
        for (worker& other : workers_) {
            operation& theirs = run_.operations[other.operation];
            bool const apart = is_send(mine.kind) == is_send(theirs.kind);
            bool const both_move = is_receivers(mine.kind) != is_receivers(theirs.kind);
            bool const plain =
                theirs.kind != operation_kind::drop_receiver && (is_send(theirs.kind) || is_recv(theirs.kind));
            if (other.at == stage::called && !apart && both_move && plain && random_.percent(70)) {
                (is_send(mine.kind) ? theirs : mine).value = (is_send(mine.kind) ? mine : theirs).value;
                other.said = outcome::ok;
                other.at = stage::effective;
                return true;
            }
        }
        return false;
    }

    void publish(std::uint32_t sent_by) {
        for (message& one : messages_) {
            one.published |= one.sent_by == sent_by;
        }
    }

    [[nodiscard]] std::size_t clones_in_progress() const {
        return static_cast<std::size_t>(std::ranges::count_if(workers_, [&](worker const& one) {
            return one.at == stage::effective && run_.operations[one.operation].kind == operation_kind::clone_sender;
        }));
    }

    void finish(worker& one) {
        operation& now = run_.operations[one.operation];
        now.returned = ++time_;
        now.result = one.said;
        if (is_receivers(now.kind)) {
            receiver_busy_ = false;
        } else {
            --handles_[one.handle].users;
        }
        if (now.kind == operation_kind::clone_sender) {
            handles_.push_back({static_cast<std::uint32_t>(now.value)});
        }
        one.at = stage::idle;
    }

    chance& random_;
    channel_model model_;
    style style_;
    history run_;
    std::vector<handle> handles_;
    std::vector<worker> workers_;
    instant time_ = 0;

    // The channel
    std::deque<message> messages_;
    std::size_t dropped_ = 0;
    bool open_ = true;
    bool receiver_busy_ = false;
    bool receiver_dropped_ = false;
};

}  // namespace

history simulate(chance& random, channel_model model) { return simulation(random, model).run(); }

}  // namespace refchan::oracle::checks
