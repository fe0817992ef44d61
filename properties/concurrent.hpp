// SPDX-License-Identifier: MIT
#pragma once
// properties/concurrent.hpp: runs a program of threads on a real channel and says what it breaks.
//
// Each sender has a thread; the receiver runs on the calling one. Nothing here fails on a sender's thread: what is
// found there is noted and reported when all are joined.

#include <atomic>
#include <chrono>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "channels.hpp"
#include "parcel.hpp"
#include "threads.hpp"

namespace properties {

template <class Kind>
class concurrent_run {
    using sender = typename Kind::template sender<parcel>;
    using receiver = typename Kind::template receiver<parcel>;
    static constexpr std::chrono::microseconds short_while{50};

public:
    concurrent_run(capacity size, threads const& program) : size_(size), program_(program) {}

    [[nodiscard]] std::string run() {
        {
            auto [tx, rx] = Kind::template make<parcel>(size_);
            rx_.emplace(std::move(rx));
            for (auto const& sender_does : program_.senders) {
                start(tx, sender_does);
            }
            drop(std::optional(std::move(tx)), 1);
        }
        run_.receiver_thread = std::this_thread::get_id();
        receive();
        join();
        return fault_.empty() ? judge(run_) : fault_;
    }

private:
    using actions = std::vector<action<sender_op>>;
    using log = std::deque<record>;

    // -- senders -----------------------------------------------------------------------------------------------------

    void start(sender const& from, actions const& what) {
        ++created_;
        std::lock_guard const held(mutex_);
        log& own = run_.senders.emplace_back();
        std::size_t const name = run_.senders.size() - 1;
        joiners_.emplace_back([this, &own, name, what, tx = std::optional<sender>(from)]() mutable {
            for (auto const& next : what) {
                act(tx, next, own, name);
            }
            drop(std::move(tx), 1);
        });
    }

    void act(std::optional<sender>& tx, action<sender_op> next, log& own, std::size_t name) {
        switch (next.what) {
            case sender_op::pause:
                return pause(next.times);
            case sender_op::use_clone:
                ++created_;
                {
                    std::optional<sender> clone(*tx);
                    send(sender_op::send, *clone, own, name);
                    drop(std::move(clone), 1);
                }
                return;
            case sender_op::replace:
                *tx = sender(*tx);
                return;
            case sender_op::spawn:
                return start(*tx, actions{{sender_op::send, next.times}});
            default:
                for (unsigned i = 0; i != next.times; ++i) {
                    send(next.what, *tx, own, name);
                }
        }
    }

    void send(sender_op how, sender const& tx, log& own, std::size_t name) {
        record& about = own.emplace_back();
        about.sender = name;
        about.number = own.size() - 1;
        about.plain = about.number * 3 + 1;
        about.begin = ticket();
        if constexpr (Kind::bounded) {
            if (how == sender_op::try_send) {
                return sent(tx.try_send(parcel(&about)), about);
            }
            if (how == sender_op::send_for) {
                return sent(tx.send_for(parcel(&about), short_while), about);
            }
        }
        sent(tx.send(parcel(&about)), about);
    }

    template <class Result>
    void sent(Result result, record& about) {
        about.end = ticket();
        about.sent = result.has_value();
        if (about.sent) {
            auto const done = ++sent_;
            // The receiver may have taken one message that it has not counted yet.
            if (size_ && done > *size_ + received_ + 1) {
                note("more messages are in the channel than its capacity");
            }
            return;
        }
        auto& error = result.error();
        about.handed_back += error.message.open() == &about;
        if (error.is_disconnected() && !receiver_leaves_) {
            note("a send says disconnected and the receiver is there");
        }
        if (error.is_out_of_memory()) {
            note("a send says out of memory");
        }
    }

    void drop(std::optional<sender> tx, std::size_t handles) {
        dropping_ += handles;  // before the drop: who sees it completed sees this
        tx.reset();
    }

    // -- the receiver ------------------------------------------------------------------------------------------------

