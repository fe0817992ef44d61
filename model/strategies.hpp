// SPDX-License-Identifier: MIT
#pragma once
// model/strategies.hpp: who decides, at random or by a script. The systematic searches are bounded_search.hpp and
// reduced_search.hpp.
//
//   random_walk      every answer at random from a seed: finds a bug within hundreds of executions, proves nothing
//   pct              random priorities, and few changes of them: finds what needs few ordered events, with a known chance
//   suspension       a random walk that stops one thread for good somewhere: the others must finish without it
//   replay           follows a script

#include "decision.hpp"

namespace refchan::model {

/// How much a search may spend, in executions and in time, whichever ends first.
class budget {
public:
    /// now_and_then: called about once a second, between two executions.
    budget(std::uint64_t most_executions, double seconds, std::function<void()> now_and_then = {})
        : left_(most_executions), end_(clock::now() + duration(seconds)), now_and_then_(std::move(now_and_then)) {}

    /// Counts one execution; true when that was the last.
    [[nodiscard]] bool spend() {
        left_ -= left_ == 0 ? 0 : 1;
        if (left_ == 0 || left_ % 64 != 0) {
            return left_ == 0;
        }
        auto const now = clock::now();
        if (now_and_then_ && now >= next_) {
            next_ = now + duration(1);
            now_and_then_();
        }
        return now >= end_;
    }

private:
    using clock = std::chrono::steady_clock;
    static clock::duration duration(double seconds) {
        return std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(seconds));
    }

    std::uint64_t left_;
    clock::time_point end_;
    clock::time_point next_ = clock::now() + duration(1);
    std::function<void()> now_and_then_;
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
    random_walk(std::uint64_t seed, budget spending) : seeds_(seed), budget_(std::move(spending)) {}

    void begin() override { random_ = random_numbers(seeds_.next()); }
    [[nodiscard]] unsigned choose_thread(crossroads const& here) override { return pick(here.options); }
    [[nodiscard]] unsigned choose_value(unsigned limit, question what) override {
        // 0 is what happens most of the time: the newest store, the end of modification order, no failure.
        unsigned const one_in = what == question::exchange_failure ? 8 : what == question::place ? 4 : 2;
        bool const usual = what == question::load || what == question::place || what == question::exchange_failure;
        return usual && random_.below(one_in) != 0 ? 0 : random_.below(limit);
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

/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatti, ASPLOS 2010): threads have random
/// priorities, the highest one that can goes on, and at depth - 1 random steps the running thread falls behind all others.
/// A bug that needs d ordered events, n threads and k steps is found with a chance of at least 1 in n k^(d-1), each time.
class pct : public random_walk {
public:
    pct(std::uint64_t seed, unsigned depth, budget spending) : random_walk(seed, std::move(spending)), depth_(depth) {}

    void begin() override {
        random_walk::begin();
        for (unsigned& priority : priorities_) {
            priority = most_depth + random().below(1000);
        }
        changes_.fill(~0U);
        for (unsigned i = 0; i + 1 < std::min(depth_, most_depth); ++i) {
            changes_[i] = 1 + random().below(longest_);
        }
    }
    [[nodiscard]] unsigned choose_thread(crossroads const& here) override {
        longest_ = std::max(longest_, here.step);
        auto const change = std::ranges::find(changes_, here.step);
        if (here.current >= 0 && (change != changes_.end() || here.yielding)) {
            priorities_[static_cast<std::size_t>(here.current)] =
                here.yielding ? 0 : static_cast<unsigned>(change - changes_.begin());
        }
        std::size_t const ready =
            static_cast<std::size_t>(std::ranges::count(here.options, wake_reason::ready, &option::why));
        if (ready == 0 || random().below(16) == 0) {
            return pick(here.options);
        }
        auto const candidates = here.options.first(ready);
        auto const best = std::ranges::max_element(
            candidates, {}, [this](option const& one) { return priorities_[static_cast<std::size_t>(one.thread)]; });
        return static_cast<unsigned>(best - candidates.begin());
    }

private:
    static constexpr unsigned most_depth = 8;

    unsigned depth_;
    unsigned longest_ = 16;
    std::array<unsigned, most_threads> priorities_{};
    std::array<unsigned, most_depth> changes_{};
};

/// Stops one thread at a random step, and lets it run again only when every other one has finished.
class suspension : public random_walk {
public:
    suspension(std::uint64_t seed, rl::thread_id_t threads, budget spending)
        : random_walk(seed, std::move(spending)), threads_(threads) {}

    void begin() override {
        random_walk::begin();
        victim_ = static_cast<rl::thread_id_t>(random().below(static_cast<std::size_t>(threads_)));
        from_ = random().below(longest_ + 1U);
    }
    [[nodiscard]] bool may_refuse() const override { return true; }
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
    [[nodiscard]] bool may_refuse() const override { return suspended_; }

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
