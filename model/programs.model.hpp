// SPDX-License-Identifier: MIT
#pragma once
// model/programs.model.hpp: scenarios that are no code but text: a program (refchan/oracle/program.hpp) runs on a kind of
// channel, each execution is recorded with its clocks, and the oracle judges it by happens-before. Nobody has to think of
// what could go wrong: what the specification does not allow is found.
//
//     program text --> programmed<Kind>, threads --> clocked_record --> judge_by_order, judge_arrivals --> verdict
//
// Besides: a failed send hands its own message back, and no message outlives the handles. Executions that differ in nothing
// that a verdict depends on are judged once; how many different ones there were is printed with the result.

#include <unordered_set>

#include "clocked_record.hpp"
#include "kinds.hpp"
#include "programs.hpp"
#include "refchan/oracle/happens_before.hpp"
#include "refchan/oracle/program_text.hpp"

namespace refchan::model {

/// A program, and what was seen of it so far.
class subject_program {
public:
    subject_program(std::string const& steps, std::optional<std::uint64_t> capacity)
        : does_(parsed("capacity " + (capacity ? std::to_string(*capacity) : "unbounded") + '\n' + steps)) {}

    [[nodiscard]] oracle::program const& does() const { return does_; }
    /// How many different histories were judged, in words. Forgets them.
    [[nodiscard]] std::string histories() {
        std::size_t const count = std::exchange(allowed_, {}).size();
        return std::to_string(count) + (count == most_remembered ? " histories or more" : " histories");
    }

    /// The sentence of what is wrong with that execution; empty: nothing.
    [[nodiscard]] std::string const& judge(clocked_record const& record) {
        untracked const memory;
        wrong_.clear();
        auto const contents = record.contents();
        if (!allowed_.contains(contents)) {
            if (auto const verdict = verdict_on(record)) {
                wrong_ = std::string(name_of(verdict->broken)) + " (" + std::string(guarantee_of(verdict->broken)) +
                         "): " + verdict->sentence;
            } else if (allowed_.size() != most_remembered) {
                allowed_.insert(contents);
            }
        }
        return wrong_;
    }

    /// The program, the operations of an execution, and the verdict.
    [[nodiscard]] std::string tell(clocked_record const& record) const {
        std::string text = "program:\n" + print(does_) + "\noperations, in the order of their calls:\n";
        auto const all = record.operations();
        for (std::size_t i = 0; i != all.size(); ++i) {
            bool const receivers = all[i].process == receiver_process(does_);
            text += "  " + std::to_string(i) + "  " +
                    (receivers ? "receiver" : "sender " + std::to_string(all[i].process)) + "  " + describe(all[i]) +
                    (oracle::is_pending(all[i]) ? " ..." : "");
            std::string before;
            for (std::size_t j = 0; j != all.size(); ++j) {
                bool const told = all[j].process != all[i].process && record.precedes(j, i);
                before += told ? ' ' + std::to_string(j) : "";
            }
            text += (before.empty() ? "" : "    knows of" + before) + '\n';
        }
        auto const verdict = verdict_on(record);
        return text + "\nverdict: " +
               (verdict ? std::string(name_of(verdict->broken)) + ": " + verdict->sentence : "allowed") + '\n';
    }

private:
    struct hash {
        [[nodiscard]] std::size_t operator()(clocked_record::content const& of) const {
            std::uint64_t mixed = 0;
            for (std::uint64_t const word : of) {
                mixed = (mixed ^ word) * 0x9e3779b97f4a7c15U;
                mixed ^= mixed >> 29U;
            }
            return mixed;
        }
    };

    static oracle::program parsed(std::string const& text) {
        auto made = oracle::parse(text);
        if (!made || made->senders.size() >= most_program_threads) {
            std::cerr << "a registered program cannot be run: " << (made ? "too many threads" : to_string(made.error()))
                      << '\n'
                      << text;
            std::abort();
        }
        return *std::move(made);
    }

