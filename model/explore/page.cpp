// SPDX-License-Identifier: MIT
// model/explore/page.cpp: see page.hpp.

#include "explore/page.hpp"

#include "explore/page_sources.hpp"
#include "page/html.hpp"

namespace refchan::model {
namespace {

using html::escaped;

/// JSON that cannot end the script element that it stands in.
std::string in_script(std::string const& json) {
    std::string text;
    for (char const c : json) {
        text += c == '<' ? "\\u003c" : std::string(1, c);
    }
    return text;
}

std::string item(std::string const& text, std::string const& style = "") {
    return "<li" + (style.empty() ? "" : " class=\"" + style + '"') + '>' + escaped(text) + "</li>";
}

std::string facts_of(execution const& of) {
    std::string text = item(of.scenario, "file");
    for (weakening const& each : of.weakened) {
        text +=
            item(each.name + ": " + std::string(name_of(each.now)) + " instead of " + std::string(name_of(each.source)),
                 "weak");
    }
    for (std::string const& fact : of.facts) {
        text += item(fact);
    }
    return text;
}

std::string notices_of(execution const& of, source_files& files) {
    std::string text;
    for (event const& each : of.events) {
        std::string const path = each.place.file_name();
        if (!path.empty() && files.at(path) == nullptr) {
            text =
                "<p class=\"notice\">The source has been moved or changed since this program was built: lines of it "
                "are missing "
                "here, and names of objects and orders with them.</p>";
        }
    }
    return text;
}

}  // namespace

std::string page(execution const& of, source_files& files) {
    names const called(of.events, files);
    analysis const facts(of.events);
    std::string const claim = of.claim.empty() ? "" : " <span>" + escaped(of.claim) + "</span>";
    return html::filled(page_sources::page_html,
                        {
                            {"title", escaped(of.scenario + (of.failed ? ": fails" : ": one execution"))},
                            {"css", std::string(page_sources::page_css)},
                            {"outcome", of.failed ? "violated" : "allowed"},
                            {"stamp", (of.failed ? "<strong>fails</strong>" : "<strong>holds</strong>") + claim},
                            {"sentence", escaped(of.sentence)},
                            {"facts", facts_of(of)},
                            {"notices", notices_of(of, files)},
                            {"data", in_script(trace_json(of, facts, called, files).dump())},
                            {"script", std::string(page_sources::page_js)},
                        });
}

}  // namespace refchan::model
