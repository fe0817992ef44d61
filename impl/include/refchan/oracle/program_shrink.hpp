// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/program_shrink.hpp: smaller programs, for whoever looks for the smallest one that still fails.
//
//     candidates, in this order          the program becomes
//     one sender less                    shorter by a thread; those that it cloned start with the program
//     a stretch of steps less            shorter by all of a thread's steps, by halves, quarters, ... single steps
//     one step simpler                   try_send, send_for -> send;  recv_for -> try_recv -> recv <- until_disconnected
//
// INV 1  A candidate of a program without a misstep has none.
// INV 2  It has fewer steps, or as many and is simpler: so shrinking ends.
// The capacity is part of what is tested, and stays.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "refchan/oracle/program.hpp"

namespace refchan::oracle {

/// What a step would be if it were simpler; itself if it is as simple as can be.
[[nodiscard]] constexpr step_kind simpler(step_kind kind) noexcept {
    switch (kind) {
        case step_kind::try_send:
        case step_kind::send_for:
            return step_kind::send;
        case step_kind::recv_for:
            return step_kind::try_recv;
        case step_kind::try_recv:
        case step_kind::until_disconnected:
            return step_kind::recv;
        default:
            return kind;
    }
}

/// The program without that sender: the clone that it was is not made, those that it made start with the program, and
/// who has a larger number gets the one before.
[[nodiscard]] inline program without_sender(program of, std::uint32_t gone) {
    of.senders.erase(of.senders.begin() + gone);
    for (auto& steps : of.senders) {
        std::erase(steps, step{step_kind::clone, gone});
        for (step& next : steps) {
            next.clone -= next.clone > gone ? 1 : 0;
        }
    }
    return of;
}

/// All the candidates. O(n^2 log n) for n steps: for programs that people can read.
[[nodiscard]] inline std::vector<program> smaller_programs(program const& of) {
    std::vector<program> smaller;
    for (std::uint32_t sender = receiver_process(of); sender-- != 0 && of.senders.size() > 1;) {
        smaller.push_back(without_sender(of, sender));
    }
    auto const steps_of = [](program& in, std::size_t thread) -> std::vector<step>& {
        return thread == in.senders.size() ? in.receiver : in.senders[thread];
    };
    auto const each_thread = [&](auto make) {
        for (std::size_t thread = of.senders.size() + 1; thread-- != 0;) {
            make(thread, thread == of.senders.size() ? of.receiver.size() : of.senders[thread].size());
        }
    };
    each_thread([&](std::size_t thread, std::size_t count) {
        for (std::size_t length = count; length != 0; length /= 2) {
            for (std::size_t from = 0; from < count; from += length) {
                auto& steps = steps_of(smaller.emplace_back(of), thread);
                auto const first = steps.begin() + static_cast<std::ptrdiff_t>(from);
                steps.erase(first, first + static_cast<std::ptrdiff_t>(std::min(length, count - from)));
            }
        }
    });
    each_thread([&](std::size_t thread, std::size_t count) {
        for (std::size_t i = 0; i != count; ++i) {
            program candidate = of;
            step_kind& kind = steps_of(candidate, thread)[i].kind;
            if (simpler(kind) != kind) {
                kind = simpler(kind);
                smaller.push_back(std::move(candidate));
            }
        }
    });
    return smaller;
}

}  // namespace refchan::oracle
