// SPDX-License-Identifier: MIT
// model/explore/trace_json.cpp: see trace_json.hpp.

#include "explore/trace_json.hpp"

#include <algorithm>
#include <array>

namespace refchan::model {
namespace {

using json = nlohmann::ordered_json;

bool has_order(event_kind kind) {
    using enum event_kind;
    return kind == load || kind == store || kind == update || kind == failed_update;
}

json json_of(tail_parts const& of) {
    return {{"block", of.block},
            {"offset", of.offset},
            {"capacity", of.capacity},
            {"closed", of.closed},
            {"disconnected", of.disconnected},
            {"parked", of.parked}};
}

/// Numbers the files of the places as they are met.
class file_table {
public:
    explicit file_table(source_files& files) : files_(files) {}

    void note(json& step, event const& of) {
        std::string const path = of.place.file_name();
        source_file const* const file = files_.at(path);
        if (file == nullptr) {
            return;
        }
        auto const [known, added] = numbers_.try_emplace(path, numbers_.size());
        if (added) {
            all_.push_back({{"path", file->path}, {"lines", file->lines}});
        }
        step["file"] = known->second;
        step["line"] = of.place.line();
    }
    [[nodiscard]] json take() { return std::move(all_); }

private:
    source_files& files_;
    std::map<std::string, std::size_t> numbers_;
    json all_ = json::array();
};

std::string words_of(event const& step, execution const& of) {
    return step.kind == event_kind::failure   ? of.reason
           : step.why == wake_reason::timeout ? "timed out"
                                              : step.text.data();
}

void describe_values(json& step, event const& of, names const& called) {
    using enum event_kind;
    if (has_order(of.kind)) {
        step["value"] = called.value(of, of.value);
        step["order"] = name_of(of.order);
    } else if (of.kind == allocate || of.kind == deallocate) {
        step["value"] = called.value(of, of.value);
    }
    if (of.kind == update || of.kind == failed_update) {
        step["before"] = called.value(of, of.before);
    }
    if (has_order(of.kind) && called.is_tail(of.object)) {
        step["word"] = json_of(called.decode(of.value));
        if (of.kind == update) {
            step["wordBefore"] = json_of(called.decode(of.before));
        }
    }
}

json json_of(std::size_t i, execution const& of, analysis const& facts, names const& called, file_table& files) {
    event const& each = of.events[i];
    json step{{"thread", each.thread}, {"kind", name_of(each.kind)}};
    if (has_object(each)) {
        step["object"] = each.object;
    }
    describe_values(step, each, called);
    if (!called.order(i).empty()) {
        step["name"] = called.order(i);
    }
    if (each.reads_from != no_event) {
        step["from"] = each.reads_from;
    }
    if (each.behind != 0) {
        step["behind"] = each.behind;
    }
    if (each.spurious || each.why == wake_reason::spurious) {
        step["spurious"] = true;
    }
    if (!facts.learned()[i].empty()) {
        step["learned"] = facts.learned()[i];
    }
    files.note(step, each);
    if (std::string const text = words_of(each, of); !text.empty()) {
        step["text"] = text;
    }
    step["clock"] = std::span(each.clock).first(of.threads.size());
    return step;
}

json objects_of(analysis const& facts, names const& called) {
    json all = json::array();
    for (unsigned object = 0; object != called.objects(); ++object) {
        all.push_back({{"name", called.name(object)}, {"label", called.label(object)}, {"own", facts.is_own(object)}});
    }
    return all;
}

}  // namespace

std::string_view name_of(event_kind kind) {
    constexpr std::array all{"load",     "store",      "update",  "failed_update", "data_read", "data_write", "lock",
                             "unlock",   "wait",       "wake",    "notify",        "acquire",   "release",    "pause",
                             "allocate", "deallocate", "hearsay", "call",          "returned",  "failure"};
    return all.at(static_cast<std::size_t>(kind));
}

std::vector<step_pair> missing_reads(execution const& of, analysis const& facts, names const& called) {
    auto const is_weakened = [&](step_pair each) {
        return std::ranges::any_of(of.weakened, [&](weakening const& one) {
            return called.order(each.first) == one.name || called.order(each.second) == one.name;
        });
    };
    std::vector<step_pair> all;
    if (!of.failed) {
        return all;
    }
    for (step_number i = 0; i != of.events.size() && !facts.race(); ++i) {
        std::uint32_t const from = of.events[i].reads_from;
        bool const is_known = is_read(of.events[i].kind) && from != no_event;
        if (is_known && of.events[from].thread != of.events[i].thread && !facts.precedes(from, i)) {
            all.emplace_back(from, i);
        }
    }
    all = facts.race() ? facts.missing() : all;
    if (!facts.race() || std::ranges::any_of(all, is_weakened)) {
        std::erase_if(all, [&](step_pair each) { return !is_weakened(each); });
    }
    return all;
}

json trace_json(execution const& of, analysis const& facts, names const& called, source_files& files) {
    json threads = json::array();
    for (std::size_t i = 0; i != of.threads.size(); ++i) {
        threads.push_back({{"name", of.threads[i]}, {"stood", i < of.stood.size() ? of.stood[i] : ""}});
    }
    json weakened = json::array();
    for (weakening const& each : of.weakened) {
        weakened.push_back({{"name", each.name}, {"legal", name_of(each.source)}, {"now", name_of(each.now)}});
    }
    file_table numbered(files);
    json steps = json::array();
    for (std::size_t i = 0; i != of.events.size(); ++i) {
        steps.push_back(json_of(i, of, facts, called, numbered));
    }
    auto const race = of.failed ? facts.race() : std::nullopt;
    return {{"threads", std::move(threads)},
            {"objects", objects_of(facts, called)},
            {"weakened", std::move(weakened)},
            {"start", of.start},
            {"end", std::min(of.end, of.events.size())},
            {"race", race ? json{race->first, race->second} : json::array()},
            {"missing", missing_reads(of, facts, called)},
            {"program", of.program},
            {"story", of.story},
            {"replay", of.replay},
            {"files", numbered.take()},
            {"events", std::move(steps)}};
}

}  // namespace refchan::model
