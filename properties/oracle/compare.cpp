// SPDX-License-Identifier: MIT
// properties/oracle/compare.cpp: what the checks of refchan-oracle demand of a history.

#include "compare.hpp"

#include <algorithm>
#include <iostream>
#include <optional>
#include <string_view>

#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/search.hpp"
#include "shrink.hpp"

namespace refchan::oracle::checks {

namespace {

/// Without common times, only the weakest profile has anything to say.
bool is_judged(history const& what, profile which) { return what.timed || which == profile::fifo_per_sender; }

std::string runs_are_explained(history const& what, channel_model model, std::size_t corruptions) {
    profile const promised = what.timed ? profile_of(model) : profile::fifo_per_sender;
    bool const as_it_was = corruptions == 0;
    return !as_it_was || explainable(what, promised)
               ? ""
               : "the search finds no explanation by " + std::string(name_of(promised)) +
                     " of what a simulated channel did";
}

template <profile Which>
std::string judges_agree(history const& what, channel_model /*model*/, std::size_t /*corruptions*/) {
    if (!is_judged(what, Which)) {
        return "";
    }
    bool const explained = explainable(what, Which);
    verdict const judgement = judge(what, Which);
    if (explained != judgement.has_value()) {
        return "";
    }
    std::string const by = " by " + std::string(name_of(Which));
    return explained ? "the search explains it" + by + ", and the judge says: " + judgement->sentence
                     : "the search finds no explanation" + by + ", and the judge allows it";
}

std::string profiles_are_nested(history const& what, channel_model /*model*/, std::size_t /*corruptions*/) {
    std::optional<profile> strongest;
    for (profile const which : ladder_rungs) {
        bool const allowed = is_judged(what, which) && explainable(what, which);
        if (strongest.has_value() && !allowed) {
            return std::string(name_of(*strongest)) + " explains what " + std::string(name_of(which)) + " does not";
        }
        strongest = strongest.has_value() || !allowed ? strongest : which;
    }
    return climb(what).strongest == strongest ? "" : "climb() stops at another rung than the search";
}

/// The smallest history that the check complains about, in words.
void report(check& broken, std::uint64_t seed, std::uint64_t number, generated const& made) {
    auto const complains = [&](history const& smaller) {
        return !broken.complain(smaller, made.model, made.corruptions).empty();
    };
    // A simulated run without one of its operations need not be a run.
    history const smallest =
        made.corruptions == 0 && broken.complain == runs_are_explained ? made.what : shrink(made.what, complains);
    broken.broken = true;
    broken.number = number;
    broken.detail = broken.complain(smallest, made.model, made.corruptions);
    std::cout << "\nBROKEN  " << broken.name << " by history " << number << " of seed " << seed << "\n        "
              << broken.detail << "\n"
              << as_lines(smallest) << std::endl;
}

}  // namespace

std::vector<check> all_checks() {
    return {{"simulated_runs_are_explained", runs_are_explained},
            {"linearizable_agrees", judges_agree<profile::linearizable>},
            {"gap_empty_agrees", judges_agree<profile::gap_empty>},
            {"fifo_per_sender_agrees", judges_agree<profile::fifo_per_sender>},
            {"stronger_profiles_imply_weaker", profiles_are_nested},
            {"histories_are_a_healthy_mix"}};
}

void look(std::vector<check>& checks, mix& so_far, std::uint64_t seed, std::uint64_t number) {
    generated const made = generate(seed, number);
    judged answers;
    for (profile const which : ladder_rungs) {
        if (is_judged(made.what, which)) {
            answers.by_profile[static_cast<std::size_t>(which)] = judge(made.what, which);
        }
    }
    so_far.add(made, answers);
    for (check& one : checks) {
        ++one.count;
        if (one.complain != nullptr && !one.broken && !one.complain(made.what, made.model, made.corruptions).empty()) {
            report(one, seed, number, made);
        }
    }
}

}  // namespace refchan::oracle::checks
