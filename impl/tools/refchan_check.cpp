// SPDX-License-Identifier: MIT
// refchan-check: judges recorded histories of channels. Whatever the channel is written in: who can write down what was
// called and what came back, one JSON line for each operation, learns whether the channel kept its promises.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "check.hpp"
#include "progress_line.hpp"
#include "report.hpp"
#include "timeline/page.hpp"

namespace refchan::tools {

namespace {

constexpr int usage_status = 2;

constexpr char const* what =
    "Judges recorded histories of channels with many senders and one receiver: could a correct channel have answered "
    "so?\n"
    "\n"
    "A history is a file of JSON lines: a header, then one line for each operation that threads called, in any order.\n"
    "\n"
    R"(  {"format":"refchan-history","version":1,"capacity":null,"senders":[0,1]}
  {"process":0,"f":"send","sender":0,"value":17,"call":10,"return":20,"result":"ok"}
  {"process":1,"f":"send","sender":1,"value":18,"call":30,"return":40,"result":"ok"}
  {"process":9,"f":"recv","value":18,"call":50,"return":60,"result":"ok"}
  {"process":9,"f":"try_recv","call":70,"return":80,"result":"empty"}
  {"process":1,"f":"drop_sender","sender":1,"call":90,"return":null,"result":null}

capacity  null: unbounded; 0: rendezvous; n: bounded       senders  the handles that exist at the start
process   the thread      sender  the handle used          value    the message: a number, another for each send
call, return  when: numbers from one clock, no two alike; return and result null: it never returned
f         send (ok, disconnected)   try_send (ok, full, disconnected)    send_timeout (ok, timeout, disconnected)
          recv (ok, disconnected)   try_recv (ok, empty, disconnected)   recv_timeout (ok, timeout, disconnected)
          clone_sender (ok; value is the new handle)      drop_sender (ok)      drop_receiver (ok)
"timed":false in the header: each process has a clock of its own, and only fifo-per-sender can be judged.)";

constexpr char const* more =
    R"(Profiles: what the channel is held to
  linearizable     every operation takes effect at one instant between its call and its return; the default
  gap-empty        the same, but empty is forgiven while an earlier send has not returned (Vyukov's queues)
  fifo-per-sender  nothing lost, doubled or invented, and each sender's messages in order
  ladder           which of them is the strongest that holds

Examples
  refchan-check queue.jsonl                       the verdict, and the operations that prove it
  refchan-check --profile ladder runs/*.jsonl     how good is this channel?
  my-recorder | refchan-check -                   from standard input
  refchan-check --json *.jsonl                    one JSON object a line: file, profile, verdict, operations, rule,
                                                  guarantee, sentence, proof, line, strongest, rungs
  refchan-check --html queue.html queue.jsonl     a page with the timeline, the proof marked

Exit status
  0  every history is allowed     1  one is not     2  a file is malformed or cannot be read, or wrong usage)";

struct options {
    std::string profile = "linearizable";
    bool json = false;
    std::string html;
    std::vector<std::string> files;
};

/// Tells what was wrong, and how to learn more.
int bad_usage(std::string const& sentence) {
    fmt::print(stderr, "refchan-check: {}\nRun with --help for more information.\n", sentence);
    return usage_status;
}

/// nullopt: go on. Else the exit status.
std::optional<int> parse(int argc, char** argv, options& chosen) {
    CLI::App app(what, "refchan-check");
    app.footer(more);
    app.add_option("--profile", chosen.profile, "What the channel is held to (see below)")
        ->check(CLI::IsMember({"linearizable", "gap-empty", "fifo-per-sender", "ladder"}))
        ->type_name("PROFILE")
        ->capture_default_str();
    app.add_flag("--json", chosen.json, "Report one JSON object for each file, on a line of its own");
    app.add_option("--html", chosen.html, "Write a page with the timeline of the history; for one FILE")
        ->type_name("OUT");
    app.add_option("FILE", chosen.files, "Histories; - is standard input")->required()->type_name("");
    try {
        app.parse(argc, argv);
    } catch (CLI::Success const& help) {
        return app.exit(help);
    } catch (CLI::ParseError const& error) {
        return bad_usage(error.what());
    }
    if (std::ranges::count(chosen.files, "-") > 1) {
        return bad_usage("standard input can be read once");
    }
    if (!chosen.html.empty() && chosen.files.size() != 1) {
        return bad_usage("--html makes the page of one history: give one FILE");
    }
    return std::nullopt;
}

/// The page that was asked for, if one was. It is written beside its place and renamed to it; the place is tried first:
/// who waits for a long file learns at once that it cannot be written. A file that is no page is never written over.
class page_file {
public:
    /// Throws std::runtime_error.
    explicit page_file(std::string name) : name_(std::move(name)), draft_(name_ + ".part") {
        if (name_.empty()) {
            return;
        }
        if (std::filesystem::exists(name_) && !is_page()) {
            throw std::runtime_error(fmt::format("--html {} would overwrite a file that is no such page", name_));
        }
        errno = 0;
        out_.open(draft_, std::ios::binary);
        demand_good();
    }
    page_file(page_file const&) = delete;
    page_file& operator=(page_file const&) = delete;
    ~page_file() {
        std::error_code none;
        if (!name_.empty()) {
            std::filesystem::remove(draft_, none);
        }
    }
    /// Of a file that could not be judged there is no page, and an older one goes.
    void write(checked_file const& of) {
        if (name_.empty()) {
            return;
        }
        if (of.rungs.empty()) {
            std::filesystem::remove(name_);
            return;
        }
        rung const& first = of.rungs.front();
        errno = 0;
        out_ << timeline::page(of.what,
                               {.file = of.file, .profile = std::string(name_of(first.by)), .verdict = first.found});
        out_.close();
        demand_good();
        std::filesystem::rename(draft_, name_);
    }

private:
    /// An earlier page, or an empty file.
    [[nodiscard]] bool is_page() const {
        constexpr std::string_view begins = "<!DOCTYPE html>";
        std::string found(begins.size(), ' ');
        std::ifstream in(name_, std::ios::binary);
        in.read(found.data(), static_cast<std::streamsize>(found.size()));
        return in.gcount() == 0 ? std::filesystem::is_regular_file(name_) : found == begins;
    }
    void demand_good() const {
        if (!out_) {
            throw std::runtime_error(
                fmt::format("{} cannot be written: {}", name_, std::strerror(errno == 0 ? EIO : errno)));
        }
    }

    std::string name_;
    std::string draft_;
    std::ofstream out_;
};

checked_file check(std::string const& file, options const& chosen) {
    reading_options how;
    how.expected_bytes = size_of(file);
    progress_line progress(file == "-" ? "standard input" : file, how.expected_bytes);
    how.progress = [&progress](reading_progress const& now) { progress.show(now); };
    return check_file(file, oracle::profile_named(chosen.profile), how);
}

/// The strongest profile that holds for all files, for people.
class summary {
public:
    void add(checked_file const& of) {
        ++files_;
        if (of.rungs.empty()) {
            ++unjudged_;
        } else if (of.rungs.back().found) {
            none_ = true;
        } else {
            weakest_ = std::max(weakest_, of.rungs.back().by);
        }
    }
    [[nodiscard]] std::string text() const {
        if (unjudged_ != 0) {
            return fmt::format("together: {} of {} files could not be judged\n", unjudged_, files_);
        }
        return none_ ? "together: no profile allows all of them\n"
                     : fmt::format("together: the strongest profile that allows all {} is {}\n", files_,
                                   name_of(weakest_));
    }

private:
    std::size_t files_ = 0;
    std::size_t unjudged_ = 0;
    bool none_ = false;
    oracle::profile weakest_ = oracle::profile::linearizable;
};

int run(options const& chosen) {
    page_file page(chosen.html);
    bool const ladder = chosen.profile == "ladder";
    summary all;
    int status = 0;
    for (std::string const& file : chosen.files) {
        checked_file const done = check(file, chosen);
        bool const to_errors = exit_status(done.how) == usage_status && !chosen.json;
        fmt::print(to_errors ? stderr : stdout, "{}",
                   chosen.json ? json_report(done, chosen.profile) : text_report(done, ladder));
        std::fflush(stdout);
        page.write(done);
        all.add(done);
        status = std::max(status, exit_status(done.how));
    }
    if (ladder && !chosen.json && chosen.files.size() > 1) {
        fmt::print("{}", all.text());
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        throw std::runtime_error("standard output cannot be written");
    }
    return status;
}

}  // namespace

}  // namespace refchan::tools

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    refchan::tools::options chosen;
    try {
        if (auto const status = refchan::tools::parse(argc, argv, chosen)) {
            return *status;
        }
        return refchan::tools::run(chosen);
    } catch (std::bad_alloc const&) {
        fmt::print(stderr, "refchan-check: not enough memory: a history takes up to 100 bytes for each operation\n");
    } catch (std::exception const& error) {
        fmt::print(stderr, "refchan-check: {}\n", error.what());
    }
    return refchan::tools::usage_status;
}
