// SPDX-License-Identifier: MIT
// model/programs/examination.cpp: who is examined, in which order, and what came of it.

#include "programs/examination.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include "programs/finished_programs.hpp"
#include "programs/worker_processes.hpp"
#include "runner.hpp"
#include "strategies.hpp"

namespace refchan::model {
namespace {

using seconds_clock = std::chrono::steady_clock;

double since(seconds_clock::time_point start) {
    return std::chrono::duration<double>(seconds_clock::now() - start).count();
}

std::string in_words(double seconds) {
    return seconds < 100        ? fmt::format("{:.0f} s", seconds)
           : seconds < 2 * 3600 ? fmt::format("{:.0f} min", seconds / 60)
                                : fmt::format("{:.1f} h", seconds / 3600);
}

finished_program row_of(examinee const& one) {
    finished_program row;
    row.kind = one.on.name;
    row.number = one.number;
    row.operations = size_of(one.does) - one.does.senders.size() - 1;
    row.program = one_line(one.does);
    return row;
}

/// The searches through one program, and what they add up to.
class searches {
public:
    searches(examinee const& one, examination_settings const& set) : one_(one), set_(set), row_(row_of(one)) {}

    [[nodiscard]] finished_program go() {
        within_ = {.executions = std::numeric_limits<std::uint64_t>::max(), .bound = set_.bound, .seed = set_.seed};
        within_.walk = false;
        if (set_.search != "bounded") {
            within_.bounded = false;
            within_.reduced = true;
            row_.heard = search(hearsay::flags, 0.4);
            row_.complete = row_.heard || search(hearsay::asked, 0.6);
        }
        if (set_.search != "reduced" && !row_.heard) {
            within_.bounded = true;
            within_.reduced = false;
            (void)search(hearsay::asked, 1);
        }
        return std::move(row_);
    }

private:
    /// Spends that share of what time is left. True if every execution was searched.
    bool search(hearsay how, double share) {
        if (!row_.detail.empty()) {
            return false;
        }
        auto const subject = scenario_of(one_.does, one_.on.name, how);
        if (!subject) {
            row_.detail = subject.error();
            return false;
        }
        within_.seconds = (set_.seconds_per_program - row_.seconds) * share;
        verdict const outcome = check(*subject, within_);
        row_.extent += (row_.extent.empty() ? "" : "; ") + outcome.extent;
        row_.bound = outcome.bound ? static_cast<int>(*outcome.bound) : row_.bound;
        row_.executions += outcome.executions;
        row_.seconds += outcome.seconds;
        row_.replay = outcome.replay;
        row_.detail = outcome.held ? "" : outcome.detail;
        return outcome.complete;
    }

    examinee const& one_;
    examination_settings const& set_;
    finished_program row_;
    limits within_;
};

/// The line that is drawn anew on a terminal; elsewhere a line now and then.
class progress {
public:
    explicit progress(std::size_t all) : all_(all), terminal_(isatty(STDERR_FILENO) == 1) {}
    progress(progress const&) = delete;
    progress& operator=(progress const&) = delete;
    ~progress() { wipe(); }

    void show(std::size_t done, std::uint64_t executions) {
        if (since(shown_) < (terminal_ ? 0.2 : 60)) {
            return;
        }
        shown_ = seconds_clock::now();
        double const left = since(start_) / static_cast<double>(done) * static_cast<double>(all_ - done);
        fmt::print(stderr, "{}{} of {} programs, {:.1f} million executions, {} left{}", terminal_ ? "\r\033[K" : "",
                   done, all_, static_cast<double>(executions) / 1e6, in_words(left), terminal_ ? "" : "\n");
    }
    void wipe() const {
        if (terminal_) {
            fmt::print(stderr, "\r\033[K");
        }
    }

private:
    std::size_t all_;
    bool terminal_;
    seconds_clock::time_point start_ = seconds_clock::now();
    seconds_clock::time_point shown_ = start_;
};

/// What came out of the programs of one kind.
struct tally {
    std::size_t all = 0;  ///< of the shard
    std::size_t programs = 0;
    std::size_t broken = 0;
    std::uint64_t executions = 0;
    double seconds = 0;
    std::size_t complete = 0;
    std::size_t heard = 0;
    std::map<int, std::size_t> bounds;
    finished_program const* smallest = nullptr;  ///< of those that are broken

