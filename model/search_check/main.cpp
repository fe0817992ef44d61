// SPDX-License-Identifier: MIT
// model/search_check/main.cpp: refchan-search-check: the reduced search is checked. On every scenario and program that is small
// enough for the plain search, both must come to just the same classes of executions, and the reduced one to each of them
// once. --without leaves out one kind of race: then some scenario must tell.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <regex>

#include "programs/run_time_program.hpp"
#include "reduced_search.hpp"
#include "runner.hpp"
#include "scheduler.hpp"
#include "search_check/execution_class.hpp"

namespace refchan::model {
namespace {

/// A reduced search that is blind to races of which the earlier or the later step touches something in that way.
class blind_search : public reduced_search {
public:
    using reduced_search::reduced_search;
    std::optional<access> blind_to;
    bool blind_to_takers = false;  // of a semaphore's units

protected:
    [[nodiscard]] bool considers(executed_step const& first, executed_step const& second) const override {
        if (blind_to_takers && first.kind == operation_kind::acquire && second.kind == operation_kind::acquire) {
            return false;
        }
        auto const is_it = [this](touch const& one) { return blind_to == one.how; };
        return std::ranges::none_of(first.touches.touches(), is_it) &&
               std::ranges::none_of(second.touches.touches(), is_it);
    }
};

struct settings {
    std::string only;
    std::string without;
    std::uint64_t executions = 300'000;
    double seconds = 5;
};

/// Small programs that have a bit of everything: what the registered scenarios alone would leave out.
constexpr std::array programs{"sender 0: send; receiver:",
                              "sender 0:; receiver: recv",
                              "sender 0: send; receiver: try_recv",
                              "sender 0: send; receiver: recv",
                              "sender 0:; sender 1:; receiver: recv",
                              "sender 0: send; receiver: recv_for",
                              "sender 0: clone 1; sender 1:; receiver: recv",
                              "sender 0:; receiver: recv_for recv"};

/// Stores and loads alone, which the channel hardly has: a reader begins, and two others store.
struct looks_before_stores : program {
    static constexpr about is{"looks_before_stores", "a read may take what is stored later", "checker", 3};
    void thread(unsigned index) override {
        if (index == 0) {
            (void)flag_.load(std::memory_order_acquire);
            (void)data_.load(std::memory_order_relaxed);
        } else if (index == 1) {
            data_.store(1, std::memory_order_relaxed);
            flag_.store(1, std::memory_order_release);
        } else {
            data_.store(2, std::memory_order_relaxed);
        }
    }

private:
    atomic<int> data_{0};
    atomic<int> flag_{0};
};
/// One unit for two threads: who has it first has two answers, and the releases stand between.
struct two_takers : program {
    static constexpr about is{"two_takers", "either of two threads may have the only unit first", "checker", 2};
    void thread(unsigned) override {
        (void)relacy_sync::acquire_until(unit_, deadline::never());
        unit_.release();
    }

private:
    semaphore unit_{1};
};

/// The same with time-outs.
struct impatient_takers : program {
    static constexpr about is{"impatient_takers", "and some of them may give up", "checker", 3};
    void thread(unsigned index) override {
        (void)relacy_sync::acquire_until(units_[index == 1 ? 0 : 1], deadline::some_time());
        (void)relacy_sync::acquire_until(units_[index == 0 ? 1 : 0], deadline::some_time());
        units_[1].release();
    }

private:
    std::array<semaphore, 2> units_{semaphore(1), semaphore(1)};
};

/// Two waiters, one of whom may be notified or time out before the other waits.
struct waiters_and_a_notifier : program {
    static constexpr about is{"waiters_and_a_notifier", "a time-out comes before and after what meets it", "checker",
                              2};
    void thread(unsigned index) override {
        relacy_sync::lock held(mutex_);
        if (index == 0) {
            changed_.notify_one();
        }
        (void)relacy_sync::wait_until(changed_, held, deadline::some_time());
    }

private:
    mutex mutex_;
    condition_variable changed_;
};
[[maybe_unused]] bool const registered =
    add_plain<looks_before_stores, two_takers, impatient_takers, waiters_and_a_notifier>("checker");

enum class comparison : unsigned char { same, different, too_large };

/// Prints a row.
comparison compare(scenario const& subject, settings const& set, std::optional<access> blind_to) {
    collecting<plain_search> plain(budget(set.executions, set.seconds));
    if (search(subject, plain) != rl::test_result_success || !plain.complete()) {
        return comparison::too_large;
    }
    std::uint64_t const plain_executions = executions;
    collecting<blind_search> reduced(search_part{}, budget(set.executions, set.seconds));
    reduced.blind_to = blind_to;
    reduced.blind_to_takers = set.without == "take";
    bool const ended = search(subject, reduced) == rl::test_result_success && reduced.complete();
    std::uint64_t const different = executions - reduced.redundant();
    std::size_t missed = 0;
    for (std::uint64_t const one : plain.classes()) {
        missed += reduced.classes().contains(one) ? 0U : 1U;
    }
    std::size_t extra = reduced.classes().size() + missed - plain.classes().size();
    bool const same = ended && missed == 0 && extra == 0;
    fmt::print("{}  {:<60} plain {:>8}  classes {:>6}  reduced {:>6} + {:<6} missed {} extra {}\n",
               same ? "same " : "OTHER", subject.id(), plain_executions, plain.classes().size(), different,
               reduced.redundant(), missed, extra);
    std::fflush(stdout);
    return same ? comparison::same : comparison::different;
}

std::optional<access> access_named(std::string const& name) {
    constexpr std::array names{"read", "attempt", "write", "update", "meet", "lock", "unlock"};
    auto const found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<access>(found - names.begin()));
}

void add_programs() {
    for (char const* const text : programs) {
        for (char const* const kind : {"unbounded", "reference", "rendezvous"}) {
            auto const of = program_kind_named(kind);
            auto const does = program_of_text(text, of->capacity);
            scenarios().push_back(*scenario_of(*does, kind));
        }
    }
}

int main(int count, char** arguments) {
    settings set;
    CLI::App app("Compares the reduced search with the plain one: both must come to the same executions.");
    app.footer("Exit status: 0 the same everywhere, 1 not the same, 2 nothing could be compared.");
    app.add_option("--only", set.only, "Only scenarios whose name/engine matches this regular expression");
    app.add_option("--without", set.without, "Leave out races with such a step: some scenario must tell")
        ->check(CLI::IsMember({"read", "attempt", "write", "update", "meet", "lock", "take"}));
    app.add_option("--executions", set.executions, "Scenarios for which the plain search needs more are skipped")
        ->capture_default_str();
    app.add_option("--seconds", set.seconds, "And those for which it needs longer")->capture_default_str();
    std::regex wanted;
    try {
        app.parse(count, arguments);
        wanted = set.only;
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (std::regex_error const&) {
        fmt::print(stderr, "--only '{}' is not a regular expression\n", set.only);
        return 2;
    }
    add_programs();
    std::array<std::size_t, 3> counts{};
    for (scenario const& subject : scenarios()) {
        if (subject.is.expects == expectation::holds && std::regex_search(subject.id(), wanted)) {
            ++counts[static_cast<std::size_t>(compare(subject, set, access_named(set.without)))];
        }
    }
    fmt::print("{} the same, {} different, {} too large for the plain search\n", counts[0], counts[1], counts[2]);
    return counts[0] + counts[1] == 0 ? 2 : counts[1] == 0 ? 0 : 1;
}

}  // namespace
}  // namespace refchan::model

int main(int count, char** arguments) { return refchan::model::main(count, arguments); }
