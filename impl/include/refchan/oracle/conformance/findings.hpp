// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/findings.hpp: what one check of one subject found out, and the file in which the process
// that ran the check tells it to the process that wants to know. Each record is a line, written at once: what a crash
// interrupts leaves the records before it.
//
//     finding <tab> guarantee <tab> profile <tab> sentence <tab> picture <tab> file of the history
//     rung    <tab> profile, or "none"
//     count   <tab> histories <tab> operations
//     note    <tab> text
//     cut                                           the last record of a check that could not go on, and has said why
//     end                                           the last one of a check that ran to its end
//
// Tabs, line ends and backslashes inside a field are written \t, \n and \\.

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "refchan/oracle/conformance/guarantees.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle::conformance {

/// A guarantee that is broken: how, the proof as a picture, and where the whole history lies (empty: there is none).
struct finding {
    guarantee broken = guarantee::survives;
    profile breaks = profile::fifo_per_sender;  // the weakest profile that does not allow it
    std::string sentence;
    std::string picture;
    std::string file;
};

/// What a check found out.
struct findings {
    std::vector<finding> broken;  // the first of each guarantee and profile, in the order in which they were found
    std::optional<profile> rung = profile::linearizable;
    std::uint64_t histories = 0;
    std::uint64_t operations = 0;
    std::vector<std::string> notes;
    bool ended = false;
    bool cut = false;
};

namespace detail {

[[nodiscard]] inline std::string escaped(std::string_view text) {
    std::string out;
    for (char const c : text) {
        switch (c) {
            case '\t':
                out += "\\t";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\\':
                out += "\\\\";
                break;
            default:
                out += c;
        }
    }
    return out;
}
[[nodiscard]] inline std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields(1);
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\t') {
            fields.emplace_back();
        } else if (line[i] == '\\' && i + 1 < line.size()) {
            char const next = line[++i];
            fields.back() += next == 't' ? '\t' : next == 'n' ? '\n' : next;
        } else {
            fields.back() += line[i];
        }
    }
    return fields;
}

}  // namespace detail

/// The writing end.
class findings_writer {
public:
    explicit findings_writer(std::string const& file) : out_(file, std::ios::app) {}

    void write(finding const& one) {
        record({"finding", name_of(one.broken), oracle::name_of(one.breaks), one.sentence, one.picture, one.file});
    }
    void rung(std::optional<profile> reached) { record({"rung", reached ? oracle::name_of(*reached) : "none"}); }
    void count(std::uint64_t histories, std::uint64_t operations) {
        std::string const first = std::to_string(histories);
        std::string const second = std::to_string(operations);
        record({"count", first, second});
    }
    void note(std::string_view text) { record({"note", text}); }
    void cut() { record({"cut"}); }
    void end() { record({"end"}); }

private:
    void record(std::vector<std::string_view> const& fields) {
        for (std::size_t i = 0; i != fields.size(); ++i) {
            out_ << (i == 0 ? "" : "\t") << detail::escaped(fields[i]);
        }
        out_ << '\n' << std::flush;
    }

    std::ofstream out_;
};

/// The reading end. A line that is cut off counts for nothing.
[[nodiscard]] inline findings read_findings(std::string const& file) {
    findings found;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        std::vector<std::string> const fields = detail::fields_of(line);
        std::string const& what = fields[0];
        if (what == "finding" && fields.size() == 6) {
            found.broken.push_back({guarantee_named(fields[1]).value_or(guarantee::survives),
                                    profile_named(fields[2]).value_or(profile::fifo_per_sender), fields[3], fields[4],
                                    fields[5]});
        } else if (what == "rung" && fields.size() == 2) {
            found.rung = profile_named(fields[1]);
        } else if (what == "count" && fields.size() == 3) {
            found.histories = std::stoull(fields[1]);
            found.operations = std::stoull(fields[2]);
        } else if (what == "note" && fields.size() == 2) {
            found.notes.push_back(fields[1]);
        } else if (what == "cut") {
            found.cut = true;
        } else if (what == "end") {
            found.ended = true;
        }
    }
    return found;
}

}  // namespace refchan::oracle::conformance