    void add(finished_program const& row) {
        ++programs;
        executions += row.executions;
        seconds += row.seconds;
        if (!row.detail.empty()) {
            ++broken;
            smallest = smallest == nullptr || row.operations < smallest->operations ? &row : smallest;
            return;
        }
        complete += row.complete ? 1 : 0;
        heard += row.heard ? 1 : 0;
        if (!row.heard) {
            ++bounds[row.bound];
        }
    }
    [[nodiscard]] std::string extent() const {
        std::string text = fmt::format("complete without a bound: {}, with hearsay: {}", complete, heard);
        for (auto const& [bound, count] : bounds) {
            text +=
                bound < 0 ? fmt::format(", cut in bound 0: {}", count) : fmt::format(", at bound {}: {}", bound, count);
        }
        return text;
    }
};

class examination {
public:
    examination(examination_settings const& set, std::vector<examinee> all, finished_programs finished)
        : set_(set), all_(std::move(all)), finished_(std::move(finished)), progress_(all_.size()) {}

    int run() {
        std::vector<std::size_t> jobs = order();
        fmt::print("{} programs ({} are finished already), seed {}\n", jobs.size(),
                   std::erase_if(jobs, [this](std::size_t job) { return seen(all_[job]); }), set_.seed);
        to_do_ = jobs.size();
        worker_processes::duties const duties{
            [this](std::size_t job) { return nlohmann::json(searches(all_[job], set_).go()).dump(); },
            [this] { return set_.seconds == 0 || since(start_) < set_.seconds; },
            [this](std::size_t, std::string_view answer) {
                add(nlohmann::json::parse(answer).get<finished_program>());
            },
            [this](std::size_t job, std::string const& how) {
                finished_program row = row_of(all_[job]);
                row.detail = "the process that ran it died from " + how;
                add(row);
            }};
        worker_processes(set_.processes, duties).run(jobs);
        progress_.wipe();
        return conclude();
    }

private:
    [[nodiscard]] std::vector<std::size_t> order() const {
        std::vector<std::size_t> jobs(all_.size());
        for (std::size_t i = 0; i != jobs.size(); ++i) {
            jobs[i] = i;
        }
        random_numbers random(set_.seed);
        for (std::size_t i = jobs.size(); i > 1; --i) {
            std::swap(jobs[i - 1], jobs[random.below(i)]);
        }
        jobs.resize(set_.sample == 0 ? jobs.size() : std::min(jobs.size(), set_.sample));
        return jobs;
    }
    [[nodiscard]] bool seen(examinee const& one) const { return finished_.rows().contains({one.on.name, one.number}); }

    void add(finished_program const& row) {
        finished_.add(row);
        ++done_;
        executions_ += row.executions;
        if (!row.detail.empty()) {
            progress_.wipe();
            fmt::print("BROKEN  {} #{}: {}\n  {}\n", row.kind, row.number, row.detail, row.program);
            std::fflush(stdout);
        }
        progress_.show(done_, executions_);
    }

    int conclude() {
        std::map<std::string, tally> tallies;
        for (examinee const& one : all_) {
            ++tallies[one.on.name].all;
            auto const found = finished_.rows().find({one.on.name, one.number});
            if (found != finished_.rows().end()) {
                tallies[one.on.name].add(found->second);
            }
        }
        bool broken = false;
        bool idle = tallies.empty();
        for (auto const& [kind, count] : tallies) {
            print(kind, count);
            broken = broken || count.smallest != nullptr;
            idle = idle || count.programs == 0;
        }
        if (done_ < to_do_) {
            fmt::print("{} programs were not begun in {}\n", to_do_ - done_, in_words(set_.seconds));
        }
        for (auto const& [kind, count] : tallies) {
            show(kind, count.smallest);
        }
        if (!set_.report.empty() && !write_report(tallies)) {
            fmt::print(stderr, "cannot write the report '{}'\n", set_.report);
            return 2;
        }
        if (idle) {
            fmt::print(
                stderr,
                "there is a kind of channel on which no program was run: give it more --seconds, a larger --sample\n");
        }
        return broken ? 1 : idle ? 2 : 0;
    }

