// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/report.hpp: a subject's verdict as a table for people, as a line of JSON for a script that
// makes tables, and as rows for a larger report, one line of JSON for each guarantee.

#include <cstdint>
#include <cstdio>
#include <ostream>
#include <string>
#include <string_view>

#include "refchan/oracle/conformance/process.hpp"
#include "refchan/oracle/conformance/verdicts.hpp"

namespace refchan::oracle::conformance {

namespace detail {

[[nodiscard]] inline std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char code[8];
            std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            out += code;
        } else {
            out += c;
        }
    }
    return out + '"';
}
/// So that a regular expression finds just that.
[[nodiscard]] inline std::string regex_quoted(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (std::string_view("^$\\.*+?()[]{}|").find(c) != std::string_view::npos) {
            out += '\\';
        }
        out += c;
    }
    return out;
}
[[nodiscard]] inline std::string seconds_text(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", seconds);
    return text;
}
[[nodiscard]] inline std::string rung_name(std::optional<profile> rung) {
    return rung ? std::string(oracle::name_of(*rung)) : "none";
}
[[nodiscard]] inline std::string padded(std::string_view text, std::size_t width) {
    return std::string(text) + std::string(text.size() < width ? width - text.size() : 1, ' ');
}
[[nodiscard]] inline std::string indented(std::string_view text, std::string_view by) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const end = std::min(text.find('\n', at), text.size());
        out.append(by).append(text.substr(at, end - at)).append("\n");
        at = end + 1;
    }
    return out;
}
[[nodiscard]] inline std::string capacities_of(subject const& of) {
    if (!of.names_capacities) {
        return "unbounded (the adapter names none)";
    }
    std::string text;
    for (capacity const size : of.capacities) {
        text += (text.empty() ? "" : ", ") + (!size ? "unbounded" : *size == 0 ? "rendezvous" : std::to_string(*size));
    }
    return text;
}

}  // namespace detail

/// How a finding is found again: filled in by the runner.
struct replay_of {
    std::string program;
    std::uint64_t seed = 0;
    [[nodiscard]] std::string line(subject_verdict const& of, guarantee_verdict const& one) const {
        return line(*of.of, one.check) + " --seed " + std::to_string(seed);
    }
    /// check: empty: all of them.
    [[nodiscard]] std::string line(subject const& of, std::string const& check) const {
        std::string const wanted = "^" + detail::regex_quoted(of.name) + "/" + (check.empty() ? "" : check + "$");
        return detail::shell_quoted(program) + " --only " + detail::shell_quoted(wanted);
    }
};

/// The table that a person reads.
inline void print_table(std::ostream& out, subject_verdict const& all, replay_of const& again) {
    using namespace detail;
    out << all.of->name << ": promises " << oracle::name_of(all.of->promises)
        << "; capacities: " << capacities_of(*all.of) << '\n';
    if (!all.of->documents.empty()) {
        out << "  says of itself: " << all.of->documents << '\n';
    }
    for (guarantee_verdict const& one : all.guarantees) {
        out << "  " << padded(facts_of(one.which).claim, 5) << padded(name_of(one.which), 24)
            << (one.reason.empty() ? name_of(one.is) : padded(name_of(one.is), 14) + one.reason) << '\n';
        if (!one.deviation.empty()) {
            out << "         " << (one.documented ? "as it documents: " : "a known finding: ") << one.deviation
                << (one.expected ? "" : " -- and now it was not seen") << '\n';
        }
        if (one.is == answer::broken) {
            out << indented(one.seen->picture, "         ");
            out << "         the guarantee: " << facts_of(one.which).sentence << '\n';
            if (!one.seen->file.empty()) {
                out << "         history: " << one.seen->file << '\n';
            }
            out << "         again: " << again.line(all, one) << '\n';
        }
    }
    for (std::string const& note : all.notes) {
        out << "  note   " << note << '\n';
    }
    out << "  ladder: " << (all.operations == 0 ? "not judged" : rung_name(all.rung))
        << (all.complete ? "" : " (incomplete)");
    if (!all.rung_expected) {
        out << ", and " << rung_name(all.of->rung) << " was expected";
    }
    out << "  (" << all.histories << " histories, " << all.operations << " operations, " << seconds_text(all.seconds)
        << " s)\n";
}

