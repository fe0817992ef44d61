// SPDX-License-Identifier: MIT
// stress/bench/cpp/main.cpp: refchan-bench-peers: measures channels in C++, one line at a time. scripts/bench.sh keeps it alive
// beside its brothers in Rust and in Go, and asks each in turn.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <future>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "broken.hpp"
#include "peer.hpp"
#include "request.hpp"

namespace refchan::bench {

namespace {

using json = nlohmann::ordered_json;

std::string& current_line() {
    static std::string line;
    return line;
}

constexpr char const* manual = R"(Reads requests from standard input, one a line, and answers each with a line of JSON:

  WORKLOAD peer=NAME [senders=N] [messages=N] [capacity=N] [payload=BYTES] [interval=MICROSECONDS] [pin=CPU,CPU...]

  stream      senders=N threads send messages=N in all to one receiver: million_per_second, ns_per_message
  round_trip  there on one channel and back on another: p10_ns ... p99.9_ns
  pair        a send and a try_recv by turns on one thread: ns_per_pair
  burst       all sends, then all receives, on one thread: send_ns, recv_ns, bytes_per_message
  paced       a message every interval=N microseconds: latency_p50_ns ..., send_p50_ns ...
  create      a channel is made and dropped: ns_per_channel
  clone       a sender is copied and dropped: ns_per_clone
  line, rmw, ring, of peer=machine: a cache line's round trip, an atomic addition, a ring for one sender

payload is 8, 32, 64, 128, 256 or string; capacity=N makes the channel bounded. Try:

  echo 'stream peer=refchan senders=1 messages=1000000 pin=0,1' | refchan-bench-peers
  refchan-bench-peers --check

Exit status: 0 good; 1 a channel lost, repeated or reordered a message, or hung; 2 a request made no sense.)";

[[nodiscard]] json described(peer const& one) {
    json workloads = json::array();
    for (auto const& [name, unused] : one.workloads) {
        workloads.push_back(name);
    }
    json smallest = one.about.smallest_capacity ? json(*one.about.smallest_capacity) : json();
    return {{"peer", one.about.name},
            {"label", one.about.label},
            {"language", "C++"},
            {"version", one.about.version},
            {"order", one.about.order},
            {"role", one.about.plays == role::peer ? "peer" : (one.about.plays == role::probe ? "probe" : "control")},
            {"threads", true},
            {"unbounded", true},
            {"smallest_capacity", smallest},
            {"workloads", workloads}};
}

[[nodiscard]] workload find(request const& asked) {
    auto const who = std::ranges::find(peers(), asked.peer, [](peer const& one) { return one.about.name; });
    if (who == peers().end()) {
        throw std::invalid_argument(fmt::format("peer={}: there is no such peer (--list shows them)", asked.peer));
    }
    auto const what = who->workloads.find(asked.workload);
    if (what == who->workloads.end()) {
        throw std::invalid_argument(fmt::format("{} has no workload {}", asked.peer, asked.workload));
    }
    return what->second;
}

/// Measures on a thread of its own, so that one that hangs is noticed.
[[nodiscard]] measurement watched(workload run, request const& asked, std::chrono::duration<double> patience) {
    std::packaged_task<measurement()> task([run, &asked] { return run(asked); });
    std::future<measurement> done = task.get_future();
    std::thread thread(std::move(task));
    if (done.wait_for(patience) == std::future_status::timeout) {
        broken(fmt::format("it hangs: no end after {} s. A message or a wake-up was lost, or --patience is too short",
                           patience.count()));
    }
    thread.join();
    return done.get();
}

/// Answers one request; false: it makes no sense.
[[nodiscard]] bool answer(std::string const& line, std::chrono::duration<double> patience) {
    json answered{{"request", line}};
    bool good = true;
    now_answering(line);
    try {
        auto const asked = parse(line);
        if (!asked) {
            throw std::invalid_argument(asked.error());
        }
        demand_processors(*asked);
        measurement const found = watched(find(*asked), *asked, patience);
        answered["peer"] = asked->peer;
        answered["workload"] = asked->workload;
        answered["seconds"] = found.seconds;
        answered["figures"] = json::object();
        for (auto const& [name, value] : found.figures) {
            answered["figures"][name] = value;
        }
    } catch (std::exception const& error) {
        answered["error"] = error.what();
        fmt::print(stderr, "refchan-bench-peers: {}\n", error.what());
        good = false;
    }
    std::cout << answered.dump() << std::endl;  // NOLINT(performance-avoid-endl): somebody waits for the line
    return good;
}

/// A small measurement of each kind, on all peers or on one: what arrives is checked, the figures mean nothing.
[[nodiscard]] int check(std::string const& only, std::string const& workload, std::chrono::duration<double> patience) {
    bool good = true;
    unsigned count = 0;
    auto const measure = [&](std::string const& line) {
        good = answer(line, patience) && good;
        ++count;
    };
    for (peer const& one : peers()) {
        if (only.empty() ? one.about.plays == role::control : only != one.about.name) {
            continue;
        }
        for (auto const& [name, unused] : one.workloads) {
            if (!workload.empty() && workload != name) {
                continue;
            }
            std::string const line = fmt::format("{} peer={} messages=200", name, one.about.name);
            measure(line);
            if (name != "stream") {
                continue;
            }
            measure(line + " senders=3");
            for (char const* payload : {"32", "64", "128", "256", "string"}) {
                measure(fmt::format("{} senders=2 payload={}", line, payload));
            }
            for (std::size_t capacity : {0U, 1U, 1024U}) {
                if (one.about.smallest_capacity && *one.about.smallest_capacity <= capacity) {
                    measure(fmt::format("{} senders=2 capacity={}", line, capacity));
                }
            }
        }
    }
    if (count == 0) {
        fmt::print(stderr, "refchan-bench-peers: nothing to check: no such peer or workload (--list shows them)\n");
        return 2;
    }
    return good ? 0 : 2;
}

[[nodiscard]] int serve(std::chrono::duration<double> patience) {
    bool good = true;
    for (std::string line; std::getline(std::cin, line);) {
        if (!line.empty()) {
            good = answer(line, patience) && good;
        }
    }
    return good ? 0 : 2;
}

}  // namespace

void now_answering(std::string line) { current_line() = std::move(line); }

void broken(std::string_view sentence) {
    std::cout << json{{"request", current_line()}, {"broken", sentence}}.dump() << std::endl;
    fmt::print(stderr, "refchan-bench-peers: {}: {}\n", current_line(), sentence);
    std::_Exit(1);
}

}  // namespace refchan::bench

int main(int argc, char** argv) {
    using namespace refchan::bench;
    CLI::App app(manual);
    bool only_list = false;
    bool only_check = false;
    double patience = 60;
    std::string peer;
    std::string workload;
    app.add_flag("--list", only_list, "Show the peers, a line of JSON for each, and end");
    app.add_flag("--check", only_check, "Run each workload of each peer once, with a few messages, and end");
    app.add_option("--peer", peer, "With --check: only that peer; a control too")->type_name("NAME");
    app.add_option("--workload", workload, "With --check: only that workload")->type_name("NAME");
    app.add_option("--patience", patience, "A measurement that takes longer than so many seconds hangs")
        ->type_name("SECONDS")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    std::ranges::sort(peers(), {}, [](auto const& one) { return one.about.name; });
    if (only_list) {
        for (auto const& one : peers()) {
            std::cout << described(one).dump() << '\n';
        }
        return 0;
    }
    std::chrono::duration<double> const limit(patience);
    return only_check ? check(peer, workload, limit) : serve(limit);
}