    static void print(std::string const& kind, tally const& count) {
        fmt::print("{:<6}  {:<12} {:>5} of {} programs, {:>11} executions, {:>8}  {}{}\n",
                   count.programs == 0 ? "-"
                   : count.broken == 0 ? "holds"
                                       : "BROKEN",
                   kind, count.programs, count.all, count.executions, in_words(count.seconds), count.extent(),
                   count.broken == 0 ? "" : fmt::format(", {} BROKEN", count.broken));
    }
    void show(std::string const& kind, finished_program const* broken) const {
        if (broken == nullptr) {
            return;
        }
        fmt::print("\nThe smallest program that is broken on {}:\n  {}\n  {}\n", kind, broken->program, broken->detail);
        if (!broken->replay.empty()) {
            fmt::print("\n{}\n  replay: {}\n", reproduce(broken->replay).trace, replay_of(*broken));
        }
    }
    [[nodiscard]] std::string replay_of(finished_program const& broken) const {
        return broken.replay.empty() ? "" : fmt::format("{} --replay '{}'", set_.command, broken.replay);
    }
    [[nodiscard]] bool write_report(std::map<std::string, tally> const& tallies) const {
        std::ofstream file(set_.report);
        for (auto const& [kind, count] : tallies) {
            if (count.programs == 0) {
                continue;
            }
            nlohmann::ordered_json row;
            row["layer"] = "model";
            row["check"] = fmt::format("programs/up_to_{}_operations", set_.space.operations);
            row["engine"] = kind;
            row["claims"] = guarantees_of_programs;
            row["verdict"] = count.smallest == nullptr ? "holds" : "broken";
            row["count"] = count.executions;
            row["unit"] = "executions";
            row["bound"] = fmt::format("{} of {} programs, {}", count.programs, count.all, count.extent());
            row["seconds"] = count.seconds;
            row["seed"] = set_.seed;
            row["replay"] = count.smallest == nullptr ? "" : replay_of(*count.smallest);
            row["detail"] = count.smallest == nullptr ? "" : count.smallest->detail;
            file << row.dump() << '\n';
        }
        return static_cast<bool>(file.flush());
    }

    examination_settings const& set_;
    std::vector<examinee> all_;
    finished_programs finished_;
    progress progress_;
    seconds_clock::time_point start_ = seconds_clock::now();
    std::size_t to_do_ = 0;
    std::size_t done_ = 0;
    std::uint64_t executions_ = 0;
};

}  // namespace

std::expected<std::vector<examinee>, std::string> examinees(examination_settings const& set) {
    std::vector<examinee> all;
    for (std::string const& name : set.kinds) {
        auto const on = program_kind_named(name);
        if (!on) {
            return std::unexpected(on.error());
        }
        program_space space = set.space;
        space.impatient_senders = space.impatient_senders && on->capacity;
        std::vector<oracle::program> const programs = enumeration(space).programs();
        for (std::size_t number = set.shard - 1; number < programs.size(); number += set.shards) {
            all.push_back({*on, number, programs[number]});
        }
    }
    return all;
}

int examine(examination_settings const& set) {
    auto all = examinees(set);
    if (!all) {
        fmt::print(stderr, "{}\n", all.error());
        return 2;
    }
    nlohmann::json const search{{"operations", set.space.operations},
                                {"senders", set.space.senders},
                                {"clones", set.space.clones},
                                {"impatient_senders", set.space.impatient_senders},
                                {"seconds_per_program", set.seconds_per_program},
                                {"bound", set.bound}};
    auto finished = finished_programs::open(set.resume, search);
    if (!finished) {
        fmt::print(stderr, "{}\n", finished.error());
        return 2;
    }
    return examination(set, *std::move(all), *std::move(finished)).run();
}

}  // namespace refchan::model
