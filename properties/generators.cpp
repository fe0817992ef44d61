// SPDX-License-Identifier: MIT
// properties/generators.cpp: the generators of programs, and the searches: the only file that sees RapidCheck.

#include "generators.hpp"

#include <rapidcheck.h>

#include <cstdlib>
#include <initializer_list>
#include <ostream>
#include <sstream>
#include <tuple>
#include <type_traits>
#include <utility>

#include "refchan/oracle/program_shrink.hpp"
#include "refchan/oracle/program_text.hpp"
#include "runner.hpp"

namespace rc {

template <>
struct Arbitrary<properties::command> {
    static Gen<properties::command> arbitrary() {
        using properties::op;
        // Sends and receives often; what ends things seldom, or most programs would be over before they begin.
        auto const what = gen::weightedElement<op>({{12, op::send},
                                                    {8, op::try_send},
                                                    {2, op::send_for_zero},
                                                    {1, op::send_for_short},
                                                    {2, op::send_until_past},
                                                    {8, op::recv},
                                                    {8, op::try_recv},
                                                    {2, op::recv_for_zero},
                                                    {1, op::recv_for_short},
                                                    {2, op::recv_until_past},
                                                    {1, op::try_iter},
                                                    {3, op::iterate_some},
                                                    {2, op::iterate_all},
                                                    {4, op::clone_sender},
                                                    {3, op::copy_assign_sender},
                                                    {3, op::move_assign_sender},
                                                    {2, op::move_sender},
                                                    {2, op::swap_senders},
                                                    {5, op::drop_sender},
                                                    {2, op::move_receiver},
                                                    {1, op::move_assign_receiver},
                                                    {1, op::swap_receivers},
                                                    {1, op::drop_receiver},
                                                    {1, op::make_channel}});
        return gen::construct<properties::command>(what, gen::inRange(0U, properties::sender_slots),
                                                   gen::inRange(0U, properties::sender_slots));
    }
};

}  // namespace rc

namespace properties {

static std::ostream& operator<<(std::ostream& out, edited_text const& shown) { return out << shown.text; }

namespace {

namespace oracle = refchan::oracle;

// -- programs ---------------------------------------------------------------------------------------------------------

using steps = std::vector<oracle::step>;
using weighted_kinds = std::initializer_list<std::pair<std::size_t, oracle::step_kind>>;

/// Up to `longest` runs of 1 to 5 equal steps.
rc::Gen<steps> some_steps(weighted_kinds kinds, std::size_t longest) {
    auto const run =
        rc::gen::pair(rc::gen::weightedElement<oracle::step_kind>(kinds), rc::gen::inRange<std::size_t>(1, 6));
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, longest + 1), [run](std::size_t runs) {
        return rc::gen::map(rc::gen::container<std::vector<std::pair<oracle::step_kind, std::size_t>>>(runs, run),
                            [](auto const& drawn) {
                                steps all;
                                for (auto const& [kind, times] : drawn) {
                                    all.insert(all.end(), times, oracle::step{kind});
                                }
                                return all;
                            });
    });
}

/// A clone that is made somewhere among the steps of some sender before it.
struct clone_plan {
    steps does;
    std::size_t cloner = 0;
    std::size_t place = 0;
};

program planned(capacity size, std::vector<steps> senders, std::vector<clone_plan> const& clones, steps receiver,
                bool receiver_stays) {
    for (clone_plan const& clone : clones) {
        auto const number = static_cast<std::uint32_t>(senders.size());
        steps& cloner = senders[clone.cloner % senders.size()];
        auto const place = static_cast<std::ptrdiff_t>(clone.place % (cloner.size() + 1));
        cloner.insert(cloner.begin() + place, oracle::step{oracle::step_kind::clone, number});
        senders.push_back(clone.does);
    }
    if (receiver_stays) {  // until the end, and then asks again whether it really is one
        using enum oracle::step_kind;
        receiver.insert(receiver.end(), {{until_disconnected}, {recv}, {try_recv}, {recv_for}});
    }
    return {size, std::move(senders), std::move(receiver)};
}

rc::Gen<program> programs(capacity size) {
    using enum oracle::step_kind;
    auto const sending = some_steps({{8, send}, {4, try_send}, {3, send_for}, {4, pause}}, 8);
    auto const receiving = some_steps({{5, recv}, {5, try_recv}, {4, recv_for}, {4, pause}}, 12);
    auto const senders = rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 5), [sending](std::size_t count) {
        return rc::gen::container<std::vector<steps>>(count, sending);
    });
    auto const some_number = rc::gen::inRange<std::size_t>(0, 1000);
    auto const one_clone = rc::gen::construct<clone_plan>(sending, some_number, some_number);
    auto const clones = rc::gen::mapcat(
        rc::gen::weightedElement<std::size_t>({{3, 0}, {2, 1}, {1, 2}, {1, 3}}),
        [one_clone](std::size_t count) { return rc::gen::container<std::vector<clone_plan>>(count, one_clone); });
    auto const stays = rc::gen::weightedElement<bool>({{3, true}, {1, false}});
    auto const drawn = rc::gen::map(rc::gen::tuple(senders, clones, receiving, stays), [size](auto const& parts) {
        return std::apply([size](auto const&... part) { return planned(size, part...); }, parts);
    });
    // They shrink as programs do, and not as the numbers that they were drawn from.
    return [drawn](rc::Random const& random, int how_large) {
        return rc::shrinkable::shrinkRecur(drawn(random, how_large).value(), [](program const& of) {
            return rc::seq::fromContainer(oracle::smaller_programs(of));
        });
    };
}

