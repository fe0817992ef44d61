// SPDX-License-Identifier: MIT
// properties/parcel.cpp: the judgement: exactly once, order per sender, order across senders by tickets, exact
// emptiness.

#include "parcel.hpp"

#include <algorithm>
#include <string_view>

namespace properties {

namespace {

std::string says(std::string_view what, record const& about) {
    return std::string(what) + ": message " + std::to_string(about.number) + " of sender " +
           std::to_string(about.sender);
}

/// Conservation: sent = received + destroyed, and not sent = handed back.
std::string judge_fate(record const& about, evidence const& run) {
    int const received = about.received;
    int const destroyed = about.destroyed;
    if (received > 1) {
        return says("received twice", about);
    }
    if (!about.sent) {
        return received == 0 && destroyed == 0 && about.handed_back == 1
                   ? ""
                   : says("a failed send did not hand its message back", about);
    }
    if (received + destroyed != 1) {
        return says(received + destroyed == 0 ? "lost" : "both received and destroyed, or destroyed twice", about);
    }
    if (destroyed == 1 && !run.receiver_left) {
        return says("destroyed although the receiver took everything", about);
    }
    if (destroyed == 1 && about.destroyed_on.load() != run.receiver_thread) {
        return says("not destroyed by the receiver's drop", about);
    }
    return "";
}

/// No message arrives after one whose send began when its own had already returned. The order per sender follows.
std::string judge_order(evidence const& run) {
    std::uint64_t latest_begin = 0;
    std::vector<std::size_t> next(run.senders.size(), 0);
    for (record const* const about : run.received) {
        if (about->number < next[about->sender]) {
            return says("overtaken by a later one of the same sender", *about);
        }
        next[about->sender] = about->number + 1;
        if (about->end < latest_begin) {
            return says("overtaken by one whose send began after this one's had returned", *about);
        }
        latest_begin = std::max(latest_begin, about->begin);
    }
    return "";
}

/// Nothing that was sent before the call began was still there when a receive said empty or timeout.
std::string judge_empties(evidence const& run) {
    std::vector<std::uint64_t> earliest_end(run.received.size() + 1, UINT64_MAX);
    for (auto const& sender : run.senders) {
        for (record const& about : sender) {
            if (about.sent && about.received == 0) {
                earliest_end.back() = std::min(earliest_end.back(), about.end);
            }
        }
    }
    for (std::size_t i = run.received.size(); i-- != 0;) {
        earliest_end[i] = std::min(earliest_end[i + 1], run.received[i]->end);
    }
    bool const exact = std::all_of(run.empties.begin(), run.empties.end(),
                                   [&](empty_answer const& seen) { return earliest_end[seen.received] > seen.begin; });
    return exact ? "" : "a receive said empty or timeout although a completed send was unreceived";
}

}  // namespace

std::string judge(evidence const& run) {
    for (auto const& sender : run.senders) {
        for (record const& about : sender) {
            if (auto fault = judge_fate(about, run); !fault.empty()) {
                return fault;
            }
        }
    }
    if (auto fault = judge_order(run); !fault.empty()) {
        return fault;
    }
    return judge_empties(run);
}

}  // namespace properties
