// SPDX-License-Identifier: MIT
#pragma once
// model/search_check/execution_class.hpp: which executions are the same (reduced_search.hpp): a number for each class, computed
// from what every step touched, by nothing that the reduced search uses; and a strategy that lets another one search, and
// collects the classes that it comes to.
//
//     each thread     what it did, why it went on, and for each read whose write it took
//     each variable   its modification order, as (thread, step of that thread)
//     each other      the order of the steps that met there

#include <unordered_set>

#include "bounded_search.hpp"

namespace refchan::model {

class execution_class {
public:
    void clear() { steps_.clear(); }
    void add(std::size_t thread, operation_kind kind, wake_reason why, footprint const& touches) {
        steps_.push_back({thread, kind, why, touches, number_of(thread)});
    }
    /// A turn of a waiting loop that saw nothing new: the reduced search leaves such executions out.
    [[nodiscard]] bool pauses() const { return std::ranges::count(steps_, operation_kind::pause, &step::kind) != 0; }
    [[nodiscard]] std::uint64_t number() const {
        std::array<std::uint64_t, most_threads> threads{};
        std::map<std::pair<unsigned, bool>, std::vector<entry>> objects;  // writes, and what met there
        for (step const& one : steps_) {
            std::uint64_t& of_thread = threads[one.thread];
            of_thread =
                mixed(mixed(of_thread, static_cast<std::uint64_t>(one.kind)), static_cast<std::uint64_t>(one.why));
            for (touch const& at : one.touches.touches()) {
                of_thread = mixed(mixed(mixed(of_thread, at.object), static_cast<std::uint64_t>(at.how)), source(at));
                place(objects[{at.object, at.how == access::write || at.how == access::update}], at, name(one));
            }
        }
        std::uint64_t all = 0;
        for (std::uint64_t const one : threads) {
            all = mixed(all, one);
        }
        for (auto const& [at, order] : objects) {
            for (entry const& one : order) {
                all = mixed(mixed(all, at.first * 2 + (at.second ? 1 : 0)), one.step);
            }
        }
        return all;
    }

private:
    struct step {
        std::size_t thread;
        operation_kind kind;
        wake_reason why;
        footprint touches;
        std::uint64_t number;  // in its thread
    };
    struct entry {
        unsigned store;
        std::uint64_t step;
    };

    static std::uint64_t mixed(std::uint64_t seed, std::uint64_t value) {
        seed = (seed ^ value) * 0x9e3779b97f4a7c15U;
        return seed ^ (seed >> 29U);
    }
    [[nodiscard]] std::uint64_t number_of(std::size_t thread) const {
        return static_cast<std::uint64_t>(std::ranges::count(steps_, thread, &step::thread));
    }
    static std::uint64_t name(step const& one) { return one.number * most_threads + one.thread + 1; }
    [[nodiscard]] std::uint64_t source(touch const& read) const {
        return read.from < steps_.size() ? name(steps_[read.from]) : 0;
    }
    /// Modification order by where each write was put; else the order of execution. What only reads has no place.
    static void place(std::vector<entry>& order, touch const& at, std::uint64_t step) {
        bool const writes = at.how == access::write || at.how == access::update;
        if (at.how == access::read || at.how == access::attempt) {
            return;
        }
        if (writes && order.empty()) {
            order.push_back({0, 0});
        }
        auto const before = std::ranges::find(order, at.store, &entry::store);
        auto const where_to = writes && before != order.end() ? before + 1 : order.end();
        order.insert(where_to, {static_cast<unsigned>(order.size()), step});
    }

    raw_vector<step> steps_;
};

/// Lets that search decide, and collects the classes of its executions.
template <class Search>
class collecting : public Search {
public:
    using Search::Search;

    [[nodiscard]] std::unordered_set<std::uint64_t> const& classes() const { return classes_; }

    void begin() override {
        running_.reset();
        now_.clear();
        Search::begin();
    }
    [[nodiscard]] unsigned choose_thread(crossroads const& here) override {
        end_step();
        unsigned const answer = Search::choose_thread(here);
        option const& chosen = here.options[answer];
        running_ = {static_cast<std::size_t>(chosen.thread), announced[static_cast<std::size_t>(chosen.thread)].kind,
                    chosen.why};
        return answer;
    }
    [[nodiscard]] bool finished() override {
        end_step();
        untracked const memory;
        if (!now_.pauses()) {
            classes_.insert(now_.number());
        }
        return Search::finished();
    }

private:
    struct running {
        std::size_t thread;
        operation_kind kind;
        wake_reason why;
    };
    void end_step() {
        if (running_) {
            now_.add(running_->thread, running_->kind, running_->why, touched);
        }
    }

    execution_class now_;
    std::optional<running> running_;
    std::unordered_set<std::uint64_t> classes_;
};

}  // namespace refchan::model
