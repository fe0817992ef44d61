// SPDX-License-Identifier: MIT
// reader.fuzz.cpp: whatever a file holds, it is refused with a line that it has, or judged; and what was read can be written
// and read back. For libFuzzer, with AddressSanitizer and UndefinedBehaviorSanitizer:
//
//     refchan-fuzz-reader -seed=1 -runs=20000 -dict=impl/tools/fuzz/history.dict NEW impl/tools/fuzz/corpus
//
// NEW is a folder for the inputs that it finds; the corpus is only read. An input that breaks something is left in
// crash-*: give it to the program as its only argument to see it again.

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "history_reader.hpp"
#include "refchan/oracle/bars.hpp"
#include "refchan/oracle/json_lines.hpp"
#include "refchan/oracle/judge.hpp"

namespace {

using refchan::oracle::history;
using refchan::oracle::verdict;

void demand(bool holds, std::string_view what) {
    if (!holds) {
        fmt::print(stderr, "broken: {}\n", what);
        std::abort();
    }
}

using reading = std::expected<history, refchan::oracle::malformed>;

reading read_in_chunks(std::string const& text, std::size_t chunk) {
    std::istringstream in(text);
    refchan::tools::reading_options how;
    how.chunk_bytes = chunk;
    return refchan::tools::read_history(in, how);
}
bool same(history const& one, history const& other) {
    return one.operations == other.operations && one.senders == other.senders && one.capacity == other.capacity &&
           one.timed == other.timed;
}
/// Reads twice, so that lines lie across chunks in every way, which must make no difference.
reading read(std::string const& text) {
    reading made = read_in_chunks(text, 4096);
    reading const again = read_in_chunks(text, 1 + text.size() % 97);
    demand(made.has_value() == again.has_value(), "the size of the chunks makes no difference");
    demand(made ? same(*made, *again)
                : made.error().line == again.error().line && made.error().sentence == again.error().sentence,
           "the size of the chunks changes nothing");
    return made;
}

void check_verdict(history const& of, verdict const& found) {
    if (!found) {
        return;
    }
    demand(!found->sentence.empty(), "a violation has a sentence");
    demand(std::ranges::all_of(found->proof, [&](std::uint32_t one) { return one < of.operations.size(); }),
           "a proof points at operations");
    demand(!draw(of, found->proof).empty() || found->proof.empty(), "a proof can be drawn");
}

void judge_it(history const& of) {
    auto const found = climb(of);
    bool allowed = false;
    for (verdict const& rung : found.rungs) {
        check_verdict(of, rung);
        allowed = allowed || !rung;
    }
    demand(allowed == found.strongest.has_value(), "the ladder names the rung that holds");
    for (auto const which : refchan::oracle::ladder_rungs) {
        if (found.strongest && which >= *found.strongest) {
            demand(!judge(of, which), "what a profile allows, the weaker ones allow");
        }
    }
}

void write_it_and_read_it(history all) {
    std::ostringstream out;
    write_json_lines(out, all);
    auto const again = read(out.str());
    demand(again.has_value(), "what was written is a history");
    for (std::uint32_t i = 0; i != all.operations.size(); ++i) {
        all.operations[i].line = i + 2;
    }
    demand(same(*again, all), "what was written is read back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string const text(reinterpret_cast<char const*>(data), size);
    auto const made = read(text);
    if (!made) {
        auto const lines = static_cast<std::uint64_t>(std::ranges::count(text, '\n')) + 1;
        demand(made.error().line >= 1 && made.error().line <= lines, "a malformed file has the line");
        demand(!made.error().sentence.empty() && made.error().sentence.find('\n') == std::string::npos,
               "why a file is malformed is said in one sentence");
        return 0;
    }
    judge_it(*made);
    write_it_and_read_it(*made);
    return 0;
}
