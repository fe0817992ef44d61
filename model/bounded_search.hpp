// SPDX-License-Identifier: MIT
#pragma once
// model/bounded_search.hpp: every execution with at most `bound` deviations, depth first.
//
// A deviation is what a program can do without, but must survive: taking the processor from a thread that could go on, a
// spurious wake-up, a spurious failure of a weak compare-exchange, hearing of another thread (clocked_record.hpp). Stale
// loads, places in modification order and time-outs are not counted, each bound covers all of them; unless stale reads are
// to be few as well (count_stale), which is how the smallest failing execution is looked for.

#include "search_part.hpp"
#include "strategies.hpp"

namespace refchan::model {

/// Depth first over all executions with at most `bound` deviations.
class bounded_search : public strategy {
public:
    bounded_search(unsigned bound, bool count_stale, search_part part, budget spending)
        : bound_(bound), count_stale_(count_stale), part_(part), budget_(std::move(spending)) {
        path_.reserve(4096);
    }

    [[nodiscard]] bool complete() const { return complete_; }
    /// Was an answer left out because of the bound? If never, there is nothing beyond it.
    [[nodiscard]] bool restricted() const { return restricted_; }
    /// Did an execution ask something else than the one before, after the same answers?
    [[nodiscard]] bool nondeterministic() const { return nondeterministic_; }
    /// How much of the search is done, of 1, as far as can be told from the alternatives that are left.
    [[nodiscard]] double explored() const {
        progress_estimate estimate;
        for (node const& one : path_) {
            answers const earlier = one.allowed & all(one.answer);
            estimate.add(static_cast<unsigned>(std::popcount(earlier)),
                         static_cast<unsigned>(std::popcount(one.allowed)));
        }
        return estimate.done();
    }

    void begin() override {
        depth_ = 0;
        spent_ = 0;
        elsewhere_ = false;
    }
    [[nodiscard]] unsigned choose_thread(crossroads const& here) override {
        answers allowed = 0;
        for (unsigned i = 0; i != here.options.size(); ++i) {
            allowed |= spent_ + cost(here, here.options[i]) <= bound_ ? answers{1} << i : 0;
        }
        auto const limit = static_cast<unsigned>(here.options.size());
        restricted_ = restricted_ || allowed != all(limit);
        unsigned const answer = step(limit, allowed);
        spent_ += cost(here, here.options[answer]);
        return answer;
    }
    [[nodiscard]] unsigned choose_value(unsigned limit, question what) override {
        switch (what) {
            case question::reuse_memory:
                return 0;  // at once: what hands out an address again as early as possible
            case question::exchange_failure:
            case question::hearsay:
                return deviate(limit);  // 0: no failure, nobody
            case question::load:
            case question::place:
                return count_stale_ ? deviate(limit) : step(limit, all(limit));
            default:
                return step(limit, all(limit));
        }
    }
    [[nodiscard]] bool finished() override {
        while (!path_.empty()) {
            node& last = path_.back();
            answers const later = last.allowed & ~all(last.answer + 1U);
            if (later != 0) {
                last.answer = static_cast<unsigned char>(std::countr_zero(later));
                break;
            }
            path_.pop_back();
        }
        complete_ = path_.empty();
        return complete_ || nondeterministic_ || budget_.spend();
    }

private:
    using answers = std::uint64_t;  // a set of them

    struct node {
        answers allowed;
        unsigned char limit;
        unsigned char answer;
    };

    static constexpr answers all(unsigned limit) { return limit >= 64 ? ~answers{0} : (answers{1} << limit) - 1; }
    static unsigned cost(crossroads const& here, option const& choice) {
        bool const preempts = here.current_ready && !here.yielding && choice.thread != here.current;
        return preempts || choice.why == wake_reason::spurious ? 1 : 0;
    }

    /// Any answer but 0 is a deviation.
    unsigned deviate(unsigned limit) {
        restricted_ = restricted_ || spent_ == bound_;
        unsigned const answer = step(limit, spent_ < bound_ ? all(limit) : 1);
        spent_ += answer == 0 ? 0 : 1;
        return answer;
    }

    /// The answer at this depth: the one being explored, or the first allowed one of a question not met before.
    unsigned step(unsigned limit, answers allowed) {
        elsewhere_ = elsewhere_ || (depth_ == path_.size() && !is_mine());
        if (elsewhere_) {
            return static_cast<unsigned>(std::countr_zero(allowed != 0 ? allowed : all(limit)));
        }
        if (depth_ == path_.size()) {
            // Something must go on even where every option is a deviation.
            answers const choices = allowed != 0 ? allowed : all(limit);
            path_.push_back(
                {choices, static_cast<unsigned char>(limit), static_cast<unsigned char>(std::countr_zero(choices))});
        }
        node const& here = path_[depth_++];
        nondeterministic_ = nondeterministic_ || here.limit != limit;
        return here.answer < limit ? here.answer : 0;
    }

    [[nodiscard]] bool is_mine() const {
        return depth_ != search_part::depth || part_.has(path_, [](node const& one) { return one.answer; });
    }

    unsigned bound_;
    bool count_stale_;
    search_part part_;
    budget budget_;
    raw_vector<node> path_;
    std::size_t depth_ = 0;
    unsigned spent_ = 0;
    bool elsewhere_ = false;  // the rest of this execution belongs to another part
    bool complete_ = false;
    bool restricted_ = false;
    bool nondeterministic_ = false;
};

/// Every execution, the plain way: without a bound, hearsay, or memory that is used again. What the reduced search is
/// compared with.
class plain_search : public bounded_search {
public:
    explicit plain_search(budget spending) : bounded_search(~0U, false, {}, std::move(spending)) {}

    [[nodiscard]] unsigned choose_value(unsigned limit, question what) override {
        return what == question::reuse_memory ? 1
               : what == question::hearsay    ? 0
                                              : bounded_search::choose_value(limit, what);
    }
};

}  // namespace refchan::model
