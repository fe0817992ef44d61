// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/order_graph.hpp: which operations of a history must come before which others, and why, as a graph. A cycle
// in it proves that no order of the operations explains what they answered.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/survey.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle::ordering {

/// Why an operation comes before another one.
enum class reason : std::uint8_t {
    none,
    happens_before,
    received,       // s_i -> d_i
    sent_first,     // s_i -> s_j
    passed_over,    // s_i -> u
    not_there_yet,  // e -> s
    sender_gone,    // drop -> x
    accepted,       // s -> z
    refused,        // z -> g
};

/// The rule that a cycle with such an edge breaks.
[[nodiscard]] constexpr rule rule_of(reason why) noexcept {
    constexpr rule broken[] = {rule::unexplained,
                               rule::unexplained,
                               rule::invented,
                               rule::reordered,
                               rule::lost,
                               rule::false_empty,
                               rule::early_disconnected,
                               rule::send_after_drop,
                               rule::early_send_disconnected};
    return broken[static_cast<std::size_t>(why)];
}

[[nodiscard]] inline bool says_empty(operation const& one) noexcept {
    return is_recv(one.kind) && (one.result == outcome::empty || one.result == outcome::timeout);
}

/// The graph, as a matrix: O(n^2) in space, and in time for one walk through it.
class graph {
public:
    explicit graph(std::size_t size) : size_(size), edges_(size * size, reason::none) {}

    void add(std::size_t from, std::size_t to, reason why) {
        reason& edge = edges_[from * size_ + to];
        edge = edge == reason::none ? why : edge;
    }
    [[nodiscard]] reason between(std::size_t from, std::size_t to) const { return edges_[from * size_ + to]; }

    /// Takes away, again and again, an operation that nothing left must precede: none is left if there is no cycle.
    [[nodiscard]] bool has_cycle() const {
        std::vector<std::size_t> before(size_, 0);
        for (std::size_t edge = 0; edge != edges_.size(); ++edge) {
            before[edge % size_] += edges_[edge] != reason::none ? 1 : 0;
        }
        std::vector<std::size_t> first;
        for (std::size_t at = 0; at != size_; ++at) {
            if (before[at] == 0) {
                first.push_back(at);
            }
        }
        for (std::size_t next = 0; next != first.size(); ++next) {
            for (std::size_t to = 0; to != size_; ++to) {
                if (between(first[next], to) != reason::none && --before[to] == 0) {
                    first.push_back(to);
                }
            }
        }
        return first.size() != size_;
    }
    /// The shortest cycle through that operation, which is its first; empty: there is none.
    [[nodiscard]] std::vector<position> cycle_through(std::size_t start) const {
        std::vector<position> const back = predecessors_from(start);
        if (back[start] == nowhere) {
            return {};
        }
        std::vector<position> cycle;
        for (position at = back[start]; at != start; at = back[at]) {
            cycle.push_back(at);
        }
        cycle.push_back(static_cast<position>(start));
        std::ranges::reverse(cycle);
        return cycle;
    }
    [[nodiscard]] bool leads(std::size_t from, std::size_t to) const { return predecessors_from(from)[to] != nowhere; }

private:
    /// Breadth first from there: for each operation that is reached, the one before it on a shortest way.
    [[nodiscard]] std::vector<position> predecessors_from(std::size_t start) const {
        std::vector<position> back(size_, nowhere);
        std::vector<position> reached{static_cast<position>(start)};
        for (std::size_t next = 0; next != reached.size(); ++next) {
            for (position to = 0; to != size_; ++to) {
                if (back[to] == nowhere && between(reached[next], to) != reason::none) {
                    back[to] = reached[next];
                    if (to != start) {
                        reached.push_back(to);
                    }
                }
            }
        }
        return back;
    }

    std::size_t size_;
    std::vector<reason> edges_;
};

}  // namespace refchan::oracle::ordering
