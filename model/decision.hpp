// SPDX-License-Identifier: MIT
#pragma once
// model/decision.hpp: what a search decides, and how it is written down. An execution is nothing but the answers to a
// sequence of questions: which thread goes on, which of the allowed values does this load see, does this weak
// compare-exchange fail. A strategy answers them; the log of the answers is a script that runs the same execution again,
// in any process.
//
// A script is one character for each real question (one with more than one answer): the answer, in base 36; a z adds 35
// to what follows. After a dot stands a checksum over questions and answers, which notices that the source has changed since.

#include "operation.hpp"

namespace refchan::model {

enum class question : unsigned char { thread, load, place, exchange_failure, reuse_memory, hearsay, other };

/// A thread that may go on, and why.
struct option {
    rl::thread_id_t thread = 0;
    wake_reason why = wake_reason::ready;
};

/// A choice among threads.
struct crossroads {
    std::span<option const> options;
    rl::thread_id_t current = -1;
    bool current_ready = false;    ///< taking another thread would preempt it
    bool yielding = false;         ///< it has just offered to wait
    bool others_finished = false;  ///< only one thread is left
    unsigned step = 0;
};

/// Answered to a choice among threads: nobody whom the strategy lets run can go on. A verdict.
inline constexpr unsigned nobody = ~0U;

/// Who decides. One object sees one search: begin, answers, finished; again and again.
class strategy {
public:
    strategy() = default;
    strategy(strategy const&) = delete;
    strategy& operator=(strategy const&) = delete;
    virtual ~strategy() = default;

    virtual void begin() {}
    [[nodiscard]] virtual unsigned choose_thread(crossroads const& here) = 0;
    [[nodiscard]] virtual unsigned choose_value(unsigned limit, question what) = 0;
    /// Which of these stores a read takes: their numbers, the newest in modification order first.
    [[nodiscard]] virtual unsigned choose_store(std::span<unsigned const> stores) {
        return stores.size() == 1 ? 0 : choose_value(static_cast<unsigned>(stores.size()), question::load);
    }
    /// After each execution without a failure: true ends the search.
    [[nodiscard]] virtual bool finished() = 0;
    /// May it refuse every thread that could go on?
    [[nodiscard]] virtual bool may_refuse() const { return false; }
};

/// The answers of the current execution.
class decision_log {
public:
    void clear() {
        answers_.clear();
        checksum_ = 2166136261U;
    }
    void note(question what, unsigned limit, unsigned answer) {
        if (limit > 1) {
            answers_.push_back(static_cast<unsigned char>(answer));
            mix(static_cast<unsigned>(what));
            mix(limit);
            mix(answer);
        }
    }
    [[nodiscard]] std::size_t size() const { return answers_.size(); }
    [[nodiscard]] std::uint32_t checksum() const { return checksum_; }
    [[nodiscard]] raw_vector<unsigned char> const& answers() const { return answers_; }

private:
    void mix(unsigned value) { checksum_ = (checksum_ ^ value) * 16777619U; }

    raw_vector<unsigned char> answers_;
    std::uint32_t checksum_ = 0;
};

inline decision_log decisions;

/// Who decides now. Relacy constructs the scheduler itself, so this cannot be a constructor's argument.
inline strategy* deciding = nullptr;

/// Asks for one of the numbers below the limit, and logs the answer.
inline unsigned decide(unsigned limit, question what) {
    unsigned const answer = limit > 1 ? deciding->choose_value(limit, what) : 0;
    decisions.note(what, limit, answer);
    return answer;
}

/// The same, for a store to read.
inline unsigned decide_store(std::span<unsigned const> stores) {
    auto const limit = static_cast<unsigned>(stores.size());
    unsigned const answer = deciding->choose_store(stores);
    decisions.note(question::load, limit, answer);
    return answer;
}

inline constexpr std::string_view base36 = "0123456789abcdefghijklmnopqrstuvwxyz";

struct script {
    std::vector<unsigned char> answers;
    std::uint32_t checksum = 0;
};

inline std::string to_string(decision_log const& log) {
    std::string text;
    for (unsigned char const answer : log.answers()) {
        text.append(answer / 35, 'z');
        text += base36[answer % 35];
    }
    text += '.';
    for (int shift = 28; shift >= 0; shift -= 4) {
        text += base36[(log.checksum() >> shift) & 15U];
    }
    return text;
}

/// The script in a text, or nothing if it is none.
inline std::optional<script> parse_script(std::string_view text) {
    auto const dot = text.find('.');
    if (dot == std::string_view::npos || text.size() - dot != 9) {
        return std::nullopt;
    }
    script parsed;
    std::size_t above = 0;
    for (std::size_t i = 0; i != text.size(); ++i) {
        auto const digit = base36.find(text[i]);
        if (i == dot) {
            continue;
        }
        if (digit == std::string_view::npos || (i > dot && digit > 15)) {
            return std::nullopt;
        }
        if (i < dot) {
            above += digit;
            if (digit != 35) {
                parsed.answers.push_back(static_cast<unsigned char>(std::exchange(above, 0)));
            }
        } else {
            parsed.checksum = parsed.checksum * 16 + static_cast<std::uint32_t>(digit);
        }
    }
    return parsed;
}

}  // namespace refchan::model
