// SPDX-License-Identifier: MIT
// refchan_check.test.cpp: runs refchan-check as people do, and looks at what it prints and how it ends. The histories are
// those of fuzz/corpus, whose names say what must come out:
//
//     allowed-X          the profile linearizable allows it
//     gap-empty-X        the strongest profile that allows it is this one
//     fifo-per-sender-X  or this one
//     violation-RULE     linearizable does not, for this rule
//     malformed-X        it is no history

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "refchan/oracle/verdict.hpp"

namespace refchan::tools {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path const corpus = REFCHAN_CORPUS;

std::string content(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A folder that lives as long as the test.
class scratch {
public:
    scratch() {
        std::string name = (fs::temp_directory_path() / "refchan-check.XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    scratch(scratch const&) = delete;
    scratch& operator=(scratch const&) = delete;
    ~scratch() { fs::remove_all(path_); }

    [[nodiscard]] fs::path operator/(std::string_view name) const { return path_ / name; }

private:
    fs::path path_;
};

struct ended {
    int status = -1;
    std::string out;
    std::string err;
};

/// Runs refchan-check in a shell, so that the arguments may redirect.
ended run(std::string const& arguments) {
    scratch const folder;
    std::string const command = fmt::format("'{}' {} >'{}' 2>'{}'", REFCHAN_CHECK, arguments, (folder / "out").string(),
                                            (folder / "err").string());
    int const status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(folder / "out"), content(folder / "err")};
}

std::string quoted(fs::path const& file) { return "'" + file.string() + "'"; }
std::string sample(std::string_view name) { return quoted(corpus / (std::string(name) + ".jsonl")); }

/// The corpus: the files whose names begin so.
std::vector<fs::path> samples(std::string_view prefix) {
    std::vector<fs::path> found;
    for (fs::directory_entry const& one : fs::directory_iterator(corpus)) {
        if (one.path().filename().string().starts_with(prefix)) {
            found.push_back(one.path());
        }
    }
    std::ranges::sort(found);
    EXPECT_FALSE(found.empty()) << prefix;
    return found;
}

/// What --json says about one file.
json judged(fs::path const& file, std::string const& profile = "linearizable") {
    ended const done = run("--json --profile " + profile + " " + quoted(file));
    EXPECT_EQ(done.err, "");
    json row = json::parse(done.out);
    int const wanted = row["verdict"] == "allowed" ? 0 : row["verdict"] == "violation" ? 1 : 2;
    EXPECT_EQ(done.status, wanted) << done.out;
    EXPECT_EQ(row["file"], file.string());
    EXPECT_EQ(row["profile"], profile);
    return row;
}

/// What the line of a file says, as JSON.
json line_of(fs::path const& file, std::size_t line) {
    std::ifstream in(file);
    std::string text;
    for (std::size_t i = 0; i != line; ++i) {
        std::getline(in, text);
    }
    return json::parse(text);
}

void expect_proof(json const& row, fs::path const& file) {
    ASSERT_FALSE(row["proof"].empty());
    for (json one : row["proof"]) {
        std::size_t const line = one["line"];
        one.erase("line");
        EXPECT_EQ(one, line_of(file, line)) << "line " << line;
    }
}

}  // namespace

TEST(refchan_check, allows_what_is_allowed) {
    for (fs::path const& file : samples("allowed-")) {
        SCOPED_TRACE(file);
        json const row = judged(file);
        EXPECT_EQ(row["verdict"], "allowed");
        EXPECT_TRUE(row["operations"].is_number_unsigned());
        EXPECT_EQ(judged(file, "ladder")["strongest"], "linearizable");
    }
}

TEST(refchan_check, finds_each_rule_broken_and_proves_it_with_lines_of_the_file) {
    std::set<std::string> found;
    for (fs::path const& file : samples("violation-")) {
        SCOPED_TRACE(file);
        json const row = judged(file);
        ASSERT_EQ(row["verdict"], "violation");
        EXPECT_EQ("violation-" + row["rule"].get<std::string>(), file.stem().string());
        EXPECT_TRUE(row["guarantee"].get<std::string>().starts_with("G"));
        EXPECT_FALSE(row["sentence"].get<std::string>().empty());
        expect_proof(row, file);
        found.insert(row["rule"].get<std::string>());
    }
    for (std::size_t i = 0; i != oracle::rules; ++i) {
        auto const one = static_cast<oracle::rule>(i);
        if (one != oracle::rule::unsynchronised) {  // real time, which files tell, has no such thing
            EXPECT_TRUE(found.contains(std::string(name_of(one)))) << name_of(one);
        }
    }
}

TEST(refchan_check, refuses_what_is_no_history) {
    for (fs::path const& file : samples("malformed-")) {
        SCOPED_TRACE(file);
        json const row = judged(file);
        EXPECT_EQ(row["verdict"], "malformed");
        std::string const text = content(file);
        EXPECT_GE(row["line"], 1);
        EXPECT_LE(row["line"].get<std::ptrdiff_t>(), 1 + std::ranges::count(text, '\n'));
        EXPECT_FALSE(row["sentence"].get<std::string>().empty());
        EXPECT_FALSE(row.contains("operations")) << "nothing is judged from half a file";
    }
}

TEST(refchan_check, climbs_down_the_ladder_to_the_strongest_profile_that_holds) {
    json const gap = judged(samples("gap-empty-").front(), "ladder");
    EXPECT_EQ(gap["strongest"], "gap-empty");
    ASSERT_EQ(gap["rungs"].size(), 2U);
    EXPECT_EQ(gap["rungs"][0]["verdict"], "violation");
    EXPECT_EQ(gap["rungs"][0]["rule"], "false-empty");
    EXPECT_EQ(gap["rungs"][1]["profile"], "gap-empty");
    EXPECT_EQ(gap["rungs"][1]["verdict"], "allowed");

    fs::path const two = corpus / "fifo-per-sender-two-senders.jsonl";
    EXPECT_EQ(judged(two, "ladder")["strongest"], "fifo-per-sender");
    EXPECT_EQ(judged(two, "linearizable")["verdict"], "violation");
    EXPECT_EQ(judged(two, "gap-empty")["verdict"], "violation");
    EXPECT_EQ(judged(two, "fifo-per-sender")["verdict"], "allowed");

    json const none = judged(corpus / "violation-duplicated.jsonl", "ladder");
    EXPECT_TRUE(none["strongest"].is_null());
    EXPECT_EQ(none["verdict"], "violation");
    EXPECT_EQ(none["rungs"].size(), 3U);
}

TEST(refchan_check, an_untimed_history_is_judged_by_the_weakest_profile_alone) {
    fs::path const untimed = corpus / "fifo-per-sender-untimed.jsonl";
    EXPECT_EQ(judged(untimed, "fifo-per-sender")["verdict"], "allowed");
    EXPECT_EQ(judged(untimed, "linearizable")["verdict"], "error");
    json const row = judged(untimed, "ladder");
    EXPECT_EQ(row["strongest"], "fifo-per-sender");
    EXPECT_EQ(row["rungs"].size(), 1U);
}

TEST(refchan_check, tells_people_the_rule_the_proof_and_the_bars) {
    ended const done = run(sample("violation-lost"));
    EXPECT_EQ(done.status, 1);
    EXPECT_EQ(done.err, "");
    EXPECT_EQ(done.out, (corpus / "violation-lost.jsonl").string() + R"(: violation of linearizable: lost
  message 17 was never received, and message 18, sent after it, was

    line 2  process 0  send(17) ok  at 10 .. 20
    line 3  process 1  send(18) ok  at 30 .. 40
    line 4  process 9  recv -> 18   at 50 .. 60

  process 0  |- 2: send(17) ok -|
  process 1                        |- 3: send(18) ok -|
  process 9                                              |- 4: recv -> 18 -|
)");
}

TEST(refchan_check, tells_people_where_a_file_is_malformed) {
    ended const done = run(sample("malformed-same-value"));
    EXPECT_EQ(done.status, 2);
    EXPECT_EQ(done.out, "");
    EXPECT_EQ(done.err, (corpus / "malformed-same-value.jsonl").string() +
                            ":3: malformed: the value 17 is sent twice (line 2)\n");
}

TEST(refchan_check, reads_standard_input) {
    ended const done = run("- <" + sample("allowed-unbounded"));
    EXPECT_EQ(done.status, 0);
    EXPECT_EQ(done.out, "standard input: allowed by linearizable (6 operations)\n");
    EXPECT_EQ(run("- </dev/null").status, 2);
    EXPECT_EQ(run("- - </dev/null").status, 2);
}

TEST(refchan_check, judges_every_file_and_ends_with_the_worst) {
    std::string const allowed = sample("allowed-bounded");
    std::string const violation = sample("violation-invented");
    std::string const malformed = sample("malformed-json");
    EXPECT_EQ(run(allowed + " " + allowed).status, 0);
    EXPECT_EQ(run(allowed + " " + violation + " " + allowed).status, 1);
    ended const done = run("--json " + malformed + " /no/such/file " + violation + " " + allowed);
    EXPECT_EQ(done.status, 2);
    std::istringstream rows(done.out);
    std::vector<std::string> verdicts;
    for (std::string row; std::getline(rows, row);) {
        verdicts.push_back(json::parse(row)["verdict"]);
    }
    EXPECT_EQ(verdicts, (std::vector<std::string>{"malformed", "error", "violation", "allowed"}));
}

TEST(refchan_check, names_the_strongest_profile_of_several_files) {
    ended const done = run("--profile ladder " + sample("allowed-bounded") + " " + sample("gap-empty-at-a-gap"));
    EXPECT_EQ(done.status, 0);
    EXPECT_NE(done.out.find("together: the strongest profile that allows all 2 is gap-empty\n"), std::string::npos);
}

TEST(refchan_check, says_why_a_file_cannot_be_read) {
    EXPECT_EQ(run("/no/such/file").err, "/no/such/file: cannot be read: No such file or directory\n");
    EXPECT_EQ(run("/").err, "/: cannot be read: Is a directory\n");
    EXPECT_EQ(run("/").status, 2);
}

TEST(refchan_check, refuses_wrong_usage) {
    for (std::string const& arguments :
         {std::string(), std::string("--profile sequential x"), std::string("--no-such-option x"),
          "--html x " + sample("allowed-bounded") + " " + sample("allowed-bounded")}) {
        ended const done = run(arguments);
        EXPECT_EQ(done.status, 2) << arguments;
        EXPECT_TRUE(done.err.starts_with("refchan-check: ")) << done.err;
        EXPECT_EQ(done.out, "");
    }
}

TEST(refchan_check, help_teaches) {
    ended const done = run("--help");
    EXPECT_EQ(done.status, 0);
    for (std::string_view const word : {"refchan-history", "try_recv", "fifo-per-sender", "Exit status", "--html"}) {
        EXPECT_NE(done.out.find(word), std::string::npos) << word;
    }
}

TEST(refchan_check, the_history_in_the_help_is_one) {
    std::string const help = run("--help").out;
    scratch const folder;
    std::ofstream file(folder / "help.jsonl");
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("  {")) {
            file << line << '\n';
        }
    }
    file.close();
    json const row = judged(folder / "help.jsonl");
    EXPECT_EQ(row["operations"], 5);
    EXPECT_EQ(row["rule"], "lost");
}

