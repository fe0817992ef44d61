// SPDX-License-Identifier: MIT
// stress/measure_recorders.cpp: refchan-measure-recorders: what it costs to record an operation. Without a log, with an untouched
// and with a ticketed one take turns, so that whatever else the machine does falls on all three; the median of each counts.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <fstream>
#include <thread>
#include <vector>

#include "refchan/channel.hpp"
#include "refchan/oracle/recorder.hpp"

namespace refchan::stress {

namespace {

using oracle::operation_kind;
using oracle::recording;

constexpr unsigned turns = 21;
constexpr std::int64_t messages = 100'000;
constexpr std::array<char const*, 3> names{"none", "untouched", "ticketed"};

/// A log that writes nothing down.
struct no_log {
    template <class Operation>
    outcome send(operation_kind, std::uint32_t, std::int64_t, Operation operation) {
        return operation();
    }
    template <class Operation>
    std::expected<std::int64_t, outcome> recv(operation_kind, Operation operation) {
        return operation();
    }
};

template <class Log>
void send_one(Log& log, sender<std::int64_t> const& to, std::int64_t value) {
    (void)log.send(operation_kind::send, 0, value,
                   [&] { return to.send(value) ? outcome::ok : outcome::disconnected; });
}
template <class Log>
void receive_one(Log& log, receiver<std::int64_t>& from) {
    (void)log.recv(operation_kind::recv, [&]() -> std::expected<std::int64_t, outcome> {
        auto const answer = from.recv();
        return answer ? std::expected<std::int64_t, outcome>(*answer) : std::unexpected(outcome::disconnected);
    });
}

/// One thread sends and receives by turns.
struct by_turns {
    static constexpr char const* name = "one thread, a send and a recv by turns";
    template <class Log>
    static void run(Log& log, Log&) {
        auto [tx, rx] = channel<std::int64_t>();
        for (std::int64_t value = 0; value != messages; ++value) {
            send_one(log, tx, value);
            receive_one(log, rx);
        }
    }
};
/// One thread sends, another one receives.
struct side_by_side {
    static constexpr char const* name = "two threads, one sends and one receives";
    template <class Log>
    static void run(Log& senders, Log& receivers) {
        auto [tx, rx] = channel<std::int64_t>();
        std::jthread const sending([&senders, &to = tx] {
            for (std::int64_t value = 0; value != messages; ++value) {
                send_one(senders, to, value);
            }
        });
        for (std::int64_t value = 0; value != messages; ++value) {
            receive_one(receivers, rx);
        }
    }
};

/// Nanoseconds for each operation.
template <class Load, class Log>
double timed(Log& first, Log& second) {
    auto const start = std::chrono::steady_clock::now();
    Load::run(first, second);
    std::chrono::duration<double, std::nano> const spent = std::chrono::steady_clock::now() - start;
    return spent.count() / (2.0 * static_cast<double>(messages));
}

double median(std::vector<double> of) {
    std::ranges::nth_element(of, of.begin() + turns / 2);
    return of[turns / 2];
}

template <class Load>
std::array<double, 3> measure() {
    oracle::recorder untouched(recording::untouched, 2);
    oracle::recorder ticketed(recording::ticketed, 2);
    for (auto* const tape : {&untouched, &ticketed}) {
        tape->of(0).reserve(2 * messages);
        tape->of(1).reserve(messages);
    }
    no_log none;
    std::array<std::vector<double>, 3> all;
    for (unsigned turn = 0; turn != turns; ++turn) {
        untouched.clear();
        ticketed.clear();
        all[0].push_back(timed<Load>(none, none));
        all[1].push_back(timed<Load>(untouched.of(0), untouched.of(1)));
        all[2].push_back(timed<Load>(ticketed.of(0), ticketed.of(1)));
    }
    return {median(all[0]), median(all[1]), median(all[2])};
}

template <class Load>
void tell(std::string& lines) {
    std::array<double, 3> const cost = measure<Load>();
    fmt::print("{}\n", Load::name);
    lines += fmt::format(R"({{"measure":"recorders","load":"{}")", Load::name);
    for (std::size_t i = 0; i != cost.size(); ++i) {
        fmt::print("    {:<10} {:>7.1f} ns an operation   {:>5.2f} times\n", names[i], cost[i], cost[i] / cost[0]);
        lines += fmt::format(R"(,"{}":{:.1f},"{}_ratio":{:.3f})", names[i], cost[i], names[i], cost[i] / cost[0]);
    }
    lines += "}\n";
}

}  // namespace

}  // namespace refchan::stress

int main(int argc, char** argv) {
    std::string report;
    CLI::App app("Measures what it costs to record an operation, on refchan's unbounded channel. Takes some seconds.");
    app.add_option("--report", report, "Write one JSON line for each load to FILE, too")->type_name("FILE");
    CLI11_PARSE(app, argc, argv);
    std::string lines;
    refchan::stress::tell<refchan::stress::by_turns>(lines);
    refchan::stress::tell<refchan::stress::side_by_side>(lines);
    if (!report.empty()) {
        std::ofstream file(report);
        file << lines;
        file.close();
        if (!file) {
            fmt::print(stderr, "refchan measure: cannot write to {}\n", report);
            return 2;
        }
    }
    return 0;
}
