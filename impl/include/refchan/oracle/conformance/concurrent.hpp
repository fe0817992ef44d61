// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/concurrent.hpp: generated programs of one to three senders and the receiver, each on a
// thread of its own, recorded and judged by the ladder. Short programs, many times, for what goes wrong when few
// operations meet; long ones, for what goes wrong under load.
//
//     sender 0   send 0  try_send 1  (a pause)  drop
//     sender 1   send 100  clone  send 101 by the clone  drop both      begin together
//     receiver   try_recv  recv_for  recv ... until disconnected        or drops early, with messages in the channel
//
// A channel that tells nobody that the senders are gone is drained otherwise: the senders say, outside the channel,
// that they have ended, and then the receiver takes what is there.
//
// Why a run ends on every correct channel: a receiver that stays takes everything; one that goes wakes the senders, or,
// if the channel does not tell them, does not go before they have ended.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "refchan/oracle/conformance/actor.hpp"
#include "refchan/oracle/conformance/examination.hpp"
#include "refchan/oracle/conformance/leftovers.hpp"
#include "refchan/oracle/history.hpp"

namespace refchan::oracle::conformance {

/// What the threads of one run do.
struct concurrent_plan {
    struct step {
        operation_kind what = operation_kind::send;
        std::size_t pause = 0;  // before it: 0 none, else so many turns of a loop
        nanoseconds patience{0};
    };
    capacity size;
    std::size_t handles = 1;                               // of senders
    std::size_t threads = 1;                               // that send: more than handles if they share one
    std::array<std::vector<step>, board::receiver> sends;  // of each sending thread
    std::vector<step> receives;
    bool drops_early = false;  // the receiver goes after its steps; otherwise it takes all there is

    /// Each step of a sender sends one.
    [[nodiscard]] std::size_t messages() const {
        std::size_t sum = 0;
        for (std::vector<step> const& of_one : sends) {
            sum += of_one.size();
        }
        return sum;
    }
};

/// One run of a plan on a new channel.
class concurrent_run {
public:
    concurrent_run(examination& by, recorder& tape, concurrent_plan const& plan)
        : by_(by), plan_(plan), books_(tape, by.places(), plan.messages() + 1) {
        tape.clear();
        std::vector<std::uint32_t> handles;
        any_channel made = by.make(plan.size);
        senders_[0] = std::move(made.sender);
        receiver_ = std::move(made.receiver);
        for (std::uint32_t i = 0; i != plan.handles; ++i) {
            handles.push_back(i);
            if (i != 0) {
                senders_[i] = by.watched(0, "the clone of a sender", [this] { return senders_[0]->clone(); });
            }
        }
        by.watch_recording(&tape, plan.size, handles);
        start_ = std::move(handles);
        std::int64_t next = 0;
        for (std::size_t thread = 0; thread != plan.threads; ++thread) {
            first_number_[thread] = next;
            next += static_cast<std::int64_t>(plan.sends[thread].size());
        }
    }
    concurrent_run(concurrent_run const&) = delete;
    concurrent_run& operator=(concurrent_run const&) = delete;
    ~concurrent_run() { by_.watch_recording(nullptr); }

    /// What is wrong, and the history that shows it.
    [[nodiscard]] std::optional<finding> run(history& seen) {
        std::array<bool, board::places> marked{};
        std::fill_n(marked.begin(), plan_.threads, true);
        marked[board::receiver] = true;
        senders_left_ = plan_.threads;
        by_.threads().run_all(marked, [this](std::size_t place) {
            ++here_;
            while (here_.load() != plan_.threads + 1) {  // together, as far as a scheduler can
                std::this_thread::yield();
            }
            if (!by_.reporting_throws([&] { place == board::receiver ? receive() : send(place); })) {
                threw_ = true;
                leave(place);
            }
        });
        by_.watched(0, "the drop of the last handles", [this] {
            for (auto& sender : senders_) {
                sender.reset();
            }
            receiver_.reset();
        });
        if (threw_) {  // reported; what the others did then shows nothing
            return std::nullopt;
        }
        seen = books_.tape.collect(plan_.size, start_);
        std::optional<finding> wrong = by_.judged(seen);
        if (!wrong || wrong->breaks != profile::fifo_per_sender) {
            if (auto lost = find_left_over(seen, drained_)) {
                wrong = std::move(lost);
            }
        }
        if (!wrong && !books_.not_handed_back().empty()) {
            wrong =
                finding{guarantee::failed_send_hands_back, profile::fifo_per_sender, books_.not_handed_back(), "", ""};
        }
        if (std::string const fault = books_.lives.fault(); !wrong && !fault.empty()) {
            wrong = finding{guarantee::lives_end_once, profile::fifo_per_sender, fault, "", ""};
        }
        return wrong;
    }

private:
    using step = concurrent_plan::step;
    static constexpr stake waits_for_room{"send, which waits for room,", guarantee::sender_wakes};
    static constexpr stake does_not_wait{"a send that does not wait for ever,", guarantee::try_returns};
    static constexpr stake waits_for_message{"recv", guarantee::receiver_wakes};
    static constexpr stake looks{"a receive that does not wait for ever", guarantee::try_returns};

