// SPDX-License-Identifier: MIT
// model/litmus/axiomatic.cpp: the rules of axiomatic.hpp, each by itself, over relations among a few events.

#include "axiomatic.hpp"

#include <algorithm>

#include "execution.hpp"

namespace refchan::litmus {
namespace {

/// A set of pairs of events.
class relation {
public:
    explicit relation(std::size_t events) : rows_(events) {}

    void add(std::size_t from, std::size_t to) { rows_[from] |= bit(to); }
    void add(relation const& other) {
        for (std::size_t i = 0; i != rows_.size(); ++i) {
            rows_[i] |= other.rows_[i];
        }
    }
    [[nodiscard]] bool has(std::size_t from, std::size_t to) const { return (rows_[from] & bit(to)) != 0; }
    /// Makes it transitive (Warshall).
    void close() {
        for (std::size_t middle = 0; middle != rows_.size(); ++middle) {
            for (row& each : rows_) {
                each |= (each & bit(middle)) != 0 ? rows_[middle] : 0;
            }
        }
    }
    /// First this one, then that one.
    [[nodiscard]] relation then(relation const& that) const {
        relation both(rows_.size());
        for (std::size_t i = 0; i != rows_.size(); ++i) {
            for (std::size_t j = 0; j != rows_.size(); ++j) {
                both.rows_[i] |= has(i, j) ? that.rows_[j] : 0;
            }
        }
        return both;
    }
    [[nodiscard]] bool cyclic() const {
        relation closed = *this;
        closed.close();
        for (std::size_t i = 0; i != rows_.size(); ++i) {
            if (closed.has(i, i)) {
                return true;
            }
        }
        return false;
    }

private:
    using row = std::uint32_t;
    static_assert(most_operations + most_variables <= 32);
    static constexpr row bit(std::size_t which) { return row{1} << which; }

    std::vector<row> rows_;
};

constexpr bool releases(std::memory_order order) {
    return order == std::memory_order_release || order == std::memory_order_acq_rel ||
           order == std::memory_order_seq_cst;
}
constexpr bool acquires(std::memory_order order) {
    return order == std::memory_order_acquire || order == std::memory_order_acq_rel ||
           order == std::memory_order_seq_cst;
}

class examination {
public:
    examination(execution const& subject, rules const& which)
        : subject_(subject),
          which_(which),
          count_(subject.events.size()),
          sequenced_(count_),
          synchronizes_(count_),
          happens_before_(count_) {}

    [[nodiscard]] bool passes() {
        find_sequenced();
        if (which_.executable && !is_executable()) {
            return false;
        }
        find_synchronization();
        happens_before_ = sequenced_;
        happens_before_.add(synchronizes_);
        happens_before_.close();
        return is_coherent() && is_atomic() && has_total_order();
    }

private:
    [[nodiscard]] event const& at(std::size_t which) const { return subject_.events[which]; }
    [[nodiscard]] std::size_t source(std::size_t reader) const { return subject_.source[reader]; }
    [[nodiscard]] std::size_t place(std::size_t writer) const { return subject_.place[writer]; }
    [[nodiscard]] bool is_seq_cst(std::size_t which) const { return at(which).order == std::memory_order_seq_cst; }
    [[nodiscard]] bool same_variable(std::size_t a, std::size_t b) const {
        return !at(a).is_fence() && !at(b).is_fence() && at(a).variable == at(b).variable;
    }

    void find_sequenced() {
        for (std::size_t a = 0; a != count_; ++a) {
            for (std::size_t b = a + 1; b != count_; ++b) {
                bool const initial = at(a).from == nullptr && at(b).from != nullptr;
                bool const in_thread = at(a).from != nullptr && at(a).thread == at(b).thread;
                if (initial || in_thread) {
                    sequenced_.add(a, b);
                }
            }
        }
    }

    [[nodiscard]] relation reads_from() const {
        relation found(count_);
        for (std::size_t b = 0; b != count_; ++b) {
            if (at(b).reads) {
                found.add(source(b), b);
            }
        }
        return found;
    }

    [[nodiscard]] relation modification_order() const {
        relation found(count_);
        for (std::size_t a = 0; a != count_; ++a) {
            for (std::size_t b = 0; b != count_; ++b) {
                if (same_variable(a, b) && at(a).writes && at(b).writes && place(a) < place(b)) {
                    found.add(a, b);
                }
            }
        }
        return found;
    }

    /// A failed compare-exchange, and the writes behind what it has read.
    [[nodiscard]] relation failed_before_overwriting() const {
        relation found(count_);
        for (std::size_t a = 0; a != count_; ++a) {
            bool const failed = at(a).from != nullptr && is_compare(at(a).from->what) && !at(a).writes;
            for (std::size_t b = 0; failed && b != count_; ++b) {
                if (same_variable(a, b) && at(b).writes && place(source(a)) < place(b)) {
                    found.add(a, b);
                }
            }
        }
        return found;
    }

    [[nodiscard]] bool is_executable() const {
        relation both = sequenced_;
        both.add(reads_from());
        return !both.cyclic();
    }

    /// Does the release sequence that `head` heads, or would head, contain `member`?
    [[nodiscard]] bool in_release_sequence(std::size_t head, std::size_t member) const {
        if (head == member) {
            return true;
        }
        if (!same_variable(head, member) || place(head) > place(member) || !which_.release_sequences) {
            return false;
        }
        for (std::size_t each = 0; each != count_; ++each) {
            bool const between = at(each).writes && same_variable(head, each) && place(head) < place(each) &&
                                 place(each) <= place(member);
            bool const own_store = !which_.sequences_end_at_stores && at(each).thread == at(head).thread;
            if (between && !at(each).is_update() && !own_store) {
                return false;
            }
        }
        return true;
    }

