// SPDX-License-Identifier: MIT
// properties/oracle/shrink.cpp: takes things away, one at a time.

#include "shrink.hpp"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <utility>
#include <vector>

#include "refchan/oracle/json_lines.hpp"
#include "refchan/oracle/well_formed.hpp"

namespace refchan::oracle::checks {

namespace {

using condition = std::function<bool(history const&)>;

/// Tries to take away each element of a list, once; true if one could be spared.
template <class Element>
bool spare_some(history& what, std::vector<Element> history::* list, condition const& still_good) {
    bool spared = false;
    for (std::size_t i = 0; i < (what.*list).size();) {
        history smaller = what;
        (smaller.*list).erase((smaller.*list).begin() + static_cast<std::ptrdiff_t>(i));
        if (still_good(smaller)) {
            what = std::move(smaller);
            spared = true;
        } else {
            ++i;
        }
    }
    return spared;
}

history with_small_times(history what) {
    std::vector<instant*> times;
    for (operation& one : what.operations) {
        times.push_back(&one.call);
        if (!is_pending(one)) {
            times.push_back(&one.returned);
        }
    }
    std::ranges::sort(times, {}, [](instant const* time) { return *time; });
    for (instant now = 0; instant* const time : times) {
        *time = ++now;
    }
    return what;
}

}  // namespace

history shrink(history what, std::function<bool(history const&)> const& interesting) {
    auto const still_good = [&](history const& smaller) {
        return !find_malformed(smaller).has_value() && interesting(smaller);
    };
    while (spare_some(what, &history::operations, still_good) || spare_some(what, &history::senders, still_good)) {
    }
    history renumbered = with_small_times(what);
    return still_good(renumbered) ? renumbered : what;
}

std::string as_lines(history const& what) {
    std::ostringstream text;
    write_json_lines(text, what);
    return text.str();
}

}  // namespace refchan::oracle::checks