    static void pause(std::size_t turns) {
        for (std::size_t i = 0; i != turns; ++i) {
            std::atomic_signal_fence(std::memory_order_seq_cst);
        }
        if (turns % 8 == 7) {
            std::this_thread::yield();
        }
    }

    void send(std::size_t thread) {
        actor self(books_, thread);
        std::size_t const handle = thread % plan_.handles;
        std::int64_t number = first_number_[thread];
        for (step const& next : plan_.sends[thread]) {
            pause(next.pause);
            if (next.what == operation_kind::clone_sender) {
                send_by_clone(self, handle, thread, number++);
            } else if (self.send(next.what, *senders_[handle], static_cast<std::uint32_t>(handle), number++,
                                 next.patience, next.what == operation_kind::send ? waits_for_room : does_not_wait) ==
                       outcome::disconnected) {
                break;
            }
        }
        if (plan_.handles == plan_.threads && by_.has().senders_disconnect) {
            self.drop(senders_[handle], static_cast<std::uint32_t>(handle));
        }
        if (--senders_left_ == 0 && plan_.handles != plan_.threads && by_.has().senders_disconnect) {
            for (std::uint32_t i = 0; i != plan_.handles; ++i) {  // the last of those who share it
                self.drop(senders_[i], i);
            }
        }
    }
    /// After a throw: so that the others end.
    void leave(std::size_t place) {
        by_.watched(place, "the drop of a handle", [this, place] {
            if (place == board::receiver) {
                receiver_.reset();
            } else if (--senders_left_ == 0 || plan_.handles == plan_.threads) {
                senders_[place % plan_.handles].reset();
            }
        });
    }
    void send_by_clone(actor& self, std::size_t handle, std::size_t thread, std::int64_t number) {
        auto const made = static_cast<std::uint32_t>(board::places + thread + board::places * cloned_[thread]++);
        auto copy = self.clone(*senders_[handle], static_cast<std::uint32_t>(handle), made);
        bool const blocking = by_.has().send;
        (void)self.send(blocking ? operation_kind::send : operation_kind::try_send, *copy, made, number, nanoseconds(0),
                        blocking ? waits_for_room : does_not_wait);
        by_.has().senders_disconnect ? self.drop(copy, made) : self.drop_unseen(copy);
    }

    void receive() {
        actor self(books_, board::receiver);
        std::size_t sure = certain_messages();
        for (step const& next : plan_.receives) {
            pause(next.pause);
            if (next.what == operation_kind::recv && !by_.has().senders_disconnect && sure == 0) {
                continue;  // nobody would wake it
            }
            bool const got = self.recv(next.what, *receiver_, next.patience,
                                       next.what == operation_kind::recv ? waits_for_message : looks)
                                 .has_value();
            sure -= got && sure != 0 ? 1 : 0;
        }
        if (plan_.drops_early) {
            self.drop(receiver_);
        } else {
            drain(self, sure);
        }
    }
    /// How many messages come for sure, whoever receives when: those of sends that wait, if no other kind takes part.
    [[nodiscard]] std::size_t certain_messages() const {
        std::size_t sum = 0;
        for (auto const& of_one : plan_.sends) {
            for (step const& one : of_one) {
                if (is_send(one.what) && one.what != operation_kind::send) {
                    return 0;
                }
                sum += one.what == operation_kind::send ? 1 : 0;
            }
        }
        return sum;
    }

    void drain(actor& self, std::size_t sure) {
        auto const& has = by_.has();
        std::size_t const most = plan_.messages() + 8;  // a channel that invents messages must not keep us here
        if (has.senders_disconnect && has.recv) {
            for (std::size_t i = 0; i != most && !drained_; ++i) {
                drained_ = !self.recv(operation_kind::recv, *receiver_, nanoseconds(0), waits_for_message);
            }
        } else if (has.try_recv || has.recv_for) {
            poll(self, most);
        } else {
            for (; sure != 0; --sure) {
                [[maybe_unused]] auto const taken =
                    self.recv(operation_kind::recv, *receiver_, nanoseconds(0), waits_for_message);
            }
            drained_ = true;
        }
    }
    void poll(actor& self, std::size_t most) {
        operation_kind const how = by_.has().try_recv ? operation_kind::try_recv : operation_kind::recv_timeout;
        for (std::size_t got = 0; got != most && !drained_;) {
            bool const all_have_ended = senders_left_.load() == 0;
            auto const answer = self.recv(how, *receiver_, std::chrono::milliseconds(1), looks);
            got += answer ? 1 : 0;
            drained_ = !answer && (all_have_ended || answer.error() == outcome::disconnected);
            if (!answer && how == operation_kind::try_recv) {
                std::this_thread::sleep_for(std::chrono::microseconds(50));
            }
        }
    }