/// One line for a subject, with all its guarantees.
inline void print_json(std::ostream& out, subject_verdict const& all) {
    using detail::quoted;
    out << R"({"subject":)" << quoted(all.of->name) << R"(,"promises":)" << quoted(oracle::name_of(all.of->promises))
        << R"(,"rung":)" << quoted(detail::rung_name(all.rung)) << R"(,"complete":)"
        << (all.complete ? "true" : "false") << R"(,"expected":)" << (all.expected() ? "true" : "false")
        << R"(,"capacities":)" << quoted(detail::capacities_of(*all.of)) << R"(,"documents":)"
        << quoted(all.of->documents) << R"(,"histories":)" << all.histories << R"(,"operations":)" << all.operations
        << R"(,"seconds":)" << detail::seconds_text(all.seconds) << R"(,"first":)" << quoted(all.first)
        << R"(,"notes":[)";
    for (std::size_t i = 0; i != all.notes.size(); ++i) {
        out << (i == 0 ? "" : ",") << quoted(all.notes[i]);
    }
    out << R"(],"guarantees":[)";
    for (std::size_t i = 0; i != all.guarantees.size(); ++i) {
        guarantee_verdict const& one = all.guarantees[i];
        out << (i == 0 ? "" : ",") << R"({"guarantee":)" << quoted(name_of(one.which)) << R"(,"claim":)"
            << quoted(facts_of(one.which).claim) << R"(,"verdict":)" << quoted(name_of(one.is)) << R"(,"reason":)"
            << quoted(one.reason) << R"(,"deviation":)" << quoted(one.deviation) << R"(,"documented":)"
            << (one.documented ? "true" : "false") << R"(,"expected":)" << (one.expected ? "true" : "false")
            << R"(,"seen":)" << (one.seen ? "true" : "false") << R"(,"check":)" << quoted(one.check) << R"(,"history":)"
            << quoted(one.seen ? one.seen->file : "") << "}";
    }
    out << "]}\n";
}

/// One line for each guarantee that was judged, and one for the ladder. Of a channel that documents itself elsewhere
/// the row says whether it is as expected: that is a check of this kit, and no claim of ours.
inline void print_rows(std::ostream& out, subject_verdict const& all, replay_of const& again) {
    using detail::quoted;
    bool const foreign = !all.of->documents.empty();
    auto const row = [&](std::string_view check, std::string_view claim, bool broken, std::string const& text,
                         std::string const& replay) {
        out << R"({"layer":"properties","check":)" << quoted("conformance/" + all.of->name + "." + std::string(check))
            << R"(,"engine":)" << quoted(all.of->name) << R"(,"claims":[)" << quoted(foreign ? "checker" : claim)
            << R"(],"verdict":)" << (broken ? R"("broken")" : R"("holds")") << R"(,"count":)" << all.histories
            << R"(,"unit":"cases","bound":)" << quoted("capacities: " + detail::capacities_of(*all.of))
            << R"(,"seconds":)" << detail::seconds_text(all.seconds / static_cast<double>(guarantees)) << R"(,"seed":)"
            << again.seed << R"(,"replay":)" << quoted(replay) << R"(,"detail":)" << quoted(text) << "}\n";
    };
    for (guarantee_verdict const& one : all.guarantees) {
        if (one.expected && (one.is == answer::skipped || (one.is == answer::not_promised && !foreign))) {
            continue;
        }
        bool const broken = foreign ? !one.expected : one.is == answer::broken;
        row(name_of(one.which), facts_of(one.which).claim, broken,
            std::string(name_of(one.is)) + (one.reason.empty() ? "" : ": " + one.reason), again.line(all, one));
    }
    row("ladder", "G2", !all.rung_expected, detail::rung_name(all.rung), again.line(*all.of, ""));
}

}  // namespace refchan::oracle::conformance
