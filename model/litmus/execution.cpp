// SPDX-License-Identifier: MIT
// model/litmus/execution.cpp: the candidates by backtracking: first which operations are done, then the source of each
// read, then, if all values can be settled, the order of the writes of each variable.

#include "execution.hpp"

#include <algorithm>

namespace refchan::litmus {
namespace {

enum class deed : unsigned char { left_out, done, failed };

class enumeration {
public:
    enumeration(program const& of, candidates_wanted which, std::function<void(execution const&)> const& visit)
        : which_(which), visit_(visit) {
        for (unsigned thread = 0; thread != of.threads.size(); ++thread) {
            for (operation const& each : of.threads[thread]) {
                operations_.emplace_back(&each, thread);
            }
        }
    }

    void run() {
        made_.events.clear();
        for (unsigned variable = 0; variable != most_variables; ++variable) {
            made_.events.push_back({.variable = variable, .writes = true});
        }
        assigner_.fill(nobody);
        choose_deed(0);
    }

private:
    static constexpr std::size_t nobody = ~std::size_t{0};

    void choose_deed(std::size_t which) {
        if (which == operations_.size()) {
            begin_sources();
            return;
        }
        auto const [from, thread] = operations_[which];
        if (from->only_if) {
            deeds_.push_back(deed::left_out);
            choose_deed(which + 1);
            deeds_.pop_back();
        }
        do_it(which, *from, thread, deed::done);
        if (is_compare(from->what)) {
            do_it(which, *from, thread, deed::failed);
        }
    }

    void do_it(std::size_t which, operation const& from, unsigned thread, deed how) {
        bool const fence = from.what == action::fence;
        made_.events.push_back({.from = &from,
                                .thread = thread,
                                .variable = from.variable,
                                .order = how == deed::failed ? from.failure : from.order,
                                .reads = !fence && from.what != action::store,
                                .writes = !fence && from.what != action::load && how != deed::failed});
        deeds_.push_back(how);
        if (from.result) {
            assigner_[*from.result] = made_.events.size() - 1;
        }
        choose_deed(which + 1);
        if (from.result) {
            assigner_[*from.result] = nobody;
        }
        deeds_.pop_back();
        made_.events.pop_back();
    }

    void begin_sources() {
        made_.source.assign(made_.events.size(), nobody);
        choose_source(most_variables);
    }

    void choose_source(std::size_t reader) {
        if (reader == made_.events.size()) {
            if (settle() && as_guessed()) {
                begin_places();
            }
            return;
        }
        event const& reads = made_.events[reader];
        if (!reads.reads) {
            choose_source(reader + 1);
            return;
        }
        for (std::size_t writer = 0; writer != made_.events.size(); ++writer) {
            event const& writes = made_.events[writer];
            bool const possible = writes.writes && writes.variable == reads.variable && writer != reader;
            if (possible && !(reads.is_update() && which_.atomic_updates && is_updated(writer))) {
                made_.source[reader] = writer;
                choose_source(reader + 1);
            }
        }
        made_.source[reader] = nobody;
    }

    /// Does a read-modify-write read from it? A second one cannot stand right behind it as well.
    [[nodiscard]] bool is_updated(std::size_t writer) const {
        for (std::size_t i = 0; i != made_.events.size(); ++i) {
            if (made_.events[i].is_update() && made_.source[i] == writer) {
                return true;
            }
        }
        return false;
    }

    /// Finds the values of all reads and writes; false if one depends on itself.
    bool settle() {
        std::size_t const count = made_.events.size();
        made_.read.assign(count, 0);
        made_.written.assign(count, 0);
        read_known_.assign(count, false);
        written_known_.assign(count, false);
        std::size_t settled = 0;
        for (bool progress = true; progress;) {
            progress = false;
            for (std::size_t i = 0; i != count; ++i) {
                progress = settle_read(i) || progress;
                progress = settle_written(i) || progress;
            }
        }
        for (std::size_t i = 0; i != count; ++i) {
            settled += (read_known_[i] || !made_.events[i].reads) && (written_known_[i] || !made_.events[i].writes);
        }
        return settled == count;
    }

    bool settle_read(std::size_t which) {
        if (!made_.events[which].reads || read_known_[which] || !written_known_[made_.source[which]]) {
            return false;
        }
        made_.read[which] = made_.written[made_.source[which]];
        return read_known_[which] = true;
    }