// -- texts ------------------------------------------------------------------------------------------------------------

/// Puts `word` at some place of the text, in the place of as many letters as `over` says.
struct edit {
    std::size_t place = 0;
    std::size_t over = 0;
    std::string word;
};

rc::Gen<edited_text> edited_texts() {
    auto const word =
        rc::gen::oneOf(rc::gen::element<std::string>("", " ", "\n", ":", "*", "#", "0", "1", "7",
                                                     "99999999999999999999", "-1", "clone", "clone 1", "drop", "send",
                                                     "send*3", "recv", "sender", "sender 1:", "receiver:", "capacity",
                                                     "unbounded", "until_disconnected", "\r", "\t"),
                       rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
    auto const change =
        rc::gen::construct<edit>(rc::gen::inRange<std::size_t>(0, 1000), rc::gen::inRange<std::size_t>(0, 12), word);
    return rc::gen::map(
        rc::gen::pair(programs(std::nullopt), rc::gen::scale(0.06, rc::gen::container<std::vector<edit>>(change))),
        [](std::pair<program, std::vector<edit>> const& drawn) {
            std::string text = oracle::print(drawn.first);
            for (edit const& next : drawn.second) {
                text.replace(next.place % (text.size() + 1), next.over, next.word);
            }
            return edited_text{text};
        });
}

// -- searches ---------------------------------------------------------------------------------------------------------

/// RapidCheck's own listener prints as it goes; the rows and gtest say all that is to be said.
class quiet : public rc::detail::TestListener {
    void onTestCaseFinished(rc::detail::CaseDescription const& /*description*/) override {}
    void onShrinkTried(rc::detail::CaseDescription const& /*shrink*/, bool /*accepted*/) override {}
    void onTestFinished(rc::detail::TestMetadata const& /*metadata*/,
                        rc::detail::TestResult const& /*result*/) override {}
};

/// A schedule that broke a property need not come again at once, nor on a smaller program.
constexpr int tries_when_reproducing = 300;
constexpr int tries_when_shrinking = 30;

bool reproducing(std::string const& id) { return rc::detail::configuration().reproduce.contains(id); }

/// So that two properties do not run the same programs (FNV-1a).
std::uint64_t mixed(std::string const& id) {
    std::uint64_t hash = 14695981039346656037U;
    for (char const letter : id) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
    }
    return hash;
}

template <class Program>
std::string shown(Program const& program) {
    std::ostringstream text;
    rc::show(program, text);
    return text.str();
}

template <class Program>
found find_any(search const& how, rc::Gen<Program> const& programs, property<Program> const& holds) {
    found result;
    result.again = reproducing(how.id);
    std::string latest_fault;
    constexpr bool has_schedules = std::is_same_v<Program, program>;
    auto const one_case = [&] {
        auto const program = *programs.as("program");
        bool const shrinking = has_schedules && !latest_fault.empty();
        int const tries = result.again ? tries_when_reproducing : (shrinking ? tries_when_shrinking : 1);
        progress([&program] { return shown(program); });
        for (int i = 0; i != tries; ++i) {
            ++result.cases;
            if (auto fault = holds(program); !fault.empty()) {
                latest_fault = fault;  // the last one that fails is the one that shrinking ends at
                std::string const sentence = fault.substr(0, fault.find('\n'));
                RC_FAIL(sentence);
            }
        }
    };
    rc::detail::TestParams params = rc::detail::configuration().testParams;
    params.seed = how.seed ^ mixed(how.id);
    params.maxSuccess = how.cases;
    quiet listener;
    auto const outcome = rc::detail::checkTestable(one_case, rc::detail::TestMetadata{how.id, how.id}, params, listener,
                                                   rc::detail::configuration().reproduce);
    progress({});
    if (!outcome.template is<rc::detail::SuccessResult>()) {
        std::ostringstream text;
        rc::detail::printResultMessage(outcome, text);
        result.failure = text.str();
    }
    if (outcome.template is<rc::detail::FailureResult>()) {
        auto const& broken = outcome.template get<rc::detail::FailureResult>();
        rc::detail::Configuration again;
        again.reproduce.emplace(how.id, broken.reproduce);
        std::string const all = rc::detail::configToMinimalString(again);
        result.parameters = all.substr(0, all.find(' '));
        result.failure = latest_fault + '\n' + result.failure;
    }
    return result;
}

}  // namespace

found find(search const& how, property<sequence> const& holds) {
    return find_any(how, rc::gen::arbitrary<sequence>(), holds);
}
found find(search const& how, capacity size, property<program> const& holds) {
    return find_any(how, programs(size), holds);
}
found find(search const& how, property<edited_text> const& holds) { return find_any(how, edited_texts(), holds); }

void use_seed(std::uint64_t seed, int cases) {
    std::string const params = "seed=" + std::to_string(seed) + " max_success=" + std::to_string(cases);
    ::setenv("RC_PARAMS", params.c_str(), 0);  // who has set it already wins
    (void)rc::detail::configuration();
}
std::uint64_t seed_in_use() { return rc::detail::configuration().testParams.seed; }
int cases_in_use() { return rc::detail::configuration().testParams.maxSuccess; }

}  // namespace properties
