// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/checks.hpp: the checks of the kit: their names, which guarantees each one looks at, which
// subjects it is for; and why a guarantee cannot be looked at in a channel that lacks something.

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

#include "refchan/oracle/conformance/concurrent.hpp"
#include "refchan/oracle/conformance/examination.hpp"
#include "refchan/oracle/conformance/lives.hpp"
#include "refchan/oracle/conformance/lock_step.hpp"
#include "refchan/oracle/conformance/waking.hpp"

namespace refchan::oracle::conformance {

struct check {
    std::string_view name;
    std::string_view sentence;
    double share;  // of the time that is given to a subject; 0: it takes what it takes
    bool (*is_for)(features const&);
    void (*body)(examination&);
};

/// In the order in which they run: what is quick and says most comes first.
[[nodiscard]] inline std::span<check const> all_checks() {
    static constexpr auto everyone = [](features const&) { return true; };
    static constexpr check table[] = {
        {"lock_step", "sequences of operations against the specification, one at a time", 0.3, everyone,
         [](examination& by) { lock_step_check(by).run(); }},
        {"lives", "what becomes of the messages when the handles go", 0, everyone,
         [](examination& by) { lives_check(by).run(); }},
        {"throwing_moves", "messages that throw while they are moved", 0,
         [](features const& has) { return has.throwing_moves; }, run_throwing_moves},
        {"waking", "whoever waits is woken, and not too early", 0, everyone,
         [](examination& by) { waking_check(by).run(); }},
        {"concurrent", "short programs on threads, recorded and judged", 0.35, everyone,
         [](examination& by) { run_concurrent(by, false, 5, 20); }},
        {"shared", "the same, with two threads that use one sender handle", 0.1,
         [](features const& has) { return has.shared_senders; },
         [](examination& by) { run_concurrent(by, true, 5, 20); }},
        {"stress", "long programs on threads, recorded and judged", 0.25, everyone,
         [](examination& by) { run_concurrent(by, false, 2000, 1, true); }},
    };
    return table;
}

/// Which guarantees a check looks at, if the subject has what they are about.
[[nodiscard]] inline bool looks_at(std::string_view check, guarantee which) {
    using enum guarantee;
    auto const is_one_of = [which](std::initializer_list<guarantee> some) {
        for (guarantee const one : some) {
            if (one == which) {
                return true;
            }
        }
        return false;
    };
    if (which == survives || which == try_returns || which == moves_suffice) {
        return true;
    }
    if (check == "lives") {
        return is_one_of({lives_end_once, failed_send_hands_back});
    }
    if (check == "waking") {
        return is_one_of({receiver_wakes, sender_wakes, timeout_is_exact});
    }
    if (check == "throwing_moves") {
        return which == throwing_moves;
    }
    bool const by_histories =
        is_one_of({exactly_once, fifo_per_sender, fifo_across_senders, failed_send_hands_back, disconnected_is_exact,
                   empty_is_exact, timeout_is_exact, full_is_exact, capacity_is_kept, lives_end_once});
    return check == "shared" ? by_histories || which == shared_sender : by_histories;
}

/// Why a guarantee cannot be looked at in this subject; empty: it can.
[[nodiscard]] inline std::string_view why_skipped(subject const& of, guarantee which) {
    features const& has = of.has;
    switch (which) {
        case guarantee::fifo_across_senders:
            return has.clones ? "" : "its sender cannot be copied: there is one";
        case guarantee::failed_send_hands_back:
            return has.receiver_disconnects || (of.is_bounded() && (has.try_send || has.send_for)) ? ""
                                                                                                   : "no send can fail";
        case guarantee::disconnected_is_exact:
            return has.senders_disconnect || has.receiver_disconnects
                       ? ""
                       : "it cannot be closed: nobody is told that the other side is gone";
        case guarantee::empty_is_exact:
            return has.try_recv ? "" : "has no try_recv";
        case guarantee::timeout_is_exact:
            return has.recv_for || has.send_for ? "" : "has no timed operation";
        case guarantee::full_is_exact:
        case guarantee::capacity_is_kept:
            return of.is_bounded() ? "" : "is not bounded";
        case guarantee::receiver_wakes:
            return has.recv || has.recv_for ? "" : "has no receive that waits";
        case guarantee::sender_wakes:
            return !of.is_bounded()           ? "is not bounded: no send waits"
                   : has.send || has.send_for ? ""
                                              : "has no send that waits";
        case guarantee::moves_suffice:
            return has.copies ? "the adapter says that the channel copies" : "";
        case guarantee::throwing_moves:
            return has.throwing_moves ? "" : "the adapter does not claim it";
        case guarantee::shared_sender:
            return has.shared_senders ? "" : "the adapter does not claim it";
        case guarantee::memory_order:
            return "not templated on its atomics, so no model checker can run it; ThreadSanitizer sees a part: build "
                   "with it";
        default:
            return "";
    }
}

}  // namespace refchan::oracle::conformance