TEST(refchan_check, writes_the_page) {
    scratch const folder;
    std::string const page = quoted(folder / "page.html");
    ended const done = run("--html " + page + " " + sample("violation-lost"));
    EXPECT_EQ(done.status, 1) << done.err;
    std::string const text = content(folder / "page.html");
    EXPECT_TRUE(text.starts_with("<!doctype html>") || text.starts_with("<!DOCTYPE html>"));
    EXPECT_NE(text.find("essage 17 was never received"), std::string::npos);
}

TEST(refchan_check, leaves_no_page_of_a_file_that_is_malformed) {
    scratch const folder;
    std::string const page = quoted(folder / "page.html");
    EXPECT_EQ(run("--html " + page + " " + sample("allowed-bounded")).status, 0);
    EXPECT_TRUE(fs::exists(folder / "page.html"));
    EXPECT_EQ(run("--html " + page + " " + sample("malformed-json")).status, 2);
    EXPECT_FALSE(fs::exists(folder / "page.html"));
}

TEST(refchan_check, says_when_what_it_writes_cannot_be_written) {
    scratch const folder;
    ended done = run("--html /no/such/folder/page.html " + sample("allowed-bounded"));
    EXPECT_EQ(done.status, 2);
    EXPECT_EQ(done.err, "refchan-check: /no/such/folder/page.html cannot be written: No such file or directory\n");

    fs::path const history = folder / "history.jsonl";
    fs::copy_file(corpus / "allowed-bounded.jsonl", history);
    EXPECT_EQ(run("--html " + quoted(history) + " " + quoted(history)).status, 2);
    EXPECT_EQ(content(history), content(corpus / "allowed-bounded.jsonl")) << "the history is not overwritten";

    EXPECT_EQ(run("--html " + quoted(history) + " " + sample("allowed-bounded")).status, 2) << "OUT was forgotten";
    EXPECT_EQ(run("--html " + quoted(history) + " - <" + quoted(history)).status, 2) << "by another name";
    EXPECT_EQ(content(history), content(corpus / "allowed-bounded.jsonl")) << "no history is overwritten";

    if (fs::exists("/dev/full")) {
        EXPECT_EQ(run("--html /dev/full " + sample("allowed-bounded")).status, 2);
    }
}

}  // namespace refchan::tools