    void find_synchronization() {
        for (std::size_t reader = 0; reader != count_; ++reader) {
            for (std::size_t head = 0; at(reader).reads && head != count_; ++head) {
                if (at(head).writes && at(head).from != nullptr && in_release_sequence(head, source(reader))) {
                    synchronize(head, reader);
                }
            }
        }
    }

    /// The reader reads what the head wrote, or what continues it. Which evaluations of the two threads does that order?
    void synchronize(std::size_t head, std::size_t reader) {
        for (std::size_t a = 0; a != count_; ++a) {
            bool const itself = a == head && which_.release_stores;
            bool const fence = at(a).is_fence() && sequenced_.has(a, head) && which_.release_fences;
            if (!(itself || fence) || !releases(at(a).order)) {
                continue;
            }
            for (std::size_t b = 0; b != count_; ++b) {
                bool const read_itself = b == reader && which_.release_stores;
                bool const read_fence = at(b).is_fence() && sequenced_.has(reader, b) && which_.acquire_fences;
                if ((read_itself || read_fence) && acquires(at(b).order)) {
                    synchronizes_.add(a, b);
                }
            }
        }
    }

    [[nodiscard]] bool is_coherent() const {
        for (std::size_t a = 0; a != count_; ++a) {
            for (std::size_t b = 0; b != count_; ++b) {
                if (happens_before_.has(a, b) && same_variable(a, b) && !agree(a, b)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Two accesses to one variable, the first of which happens before the second.
    [[nodiscard]] bool agree(std::size_t a, std::size_t b) const {
        event const& first = at(a);
        event const& second = at(b);
        if (which_.write_write && first.writes && second.writes && !(place(a) < place(b))) {
            return false;
        }
        if (which_.read_read && first.reads && second.reads && !(place(source(a)) <= place(source(b)))) {
            return false;
        }
        if (which_.read_write && first.reads && second.writes && !(place(source(a)) < place(b))) {
            return false;
        }
        return !which_.write_read || !first.writes || !second.reads || place(a) <= place(source(b));
    }

    [[nodiscard]] bool is_atomic() const {
        for (std::size_t a = 0; a != count_; ++a) {
            if (which_.atomicity && at(a).is_update() && place(source(a)) + 1 != place(a)) {
                return false;
            }
        }
        return true;
    }

    /// The standard's second clause, seq_cst operations that synchronize with each other, is left out: without seq_cst
    /// fences they are coherence-ordered as well.
    [[nodiscard]] relation strongly_happens_before() const {
        relation strongly(count_);
        if (which_.order_of_threads) {
            strongly.add(sequenced_);
        }
        if (which_.order_across_threads) {
            strongly.add(sequenced_.then(happens_before_).then(sequenced_));
        }
        strongly.close();
        return strongly;
    }

    [[nodiscard]] relation coherence_ordered_before() const {
        relation ordered = reads_from();
        ordered.add(modification_order());
        for (std::size_t a = 0; a != count_; ++a) {
            for (std::size_t b = 0; b != count_; ++b) {
                if (a == b || !same_variable(a, b) || !at(b).writes) {
                    continue;
                }
                if (at(a).reads && place(source(a)) < place(b)) {
                    ordered.add(a, b);
                }
            }
        }
        ordered.close();
        return ordered;
    }

    [[nodiscard]] bool has_total_order() const {
        bool any = false;
        for (std::size_t a = 0; a != count_; ++a) {
            any = any || is_seq_cst(a);
        }
        if (!any && !which_.modification_as_executed) {
            return true;
        }
        relation const strongly = strongly_happens_before();
        relation const ordered = coherence_ordered_before();
        relation before(count_);
        for (std::size_t a = 0; a != count_; ++a) {
            for (std::size_t b = 0; b != count_; ++b) {
                bool const demanded = strongly.has(a, b) || (which_.coherence_ordered && ordered.has(a, b));
                if (demanded && is_seq_cst(a) && is_seq_cst(b)) {
                    before.add(a, b);
                }
            }
        }
        if (which_.total_order_as_executed) {
            before.add(sequenced_);
            before.add(reads_from());
        }
        if (which_.modification_as_executed) {
            before.add(modification_order());
            before.add(failed_before_overwriting());
        }
        return !before.cyclic();
    }

    execution const& subject_;
    rules const& which_;
    std::size_t count_;
    relation sequenced_;
    relation synchronizes_;
    relation happens_before_;
};

}  // namespace

std::set<outcome> allowed_outcomes(program const& of, rules const& which) {
    std::set<outcome> found;
    candidates_wanted const wanted{.atomic_updates = which.atomicity, .control_dependencies = which.no_thin_air};
    for_each_candidate(of, wanted, [&](execution const& candidate) {
        if (!found.contains(candidate.ends) && examination(candidate, which).passes()) {
            found.insert(candidate.ends);
        }
    });
    return found;
}

judgement judge(program const& of) {
    return {allowed_outcomes(of), allowed_outcomes(of, {.executable = true}), allowed_outcomes(of, as_executed)};
}

verdict verdict_on(claim const& what, judgement const& by) {
    auto const any = [&](std::set<outcome> const& among) {
        return std::any_of(among.begin(), among.end(), [&](outcome const& each) { return what.matches(each); });
    };
    return any(by.in_order)     ? verdict::allowed
           : any(by.executable) ? verdict::total_order
           : any(by.allowed)    ? verdict::load_buffering
                                : verdict::forbidden;
}

}  // namespace refchan::litmus
