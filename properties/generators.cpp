// SPDX-License-Identifier: MIT
// properties/generators.cpp: the generators of programs, and the searches: the only file that sees RapidCheck.

#include "generators.hpp"

#include <rapidcheck.h>

#include <cstdlib>
#include <sstream>
#include <utility>

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

template <>
struct Arbitrary<properties::threads> {
    static Gen<properties::threads> arbitrary() {
        using properties::receiver_op;
        using properties::sender_op;
        using sending = properties::action<sender_op>;
        using receiving = properties::action<receiver_op>;
        auto const sender_does = gen::construct<sending>(gen::weightedElement<sender_op>({{8, sender_op::send},
                                                                                          {4, sender_op::try_send},
                                                                                          {3, sender_op::send_for},
                                                                                          {4, sender_op::pause},
                                                                                          {2, sender_op::use_clone},
                                                                                          {1, sender_op::replace},
                                                                                          {1, sender_op::spawn}}),
                                                         gen::inRange(1U, 6U));
        auto const receiver_does =
            gen::construct<receiving>(gen::weightedElement<receiver_op>({{5, receiver_op::recv},
                                                                         {5, receiver_op::try_recv},
                                                                         {4, receiver_op::recv_for},
                                                                         {3, receiver_op::recv_for_zero},
                                                                         {2, receiver_op::try_iter},
                                                                         {3, receiver_op::iterate},
                                                                         {1, receiver_op::move},
                                                                         {3, receiver_op::pause}}),
                                      gen::inRange(1U, 6U));
        return gen::construct<properties::threads>(
            gen::mapcat(gen::inRange<std::size_t>(1, 5),
                        [sender_does](std::size_t count) {
                            return gen::container<std::vector<std::vector<sending>>>(
                                count, gen::scale(0.15, gen::container<std::vector<sending>>(sender_does)));
                        }),
            gen::scale(0.2, gen::container<std::vector<receiving>>(receiver_does)),
            gen::weightedElement<bool>({{3, false}, {1, true}}));
    }
};

}  // namespace rc

namespace properties {

namespace {

/// RapidCheck's own listener prints as it goes; the rows and gtest say all that is to be said.
class quiet : public rc::detail::TestListener {
    void onTestCaseFinished(rc::detail::CaseDescription const& /*description*/) override {}
    void onShrinkTried(rc::detail::CaseDescription const& /*shrink*/, bool /*accepted*/) override {}
    void onTestFinished(rc::detail::TestMetadata const& /*metadata*/,
                        rc::detail::TestResult const& /*result*/) override {}
};

/// A schedule that broke a property need not come again at once.
constexpr int tries_when_reproducing = 300;

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
found find_any(search const& how, property<Program> const& holds) {
    found result;
    result.again = reproducing(how.id);
    std::string latest_fault;
    int const tries = result.again ? tries_when_reproducing : 1;
    auto const one_case = [&] {
        auto const program = *rc::gen::arbitrary<Program>().as("program");
        progress([&program] { return shown(program); });
        for (int i = 0; i != tries; ++i) {
            ++result.cases;
            if (auto fault = holds(program); !fault.empty()) {
                latest_fault = fault;  // the last one that fails is the one that shrinking ends at
                RC_FAIL(fault);
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

found find(search const& how, property<sequence> const& holds) { return find_any(how, holds); }
found find(search const& how, property<threads> const& holds) { return find_any(how, holds); }
void use_seed(std::uint64_t seed, int cases) {
    std::string const params = "seed=" + std::to_string(seed) + " max_success=" + std::to_string(cases);
    ::setenv("RC_PARAMS", params.c_str(), 0);  // who has set it already wins
    (void)rc::detail::configuration();
}
std::uint64_t seed_in_use() { return rc::detail::configuration().testParams.seed; }
int cases_in_use() { return rc::detail::configuration().testParams.maxSuccess; }

}  // namespace properties
