// SPDX-License-Identifier: MIT
// properties/conformance/main.cpp: refchan-conformance: judges refchan's channels and those of other libraries that are
// installed. What is expected of each stands beside its adapter, in channels/; a verdict that differs, in either
// direction, is red.

#include <algorithm>
#include <refchan/oracle/conformance.hpp>
#include <utility>

#include "channels/channels.hpp"

int main(int argc, char** argv) {
    auto subjects = conformance_channels::all();
    std::ranges::sort(subjects, {}, [](auto const& one) { return std::pair(!one.documents.empty(), one.name); });
    return refchan::oracle::conformance::run_conformance(argc, argv, subjects);
}
