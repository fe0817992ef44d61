// SPDX-License-Identifier: MIT
// model/litmus/judge_checks.cpp: the judge against claims written by hand, whole and with each rule switched off.

#include "judge_checks.hpp"

#include <algorithm>

#include "text.hpp"

namespace refchan::litmus {
namespace {

struct named_rule {
    char const* name;
    bool rules::* member;
};

constexpr std::array named_rules{
    named_rule{"write-write coherence", &rules::write_write},
    named_rule{"read-read coherence", &rules::read_read},
    named_rule{"read-write coherence", &rules::read_write},
    named_rule{"write-read coherence", &rules::write_read},
    named_rule{"atomicity", &rules::atomicity},
    named_rule{"release and acquire operations", &rules::release_stores},
    named_rule{"release fences", &rules::release_fences},
    named_rule{"acquire fences", &rules::acquire_fences},
    named_rule{"release sequences", &rules::release_sequences},
    named_rule{"release sequences end at stores", &rules::sequences_end_at_stores},
    named_rule{"S extends the order of each thread", &rules::order_of_threads},
    named_rule{"S extends happens-before between threads", &rules::order_across_threads},
    named_rule{"S extends coherence-ordered-before", &rules::coherence_ordered},
    named_rule{"no thin air", &rules::no_thin_air},
};

bool has_matching(claim const& what, std::set<outcome> const& among) {
    return std::ranges::any_of(among, [&](outcome const& each) { return what.matches(each); });
}

std::string place_of(test const& of, claim const& what) { return of.name + " (" + print(what) + ")"; }

}  // namespace

std::vector<std::string> disagreements(std::vector<test> const& tests) {
    std::vector<std::string> found;
    for (test const& each : tests) {
        judgement const by = judge(each.does);
        for (claim const& what : each.claims) {
            verdict const says = verdict_on(what, by);
            if (says != what.says) {
                found.push_back(place_of(each, what) + ": the test says " + std::string(name_of(what.says)) +
                                ", the judge " + std::string(name_of(says)));
            }
        }
    }
    return found;
}

std::vector<rule_check> without_each_rule(std::vector<test> const& tests) {
    std::vector<rule_check> checks;
    for (auto const& [name, member] : named_rules) {
        rules weaker;
        weaker.*member = false;
        rule_check made{name, {}};
        for (test const& each : tests) {
            auto const outcomes = allowed_outcomes(each.does, weaker);
            for (claim const& what : each.claims) {
                if (has_matching(what, outcomes) != (what.says != verdict::forbidden)) {
                    made.noticed_by.push_back(place_of(each, what));
                }
            }
        }
        checks.push_back(std::move(made));
    }
    return checks;
}

}  // namespace refchan::litmus
