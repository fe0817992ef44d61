// SPDX-License-Identifier: MIT
#pragma once
// model/strategies.hpp: who decides, in four ways.
//
//   random_walk      every answer at random from a seed: finds a bug within hundreds of executions, proves nothing
//   bounded_search   every execution with at most k deviations, systematically: complete at bound k, or cut
//   suspension       a random walk that stops one thread for good somewhere: the others must finish without it
//   replay           follows a script
//
// A deviation is what a program can do without, but must survive: taking the processor from a thread that could go on, a
// spurious wake-up, a spurious failure of a weak compare-exchange, hearing of another thread (clocked_record.hpp). Stale loads and time-outs are not counted: each bound
// covers all of them.

#include "decision.hpp"

namespace refchan::model {

/// How much a search may spend, in executions and in time, whichever ends first.
class budget {
public:
    budget(std::uint64_t most_executions, double seconds)
        : left_(most_executions),
          end_(clock::now() + std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(seconds))) {}

    /// Counts one execution; true when that was the last.
    [[nodiscard]] bool spend() {
        left_ -= left_ == 0 ? 0 : 1;
        return left_ == 0 || (left_ % 64 == 0 && clock::now() >= end_);
    }

private:
    using clock = std::chrono::steady_clock;
    std::uint64_t left_;
    clock::time_point end_;
};

/// splitmix64.
class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) : state_(seed) {}

    [[nodiscard]] std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31);
    }
    [[nodiscard]] unsigned below(std::size_t limit) { return static_cast<unsigned>((next() >> 32) * limit >> 32); }

private:
    std::uint64_t state_;
};

class random_walk : public strategy {
public:
    random_walk(std::uint64_t seed, budget spending) : seeds_(seed), budget_(spending) {}

    void begin() override { random_ = random_numbers(seeds_.next()); }
    [[nodiscard]] unsigned choose_thread(crossroads const& here) override { return pick(here.options); }
    [[nodiscard]] unsigned choose_value(unsigned limit, question what) override {
        bool const rarely = what == question::exchange_failure;
        return rarely && random_.below(8) != 0 ? 1 : random_.below(limit);
    }
    [[nodiscard]] bool finished() override { return budget_.spend(); }

protected:
    /// Any ready thread; now and then a time-out or a spurious wake-up instead.
    [[nodiscard]] unsigned pick(std::span<option const> options) {
        auto const ready = static_cast<std::size_t>(std::ranges::count(options, wake_reason::ready, &option::why));
        bool const woken_too = ready == 0 || (ready != options.size() && random_.below(8) == 0);
        return random_.below(woken_too ? options.size() : ready);
    }
    [[nodiscard]] random_numbers& random() { return random_; }

private:
    random_numbers seeds_;
    random_numbers random_{0};
    budget budget_;
};

/// Depth first over all executions with at most `bound` deviations.
class bounded_search : public strategy {
public:
    bounded_search(unsigned bound, budget spending) : bound_(bound), budget_(spending) { path_.reserve(4096); }

    [[nodiscard]] bool complete() const { return complete_; }
    /// Was an answer left out because of the bound? If never, there is nothing beyond it.
    [[nodiscard]] bool restricted() const { return restricted_; }
    /// Did an execution ask something else than the one before, after the same answers?
    [[nodiscard]] bool nondeterministic() const { return nondeterministic_; }

    void begin() override {
        depth_ = 0;
        spent_ = 0;
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
            case question::exchange_failure: {
                // Relacy's 0 is a failure, at any limit.
                restricted_ = restricted_ || spent_ == bound_;
                unsigned const answer = 1 - step(2, spent_ < bound_ ? 3 : 1);
                spent_ += answer == 0 ? 1 : 0;
                return answer;
            }
            case question::hearsay: {
                restricted_ = restricted_ || spent_ == bound_;
                unsigned const answer = step(limit, spent_ < bound_ ? all(limit) : 1);  // 0: nobody
                spent_ += answer == 0 ? 0 : 1;
                return answer;
            }
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

    static constexpr answers all(unsigned limit) { return (answers{1} << limit) - 1; }
    static unsigned cost(crossroads const& here, option const& choice) {
        bool const preempts = here.current_ready && !here.yielding && choice.thread != here.current;
        return preempts || choice.why == wake_reason::spurious ? 1 : 0;
    }

    /// The answer at this depth: the one being explored, or the first allowed one of a question not met before.
    unsigned step(unsigned limit, answers allowed) {
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

    unsigned bound_;
    budget budget_;
    raw_vector<node> path_;
    std::size_t depth_ = 0;
    unsigned spent_ = 0;
    bool complete_ = false;
    bool restricted_ = false;
    bool nondeterministic_ = false;
};

/// Stops one thread at a random step, and lets it run again only when every other one has finished.
class suspension : public random_walk {
public:
    suspension(std::uint64_t seed, rl::thread_id_t threads, budget spending)
        : random_walk(seed, spending), threads_(threads) {}

    void begin() override {
        random_walk::begin();
        victim_ = static_cast<rl::thread_id_t>(random().below(static_cast<std::size_t>(threads_)));
        from_ = random().below(longest_ + 1U);
    }
    [[nodiscard]] bool fair() const override { return false; }
    [[nodiscard]] unsigned choose_thread(crossroads const& here) override {
        longest_ = std::max(longest_, std::min(here.step, 400U));
        if (here.step < from_) {
            return pick(here.options);
        }
        std::array<option, base36.size()> others;
        std::size_t count = 0;
        for (option const& choice : here.options) {
            if (choice.thread != victim_) {
                others[count++] = choice;
            }
        }
        if (count == 0) {
            return here.others_finished ? 0 : nobody;
        }
        option const picked = others[pick({others.data(), count})];
        return static_cast<unsigned>(std::ranges::find_if(here.options,
                                                          [&](option const& choice) {
                                                              return choice.thread == picked.thread &&
                                                                     choice.why == picked.why;
                                                          }) -
                                     here.options.begin());
    }

private:
    rl::thread_id_t threads_;
    rl::thread_id_t victim_ = 0;
    unsigned from_ = 0;
    unsigned longest_ = 16;
};

/// Follows a script, for one execution.
class replay : public strategy {
public:
    replay(script answers, bool suspended) : script_(std::move(answers)), suspended_(suspended) {}

    /// Did the execution ask just what the script answers?
    [[nodiscard]] bool followed() const {
        return !beyond_ && at_ == script_.answers.size() && decisions.checksum() == script_.checksum;
    }

    [[nodiscard]] unsigned choose_thread(crossroads const& here) override {
        auto const limit = static_cast<unsigned>(here.options.size());
        if (!suspended_) {
            return limit > 1 ? next(limit) : 0;
        }
        unsigned const answer = next(limit + 1);
        return answer == limit ? nobody : answer;
    }
    [[nodiscard]] unsigned choose_value(unsigned limit, question) override { return next(limit); }
    [[nodiscard]] bool finished() override { return true; }
    [[nodiscard]] bool fair() const override { return !suspended_; }

private:
    unsigned next(unsigned limit) {
        if (at_ == script_.answers.size()) {
            beyond_ = true;
            return 0;
        }
        unsigned const answer = script_.answers[at_++];
        beyond_ = beyond_ || answer >= limit;
        return answer < limit ? answer : 0;
    }

    script script_;
    bool suspended_;
    std::size_t at_ = 0;
    bool beyond_ = false;
};

}  // namespace refchan::model
