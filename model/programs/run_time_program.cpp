// SPDX-License-Identifier: MIT
// model/programs/run_time_program.cpp: programs between text, scenario and replay line.

#include "programs/run_time_program.hpp"

namespace refchan::model {
namespace {

constexpr std::string_view opening = "program {";
constexpr std::string_view opening_with_flags = "program with flags {";
constexpr std::string_view closing = "}/";

constexpr std::size_t most_program_threads = 4;
constexpr std::size_t most_sends = 9;  // of one sender: a message's tens digit is its sender

std::string capacity_in_words(std::optional<std::uint64_t> capacity) {
    return capacity ? std::to_string(*capacity) : "unbounded";
}

bool is_until(oracle::step const& next) { return next.kind == oracle::step_kind::until_disconnected; }

/// The most operations that one execution can have: until_disconnected receives every message, and once more.
std::size_t most_operations_of(oracle::program const& of) {
    std::size_t sends = 0;
    for (auto const& steps : of.senders) {
        sends += static_cast<std::size_t>(std::ranges::count_if(steps, oracle::sends, &oracle::step::kind));
    }
    return size_of(of) + (std::ranges::any_of(of.receiver, is_until) ? sends : 0);
}

std::string without_drops(std::string text) {
    constexpr std::string_view drop = " drop";
    for (std::size_t at = text.find(drop); at != std::string::npos; at = text.find(drop, at)) {
        text.erase(at, drop.size());
    }
    return text;
}

}  // namespace

std::expected<program_kind, std::string> program_kind_named(std::string_view name) {
    auto const found = std::ranges::find(program_kinds(), name, &program_kind::name);
    if (found != program_kinds().end()) {
        return *found;
    }
    std::string known;
    for (program_kind const& each : program_kinds()) {
        known += (known.empty() ? "" : ", ") + each.name;
    }
    return std::unexpected("there is no kind of channel '" + std::string(name) + "'; there are " + known);
}

std::expected<oracle::program, std::string> program_of_text(std::string_view text,
                                                            std::optional<std::uint64_t> capacity) {
    std::string lines(text);
    std::ranges::replace(lines, ';', '\n');
    auto const first = lines.find_first_not_of(" \t\r\n");
    bool const says_capacity = first != std::string::npos && lines.substr(first).starts_with("capacity");
    if (!says_capacity) {
        lines.insert(0, "capacity " + capacity_in_words(capacity) + '\n');
    }
    auto parsed = oracle::parse(lines);
    if (!parsed) {
        oracle::text_error error = parsed.error();
        error.line -= says_capacity ? 0 : 1;
        return std::unexpected("the program, " + to_string(error));
    }
    if (parsed->capacity != capacity) {
        return std::unexpected("the program says capacity " + capacity_in_words(parsed->capacity) +
                               ", but this kind of channel has capacity " + capacity_in_words(capacity));
    }
    return *std::move(parsed);
}

std::string one_line(oracle::program const& of) {
    std::string text = without_drops(print(of));
    text.erase(0, text.find('\n') + 1);
    text.pop_back();
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at)) {
        text.replace(at, 1, "; ");
    }
    return text;
}

std::string why_not_runnable(oracle::program const& of) {
    if (auto const wrong = find_misstep(of)) {
        return wrong->sentence;
    }
    if (of.senders.size() >= most_program_threads) {
        return "a program has at most " + std::to_string(most_program_threads - 1) + " senders here";
    }
    for (auto const& steps : of.senders) {
        if (static_cast<std::size_t>(std::ranges::count_if(steps, oracle::sends, &oracle::step::kind)) > most_sends) {
            return "a sender sends at most " + std::to_string(most_sends) + " messages here";
        }
    }
    if (most_operations_of(of) > clocked_record::most_operations) {
        return "a program has at most " + std::to_string(clocked_record::most_operations) +
               " operations here, drops and the receives of until_disconnected included, and this one may have " +
               std::to_string(most_operations_of(of));
    }
    return "";
}

std::expected<scenario, std::string> scenario_of(oracle::program does, std::string_view kind, hearsay how) {
    auto const on = program_kind_named(kind);
    if (!on) {
        return std::unexpected(on.error());
    }
    does.capacity = on->capacity;
    if (std::string wrong = why_not_runnable(does); !wrong.empty()) {
        return std::unexpected(wrong);
    }
    about const is{.name = "program",
                   .claim = "the specification allows what the threads of this program see",
                   .ids = "G1 G2 G3 G4 G5 G6 G7 G8 G9 G12 G16",
                   .threads = static_cast<rl::thread_id_t>(receiver_process(does)) + 1,
                   .expects = on->expects};
    std::string name = std::string(how == hearsay::flags ? opening_with_flags : opening) + one_line(does) + '}';
    auto const subject = std::make_shared<subject_program>(std::move(does), how);
    scenario made{is, std::move(name), on->name, [subject, make = on->make] { return make(*subject); }};
    made.coverage = [subject] { return subject->histories(); };
    made.story = [subject] { return subject->tell(record); };
    return made;
}

bool is_program_id(std::string_view id) { return id.starts_with(opening) || id.starts_with(opening_with_flags); }

std::expected<scenario, std::string> scenario_of_id(std::string_view id) {
    auto const end = id.rfind(closing);
    if (!is_program_id(id) || end == std::string_view::npos) {
        return std::unexpected("expected 'program {STEPS}/KIND', found '" + std::string(id) + "'");
    }
    auto const on = program_kind_named(id.substr(end + closing.size()));
    if (!on) {
        return std::unexpected(on.error());
    }
    bool const flags = id.starts_with(opening_with_flags);
    std::size_t const begin = (flags ? opening_with_flags : opening).size();
    auto const does = program_of_text(id.substr(begin, end - begin), on->capacity);
    return does ? scenario_of(*does, on->name, flags ? hearsay::flags : hearsay::asked) : std::unexpected(does.error());
}

}  // namespace refchan::model