    examination& by_;
    concurrent_plan const& plan_;
    run_books books_;
    std::array<std::unique_ptr<any_sender>, board::receiver> senders_;
    std::array<std::int64_t, board::receiver> first_number_{};
    std::array<std::size_t, board::receiver> cloned_{};
    std::unique_ptr<any_receiver> receiver_;
    std::vector<std::uint32_t> start_;
    std::atomic<std::size_t> here_{0};
    std::atomic<std::size_t> senders_left_{0};
    std::atomic<bool> threw_{false};
    bool drained_ = false;
};

/// Plans made of what the channel has.
class plan_generator {
public:
    /// shared: the sending threads use one handle.
    plan_generator(subject const& of, std::uint64_t seed, bool shared) : of_(of), random_(seed), shared_(shared) {
        using enum operation_kind;
        features const& has = of.has;
        add(sends_, has.send, send, 4);
        add(sends_, has.try_send, try_send, 2);
        add(sends_, has.send_for, send_timeout, 1);
        add(receives_, has.recv, recv, 2);
        add(receives_, has.try_recv, try_recv, 3);
        add(receives_, has.recv_for, recv_timeout, 1);
    }

    /// steps: how many each thread has at most.
    [[nodiscard]] concurrent_plan next(std::size_t steps) {
        concurrent_plan made;
        made.size = of_.capacities[pick(random_, of_.capacities.size())];
        made.threads = shared_ ? 2 : of_.has.clones ? 1 + pick(random_, board::receiver) : 1;
        made.handles = shared_ ? 1 : made.threads;
        // Without try_recv, without recv_for and without a disconnection, only what surely comes can be waited for.
        bool const only_sure = !of_.has.senders_disconnect && !of_.has.try_recv && !of_.has.recv_for;
        for (std::size_t thread = 0; thread != made.threads; ++thread) {
            for (std::size_t i = 1 + pick(random_, steps); i-- != 0;) {
                bool const by_clone = of_.has.clones && !shared_ && !only_sure && pick(random_, 8) == 0;
                made.sends[thread].push_back(next_step(only_sure  ? operation_kind::send
                                                       : by_clone ? operation_kind::clone_sender
                                                                  : sends_[pick(random_, sends_.size())]));
            }
        }
        for (std::size_t i = pick(random_, steps * made.threads + 1); i-- != 0;) {
            made.receives.push_back(next_step(receives_[pick(random_, receives_.size())]));
        }
        made.drops_early = of_.has.receiver_disconnects && pick(random_, 4) == 0;
        return made;
    }

private:
    static void add(std::vector<operation_kind>& to, bool there, operation_kind kind, std::size_t weight) {
        to.insert(to.end(), there ? weight : 0, kind);
    }
    [[nodiscard]] concurrent_plan::step next_step(operation_kind what) {
        static constexpr std::size_t pauses[] = {0, 0, 0, 7, 50, 300, 2000};
        static constexpr nanoseconds patiences[] = {nanoseconds(0), nanoseconds(20'000), nanoseconds(200'000)};
        return {what, pauses[pick(random_, std::size(pauses))], patiences[pick(random_, std::size(patiences))]};
    }

    subject const& of_;
    random_source random_;
    bool shared_;
    std::vector<operation_kind> sends_;
    std::vector<operation_kind> receives_;
};

/// Runs generated plans until the time is up: of `steps` a thread, each so often. untouched: every second one is
/// recorded without a shared counter, which might do what the channel should have done.
inline void run_concurrent(examination& by, bool shared, std::size_t steps, std::size_t times, bool untouched = false) {
    constexpr std::size_t enough = 6;
    plan_generator plans(by.of(), by.seed(), shared);
    recorder ticketed(recording::ticketed, board::places);
    recorder without_tickets(recording::untouched, board::places);
    for (std::size_t i = 0; i < enough || by.time_is_left(); ++i) {
        recorder& tape = untouched && i % 2 == 1 ? without_tickets : ticketed;
        concurrent_plan const plan = plans.next(steps);
        for (std::size_t time = 0; time != times; ++time) {
            history seen;
            if (std::optional<finding> wrong = concurrent_run(by, tape, plan).run(seen)) {
                by.broken(std::move(*wrong), seen);
            }
        }
    }
}

}  // namespace refchan::oracle::conformance
