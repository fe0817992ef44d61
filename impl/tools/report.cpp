// SPDX-License-Identifier: MIT
// report.cpp: the words and the keys.

#include "report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "refchan/oracle/bars.hpp"
#include "refchan/oracle/json_lines.hpp"

namespace refchan::tools {

namespace {

using nlohmann::ordered_json;
using oracle::history;
using oracle::operation;
using oracle::violation;

std::string counted(std::size_t operations) {
    return fmt::format("{} operation{}", operations, operations == 1 ? "" : "s");
}

std::string indented(std::string const& text, std::string_view by) {
    std::string moved;
    for (std::size_t from = 0; from < text.size();) {
        std::size_t const end = std::min(text.find('\n', from), text.size() - 1) + 1;
        moved += text[from] == '\n' ? "" : by;
        moved += text.substr(from, end - from);
        from = end;
    }
    return moved;
}

/// The operations one below the other, in columns.
std::string listed(history const& all, std::vector<std::uint32_t> const& proof) {
    std::size_t line = 0;
    std::size_t process = 0;
    std::size_t words = 0;
    for (std::uint32_t const index : proof) {
        operation const& one = all.operations[index];
        line = std::max(line, fmt::formatted_size("{}", one.line));
        process = std::max(process, fmt::formatted_size("{}", one.process));
        words = std::max(words, describe(one).size());
    }
    std::string text;
    for (std::uint32_t const index : proof) {
        operation const& one = all.operations[index];
        fmt::format_to(std::back_inserter(text), "line {:>{}}  process {:>{}}  {:<{}}  at {} .. {}\n", one.line, line,
                       one.process, process, describe(one), words, one.call,
                       is_pending(one) ? "never returned" : fmt::to_string(one.returned));
    }
    return text;
}

std::string proof_text(history const& all, violation const& found) {
    std::string text = indented(found.sentence + "\n", "  ");
    if (!found.proof.empty()) {
        text += "\n" + indented(listed(all, found.proof), "    ");
        text += "\n" + indented(draw(all, found.proof), "  ");
    }
    return text;
}

std::string violation_text(history const& all, rung const& of) {
    return fmt::format("violation of {}: {}\n{}", name_of(of.by), name_of(of.found->broken),
                       proof_text(all, *of.found));
}

std::string ladder_text(checked_file const& of) {
    rung const& last = of.rungs.back();
    std::string text = last.found ? "no profile allows it"
                                  : fmt::format("the strongest profile that allows it is {}", name_of(last.by));
    text += fmt::format(" ({})\n", counted(of.what.operations.size()));
    if (!of.what.timed) {
        text += "  the header says \"timed\":false: only fifo-per-sender can be judged\n";
    }
    violation const* before = nullptr;
    for (rung const& one : of.rungs) {
        if (one.found && before != nullptr && *before == *one.found) {
            text += fmt::format("\n  violation of {}: the same\n", name_of(one.by));
        } else if (one.found) {
            text += "\n" + indented(violation_text(of.what, one), "  ");
            before = &*one.found;
        }
    }
    return text;
}

ordered_json operation_json(operation const& one) {
    std::string line;
    append_operation_line(line, one);
    ordered_json members = ordered_json::parse(line);
    ordered_json with_line{{"line", one.line}};
    with_line.update(members);
    return with_line;
}

void add_violation(ordered_json& to, history const& all, violation const& found) {
    to["rule"] = name_of(found.broken);
    to["guarantee"] = guarantee_of(found.broken);
    to["sentence"] = found.sentence;
    to["proof"] = ordered_json::array();
    for (std::uint32_t const index : found.proof) {
        to["proof"].push_back(operation_json(all.operations[index]));
    }
}

void add_rungs(ordered_json& to, checked_file const& of) {
    rung const& last = of.rungs.back();
    to["strongest"] = last.found ? ordered_json(nullptr) : ordered_json(name_of(last.by));
    to["rungs"] = ordered_json::array();
    for (rung const& one : of.rungs) {
        ordered_json row{{"profile", name_of(one.by)},
                         {"verdict", name_of(one.found ? standing::violation : standing::allowed)}};
        if (one.found) {
            add_violation(row, of.what, *one.found);
        }
        to["rungs"].push_back(std::move(row));
    }
}

}  // namespace

std::string text_report(checked_file const& of, bool asked_ladder) {
    std::string const head = of.file == "-" ? "standard input" : of.file;
    if (of.how == standing::malformed) {
        return fmt::format("{}:{}: malformed: {}\n", head, of.line, of.sentence);
    }
    if (of.how == standing::error) {
        return fmt::format("{}: {}\n", head, of.sentence);
    }
    if (asked_ladder) {
        return fmt::format("{}: {}", head, ladder_text(of));
    }
    rung const& only = of.rungs.front();
    if (!only.found) {
        return fmt::format("{}: allowed by {} ({})\n", head, name_of(only.by), counted(of.what.operations.size()));
    }
    return fmt::format("{}: {}", head, violation_text(of.what, only));
}

std::string json_report(checked_file const& of, std::string const& asked) {
    ordered_json row{{"file", of.file}, {"profile", asked}, {"verdict", name_of(of.how)}};
    if (of.how == standing::malformed) {
        row["line"] = of.line;
    }
    if (of.how == standing::malformed || of.how == standing::error) {
        row["sentence"] = of.sentence;
        return row.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
    }
    row["operations"] = of.what.operations.size();
    if (asked == "ladder") {
        add_rungs(row, of);
    } else if (of.rungs.front().found) {
        add_violation(row, of.what, *of.rungs.front().found);
    }
    return row.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace refchan::tools
