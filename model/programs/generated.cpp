// SPDX-License-Identifier: MIT
// model/programs/generated.cpp: the generator of programs: the only file here that sees RapidCheck.

#include "programs/generated.hpp"

#include <rapidcheck.h>

#include <utility>
#include <vector>

#include "refchan/oracle/program_shrink.hpp"

namespace refchan::model {
namespace {

using oracle::program;
using oracle::step;
using oracle::step_kind;

/// One operation before it is known which threads there are.
struct draft {
    bool receives = false;
    std::size_t sender = 0;
    step_kind send = step_kind::send;
    step_kind receive = step_kind::recv;
};

rc::Gen<draft> drafts(bool impatient_senders) {
    using enum step_kind;
    std::size_t const impatient = impatient_senders ? 2 : 0;
    auto const sends =
        rc::gen::weightedElement<step_kind>({{8, send}, {impatient, try_send}, {impatient, send_for}, {2, clone}});
    auto const receives = rc::gen::weightedElement<step_kind>({{3, recv}, {3, try_recv}, {2, recv_for}});
    return rc::gen::construct<draft>(rc::gen::weightedElement<bool>({{2, true}, {3, false}}),
                                     rc::gen::inRange<std::size_t>(0, 1000), sends, receives);
}

/// Each operation goes to its thread, in order. A clone beyond the last sender is a send.
program planned(std::size_t starting, std::size_t most_senders, std::vector<draft> const& operations, bool stays) {
    program made{std::nullopt, std::vector<std::vector<step>>(starting), {}};
    for (draft const& next : operations) {
        if (next.receives) {
            made.receiver.push_back({next.receive});
            continue;
        }
        std::size_t const sender = next.sender % made.senders.size();
        if (next.send != step_kind::clone) {
            made.senders[sender].push_back({next.send});
        } else if (made.senders.size() == most_senders) {
            made.senders[sender].push_back({step_kind::send});
        } else {
            made.senders[sender].push_back({step_kind::clone, static_cast<std::uint32_t>(made.senders.size())});
            made.senders.emplace_back();
        }
    }
    if (stays) {
        made.receiver.push_back({step_kind::until_disconnected});
    }
    return made;
}

rc::Gen<program> programs(program_shape const& shape) {
    auto const operations = rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, shape.operations + 1),
                                            [one = drafts(shape.impatient_senders)](std::size_t count) {
                                                return rc::gen::container<std::vector<draft>>(count, one);
                                            });
    return rc::gen::map(rc::gen::tuple(rc::gen::inRange<std::size_t>(1, shape.senders + 1), operations,
                                       rc::gen::weightedElement<bool>({{1, true}, {2, false}})),
                        [most = shape.senders](std::tuple<std::size_t, std::vector<draft>, bool> const& drawn) {
                            auto const& [starting, drawn_operations, stays] = drawn;
                            return planned(starting, most, drawn_operations, stays);
                        });
}

}  // namespace

program generated_program(program_shape const& shape, std::uint64_t seed) {
    return programs(shape)(rc::Random(seed), rc::kNominalSize).value();
}

program shrunk(program const& failing, std::function<bool(program const&)> const& fails) {
    // As programs shrink, and not as the numbers that they were drawn from.
    auto const smaller = rc::shrinkable::shrinkRecur(
        failing, [](program const& of) { return rc::seq::fromContainer(oracle::smaller_programs(of)); });
    return rc::shrinkable::findLocalMin(smaller, fails).first;
}

}  // namespace refchan::model