    bool settle_written(std::size_t which) {
        event const& subject = made_.events[which];
        if (!subject.writes || written_known_[which] || !is_ready(which)) {
            return false;
        }
        if (subject.from != nullptr) {
            operation const& from = *subject.from;
            int const desired = from.value.in_register ? value_of(*from.value.in_register) : from.value.number;
            made_.written[which] = stored_by(from.what, made_.read[which], desired);
        }
        return written_known_[which] = true;
    }

    [[nodiscard]] bool is_ready(std::size_t which) const {
        operation const* const from = made_.events[which].from;
        if (from == nullptr) {
            return true;
        }
        bool const of_data = (!from->value.in_register || is_known(*from->value.in_register)) &&
                             (!made_.events[which].reads || is_compare(from->what) || read_known_[which]);
        bool const of_control =
            (!from->only_if || is_known(from->only_if->in_register)) && (!is_compare(from->what) || read_known_[which]);
        return of_data && (of_control || !which_.control_dependencies);
    }

    [[nodiscard]] bool is_known(unsigned in_register) const {
        return assigner_[in_register] == nobody || read_known_[assigner_[in_register]];
    }
    [[nodiscard]] int value_of(unsigned in_register) const {
        return assigner_[in_register] == nobody ? 0 : made_.read[assigner_[in_register]];
    }

    /// Did the conditions hold, and the compare-exchanges succeed, as was guessed? A weak one may fail as it likes.
    [[nodiscard]] bool as_guessed() const {
        std::size_t next = most_variables;
        for (std::size_t i = 0; i != operations_.size(); ++i) {
            operation const& from = *operations_[i].first;
            bool const wanted = !from.only_if || value_of(from.only_if->in_register) == from.only_if->equals;
            if (wanted != (deeds_[i] != deed::left_out)) {
                return false;
            }
            if (deeds_[i] == deed::left_out) {
                continue;
            }
            bool const equal = made_.read[next++] == from.expected;
            bool const may_fail = !equal || from.what == action::compare_weak;
            if (is_compare(from.what) && !(deeds_[i] == deed::done ? equal : may_fail)) {
                return false;
            }
        }
        return true;
    }

    void begin_places() {
        made_.ends = {};
        for (unsigned i = 0; i != most_registers; ++i) {
            made_.ends.registers[i] = static_cast<signed char>(value_of(i));
        }
        made_.place.assign(made_.events.size(), nobody);
        choose_place(0, 0);
    }

    /// Puts one more write of the variable into its order; the initial value stands first.
    void choose_place(unsigned variable, std::size_t place) {
        if (variable == most_variables) {
            visit_(made_);
            return;
        }
        bool all_placed = true;
        for (std::size_t i = 0; i != made_.events.size(); ++i) {
            event const& each = made_.events[i];
            if (!each.writes || each.variable != variable || made_.place[i] != nobody) {
                continue;
            }
            all_placed = false;
            if ((place == 0) == (each.from == nullptr) && may_stand(i, place)) {
                made_.place[i] = place;
                auto const before = made_.ends.variables[variable];
                made_.ends.variables[variable] = static_cast<signed char>(made_.written[i]);
                choose_place(variable, place + 1);
                made_.ends.variables[variable] = before;
                made_.place[i] = nobody;
            }
        }
        if (all_placed) {
            choose_place(variable + 1, 0);
        }
    }

    [[nodiscard]] bool may_stand(std::size_t which, std::size_t place) const {
        if (!made_.events[which].is_update() || !which_.atomic_updates) {
            return true;
        }
        std::size_t const before = made_.place[made_.source[which]];
        return before != nobody && before + 1 == place;
    }

    candidates_wanted which_;
    std::function<void(execution const&)> const& visit_;
    std::vector<std::pair<operation const*, unsigned>> operations_;
    std::vector<deed> deeds_;
    std::array<std::size_t, most_registers> assigner_{};
    std::vector<bool> read_known_;
    std::vector<bool> written_known_;
    execution made_;
};

}  // namespace

void for_each_candidate(program const& of, candidates_wanted which,
                        std::function<void(execution const&)> const& visit) {
    enumeration(of, which, visit).run();
}

}  // namespace refchan::litmus
