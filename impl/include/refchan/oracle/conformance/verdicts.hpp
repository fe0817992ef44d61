// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/verdicts.hpp: from what the checks of a subject found out to a verdict for each guarantee,
// and whether that is what was to be expected.
//
//     a finding breaks the profile that the subject promises    broken
//     else: the subject lacks what it is about                  skipped
//     else: the profile does not promise the guarantee          not promised
//     else: the checks that look at it ran to their ends        holds
//     else                                                      skipped
//
// Expected is what holds and what is skipped; and broken, if, and only if, the adapter lists the guarantee among its
// deviations.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "refchan/oracle/conformance/adapter.hpp"
#include "refchan/oracle/conformance/checks.hpp"
#include "refchan/oracle/conformance/findings.hpp"

namespace refchan::oracle::conformance {

enum class answer : std::uint8_t { holds, broken, not_promised, skipped };
[[nodiscard]] constexpr std::string_view name_of(answer which) noexcept {
    constexpr std::string_view names[] = {"holds", "broken", "not promised", "skipped"};
    return names[static_cast<std::size_t>(which)];
}

/// The verdict on one guarantee of one subject.
struct guarantee_verdict {
    guarantee which = guarantee::survives;
    answer is = answer::skipped;
    std::string reason;       // of skipped; of broken and not promised: the sentence of what was seen, if anything was
    std::string deviation;    // the adapter's sentence about it, if it is listed there
    bool documented = false;  // that sentence is the channel's own
    bool expected = true;
    std::optional<finding> seen;  // the finding that breaks it
    std::string check;            // that found it
};

/// What all checks of a subject found out.
struct subject_verdict {
    subject const* of = nullptr;
    std::vector<guarantee_verdict> guarantees;
    std::optional<profile> rung = profile::linearizable;
    bool rung_expected = true;
    bool complete = true;  // no check was cut off by a hang or a crash: the rung might otherwise be lower
    std::uint64_t histories = 0;
    std::uint64_t operations = 0;
    double seconds = 0;
    std::vector<std::string> notes;
    std::string first;  // the guarantee that was found broken first; empty: none

    [[nodiscard]] bool expected() const {
        for (guarantee_verdict const& one : guarantees) {
            if (!one.expected) {
                return false;
            }
        }
        return rung_expected;
    }
};

/// What one check of a subject found out.
struct check_result {
    std::string check;
    findings found;
};

class verdict_maker {
public:
    /// complete: all checks of the subject ran; otherwise what was not seen is no surprise.
    verdict_maker(subject const& of, std::vector<check_result> const& results, bool complete)
        : of_(of), results_(results), complete_(complete) {}

    [[nodiscard]] subject_verdict make() const {
        subject_verdict made;
        made.of = &of_;
        for (std::size_t i = 0; i != guarantees; ++i) {
            made.guarantees.push_back(verdict_on(static_cast<guarantee>(i)));
        }
        for (check_result const& one : results_) {
            made.histories += one.found.histories;
            made.operations += one.found.operations;
            made.complete = made.complete && one.found.ended;
            made.notes.insert(made.notes.end(), one.found.notes.begin(), one.found.notes.end());
            made.rung =
                !made.rung || !one.found.rung ? std::nullopt : std::optional(std::max(*made.rung, *one.found.rung));
            for (finding const& found : one.found.broken) {
                if (made.first.empty() && breaks_promise(found)) {
                    made.first = name_of(found.broken);
                }
            }
        }
        made.rung_expected = !complete_ || !of_.rung || made.rung == of_.rung;
        return made;
    }

private:
    [[nodiscard]] bool breaks_promise(finding const& found) const { return found.breaks >= of_.promises; }

    [[nodiscard]] guarantee_verdict verdict_on(guarantee which) const {
        guarantee_verdict made{.which = which, .reason = {}, .deviation = {}, .seen = {}, .check = {}};
        bool looked = false;
        std::string unended;
        for (check_result const& one : results_) {
            if (looks_at(one.check, which)) {
                looked = true;
                unended += one.found.ended ? "" : (unended.empty() ? "" : ", ") + one.check;
            }
            for (finding const& found : one.found.broken) {
                bool const worse = !made.seen || (breaks_promise(found) && !breaks_promise(*made.seen));
                if (found.broken == which && worse) {
                    made.seen = found;
                    made.check = one.check;
                }
            }
        }
        std::string_view const cannot = why_skipped(of_, which);
        if (made.seen && breaks_promise(*made.seen)) {
            made.is = answer::broken;
            made.reason = made.seen->sentence;
        } else if (!cannot.empty()) {
            made.reason = cannot;
        } else if (facts_of(which).promised_by < of_.promises) {
            made.is = answer::not_promised;
            made.reason = made.seen ? "seen: " + made.seen->sentence : "not seen broken";
        } else if (!looked || !unended.empty()) {
            made.reason =
                looked ? "not seen broken, but this did not come to its end: " + unended : "no check of it ran";
        } else {
            made.is = answer::holds;
        }
        compare_with_expectation(made);
        return made;
    }

    void compare_with_expectation(guarantee_verdict& made) const {
        for (deviation const& one : of_.deviations) {
            if (one.guarantee == name_of(made.which)) {
                made.deviation = one.sentence;
                made.documented = one.documented;
                made.expected = made.is == answer::broken || !complete_ || !one.every_time;
                return;
            }
        }
        made.expected = made.is != answer::broken;
    }

    subject const& of_;
    std::vector<check_result> const& results_;
    bool complete_;
};

}  // namespace refchan::oracle::conformance
