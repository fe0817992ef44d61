// SPDX-License-Identifier: MIT
#pragma once
// properties/conformance/channels/channels.hpp: the list of channels that refchan-conformance judges. Each file of this
// folder adds those of one library; a library whose package is absent has its file left out by CMake, which says so.

#include <chrono>
#include <expected>
#include <refchan/oracle/conformance/adapter.hpp>
#include <utility>
#include <vector>

namespace conformance_channels {

namespace kit = refchan::oracle::conformance;
using kit::capacity;
using kit::nanoseconds;
using kit::outcome;

/// The channels that were added, in no order.
inline std::vector<kit::subject>& all() {
    static std::vector<kit::subject> list;
    return list;
}

/// Adds the channels of these adapters when the program begins.
template <class... Adapter>
struct added {
    added() { (all().push_back(kit::subject_of<Adapter>()), ...); }
};

/// What a receive that fills a variable has received.
template <class T>
[[nodiscard]] std::expected<T, outcome> received(bool is_there, T& message, outcome otherwise) {
    if (is_there) {
        return std::move(message);
    }
    return std::unexpected(otherwise);
}

}  // namespace conformance_channels
