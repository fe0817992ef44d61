// SPDX-License-Identifier: MIT
#pragma once
// model/programs/enumerate.hpp: all programs up to so many operations, each once.
//
//     an operation      every step of a sender (send, clone; if wanted try_send, send_for) and of the receiver (recv,
//                       try_recv, recv_for). Drops are not counted: every thread drops its handle after its last step, so
//                       each way to end is there; "drop early" is a thread with fewer steps.
//     left out          until_disconnected: of n messages it sees what n + 1 recv see. pause: it does nothing to a channel.
//     the same program  two that differ in the numbers of their senders only: senders are exchangeable.
//
// So the senders are a set of trees, and no more: a sender is the sequence of its steps, and a clone step holds the tree of
// the sender that it makes. A tree's senders are numbered in the order in which they are met, depth first, and the trees
// stand in one fixed order. The order of the programs is fixed too: fewer operations first, then fewer senders.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "refchan/oracle/program.hpp"

namespace refchan::model {

/// Which programs there are.
struct program_space {
    std::size_t operations = 5;  ///< at most so many, in all threads together
    std::size_t senders = 2;     ///< at most so many, clones included
    bool clones = true;
    bool impatient_senders = false;  ///< with try_send and send_for
};

class enumeration {
public:
    explicit enumeration(program_space const& space) : space_(space) {
        for (std::size_t operations = 0; operations <= space.operations; ++operations) {
            for (std::size_t senders = 1; senders <= space.senders; ++senders) {
                for (std::size_t sent = 0; sent <= operations; ++sent) {
                    forest trees;
                    add_forests(trees, {sent, senders}, {}, operations - sent);
                }
            }
        }
    }

    /// Without a capacity; a program's index in here is its number.
    [[nodiscard]] std::vector<oracle::program> const& programs() const { return programs_; }

private:
    struct tree;
    struct branch {
        oracle::step_kind kind;
        std::vector<tree> clone;  // of a clone: the sender that it makes
    };
    struct tree {
        std::vector<branch> steps;
    };
    using forest = std::vector<tree>;

    /// How large a tree or a forest is, and where a tree stands among all.
    struct extent {
        std::size_t operations = 0;
        std::size_t senders = 0;
    };
    struct position {
        extent of;
        std::size_t index = 0;
    };

    /// All the trees of that size.
    [[nodiscard]] std::vector<tree> trees(extent of) const {
        std::vector<tree> all;
        if (of.operations == 0) {
            return of.senders == 1 ? std::vector<tree>(1) : all;
        }
        auto const begin_with = [&all](branch const& first, std::vector<tree> rests) {
            for (tree& rest : rests) {
                rest.steps.insert(rest.steps.begin(), first);
                all.push_back(std::move(rest));
            }
        };
        using enum oracle::step_kind;
        for (oracle::step_kind const kind : {send, try_send, send_for}) {
            if (kind == send || space_.impatient_senders) {
                begin_with({kind, {}}, trees({of.operations - 1, of.senders}));
            }
        }
        for (std::size_t senders = 1; space_.clones && senders < of.senders; ++senders) {
            for (std::size_t operations = 0; operations < of.operations; ++operations) {
                for (tree const& cloned : trees({operations, senders})) {
                    begin_with({clone, {cloned}}, trees({of.operations - 1 - operations, of.senders - senders}));
                }
            }
        }
        return all;
    }

    /// All ways to complete the forest with trees of that size together, none of which stands before `from`.
    void add_forests(forest& chosen, extent rest, position from, std::size_t received) {
        if (rest.senders == 0) {
            if (rest.operations == 0) {
                add_receivers(chosen, received);
            }
            return;
        }
        for (std::size_t senders = std::max<std::size_t>(from.of.senders, 1); senders <= rest.senders; ++senders) {
            bool const same_senders = senders == from.of.senders;
            for (std::size_t operations = same_senders ? from.of.operations : 0; operations <= rest.operations;
                 ++operations) {
                std::vector<tree> const all = trees({operations, senders});
                bool const same = same_senders && operations == from.of.operations;
                for (std::size_t i = same ? from.index : 0; i < all.size(); ++i) {
                    chosen.push_back(all[i]);
                    add_forests(chosen, {rest.operations - operations, rest.senders - senders},
                                {{operations, senders}, i}, received);
                    chosen.pop_back();
                }
            }
        }
    }

    /// The forest with every receiver of so many steps.
    void add_receivers(forest const& senders, std::size_t steps) {
        constexpr oracle::step_kind kinds[] = {oracle::step_kind::recv, oracle::step_kind::try_recv,
                                               oracle::step_kind::recv_for};
        oracle::program made{std::nullopt, {}, std::vector<oracle::step>(steps)};
        for (tree const& each : senders) {
            number(made, each);
        }
        std::size_t receivers = 1;
        for (std::size_t i = 0; i != steps; ++i) {
            receivers *= std::size(kinds);
        }
        for (std::size_t which = 0; which != receivers; ++which) {
            std::size_t digits = which;
            for (std::size_t i = steps; i-- != 0; digits /= std::size(kinds)) {
                made.receiver[i].kind = kinds[digits % std::size(kinds)];
            }
            programs_.push_back(made);
        }
    }
    static void number(oracle::program& in, tree const& of) {
        std::size_t const self = in.senders.size();
        in.senders.emplace_back();
        for (branch const& next : of.steps) {
            bool const clones = next.kind == oracle::step_kind::clone;
            in.senders[self].push_back({next.kind, clones ? static_cast<std::uint32_t>(in.senders.size()) : 0U});
            for (tree const& cloned : next.clone) {
                number(in, cloned);
            }
        }
    }

    program_space space_;
    std::vector<oracle::program> programs_;
};

}  // namespace refchan::model