    void receive() {
        for (auto const& next : program_.receiver) {
            for (unsigned i = 0; i != next.times; ++i) {
                receive_once(next.what);
            }
        }
        if (program_.receiver_leaves) {
            run_.receiver_left = true;
            receiver_leaves_ = true;
            rx_.reset();
            return;
        }
        for (parcel& message : *rx_) {
            open(message);
        }
        ended();
        if (rx_->recv() || rx_->try_recv() != std::unexpected(refchan::try_recv_error::disconnected) ||
            rx_->recv_for(short_while) != std::unexpected(refchan::recv_timeout_error::disconnected)) {
            note("disconnected, and then not any more");
        }
        rx_.reset();
    }

    void receive_once(receiver_op how) {
        switch (how) {
            case receiver_op::recv:
                return received(rx_->recv(), {});
            case receiver_op::try_recv: {
                auto const before = now();
                return received(rx_->try_recv(), before);
            }
            case receiver_op::recv_for: {
                auto const before = now();
                return received(rx_->recv_for(short_while), before);
            }
            case receiver_op::recv_for_zero: {
                auto const before = now();
                return received(rx_->recv_for(std::chrono::seconds(0)), before);
            }
            case receiver_op::try_iter:
                for (parcel& message : rx_->try_iter()) {
                    open(message);
                }
                return;
            case receiver_op::iterate:
                for (parcel& message : *rx_) {
                    open(message);
                    return;
                }
                return ended();
            case receiver_op::move: {
                receiver elsewhere(std::move(*rx_));
                *rx_ = std::move(elsewhere);
                return;
            }
            case receiver_op::pause:
                return pause(3);
        }
    }

    template <class Result>
    void received(Result result, empty_answer before) {
        if (result) {
            open(*result);
        } else if (is_disconnected(result.error())) {
            ended();
        } else {
            run_.empties.push_back(before);
        }
    }
    static bool is_disconnected(refchan::recv_error) { return true; }
    template <class Error>
    static bool is_disconnected(Error error) {
        return error == Error::disconnected;
    }

    void open(parcel& message) {
        record* const about = message.open();
        if (about == nullptr) {
            return note("received a message that nobody sent");
        }
        ++about->received;
        ++received_;
        run_.received.push_back(about);
        if (about->plain != about->number * 3 + 1) {
            note("received a message before what its sender wrote ahead of it");
        }
    }

    void ended() {
        if (created_ != dropping_) {
            note("disconnected, and a sender is there");
        }
    }

    // -- both --------------------------------------------------------------------------------------------------------

    empty_answer now() { return {ticket(), run_.received.size()}; }
    std::uint64_t ticket() { return ticket_.fetch_add(1); }
    static void pause(unsigned times) {
        if (times % 4 == 0) {
            return std::this_thread::sleep_for(std::chrono::microseconds(30));
        }
        for (; times != 0; --times) {
            std::this_thread::yield();
        }
    }
    void note(char const* fault) {
        std::lock_guard const held(mutex_);
        fault_ = fault;
    }
    void join() {
        for (;;) {  // threads start threads, but none starts one after it has ended
            std::unique_lock held(mutex_);
            if (joiners_.empty()) {
                return;
            }
            std::jthread const oldest = std::move(joiners_.front());
            joiners_.pop_front();
            held.unlock();
        }
    }

    capacity size_;
    threads const& program_;
    evidence run_;
    std::optional<receiver> rx_;
    std::mutex mutex_;  // guards the three below, and run_.senders as a list
    std::list<std::jthread> joiners_;
    std::string fault_;
    std::atomic<std::uint64_t> ticket_{1};
    std::atomic<std::size_t> sent_{0};
    std::atomic<std::size_t> received_{0};
    std::atomic<std::size_t> created_{1};
    std::atomic<std::size_t> dropping_{0};
    std::atomic<bool> receiver_leaves_{false};
};

/// One run of one program.
template <class Kind>
[[nodiscard]] std::string survives(capacity size, threads const& program) {
    return concurrent_run<Kind>(size, program).run();
}

}  // namespace properties
