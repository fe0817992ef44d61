// SPDX-License-Identifier: MIT
#pragma once
// model/programs/subject_program.hpp: a program under examination, and the judge of its executions. Each record is a
// history with happens-before in the place of time; the oracle (refchan/oracle/happens_before.hpp) decides whether the
// specification allows it. Executions that differ in nothing that a verdict depends on are judged once; how many different
// ones there were is printed with the result.

#include <unordered_set>

#include "clocked_record.hpp"
#include "refchan/oracle/happens_before.hpp"
#include "refchan/oracle/program_text.hpp"

namespace refchan::model {

/// How threads know of each other by more than the channel (clocked_record.hpp).
enum class hearsay : unsigned char {
    asked,  ///< each time is a question, and a deviation: for a search that counts them
    flags  ///< each thread has a flag, which it sets after each operation and others read before each: for every search
};

/// A program, and what was seen of it so far.
class subject_program {
public:
    explicit subject_program(oracle::program does, hearsay how = hearsay::asked)
        : does_(std::move(does)), hearsay_(how) {}

    [[nodiscard]] oracle::program const& does() const { return does_; }
    [[nodiscard]] bool has_flags() const { return hearsay_ == hearsay::flags; }
    /// How many different histories were judged, in words. Forgets them.
    [[nodiscard]] std::string histories() {
        std::size_t const count = std::exchange(allowed_, {}).size();
        return std::to_string(count) + (count == most_remembered ? " histories or more" : " histories");
    }

    /// The sentence of what is wrong with that execution; empty: nothing.
    [[nodiscard]] std::string const& judge(clocked_record const& record) {
        untracked const memory;
        wrong_.clear();
        auto const contents = record.contents();
        if (!allowed_.contains(contents)) {
            if (auto const verdict = verdict_on(record)) {
                wrong_ = std::string(name_of(verdict->broken)) + " (" + std::string(guarantee_of(verdict->broken)) +
                         "): " + verdict->sentence;
            } else if (allowed_.size() != most_remembered) {
                allowed_.insert(contents);
            }
        }
        return wrong_;
    }

    /// The program, the operations of an execution, and the verdict.
    [[nodiscard]] std::string tell(clocked_record const& record) const {
        std::string text = "program:\n" + print(does_) + "\noperations, in the order of their calls:\n";
        auto const all = record.operations();
        for (std::size_t i = 0; i != all.size(); ++i) {
            bool const receivers = all[i].process == receiver_process(does_);
            text += "  " + std::to_string(i) + "  " +
                    (receivers ? "receiver" : "sender " + std::to_string(all[i].process)) + "  " + describe(all[i]) +
                    (oracle::is_pending(all[i]) ? " ..." : "");
            std::string before;
            for (std::size_t j = 0; j != all.size(); ++j) {
                bool const told = all[j].process != all[i].process && record.precedes(j, i);
                before += told ? ' ' + std::to_string(j) : "";
            }
            text += (before.empty() ? "" : "    knows of" + before) + '\n';
        }
        auto const verdict = verdict_on(record);
        return text + "\nverdict: " +
               (verdict ? std::string(name_of(verdict->broken)) + ": " + verdict->sentence
                        : "the oracle allows these; what failed stands above") +
               '\n';
    }

private:
    struct hash {
        [[nodiscard]] std::size_t operator()(clocked_record::content const& of) const {
            std::uint64_t mixed = 0;
            for (std::uint64_t const word : of) {
                mixed = (mixed ^ word) * 0x9e3779b97f4a7c15U;
                mixed ^= mixed >> 29U;
            }
            return mixed;
        }
    };

    [[nodiscard]] oracle::verdict verdict_on(clocked_record const& record) const {
        oracle::history what;
        what.capacity = does_.capacity;
        what.senders = starting_senders(does_);
        what.operations.assign(record.operations().begin(), record.operations().end());
        what.timed = false;
        auto const precedes = [&record](std::size_t i, std::size_t j) { return record.precedes(i, j); };
        if (auto wrong = judge_by_order(what, precedes)) {
            return wrong;
        }
        return judge_arrivals(what, [&record](std::size_t i, std::size_t j) { return record.arrives(i, j); });
    }

    static constexpr std::size_t most_remembered = 1'000'000;

    oracle::program does_;
    hearsay hearsay_;
    std::unordered_set<clocked_record::content, hash> allowed_;
    std::string wrong_;
};

}  // namespace refchan::model
