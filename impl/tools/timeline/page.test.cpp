// SPDX-License-Identifier: MIT
// impl/tools/timeline/page.test.cpp: what the page says, and that nothing that comes from a history leaves its place. How
// it looks and what it does when it is clicked at, browser_test.py checks in a browser.

#include "page.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sources.hpp"

namespace refchan::timeline {
namespace {

using nlohmann::json;
using oracle::history;
using oracle::never;
using oracle::rule;
using oracle::violation;
using enum oracle::operation_kind;

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

history small() {
    history made;
    made.operations = {
        {18, 30, 40, 1, 0, 3, recv, outcome::ok},
        {18, 10, 20, 0, 0, 2, send, outcome::ok},
        {0, 50, never, 1, 0, 4, recv, outcome::would_block},
    };
    return made;
}

judged allowed(std::string file = "small.jsonl") { return {std::move(file), "linearizable", std::nullopt}; }
judged broken(std::string sentence, std::vector<std::uint32_t> proof) {
    return {"small.jsonl", "linearizable", violation{rule::lost, std::move(sentence), std::move(proof)}};
}

/// What stands between the first `begin` and the next `end`.
std::string between(std::string const& text, std::string_view begin, std::string_view end) {
    std::size_t const from = text.find(begin);
    EXPECT_NE(from, std::string::npos) << begin;
    std::size_t const start = from + begin.size();
    return text.substr(start, text.find(end, start) - start);
}

json data_of(std::string const& made) {
    return json::parse(between(made, R"(<script type="application/json" id="history">)", "</script>"));
}

std::size_t count(std::string const& text, std::string_view what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        ++found;
    }
    return found;
}

TEST(page, says_what_was_judged_and_that_it_is_allowed) {
    history of = small();
    of.capacity = 12'345;
    std::string const made = page(of, allowed());
    EXPECT_EQ(between(made, "<h1><bdi>", "</bdi></h1>"), "Allowed by profile linearizable");
    EXPECT_EQ(between(made, "<title>", "</title>"), "small.jsonl: allowed");
    EXPECT_NE(made.find("<html lang=\"en\" class=\"allowed\">"), std::string::npos);
    std::string const facts = between(made, "<ul class=\"facts\">", "</ul>");
    for (std::string_view fact :
         {"small.jsonl", "capacity 12\u202f345", "3 operations", "2 processes", "starts with 1 sender<"}) {
        EXPECT_NE(facts.find(fact), std::string::npos) << fact << " in " << facts;
    }
    EXPECT_EQ(data_of(made)["proof"], json::array());
    EXPECT_EQ(made.find("class=\"notice\" id"), std::string::npos);
}

TEST(page, says_what_is_wrong_and_points_at_the_proof) {
    std::string const made = page(small(), broken("it was lost", {0, 1}));
    EXPECT_EQ(between(made, "<h1><bdi>", "</bdi></h1>"), "It was lost");
    EXPECT_NE(made.find("<html lang=\"en\" class=\"violated\">"), std::string::npos);
    EXPECT_EQ(between(made, "<p class=\"stamp\">", "</p>"),
              "<strong>violation</strong> <span>lost</span> <span>guarantee G3</span>");
    // The operations are in the order of their calls: the proof's first, the receive, is the second of them.
    EXPECT_EQ(data_of(made)["proof"], json::array({1, 0}));
}

TEST(page, holds_the_operations_by_call_with_exact_numbers) {
    history of = small();
    of.operations.push_back({least, most - 2, most - 1, 2, 7, 9, try_send, outcome::full});
    json const data = data_of(page(of, allowed()));
    EXPECT_EQ(data["kinds"][static_cast<std::size_t>(drop_receiver)], "drop_receiver");
    EXPECT_EQ(data["results"][static_cast<std::size_t>(outcome::timeout)], "timeout");
    EXPECT_EQ(data["operations"], json::parse(R"([
        [0, 0, 0, 0, "18", "10", "20", 2],
        [3, 0, 1, null, "18", "30", "40", 3],
        [3, 5, 1, null, null, "50", null, 4],
        [1, 1, 2, 7, "-9223372036854775808", "9223372036854775805", "9223372036854775806", 9]])"));
}

TEST(page, a_value_is_told_only_of_what_has_one) {
    history of;
    of.operations = {
        {5, 1, 2, 0, 0, 2, send, outcome::disconnected},     {5, 3, 4, 1, 0, 3, recv, outcome::disconnected},
        {5, 5, 6, 0, 0, 4, clone_sender, outcome::ok},       {5, 7, 8, 0, 0, 5, drop_sender, outcome::ok},
        {5, 9, 10, 1, 0, 6, drop_receiver, outcome::ok},     {5, 11, never, 0, 0, 7, send, outcome::would_block},
        {5, 13, 14, 1, 0, 8, recv_timeout, outcome::timeout}};
    json values = json::array();
    json const data = data_of(page(of, allowed()));
    for (json const& row : data["operations"]) {
        values.push_back(row[4]);
    }
    EXPECT_EQ(values, json::parse(R"(["5", null, "5", null, null, "5", null])"));
}

TEST(page, nothing_leaves_its_place) {
    std::string const evil = "</title></script><script>alert(1)</script><!-- '\"& {{data}} \u2028\u2029 \xff";
    std::string const made = page(small(), {evil, evil, violation{rule::lost, evil, {0}}});
    std::string const plain = page(small(), broken("plain", {0}));
    // As many elements as in a page in which nothing is evil: all of it stayed text.
    for (std::string_view opens :
         {"<script", "</script", "<title", "</title", "<!--", "<h1", "</h1", "<li", "alert(1)<"}) {
        EXPECT_EQ(count(made, opens), count(plain, opens)) << opens;
    }
    EXPECT_NE(
        made.find(
            "&lt;/title&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &#39;&quot;&amp; {{data}} "),
        std::string::npos);
    EXPECT_EQ(data_of(made), data_of(plain));
}

TEST(page, the_data_is_numbers_and_our_own_names) {
    std::string const made = page(small(), {"</script>", "\u2028", violation{rule::lost, "</script>\u2028", {0}}}, 1);
    std::string const data = between(made, R"(id="history">)", "</script>");
    std::regex const known(
        R"re(\n|[{}\[\],:]|"?-?[0-9]+"?|true|null|"(timed|kinds|results|gaps|proof|operations|ok|full|empty|timeout)"|)re"
        R"re("(disconnected|null|(try_)?(send|recv)|(send|recv)_timeout|clone_sender|drop_(sender|receiver))")re");
    EXPECT_EQ(std::regex_replace(data, known, ""), "");
}

TEST(page, needs_no_network_and_no_other_file) {
    std::string const made = page(small(), allowed());
    EXPECT_NE(made.find("default-src 'none'"), std::string::npos);
    std::regex const elsewhere(R"((https?:)?//[a-z0-9]+\.[a-z]|url\(|@import|\bsrc=|\bhref=|\bimport\b|fetch\()");
    std::string const text = std::regex_replace(made, std::regex(R"(//[^\n]*|/\*[^*]*\*/)"), "");
    std::smatch found;
    EXPECT_FALSE(std::regex_search(text, found, elsewhere)) << found.str();
    EXPECT_TRUE(std::regex_search(std::string("<img src=x>"), elsewhere));
}

TEST(page, an_untouched_history_says_what_its_times_mean) {
    history of = small();
    of.timed = false;
    std::string const made = page(of, allowed());
    EXPECT_EQ(data_of(made)["timed"], false);
    EXPECT_NE(made.find("need not have overlapped"), std::string::npos);
    EXPECT_EQ(page(small(), allowed()).find("need not have overlapped"), std::string::npos);
}

TEST(page, a_part_of_a_history_says_so) {
    history of;
    for (std::uint32_t i = 0; i < 5'000; ++i) {
        oracle::instant const call = oracle::instant{i} * 10;
        of.operations.push_back({i, call, call + 5, 0, 0, i + 2, send, outcome::ok});
    }
    std::string const made = page(of, broken("lost", {2'500}), 1'001);
    EXPECT_EQ(between(made, "id=\"left-out\">", "</p>"),
              "The history has 5\u202f000 operations; this page holds 1\u202f001 of them, around the proof.");
    json const data = data_of(made);
    EXPECT_EQ(data["operations"].size(), 1'001U);
    EXPECT_EQ(data["operations"][data["proof"][0].get<std::size_t>()][7], 2'502);
    EXPECT_EQ(data["gaps"], json::parse(R"([["0", "19990", 2000], ["30010", "49990", 1999]])"));
    EXPECT_NE(page(of, allowed(), 100).find("100 of them, from its beginning."), std::string::npos);
}

TEST(page, an_empty_history_is_a_page) {
    json const data = data_of(page(history{}, allowed()));
    EXPECT_EQ(data["operations"], json::array());
}

TEST(page, a_proof_of_operations_that_are_not_there_is_refused) {
    EXPECT_THROW((void)page(small(), broken("lost", {3})), std::out_of_range);
}

TEST(page, its_sources_are_whole) {
    EXPECT_TRUE(sources::page_html.starts_with("<!DOCTYPE html>"));
    EXPECT_TRUE(sources::page_html.ends_with("</html>\n"));
    EXPECT_NE(sources::page_js.find("class History"), std::string_view::npos);
    EXPECT_TRUE(sources::page_js.ends_with("listen();\n"));
    for (std::string_view text : {sources::page_css, sources::page_js}) {
        EXPECT_EQ(text.find("</"), std::string_view::npos);
        EXPECT_EQ(text.find("<!--"), std::string_view::npos);
    }
}

}  // namespace
}  // namespace refchan::timeline
