// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/examination.hpp: one check of one subject, as the check sees it: what to look at, for how
// long, and whom to tell; with the watchdog that looks at the board, and turns a hang into a finding and the end of the
// process.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "refchan/oracle/bars.hpp"
#include "refchan/oracle/conformance/adapter.hpp"
#include "refchan/oracle/conformance/board.hpp"
#include "refchan/oracle/conformance/crew.hpp"
#include "refchan/oracle/conformance/findings.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/json_lines.hpp"
#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/recorder.hpp"
#include "refchan/oracle/well_formed.hpp"

namespace refchan::oracle::conformance {

/// How a check is run.
struct terms {
    std::uint64_t seed = 20261121;
    double seconds = 1;     // for a check that goes on as long as it is let
    double patience = 10;   // seconds without a move after which it hangs
    std::string report;     // the file for the findings
    std::string histories;  // the folder for histories that break something
};

/// Generated numbers: the same on every machine.
using random_source = std::mt19937_64;
[[nodiscard]] inline std::size_t pick(random_source& random, std::size_t below) {
    return static_cast<std::size_t>(random() % below);
}

/// One check of one subject.
class examination {
public:
    examination(subject const& of, std::string check, terms on)
        : of_(of), check_(std::move(check)), on_(std::move(on)), writer_(on_.report), watchdog_([this] { watch(); }) {}
    examination(examination const&) = delete;
    examination& operator=(examination const&) = delete;
    ~examination() {
        {
            std::lock_guard const held(mutex_);
            over_ = true;
        }
        changed_.notify_all();
        watchdog_.join();
    }

    [[nodiscard]] subject const& of() const noexcept { return of_; }
    [[nodiscard]] features const& has() const noexcept { return of_.has; }
    [[nodiscard]] std::uint64_t seed() const noexcept { return on_.seed; }
    [[nodiscard]] board& places() noexcept { return board_; }
    [[nodiscard]] crew& threads() noexcept { return crew_; }
    [[nodiscard]] bool time_is_left() const {
        return std::chrono::duration<double>(clock::now() - began_).count() < on_.seconds;
    }

    /// A new channel.
    [[nodiscard]] any_channel make(capacity size) {
        return watched(0, "the making of a channel", [&] { return of_.make(size); });
    }
    /// Does, as the thread of that place, what must return and is no operation of a history.
    template <class Work>
    std::invoke_result_t<Work> watched(std::size_t place, char const* what, Work work) {
        struct standing {
            post& at;
            ~standing() { at.take_down(); }
        } const here{board_.of(place)};
        here.at.put_up(what, -1, guarantee::try_returns);
        return work();
    }

    /// Something is broken. The first of its kind is reported, the others are not.
    void broken(finding what, std::optional<history> const& in = std::nullopt) {
        std::lock_guard const held(mutex_);
        suspected_.reset();
        report(std::move(what), in);
    }
    /// Something is broken, and the check looks for a smaller case that shows it: should it hang meanwhile, this is
    /// reported.
    void suspects(finding what, history in) {
        std::lock_guard const held(mutex_);
        suspected_.emplace(std::move(what), std::move(in));
    }
    /// Whether that has been reported.
    [[nodiscard]] bool knows(guarantee broken) const {
        for (auto const& [which, breaks] : reported_) {
            if (which == broken) {
                return true;
            }
        }
        return false;
    }
    /// Judges a history by the ladder and counts it. The finding, not yet reported, names what breaks the weakest
    /// profile.
    [[nodiscard]] std::optional<finding> judged(history const& run) {
        ++histories_;
        operations_ += run.operations.size();
        if (auto const wrong = find_malformed(run)) {
            return finding{guarantee::survives, profile::fifo_per_sender,
                           "the adapter answers what the operation cannot answer: " + wrong->sentence, "", ""};
        }
        ladder const climbed = climb(run);
        if (run.timed && (!rung_ || !climbed.strongest || *rung_ < *climbed.strongest)) {
            rung_ = rung_ ? climbed.strongest : std::nullopt;
        }
        for (std::size_t i = ladder_rungs.size(); i-- != 0;) {
            if (verdict const& found = climbed.rungs[i]) {
                return finding{guarantee_broken_by(run, *found), ladder_rungs[i], found->sentence,
                               draw(run, found->proof), ""};
            }
        }
        return std::nullopt;
    }
    /// The watchdog may look at this recording while the check runs; nullptr: no longer.
    void watch_recording(recorder const* tape, capacity size = {}, std::vector<std::uint32_t> senders = {}) {
        std::lock_guard const held(mutex_);
        tape_ = tape;
        tape_capacity_ = size;
        tape_senders_ = std::move(senders);
    }
    void count_case() { ++histories_; }
    void note(std::string_view text) {
        std::lock_guard const held(mutex_);
        writer_.note(text);
    }

