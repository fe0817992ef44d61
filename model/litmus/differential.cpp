// SPDX-License-Identifier: MIT
// model/litmus/differential.cpp: the judge against the searches, over random programs.

#include "differential.hpp"

#include <algorithm>
#include <chrono>

#include "text.hpp"

namespace refchan::litmus {
namespace {

constexpr spending for_one_program{.executions = 300'000, .seconds = 5};

/// What the judge and a search do not agree on; empty if nothing, or if the search has not finished.
std::vector<std::string> disagreements(program const& on, judgement const& by, machine which,
                                       exploration const& found) {
    return found.complete || !found.failure.empty() ? objections_to(on, by, which, found) : std::vector<std::string>{};
}

class comparing {
public:
    explicit comparing(sample const& what) : what_(what) { all_.executions.resize(what.searches.size()); }

    comparison run() {
        auto const end = clock::now() + std::chrono::duration_cast<clock::duration>(seconds(what_.seconds));
        for (std::uint64_t i = 0; i != what_.programs && clock::now() < end && all_.disagreement.empty(); ++i) {
            compare_one(what_.first + i);
        }
        return std::move(all_);
    }

private:
    using clock = std::chrono::steady_clock;
    using seconds = std::chrono::duration<double>;

    void compare_one(std::uint64_t number) {
        program const subject = random_program(number, what_.of);
        judgement const by = judge(subject);
        ++all_.programs;
        all_.outcomes += by.in_order.size();
        for (std::size_t i = 0; i != what_.searches.size(); ++i) {
            machine const which = what_.searches[i];
            exploration const found = explore(subject, which, for_one_program);
            all_.executions[i] += found.executions;
            all_.unfinished += found.complete ? 0 : 1;
            if (!disagreements(subject, by, which, found).empty()) {
                all_.disagreement = describe(number, subject, which);
                return;
            }
        }
    }

    static std::vector<std::string> objections(program const& on, machine which) {
        return disagreements(on, judge(on), which, explore(on, which, for_one_program));
    }

    static std::string describe(std::uint64_t number, program const& found, machine which) {
        program const small = shrink(found, [&](program const& each) { return !objections(each, which).empty(); });
        std::string text = "program " + std::to_string(number) + ", made small:\n" + print(small);
        for (std::string const& each : objections(small, which)) {
            text += each + '\n';
        }
        return text;
    }

    sample const& what_;
    comparison all_;
};

}  // namespace

comparison compare(sample const& what) { return comparing(what).run(); }

}  // namespace refchan::litmus
