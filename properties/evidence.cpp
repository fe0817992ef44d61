// SPDX-License-Identifier: MIT
// properties/evidence.cpp: asks the oracle, and words its answer.

#include "evidence.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "refchan/oracle/bars.hpp"
#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/program_text.hpp"
#include "refchan/oracle/well_formed.hpp"

namespace properties {

namespace oracle = refchan::oracle;

namespace {

/// Up to so many operations, all are drawn: more says less.
constexpr std::size_t drawn_at_most = 24;

std::string draw_all(oracle::history const& run) {
    std::vector<std::uint32_t> all(run.operations.size());
    std::iota(all.begin(), all.end(), 0U);
    return oracle::draw(run, all);
}

std::string explain(oracle::violation const& found, oracle::history const& run) {
    std::string text = found.sentence + " (" + std::string(name_of(found.broken)) + ", " +
                       std::string(guarantee_of(found.broken)) + ")\n";
    return text + (run.operations.size() <= drawn_at_most ? draw_all(run) : oracle::draw(run, found.proof));
}

}  // namespace

std::string fault_of(oracle::history const& run, parcels const& account) {
    if (auto const wrong = oracle::find_malformed(run)) {
        return "the history is malformed: " + wrong->sentence + '\n' + draw_all(run);
    }
    auto const promised = run.timed ? oracle::profile::linearizable : oracle::profile::fifo_per_sender;
    if (auto const found = oracle::judge(run, promised)) {
        return explain(*found, run);
    }
    auto const lost = account.judge(std::this_thread::get_id());
    return lost.empty() || run.operations.size() > drawn_at_most ? lost : lost + '\n' + draw_all(run);
}

std::string describe_hang(oracle::program const& does, oracle::recorder const& tape) {
    std::string text = oracle::print(does);
    text.pop_back();
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) {
        text.replace(at, 1, " | ");
    }
    auto const run = tape.snapshot(does.capacity, oracle::starting_senders(does));
    return run ? text + '\n' + draw_all(*run) : text;
}

}  // namespace properties
