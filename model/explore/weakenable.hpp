// SPDX-License-Identifier: MIT
#pragma once
// model/explore/weakenable.hpp: the scenarios on the unbounded channel once more, on one whose orders are variables
// (adjustable_orders.hpp). They have the names of the others and take their place; with no order weakened they are the same.

#include <vector>

#include "scenario.hpp"

namespace refchan::model {

/// Puts them in the place of those with the same id; and the kind of channel, for programs given at run time.
void use_weakenable_scenarios();

/// What is tried, one after the other, when somebody asks what an order is for and names no program: small programs first,
/// for their pictures are the clearest.
[[nodiscard]] std::vector<scenario const*> subjects_of_a_question();

}  // namespace refchan::model