    /// Runs the body of a check; at its end the totals are written.
    void run(std::function<void(examination&)> const& body) {
        bool const complete = reporting_throws([&] { body(*this); });
        std::lock_guard const held(mutex_);
        totals();
        complete ? writer_.end() : writer_.cut();
    }
    /// Runs a part of it, on any thread: what it throws is reported. Whether it threw nothing.
    template <class Part>
    bool reporting_throws(Part part) {
        try {
            part();
            return true;
        } catch (std::exception const& error) {
            broken({guarantee::survives, profile::fifo_per_sender, error.what(), "", ""});
        } catch (...) {
            broken(
                {guarantee::survives, profile::fifo_per_sender, "something threw what is no std::exception", "", ""});
        }
        return false;
    }

private:
    using clock = std::chrono::steady_clock;

    void totals() {
        writer_.rung(rung_);
        writer_.count(histories_, operations_);
    }

    void report(finding what, std::optional<history> const& in) {
        for (auto const& [which, breaks] : reported_) {
            if (which == what.broken && breaks == what.breaks) {
                return;
            }
        }
        reported_.emplace_back(what.broken, what.breaks);
        if (in && !on_.histories.empty()) {
            what.file = save(*in, what.broken);
        }
        writer_.write(what);
    }

    [[nodiscard]] std::string save(history const& run, guarantee broken) const {
        std::error_code failed;
        std::filesystem::create_directories(on_.histories, failed);
        std::string name = of_.name + "-" + check_ + "-" + std::string(name_of(broken)) + ".jsonl";
        for (char& c : name) {
            c = c == ' ' || c == '/' || c == ':' || c == '<' || c == '>' ? '_' : c;
        }
        std::string file = (std::filesystem::path(on_.histories) / name).string();
        std::ofstream out(file);
        write_json_lines(out, run);
        return out.flush() ? file : "";
    }

    /// Looks at the board until the check is over or nothing has moved for too long. Counts its own looks, not the
    /// time: on a machine that has no time for the check, it has none for the watchdog either.
    void watch() {
        constexpr std::chrono::milliseconds between_looks(50);
        double const most = on_.patience / std::chrono::duration<double>(between_looks).count();
        board_watch eye(board_);
        std::unique_lock held(mutex_);
        while (!changed_.wait_for(held, between_looks, [this] { return over_; })) {
            eye.look();
            if (eye.hangs(most)) {
                report_hang(eye);
            }
        }
    }
    /// Ends the process: threads that hang cannot be joined.
    [[noreturn]] void report_hang(board_watch const& eye) {
        if (suspected_) {
            report(std::move(suspected_->first), std::move(suspected_->second));
        }
        std::optional<history> run;
        for (int tries = 0; tape_ != nullptr && !run && tries != 100; ++tries) {
            run = tape_->snapshot(tape_capacity_, tape_senders_);
        }
        if (run && !find_malformed(*run)) {
            if (auto wrong = judged(*run)) {  // what happened before may be wrong, too
                report(std::move(*wrong), run);
            }
        }
        std::string picture;
        if (run && run->operations.size() <= 40) {
            std::vector<std::uint32_t> all(run->operations.size());
            for (std::size_t i = 0; i != all.size(); ++i) {
                all[i] = static_cast<std::uint32_t>(i);
            }
            picture = draw(*run, all);
        }
        report({eye.broken(), profile::fifo_per_sender, "hangs: " + eye.text(), picture, ""}, run);
        totals();
        writer_.cut();
        std::_Exit(EXIT_SUCCESS);
    }

    subject const& of_;
    std::string check_;
    terms on_;
    board board_;
    clock::time_point began_ = clock::now();
    std::optional<profile> rung_ = profile::linearizable;
    std::uint64_t histories_ = 0;
    std::uint64_t operations_ = 0;
    std::vector<std::pair<guarantee, profile>> reported_;
    std::mutex mutex_;  // guards what follows and the writer
    std::condition_variable changed_;
    bool over_ = false;
    recorder const* tape_ = nullptr;
    capacity tape_capacity_;
    std::vector<std::uint32_t> tape_senders_;
    std::optional<std::pair<finding, history>> suspected_;
    findings_writer writer_;
    crew crew_;
    std::thread watchdog_;
};

/// A channel whose handles, as far as they are still there, are dropped under the eye of the watchdog.
struct watched_channel : any_channel {
    watched_channel(examination& from, capacity size) : any_channel(from.make(size)), by(from) {}
    watched_channel(watched_channel const&) = delete;
    watched_channel& operator=(watched_channel const&) = delete;
    ~watched_channel() {
        by.watched(0, "the drop of the last handles", [this] {
            sender.reset();
            receiver.reset();
        });
    }

    examination& by;
};

}  // namespace refchan::oracle::conformance
