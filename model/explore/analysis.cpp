// SPDX-License-Identifier: MIT
// model/explore/analysis.cpp: see analysis.hpp. All of it is quadratic at worst, in executions of a few hundred steps.

#include "explore/analysis.hpp"

#include <algorithm>

namespace refchan::model {
bool has_object(event const& of) { return of.object != no_step; }

bool is_data(event_kind kind) { return kind == event_kind::data_read || kind == event_kind::data_write; }

bool is_life(event const& of) { return is_data(of.kind) && of.text[0] != '\0'; }

bool is_read(event_kind kind) {
    using enum event_kind;
    return kind == load || kind == update || kind == failed_update;
}

analysis::analysis(std::span<event const> steps) : events_(steps), learned_(steps.size()) {
    find_users();
    find_learned();
    find_race();
    find_missing();
}

bool analysis::precedes(step_number first, step_number second) const {
    return first < second &&
           (events_[first].thread == events_[second].thread || happens_before(events_[first], events_[second]));
}

void analysis::find_users() {
    for (event const& each : events_) {
        if (!has_object(each)) {
            continue;
        }
        users_.resize(std::max<std::size_t>(users_.size(), each.object + 1), nobody);
        std::size_t& user = users_[each.object];
        bool const is_its = is_data(each.kind) && (user == nobody || user == each.thread);
        user = is_life(each) ? user : is_its ? each.thread : many;
    }
}

void analysis::find_learned() {
    std::array<decltype(event::clock), most_threads> known{};
    for (step_number i = 0; i != events_.size(); ++i) {
        auto& before = known[events_[i].thread];
        std::vector<step_number> sources;
        std::array<bool, most_threads> found{};
        for (step_number j = i; j-- != 0;) {
            std::size_t const other = events_[j].thread;
            bool const is_news = events_[i].clock[other] > before[other];
            if (events_[j].thread != events_[i].thread && is_news && !found[other] && precedes(j, i)) {
                found[other] = true;
                sources.push_back(j);
            }
        }
        std::ranges::copy_if(sources, std::back_inserter(learned_[i]), [&](step_number one) {
            return std::ranges::none_of(sources, [&](step_number another) { return precedes(one, another); });
        });
        before = events_[i].clock;
    }
}

void analysis::find_race() {
    for (auto second = static_cast<step_number>(events_.size()); second-- != 0;) {
        event const& later = events_[second];
        if (!is_data(later.kind)) {
            continue;
        }
        for (step_number first = 0; first != second; ++first) {
            event const& earlier = events_[first];
            bool const conflict = is_data(earlier.kind) && earlier.object == later.object &&
                                  (earlier.kind == event_kind::data_write || later.kind == event_kind::data_write);
            if (conflict && !precedes(first, second)) {
                race_ = {first, second};
                return;
            }
        }
    }
}

void analysis::find_missing() {
    if (!race_) {
        return;
    }
    auto const [first, second] = *race_;
    for (step_number i = first + 1; i < second; ++i) {
        event const& read = events_[i];
        bool const crosses = is_read(read.kind) && read.reads_from != no_event &&
                             read.thread == events_[second].thread && read.reads_from > first &&
                             events_[read.reads_from].thread == events_[first].thread;
        if (crosses) {  // and orders nothing, or there were no race
            missing_.emplace_back(read.reads_from, i);
        }
    }
}

}  // namespace refchan::model
