// SPDX-License-Identifier: MIT
// model/explore/session.cpp: see session.hpp.

#include "explore/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "explore/weakenable.hpp"
#include "memory.hpp"
#include "programs/run_time_program.hpp"

namespace refchan::model {
namespace {

using subjects = std::vector<scenario const*>;

/// A scenario that was registered, or one that is made from the program in its id.
std::expected<scenario const*, std::string> scenario_named(std::string const& id) {
    auto& all = scenarios();
    auto const found = std::ranges::find(all, id, &scenario::id);
    if (found != all.end()) {
        return &*found;
    }
    if (is_program_id(id)) {
        auto made = scenario_of_id(id);
        return made ? std::expected<scenario const*, std::string>(&all.emplace_back(*std::move(made)))
                    : std::unexpected(made.error());
    }
    std::vector<std::string> const ids = [&all] {
        std::vector<std::string> names;
        std::ranges::transform(all, std::back_inserter(names), &scenario::id);
        return names;
    }();
    std::vector<std::string_view> const views(ids.begin(), ids.end());
    std::string_view const meant = nearest(id, views);
    return std::unexpected(fmt::format("no scenario is called '{}'{} (--list shows them)", id,
                                       meant.empty() ? "" : fmt::format("; did you mean {}?", meant)));
}

std::expected<subjects, std::string> choose(settings const& set) {
    std::expected<scenario const*, std::string> one;
    if (!set.program.empty()) {
        auto const on = program_kind_named(set.kind);
        if (!on) {
            return std::unexpected(on.error());
        }
        auto const does = program_of_text(set.program, on->capacity);
        auto made = does ? scenario_of(*does, on->name) : std::unexpected(does.error());
        if (!made) {
            return std::unexpected(made.error());
        }
        one = &scenarios().emplace_back(*std::move(made));
    } else if (!set.scenario.empty()) {
        one = scenario_named(set.scenario);
    } else {
        return subjects_of_a_question();
    }
    return one ? std::expected<subjects, std::string>({*one}) : std::unexpected(one.error());
}

limits search_of(settings const& set) {
    limits within = set.within;
    auto const wanted = [&set](char const* name) { return std::ranges::count(set.schedulers, name) != 0; };
    within.walk = wanted("walk");
    within.pct = wanted("pct");
    within.reduced = wanted("reduced");
    within.bounded = wanted("bounded");
    if (set.shortest) {
        within.walk = within.pct = within.reduced = false;
        within.bounded = within.count_stale = true;
    }
    return within;
}

struct outcome_of_search {
    scenario const* subject;
    verdict what;
};

/// Many subjects: first a short look at each, for the executions closest to no preemption at all; then longer ones.
outcome_of_search search(subjects const& all, settings const& set) {
    limits const within = search_of(set);
    if (all.size() == 1) {
        return {all[0], check(*all[0], within)};
    }
    limits glance = within;
    glance.walk = glance.pct = glance.reduced = false;
    glance.bounded = true;
    glance.bound = std::min(2U, within.bound);
    glance.seconds = std::min(0.15, within.seconds / static_cast<double>(all.size()));
    limits look = within;
    look.seconds = within.seconds / static_cast<double>(all.size());
    outcome_of_search last{};
    std::uint64_t executions = 0;
    for (limits const& each : {glance, look}) {
        for (scenario const* const subject : all) {
            last = {subject, check(*subject, each)};
            executions += last.what.executions;
            if (!last.what.replay.empty()) {
                return last;
            }
        }
    }
    last.what.extent = fmt::format("{} programs and scenarios, {} executions", all.size(), executions);
    return last;
}

std::vector<std::string> thread_names(scenario const& subject) {
    std::vector<std::string> names;
    auto const count = static_cast<std::size_t>(subject.is.threads);
    bool const is_program = static_cast<bool>(subject.story);
    for (std::size_t i = 0; i != count; ++i) {
        names.push_back(!is_program      ? fmt::format("thread {}", i)
                        : i + 1 == count ? "receiver"
                                         : fmt::format("sender {}", i));
    }
    return names;
}

std::vector<std::string> standing(std::size_t threads) {
    std::vector<std::string> text;
    for (operation const& last : std::span(announced).first(threads)) {
        bool const stands = last.kind != operation_kind::none && last.kind != operation_kind::finished;
        text.push_back(std::string(to_string(last.kind)) +
                       (stands ? fmt::format(", {}({})", short_path(last.place.file_name()), last.place.line()) : ""));
    }
    return text;
}

/// Relacy shouts: "DATA RACE", "USER ASSERT FAILED (a message was lost)".
std::string in_words(std::string const& reason) {
    constexpr std::string_view assertion = "USER ASSERT FAILED (";
    if (reason.starts_with(assertion) && reason.ends_with(')')) {
        return reason.substr(assertion.size(), reason.size() - assertion.size() - 1);
    }
    std::string text = reason.substr(0, reason.find(" ("));
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

std::string capitalized(std::string text) {
    if (!text.empty()) {
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    }
    return text;
}

/// A headline that says what races, where it can.
std::string sentence_of(execution const& of, std::string const& reason) {
    analysis const facts(of.events);
    if (!facts.race() || reason.find("race") == std::string::npos) {
        return capitalized(reason);
    }
    source_files files;
    names const called(of.events, files);
    auto const [first, second] = *facts.race();
    return fmt::format("Data race: {} in step {} and {} in step {} both use '{}', and nothing orders them",
                       of.threads.at(of.events[first].thread), first + 1, of.threads.at(of.events[second].thread),
                       second + 1, called.name(of.events[second].object));
}

/// Where in the events the threads begin and end.
struct bounds {
    std::size_t start = 0;
    std::size_t end = ~std::size_t{0};
};

/// A program that notes them.
class watched : public program {
public:
    watched(std::unique_ptr<program> inner, bounds& when) : inner_(std::move(inner)), when_(when) {
        when_ = {.start = events.size()};
    }
    void thread(unsigned index) override { inner_->thread(index); }
    void after() override {
        when_.end = events.size();
        inner_->after();
    }

private:
    std::unique_ptr<program> inner_;
    bounds& when_;
};

/// The execution ended here, in the thread that moved last.
void add_failure(execution& of) {
    event last{.kind = event_kind::failure};
    if (!of.events.empty()) {
        last.thread = of.events.back().thread;
        last.clock = of.events.back().clock;
    }
    of.events.push_back(last);
}

std::expected<execution, std::string> show(scenario const& subject, std::string const& line, settings const& set) {
    bounds when;
    auto& registered = *std::ranges::find(scenarios(), subject.id(), &scenario::id);
    auto const make = std::exchange(registered.make, [inner = registered.make, &when]() -> std::unique_ptr<program> {
        return std::make_unique<watched>(inner(), when);
    });
    reproduction const again = reproduce(line);
    registered.make = make;
    if (!again.reproduced && !again.reason.starts_with("not reproduced")) {
        return std::unexpected(again.reason);
    }
    execution shown;
    shown.failed = again.reproduced;
    shown.scenario = subject.id();
    shown.claim = subject.is.claim;
    shown.threads = thread_names(subject);
    shown.stood = standing(shown.threads.size());
    shown.story = subject.story ? subject.story() : "";
    shown.replay = fmt::format("build/bin/refchan-explore{} --replay '{}'", options_of(set), line);
    shown.events.assign(events.begin(), events.end());
    shown.start = when.start;
    shown.end = when.end;
    std::string const reason = in_words(again.reason);
    shown.sentence = shown.failed ? sentence_of(shown, reason) : "One execution of those that hold";
    if (shown.failed) {
        shown.reason = reason;
        add_failure(shown);
    }
    return shown;
}

/// "found by the bounded search at execution 12"
std::string found_by(std::string const& line, verdict const& what, settings const& set) {
    std::size_t const script = line.rfind(':');
    std::size_t const how = line.rfind(':', script - 1) + 1;
    std::string const search = line.substr(how, script - how);
    return fmt::format("found by the search '{}' at execution {}{}", search, what.executions,
                       search == "walk" ? fmt::format(" from seed {}", set.within.seed) : "");
}

/// The replay line of the execution that ran last.
std::string line_of_last(scenario const& subject) {
    return subject.id() + ":walk" + (cxx_memory.reorder_stores ? "" : ",in_order") +
           (cxx_memory.cxx20_release_sequences ? "" : ",cxx11") + ':' + to_string(decisions);
}

std::expected<answer, std::string> replayed(settings const& set) {
    auto const script = set.replay.rfind(':');
    auto const how = script == std::string::npos || script == 0 ? script : set.replay.rfind(':', script - 1);
    if (how == std::string::npos) {
        return std::unexpected("--replay: expected SCENARIO/ENGINE:SEARCH:SCRIPT, as a failure prints it");
    }
    auto const subject = scenario_named(set.replay.substr(0, how));
    if (!subject) {
        return std::unexpected(subject.error());
    }
    auto shown = show(**subject, set.replay, set);
    return shown ? std::expected<answer, std::string>(answer{*std::move(shown), "replayed", ""})
                 : std::unexpected(shown.error());
}

}  // namespace

std::string options_of(settings const& set) {
    memory_model const usual;
    std::string text;
    for (std::string const& each : set.weakenings) {
        text += " --weaken " + each;
    }
    text += cxx_memory.stale_depth != usual.stale_depth ? fmt::format(" --stale-depth {}", cxx_memory.stale_depth) : "";
    return text;
}

std::expected<answer, std::string> investigate(settings const& set) {
    std::vector<weakening> weakened;
    for (std::string const& each : set.weakenings) {
        auto const done = weaken(each);
        if (!done) {
            return std::unexpected(done.error());
        }
        weakened.push_back(*done);
    }
    std::expected<answer, std::string> found;
    if (!set.replay.empty()) {
        found = replayed(set);
    } else {
        auto const all = choose(set);
        if (!all) {
            return std::unexpected(all.error());
        }
        auto const [subject, what] = search(*all, set);
        // The last execution of the search, if none failed.
        std::string const line = what.replay.empty() ? line_of_last(*subject) : what.replay;
        std::string const extent = what.replay.empty() ? what.extent : found_by(line, what, set);
        auto shown = show(*subject, line, set);
        if (!shown) {
            return std::unexpected(shown.error());
        }
        shown->facts = {extent};
        bool const is_objection = all->size() == 1 && !what.held && what.replay.empty();
        found = answer{*std::move(shown), extent, is_objection ? what.detail : ""};
    }
    if (found) {
        found->shown.weakened = std::move(weakened);
    }
    return found;
}

}  // namespace refchan::model
