// SPDX-License-Identifier: MIT
// properties/oracle/generate.cpp: how many histories of which sort.

#include "generate.hpp"

#include <algorithm>

#include "corrupt.hpp"
#include "random.hpp"
#include "refchan/oracle/well_formed.hpp"

namespace refchan::oracle::checks {

generated generate(std::uint64_t seed, std::uint64_t number) {
    chance random(chance(seed).number() ^ chance(number).number());
    std::size_t const sort = random.below(100);
    generated made;
    made.model = sort < 40 ? channel_model::exact : sort < 75 ? channel_model::gaps : channel_model::loose;
    made.what = simulate(random, made.model);
    std::size_t const amount = random.below(100);
    made.corruptions = amount < 25 ? 0 : amount < 60 ? 1 : amount < 85 ? 2 : 3;
    for (std::size_t i = 0; i != made.corruptions; ++i) {
        corrupt(random, made.what);
    }
    bool const without_senders =
        made.corruptions != 0 &&
        std::ranges::all_of(made.what.operations, [](operation const& one) { return is_receivers(one.kind); });
    if (without_senders && random.percent(50)) {
        made.what.senders.clear();  // there never was one
    }
    made.what.timed = !random.percent(8);
    if (find_malformed(made.what).has_value()) {
        made.what.timed = true;  // without common times, the receiver must stay with one process
    }
    return made;
}

}  // namespace refchan::oracle::checks