    [[nodiscard]] oracle::verdict verdict_on(clocked_record const& record) const {
        oracle::history what;
        what.capacity = does_.capacity;
        what.senders = starting_senders(does_);
        what.operations.assign(record.operations().begin(), record.operations().end());
        what.timed = false;
        auto const precedes = [&record](std::size_t i, std::size_t j) { return record.precedes(i, j); };
        if (auto wrong = judge_by_order(what, precedes)) {
            return wrong;
        }
        return judge_arrivals(what, [&record](std::size_t i, std::size_t j) { return record.arrives(i, j); });
    }

    static constexpr std::size_t most_remembered = 1'000'000;
    static constexpr std::size_t most_program_threads = 4;

    oracle::program does_;
    std::unordered_set<clocked_record::content, hash> allowed_;
    std::string wrong_;
};

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
        record.clear();
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
                std::size_t const call = record.call(oracle::operation_kind::clone_sender, index, next.clone);
                senders_[next.clone].emplace(*senders_[index]);
                record.returned(call, outcome::ok);
                started_[next.clone]->release();
            } else if (next.kind == step_kind::pause) {
                typename relacy_sync::backoff().pause();
            } else {
                send(next.kind, index, ++number);
            }
        }
        std::size_t const call = record.call(oracle::operation_kind::drop_sender, index, 0);
        senders_[index].reset();
        record.returned(call, outcome::ok);
    }

    void send(step_kind how, std::uint32_t index, int value) {
        sender const& tx = *senders_[index];
        bool const bounded = Kind::capacity.has_value();
        auto const kind = bounded ? *operation_of(how) : oracle::operation_kind::send;
        std::size_t const call = record.call(kind, index, value);
        auto const ended = [&](auto const& answer) {
            expect(answer.has_value() || answer.error().message.value() == value, "the message did not come back");
            record.returned(call, answer ? outcome::ok : outcome_of(answer.error().reason));
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
                typename relacy_sync::backoff().pause();
            } else {
                (void)receive(next.kind);
            }
        }
        std::size_t const call = record.call(oracle::operation_kind::drop_receiver, 0, 0);
        receiver_.reset();
        record.returned(call, outcome::ok);
    }

    /// Whether a message came.
    bool receive(step_kind how) {
        std::size_t const call = record.call(*operation_of(how), 0, 0);
        auto const ended = [&](auto const& answer, outcome failed) {
            if (answer) {
                record.returned(call, outcome::ok, answer->value());
            } else {
                record.returned(call, failed);
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
};

/// The programs of all scenarios: here for good.
inline std::deque<subject_program>& subject_programs() {
    static std::deque<subject_program> all;
    return all;
}

/// Registers a program on one kind of channel. Its threads are counted here.
template <class Kind>
void add_program_on(programs::written const& what, std::string const& name, expectation expects) {
    subject_program& subject = subject_programs().emplace_back(what.steps, Kind::capacity);
    about const is{.name = what.name,
                   .claim = what.claim,
                   .ids = what.ids,
                   .threads = static_cast<rl::thread_id_t>(receiver_process(subject.does())) + 1,
                   .expects = expects};
    scenario made{is, name, Kind::name, [&subject] { return std::make_unique<programmed<Kind>>(subject); }};
    made.coverage = [&subject] { return subject.histories(); };
    made.story = [&subject] { return subject.tell(record); };
    scenarios().push_back(std::move(made));
}

/// Registers a program on each of these kinds.
template <class... Kinds>
void add_program(programs::written const& what) {
    (add_program_on<Kinds>(what, what.name, expectation::holds), ...);
}

/// Registers a program on a kind that carries a fault: a search must find it.
template <class Kind>
void add_faulty_program(std::string const& fault, programs::written const& what) {
    add_program_on<Kind>(what, fault + '-' + what.name, expectation::breaks);
}

}  // namespace refchan::model
