// SPDX-License-Identifier: MIT
// impl/tools/timeline/page.cpp: see page.hpp.
//
// The data of the page, one JSON object in <script type="application/json" id="history">:
//
//     timed, kinds, results       names: an operation's kind and result are positions in these
//     gaps                        [from, to, operations] for what is left out
//     proof                       positions in operations, in the order of the verdict
//     operations                  by call: [kind, result, process, sender, value, call, return, line]
//
// sender, value and return are null where there is none; value, times and gaps are strings. Nothing of it is text that
// comes from outside, only numbers and names of our own: so no text can end the script element.

#include "page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <unordered_map>

#include "page/html.hpp"
#include "sources.hpp"
#include "window.hpp"

namespace refchan::timeline {
namespace {

using nlohmann::json;

using html::escaped;

/// 1234567 as "1 234 567", with narrow spaces that do not break.
std::string grouped(std::size_t number) {
    std::string const digits = std::to_string(number);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) {
            out += "\u202f";
        }
        out += digits[i];
    }
    return out;
}

json value_of(oracle::operation const& of) {
    bool const has_one = oracle::is_send(of.kind) || of.kind == oracle::operation_kind::clone_sender ||
                         (oracle::is_recv(of.kind) && of.result == outcome::ok);
    return has_one ? json(std::to_string(of.value)) : json();
}

json row_of(oracle::operation const& of) {
    json const sender = oracle::is_receivers(of.kind) ? json() : json(of.sender);
    json const returned = oracle::is_pending(of) ? json() : json(std::to_string(of.returned));
    return {static_cast<int>(of.kind),
            static_cast<int>(of.result),
            of.process,
            sender,
            value_of(of),
            std::to_string(of.call),
            returned,
            of.line};
}

json names_of_kinds() {
    json names = json::array();
    for (std::size_t i = 0; i < oracle::operation_kinds; ++i) {
        names.push_back(name_of(static_cast<oracle::operation_kind>(i)));
    }
    return names;
}

json names_of_results() {
    json names = json::array();
    for (int i = 0; i <= static_cast<int>(outcome::would_block); ++i) {
        names.push_back(oracle::name_of(static_cast<outcome>(i)));
    }
    return names;
}

/// Where the proof stands among what is shown.
json proof_of(oracle::verdict const& verdict, window const& what) {
    json found = json::array();
    if (!verdict || verdict->proof.empty()) {
        return found;
    }
    std::unordered_map<std::uint32_t, std::size_t> place;
    for (std::size_t i = 0; i < what.shown.size(); ++i) {
        place.emplace(what.shown[i], i);
    }
    for (std::uint32_t const each : verdict->proof) {
        found.push_back(place.at(each));
    }
    return found;
}

/// The data; an operation a line, so that a reader of the source finds it.
std::string data(oracle::history const& of, judged const& about, window const& what) {
    json gaps = json::array();
    for (gap const& each : what.gaps) {
        gaps.push_back({std::to_string(each.from), std::to_string(each.to), each.operations});
    }
    std::string out = fmt::format(R"({{"timed":{},"kinds":{},"results":{},"gaps":{},"proof":{},"operations":[)",
                                  of.timed, names_of_kinds().dump(), names_of_results().dump(), gaps.dump(),
                                  proof_of(about.verdict, what).dump());
    std::string_view separator = "\n";
    for (std::uint32_t const position : what.shown) {
        out += separator;
        out += row_of(of.operations[position]).dump();
        separator = ",\n";
    }
    return out + "\n]}";
}

std::string capacity_of(oracle::history const& of) {
    if (!of.capacity) {
        return "unbounded";
    }
    return *of.capacity == 0 ? "rendezvous" : fmt::format("capacity {}", grouped(*of.capacity));
}

std::string counted(std::size_t number, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", grouped(number), number == 1 ? one : many);
}

/// The facts under the verdict.
std::string facts(oracle::history const& of, judged const& about) {
    std::set<std::uint32_t> processes;
    for (oracle::operation const& each : of.operations) {
        processes.insert(each.process);
    }
    std::string out = fmt::format("<li class=\"file\"><bdi>{}</bdi></li>", escaped(about.file));
    for (std::string const& fact :
         {capacity_of(of), counted(of.operations.size(), "operation", "operations"),
          counted(processes.size(), "process", "processes"),
          "starts with " + counted(of.senders.size(), "sender", "senders"), "judged by " + about.profile}) {
        out += fmt::format("<li>{}</li>", escaped(fact));
    }
    return out;
}

/// What a reader must know to read the picture right.
std::string notices(oracle::history const& of, judged const& about, window const& what) {
    std::string out;
    if (!what.gaps.empty()) {
        bool const has_proof = about.verdict && !about.verdict->proof.empty();
        out +=
            fmt::format("<p class=\"notice\" id=\"left-out\">The history has {}; this page holds {} of them, {}.</p>",
                        counted(of.operations.size(), "operation", "operations"), grouped(what.shown.size()),
                        has_proof ? "around the proof" : "from its beginning");
    }
    if (!of.timed) {
        out +=
            "<p class=\"notice\">The times of this history say only in which order each process did its own "
            "operations: "
            "bars of different processes that stand above each other need not have overlapped.</p>";
    }
    return out;
}

std::string stamp(judged const& about) {
    if (!about.verdict) {
        return "<strong>allowed</strong>";
    }
    return fmt::format("<strong>violation</strong> <span>{}</span> <span>guarantee {}</span>",
                       name_of(about.verdict->broken), guarantee_of(about.verdict->broken));
}

/// The oracle's sentence, begun with a capital letter: here it is a headline.
std::string sentence(judged const& about) {
    if (!about.verdict) {
        return fmt::format("Allowed by profile {}", about.profile);
    }
    std::string text = about.verdict->sentence;
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    return text;
}

}  // namespace

std::string page(oracle::history const& of, judged const& about, std::size_t most) {
    static std::vector<std::uint32_t> const nothing;
    window const what = choose(of, about.verdict ? about.verdict->proof : nothing, most);
    return html::filled(sources::page_html,
                        {
                            {"title", escaped(about.file + (about.verdict ? ": violation" : ": allowed"))},
                            {"css", std::string(sources::page_css)},
                            {"outcome", about.verdict ? "violated" : "allowed"},
                            {"stamp", stamp(about)},
                            {"sentence", escaped(sentence(about))},
                            {"facts", facts(of, about)},
                            {"notices", notices(of, about, what)},
                            {"data", data(of, about, what)},
                            {"script", std::string(sources::page_js)},
                        });
}

}  // namespace refchan::timeline
