// SPDX-License-Identifier: MIT
#pragma once
// properties/concurrent.hpp: runs a program (refchan/oracle/program.hpp) on real threads over a real channel, and says what it
// breaks.
//
// A program knows send, recv, and so on. The channel offers more: iterators, deadlines in the past, handles that are cloned,
// assigned and moved. Those change nothing but the way, so here the handles take one way after the other: an operation is
// the same operation in each of these dresses, and is recorded and judged as such.

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "channels.hpp"
#include "evidence.hpp"
#include "parcel.hpp"
#include "refchan/oracle/program.hpp"
#include "refchan/oracle/recorder.hpp"
#include "refchan/oracle/run_program.hpp"
#include "runner.hpp"

namespace properties {

template <class Kind>
class dressed_sender {
    using handle = typename Kind::template sender<parcel>;

public:
    explicit dressed_sender(handle real) : real_(std::move(real)) {}

    auto send(parcel message) {
        switch (++calls_ % 4) {
            case 2: {
                handle const clone(real_);
                return clone.send(std::move(message));
            }
            case 3:
                real_ = handle(real_);
                break;
            default:
                break;
        }
        return real_.send(std::move(message));
    }
    auto try_send(parcel message)
        requires Kind::bounded
    {
        return real_.try_send(std::move(message));
    }
    auto send_for(parcel message, std::chrono::microseconds patience)
        requires Kind::bounded
    {
        using clock = std::chrono::steady_clock;
        switch (++calls_ % 3) {
            case 1:
                return real_.send_until(std::move(message), clock::now() + patience);
            case 2:
                return real_.send_until(std::move(message), clock::time_point::min());
            default:
                return real_.send_for(std::move(message), patience);
        }
    }

private:
    handle real_;
    unsigned calls_ = 0;
};

template <class Kind>
class dressed_receiver {
    using handle = typename Kind::template receiver<parcel>;

public:
    explicit dressed_receiver(handle real) : real_(std::move(real)) {}

    auto recv() {
        using answer = decltype(real_.recv());
        switch (++calls_ % 3) {
            case 1:
                for (parcel& message : real_) {
                    return answer(std::in_place, std::move(message));
                }
                return answer(std::unexpect);
            case 2: {
                handle elsewhere(std::move(real_));
                real_ = std::move(elsewhere);
                break;
            }
            default:
                break;
        }
        return real_.recv();
    }
    auto try_recv() {
        using answer = decltype(real_.try_recv());
        if (++calls_ % 2 == 0) {
            for (parcel& message : real_.try_iter()) {
                return answer(std::in_place, std::move(message));
            }
        }
        return real_.try_recv();  // also to hear why there was nothing
    }
    auto recv_for(std::chrono::microseconds patience) {
        using clock = std::chrono::steady_clock;
        switch (++calls_ % 4) {
            case 1:
                return real_.recv_for(std::chrono::seconds(0));
            case 2:
                return real_.recv_until(clock::now() + patience);
            case 3:
                return real_.recv_until(clock::time_point::min());
            default:
                return real_.recv_for(patience);
        }
    }

private:
    handle real_;
    unsigned calls_ = 0;
};

/// One run, recorded in that way.
template <class Kind>
[[nodiscard]] std::string run_once(refchan::oracle::program const& does, refchan::oracle::recording how) {
    refchan::oracle::recorder tape(how, receiver_process(does) + 1);
    parcels account(does);
    progress([&] { return describe_hang(does, tape); });
    auto [tx, rx] = Kind::template make<parcel>(does.capacity);
    auto const run = run_program(
        does, tape, std::pair(dressed_sender<Kind>(std::move(tx)), dressed_receiver<Kind>(std::move(rx))), account);
    auto fault = fault_of(run, account);
    progress({});
    return fault;
}

/// One program, twice: once with common times, which shows the most; once without any, which disturbs the least.
template <class Kind>
[[nodiscard]] std::string is_linearizable(refchan::oracle::program const& does) {
    auto fault = run_once<Kind>(does, refchan::oracle::recording::ticketed);
    return fault.empty() ? run_once<Kind>(does, refchan::oracle::recording::untouched) : fault;
}

}  // namespace properties
