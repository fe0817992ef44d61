// SPDX-License-Identifier: MIT
#pragma once
// model/programs/programmed.hpp: runs a program (refchan/oracle/program.hpp) on a kind of channel, once for each execution,
// and records its operations with their clocks. Nobody has to think of what could go wrong: what the specification does not
// allow is found.
//
//     program text --> programmed<Kind>, threads --> clocked_record --> subject_program::judge --> verdict
//
// Besides: a failed send hands its own message back, and no message outlives the handles.

#include "kinds.hpp"
#include "programs/subject_program.hpp"

namespace refchan::model {

/// The record of the execution that runs now, or ran last.
inline clocked_record record;

/// One execution of a program. Sender i is thread i, the receiver the last thread.
template <class Kind>
class programmed : public program {
    using sender = typename Kind::sender;
    using receiver = typename Kind::receiver;
    using step_kind = oracle::step_kind;

public:
    explicit programmed(subject_program& subject) : subject_(subject), does_(subject.does()) {
        message::start_counting();
        record.clear(!subject.has_flags());
        auto ends = Kind::make();
        for (auto const& steps : does_.senders) {
            for (oracle::step const& next : steps) {
                if (next.kind == step_kind::clone) {
                    started_[next.clone].emplace(0U);
                }
            }
        }
        for (std::size_t i = 0; i != does_.senders.size(); ++i) {
            if (!started_[i]) {
                senders_[i].emplace(ends.first);
            }
        }
        receiver_.emplace(std::move(ends.second));
    }

    void thread(unsigned index) override {
        if (index == receiver_process(does_)) {
            receive_all();
        } else {
            act(index);
        }
    }

    void after() override {
        expect(message::alive() == 0, "a message outlived every handle");
        std::string const& wrong = subject_.judge(record);
        expect(wrong.empty(), wrong.c_str());
    }

private:
    void act(std::uint32_t index) {
        if (started_[index]) {
            (void)relacy_sync::acquire_until(*started_[index], deadline::never());
        }
        int number = static_cast<int>(index) * 10;
        for (oracle::step const& next : does_.senders[index]) {
            if (next.kind == step_kind::clone) {
                std::size_t const call = begun(oracle::operation_kind::clone_sender, index, next.clone);
                senders_[next.clone].emplace(*senders_[index]);
                returned(call, outcome::ok);
                started_[next.clone]->release();
            } else if (next.kind == step_kind::pause) {
                announce(operation_kind::yield, nullptr, where::current());
            } else {
                send(next.kind, index, ++number);
            }
        }
        std::size_t const call = begun(oracle::operation_kind::drop_sender, index, 0);
        senders_[index].reset();
        returned(call, outcome::ok);
    }

    void send(step_kind how, std::uint32_t index, int value) {
        sender const& tx = *senders_[index];
        bool const bounded = Kind::capacity.has_value();
        auto const kind = bounded ? *operation_of(how) : oracle::operation_kind::send;
        std::size_t const call = begun(kind, index, value);
        auto const ended = [&](auto const& answer) {
            expect(answer.has_value() || answer.error().message.value() == value, "the message did not come back");
            returned(call, answer ? outcome::ok : outcome_of(answer.error().reason));
        };
        if constexpr (Kind::capacity.has_value()) {
            if (how == step_kind::try_send) {
                return ended(tx.try_send(message(value)));
            }
            if (how == step_kind::send_for) {
                return ended(tx.send_until(message(value), deadline::some_time()));
            }
        }
        ended(tx.send(message(value)));
    }

    void receive_all() {
        for (oracle::step const& next : does_.receiver) {
            if (next.kind == step_kind::until_disconnected) {
                while (receive(step_kind::recv)) {
                }
            } else if (next.kind == step_kind::pause) {
                announce(operation_kind::yield, nullptr, where::current());
            } else {
                (void)receive(next.kind);
            }
        }
        std::size_t const call = begun(oracle::operation_kind::drop_receiver, 0, 0);
        receiver_.reset();
        returned(call, outcome::ok);
    }

    /// Whether a message came.
    bool receive(step_kind how) {
        std::size_t const call = begun(*operation_of(how), 0, 0);
        auto const ended = [&](auto const& answer, outcome failed) {
            if (answer) {
                returned(call, outcome::ok, answer->value());
            } else {
                returned(call, failed);
            }
            return answer.has_value();
        };
        if (how == step_kind::try_recv) {
            auto const answer = receiver_->try_recv();
            bool const empty = !answer && answer.error() == try_recv_error::empty;
            return ended(answer, empty ? outcome::empty : outcome::disconnected);
        }
        if (how == step_kind::recv_for) {
            auto const answer = receiver_->recv_until(deadline::some_time());
            bool const timeout = !answer && answer.error() == recv_timeout_error::timeout;
            return ended(answer, timeout ? outcome::timeout : outcome::disconnected);
        }
        return ended(receiver_->recv(), outcome::disconnected);
    }

    /// With flags, all that hearsay can be is in the loads: each sees the last return of another thread, or an earlier one.
    std::size_t begun(oracle::operation_kind kind, std::uint32_t sender, std::int64_t value,
                      where place = where::current()) {
        for (std::uint32_t thread = 0; subject_.has_flags() && thread <= receiver_process(does_); ++thread) {
            if (thread != self()) {
                (void)flags_[thread].load(std::memory_order_acquire, place);
            }
        }
        return record.call(kind, sender, value, place);
    }
    void returned(std::size_t call, outcome result, std::optional<std::int64_t> value = std::nullopt,
                  where place = where::current()) {
        record.returned(call, result, value, place);
        if (subject_.has_flags()) {
            flags_[self()].store(static_cast<unsigned>(call) + 1, std::memory_order_release, place);
        }
    }
    static std::uint32_t self() { return static_cast<std::uint32_t>(current_thread()); }

    static outcome outcome_of(failure reason) {
        return reason == failure::full      ? outcome::full
               : reason == failure::timeout ? outcome::timeout
                                            : outcome::disconnected;
    }

    subject_program& subject_;
    oracle::program const& does_;
    std::array<std::optional<sender>, most_threads> senders_;
    std::array<std::optional<semaphore>, most_threads> started_;  // of the senders that are clones
    std::optional<receiver> receiver_;
    std::array<atomic<unsigned>, most_threads> flags_;
};

}  // namespace refchan::model
