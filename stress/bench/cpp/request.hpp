// SPDX-License-Identifier: MIT
#pragma once
// stress/bench/cpp/request.hpp: what is asked for, one line a measurement, and what is answered. The programs in Rust and in Go
// read the same lines and give the same answers.
//
//     stream peer=refchan senders=4 messages=1000000
//     {"request":"stream peer=...","peer":"refchan","workload":"stream","seconds":0.02,"figures":{"million_per_second":50.1}}
//
//   workload    what is measured                               figures
//   stream      messages from so many senders to the receiver  million_per_second, ns_per_message
//   round_trip  there on one channel, back on another          p10_ns ... p99.9_ns, mid_ns
//   pair        one thread sends and try_recvs by turns        ns_per_pair
//   burst       one thread sends all, then receives all        send_ns, recv_ns, bytes_per_message
//   paced       one message every `interval` microseconds      latency_p10_ns ..., send_p10_ns ... (the clock's cost is off)
//   create      a channel is made and dropped                  ns_per_channel
//   clone       a sender is copied and dropped                 ns_per_clone

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace refchan::bench {

struct request {
    std::string line;
    std::string workload;
    std::string peer;
    unsigned senders = 1;
    std::uint64_t messages = 100'000;       ///< Of all senders together; of round_trip and create, the repetitions.
    std::optional<std::size_t> capacity{};  ///< None: unbounded.
    std::string payload = "8";              ///< Bytes of a message, or "string".
    std::uint64_t interval = 10;            ///< Microseconds from one message to the next.
    std::vector<int> pin{};                 ///< The processors of the receiver and of the senders; none: wherever.
};

/// What was measured: the seconds that it took, and figures by name.
struct measurement {
    double seconds = 0;
    std::vector<std::pair<std::string, double>> figures{};
};

/// A request out of its line, or what is wrong with it.
[[nodiscard]] std::expected<request, std::string> parse(std::string_view line);

}  // namespace refchan::bench
