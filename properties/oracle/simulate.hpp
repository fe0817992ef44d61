// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/simulate.hpp: small random histories of channels that keep a profile. A few processes do random things
// to a simulated channel; each operation is called, takes effect and returns at three moments of its own choice.
//
//     exact     every operation takes effect at once                    explained by linearizable
//     gaps      a send claims, and publishes later                      explained by gap_empty
//     loose     one queue for each process and handle, any of which is received from; empty, full and timeout at any
//               time                                                    explained by fifo_per_sender
//
// The channel is written here once more, so that it, spec.hpp and search.hpp check one another.

#include <cstddef>
#include <cstdint>

#include "random.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle::checks {

enum class channel_model : std::uint8_t { exact, gaps, loose };

/// The strongest profile that explains every run of such a channel.
[[nodiscard]] constexpr profile profile_of(channel_model model) noexcept {
    return model == channel_model::exact  ? profile::linearizable
           : model == channel_model::gaps ? profile::gap_empty
                                          : profile::fifo_per_sender;
}

inline constexpr std::size_t most_simulated = 16;  // operations; at most 12 in nearly all histories

/// A well-formed history of at most most_simulated operations, on a channel of capacity none, 0, 1, 2 or 3.
[[nodiscard]] history simulate(chance& random, channel_model model);

}  // namespace refchan::oracle::checks
