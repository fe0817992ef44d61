// SPDX-License-Identifier: MIT
#pragma once
// model/search_part.hpp: what the systematic searches have in common beyond a single run: a part of the whole for each of
// several processes, a state to go on from, and an estimate of what is left.

#include "relacy.hpp"

namespace refchan::model {

/// One of `count` parts. The first `depth` questions of an execution say which part it belongs to: each part comes to all
/// of their answers, and goes on only from its own. So the union is the whole, and no two parts search the same.
struct search_part {
    static constexpr std::size_t depth = 10;

    unsigned index = 0;
    unsigned count = 1;

    template <class Path, class Answer>
    [[nodiscard]] bool has(Path const& path, Answer answer) const {
        std::uint64_t mixed = 0x9e3779b97f4a7c15U;
        for (auto const& question : path) {
            mixed = (mixed ^ static_cast<std::uint64_t>(answer(question))) * 0xff51afd7ed558ccdU;
            mixed ^= mixed >> 32U;
        }
        return mixed % count == index;
    }
};

/// The questions of a search and their answers so far, as numbers.
using saved_search = std::vector<std::uint64_t>;

/// Takes each question of the path in turn: which of its alternatives are done.
class progress_estimate {
public:
    void add(unsigned done, unsigned alternatives) {
        done_ += share_ * done / std::max(alternatives, 1U);
        share_ /= std::max(alternatives, 1U);
    }
    [[nodiscard]] double done() const { return done_; }

private:
    double done_ = 0;
    double share_ = 1;
};

}  // namespace refchan::model
