// SPDX-License-Identifier: MIT
// properties/oracle/mix.cpp: the counters, the tables, and what must be there.

#include "mix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace refchan::oracle::checks {

namespace {

constexpr std::array<std::string_view, 5> capacity_names{"none", "0", "1", "2", "3"};

std::size_t capacity_class(history const& of) {
    return of.capacity.has_value() ? std::min<std::size_t>(4, static_cast<std::size_t>(*of.capacity) + 1) : 0;
}

/// The rules that there must be histories to break, by profile. Happens-before (rule::unsynchronised) is not judged here.
bool must_be_broken(profile which, rule broken) {
    switch (broken) {
        case rule::invented:
        case rule::duplicated:
        case rule::lost:
        case rule::reordered_per_sender:
        case rule::false_full:
        case rule::overfull:
        case rule::early_disconnected:
        case rule::send_after_drop:
        case rule::early_send_disconnected:
            return true;
        case rule::reordered:
        case rule::false_empty:
        case rule::late_disconnected:
        case rule::unpaired:
        case rule::unexplained:
            return which != profile::fifo_per_sender;
        default:
            return false;
    }
}

}  // namespace

void mix::add(generated const& made, judged const& answers) {
    history const& what = made.what;
    auto const any = [&](auto condition) { return std::ranges::any_of(what.operations, condition) ? 1U : 0U; };
    auto const is_clone = [](operation const& one) { return one.kind == operation_kind::clone_sender; };
    auto const is_end = [](operation const& one) { return one.kind == operation_kind::drop_receiver; };
    ++all_;
    operations_ += what.operations.size();
    corrupted_ += made.corruptions != 0 ? 1 : 0;
    pending_ += any(is_pending);
    untimed_ += what.timed ? 0 : 1;
    cloning_ += any(is_clone);
    receiver_dropped_ += any(is_end);
    for (operation const& one : what.operations) {
        ++answers_[static_cast<std::size_t>(one.kind)][static_cast<std::size_t>(one.result)];
    }
    std::array<bool, profiles> allowed{};
    for (std::size_t i = 0; i != profiles; ++i) {
        auto const& answer = answers.by_profile[i];
        if (answer.has_value()) {
            tally& here = verdicts_[i][capacity_class(what)];
            ++(answer->has_value() ? here.violating : here.allowed);
            allowed[i] = !answer->has_value();
            if (answer->has_value()) {
                ++broken_[i][static_cast<std::size_t>((*answer)->broken)];
            }
        }
    }
    only_with_gaps_ += what.timed && !allowed[0] && allowed[1] ? 1 : 0;
    only_per_sender_ += what.timed && !allowed[1] && allowed[2] ? 1 : 0;
}

void mix::print(std::ostream& out) const {
    auto const percent = [&](std::uint64_t part) {
        return 100.0 * static_cast<double>(part) / static_cast<double>(all_);
    };
    out << fmt::format("{} histories of {:.1f} operations\n", all_,
                       static_cast<double>(operations_) / static_cast<double>(all_));
    out << fmt::format(
        "  corrupted {:.1f} %, something never returned {:.1f} %, untimed {:.1f} %, clones {:.1f} %, receiver "
        "dropped {:.1f} %\n",
        percent(corrupted_), percent(pending_), percent(untimed_), percent(cloning_), percent(receiver_dropped_));
    out << fmt::format("  allowed only with gaps {:.2f} %, only per sender {:.1f} %\n\n", percent(only_with_gaps_),
                       percent(only_per_sender_));
    out << fmt::format("{:<26}", "allowed / violating");
    for (std::string_view const name : capacity_names) {
        out << fmt::format("{:>17}", fmt::format("capacity {}", name));
    }
    for (profile const which : ladder_rungs) {
        out << fmt::format("\n  {:<24}", name_of(which));
        for (tally const& one : verdicts_[static_cast<std::size_t>(which)]) {
            out << fmt::format("{:>17}", fmt::format("{} / {}", one.allowed, one.violating));
        }
    }
    print_rules(out);
    print_kinds(out);
}

void mix::print_rules(std::ostream& out) const {
    out << fmt::format("\n\n{:<26}{:>17}{:>17}{:>17}", "rule broken", name_of(ladder_rungs[0]),
                       name_of(ladder_rungs[1]), name_of(ladder_rungs[2]));
    for (std::size_t i = 0; i != rules; ++i) {
        out << fmt::format("\n  {:<24}{:>17}{:>17}{:>17}", name_of(static_cast<rule>(i)), broken_[0][i], broken_[1][i],
                           broken_[2][i]);
    }
}

void mix::print_kinds(std::ostream& out) const {
    out << fmt::format("\n\n{:<26}", "operations");
    for (std::size_t j = 0; j != outcomes; ++j) {
        auto const result = static_cast<outcome>(j);
        out << fmt::format("{:>14}", result == outcome::would_block ? "pending" : name_of(result));
    }
    for (std::size_t i = 0; i != operation_kinds; ++i) {
        out << fmt::format("\n  {:<24}", name_of(static_cast<operation_kind>(i)));
        for (std::uint64_t const count : answers_[i]) {
            out << (count == 0 ? fmt::format("{:>14}", "-") : fmt::format("{:>14}", count));
        }
    }
    out << "\n\n";
}

void mix::need(std::vector<std::string>& missing, std::uint64_t there, double percent,
               std::string const& of_what) const {
    if (static_cast<double>(there) * 100 < percent * static_cast<double>(all_)) {
        missing.push_back(fmt::format("{} of {} histories {}: less than {} %", there, all_, of_what, percent));
    }
}

std::vector<std::string> mix::misses() const {
    std::vector<std::string> missing;
    if (all_ < enough_histories) {
        return missing;
    }
    need(missing, corrupted_, 50, "are corrupted");
    need(missing, all_ - corrupted_, 10, "are not corrupted");
    need(missing, pending_, 20, "have something that never returned");
    need(missing, untimed_, 3, "are untimed");
    need(missing, cloning_, 10, "have a clone");
    need(missing, receiver_dropped_, 10, "drop the receiver");
    need(missing, only_with_gaps_, 0.3, "are allowed by gap-empty and not by linearizable");
    need(missing, only_per_sender_, 2, "are allowed by fifo-per-sender alone");
    for (profile const which : ladder_rungs) {
        auto const p = static_cast<std::size_t>(which);
        for (std::size_t c = 0; c != capacities; ++c) {
            auto const where = fmt::format("by {} with capacity {}", name_of(which), capacity_names[c]);
            need(missing, verdicts_[p][c].allowed, 2, "are allowed " + where);
            need(missing, verdicts_[p][c].violating, 1, "are violations " + where);
        }
        for (std::size_t r = 0; r != rules; ++r) {
            if (must_be_broken(which, static_cast<rule>(r))) {
                need(missing, broken_[p][r], 0.02,
                     fmt::format("break {} by {}", name_of(static_cast<rule>(r)), name_of(which)));
            }
        }
    }
    for (std::size_t k = 0; k != operation_kinds; ++k) {
        for (std::size_t r = 0; r != outcomes; ++r) {
            if (can_answer(static_cast<operation_kind>(k), static_cast<outcome>(r))) {
                need(missing, answers_[k][r], 0.5,
                     fmt::format("times {} answers {}", name_of(static_cast<operation_kind>(k)),
                                 name_of(static_cast<outcome>(r))));
            }
        }
    }
    return missing;
}

}  // namespace refchan::oracle::checks
