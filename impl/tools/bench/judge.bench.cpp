// SPDX-License-Identifier: MIT
// impl/tools/bench/judge.bench.cpp: what a verdict costs: time and memory for each operation, for histories of 10^4 to 10^7
// operations, so that it can be seen that the cost grows linearly. scripts/bench-oracle.sh runs it and draws the plot.
//
//     judging/...      the verdict on a history in memory
//     well_formed      the check before it
//     from_file        from a file of JSON lines to the verdict, as refchan-check does it
//
// The time is that of the processor, since others may use the machine.

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <new>
#include <string>
#include <utility>

#include "../history_reader.hpp"
#include "long_history.hpp"
#include "refchan/oracle/json_lines.hpp"
#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/well_formed.hpp"

namespace {

/// Bytes that are allocated now, and the most that were since the last look.
std::atomic<std::size_t> allocated{0};
std::atomic<std::size_t> most_allocated{0};

void* counted(std::size_t size) {
    void* const made = std::malloc(size);  // NOLINT(cppcoreguidelines-no-malloc)
    if (made == nullptr) {
        throw std::bad_alloc();
    }
    std::size_t const now = allocated += malloc_usable_size(made);
    most_allocated = std::max(most_allocated.load(), now);
    return made;
}
void uncounted(void* made) noexcept {
    if (made != nullptr) {
        allocated -= malloc_usable_size(made);
        std::free(made);  // NOLINT(cppcoreguidelines-no-malloc)
    }
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void operator delete(void* made) noexcept { uncounted(made); }
void operator delete(void* made, std::size_t) noexcept { uncounted(made); }

namespace {

using namespace refchan::oracle;

constexpr std::uint32_t senders = 4;

/// The history of that kind and length; the last one made is kept.
history const& the_history(std::optional<std::uint64_t> capacity, std::size_t operations) {
    static std::pair<std::optional<std::uint64_t>, std::size_t> which{0, 0};
    static history made;
    if (which != std::pair(capacity, operations)) {
        made = history();
        made = bench::simulation(capacity, senders).run(operations);
        which = {capacity, operations};
    }
    return made;
}

/// Times run() on so many operations, and counts the most memory that it had: bytes for each operation.
template <class Run>
void measure(benchmark::State& state, std::size_t operations, Run run) {
    for (auto _ : state) {
        most_allocated = allocated.load();
        std::size_t const before = allocated;
        if (!run()) {
            return state.SkipWithError("a legal history was called wrong");
        }
        state.counters["bytes_per_operation"] =
            static_cast<double>(most_allocated - before) / static_cast<double>(operations);
    }
    state.counters["operations"] = static_cast<double>(operations);
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(operations));
}

void judging(benchmark::State& state, std::optional<std::uint64_t> capacity) {
    auto const operations = static_cast<std::size_t>(state.range(0));
    history const& made = the_history(capacity, operations);
    measure(state, operations, [&] { return !judge(made, profile::linearizable); });
}

void well_formed(benchmark::State& state) {
    auto const operations = static_cast<std::size_t>(state.range(0));
    history const& made = the_history(std::nullopt, operations);
    measure(state, operations, [&] { return !find_malformed(made); });
}

/// A file with the history of an unbounded channel; written once for each length.
std::filesystem::path the_file(std::size_t operations) {
    std::filesystem::path const path =
        std::filesystem::temp_directory_path() / ("refchan-bench-" + std::to_string(operations) + ".jsonl");
    if (!std::filesystem::exists(path)) {
        std::ofstream out(path);
        write_json_lines(out, the_history(std::nullopt, operations));
    }
    return path;
}

void from_file(benchmark::State& state) {
    auto const operations = static_cast<std::size_t>(state.range(0));
    std::filesystem::path const path = the_file(operations);
    static_cast<void>(the_history(std::nullopt, 1));  // the memory of the one in the file
    measure(state, operations, [&] {
        std::ifstream in(path);
        auto const read =
            refchan::tools::read_history(in, {.expected_bytes = std::filesystem::file_size(path), .progress = {}});
        return read && !judge(*read, profile::linearizable);
    });
    std::filesystem::remove(path);
}

void sizes(benchmark::internal::Benchmark* of, std::int64_t most) {
    of->Unit(benchmark::kMillisecond)->MinTime(0.2);
    for (std::int64_t size = 10'000; size <= most; size *= 10) {
        of->Arg(size);
        if (size * 3 <= most) {
            of->Arg(size * 3);
        }
    }
}
void to_ten_million(benchmark::internal::Benchmark* of) { sizes(of, 10'000'000); }
void to_a_million(benchmark::internal::Benchmark* of) { sizes(of, 1'000'000); }

BENCHMARK(well_formed)->Apply(to_ten_million);
BENCHMARK_CAPTURE(judging, unbounded, std::nullopt)->Apply(to_ten_million);
BENCHMARK_CAPTURE(judging, rendezvous, 0)->Apply(to_ten_million);
BENCHMARK_CAPTURE(judging, capacity_16, 16)->Apply(to_a_million);
BENCHMARK_CAPTURE(judging, capacity_1024, 1024)->Apply(to_a_million);
BENCHMARK(from_file)->Apply(to_ten_million);

}  // namespace

BENCHMARK_MAIN();
