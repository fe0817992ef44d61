// SPDX-License-Identifier: MIT
#pragma once
// model/coverage.hpp: what the searches have met, in the channel's terms: which operations raced with each other, and which of
// the two came first; and which places of the source did what, so that each named memory order is seen at work, with a
// compare-exchange that succeeds and one that fails. Collected by the reduced search while `coverage::wanted` is set.
//
//     race     two steps that could have come in the other order (partial_order.hpp), each inside an operation on a handle
//     place    a line of the source, and how its operation ended

#include "partial_order.hpp"
#include "refchan/oracle/history.hpp"

namespace refchan::model {

class coverage {
public:
    struct place {
        std::string file;
        unsigned line = 0;
        access how = access::read;

        [[nodiscard]] auto operator<=>(place const&) const = default;
    };
    static constexpr std::size_t kinds = oracle::operation_kinds;
    using race_counts = std::array<std::array<std::uint64_t, kinds>, kinds>;

    static inline bool wanted = false;

    void race(executed_step const& first, executed_step const& second) {
        if (first.inside < kinds && second.inside < kinds) {
            ++races_[first.inside][second.inside];
        }
    }
    /// The place is the one that the step's thread had announced.
    void step(executed_step const& one, where at) {
        untracked const memory;
        for (touch const& of : one.touches.touches()) {
            ++places_[{at.file_name(), static_cast<unsigned>(at.line()), of.how}];
        }
    }

    /// How often an operation of the first kind touched something before one of the second kind did, which could have come first.
    [[nodiscard]] race_counts const& races() const { return races_; }
    [[nodiscard]] std::map<place, std::uint64_t> const& places() const { return places_; }

private:
    race_counts races_{};
    std::map<place, std::uint64_t> places_;
};

/// Of all searches of this process.
inline coverage covered_so_far;

}  // namespace refchan::model
