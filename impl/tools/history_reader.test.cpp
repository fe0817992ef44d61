// SPDX-License-Identifier: MIT
// history_reader.test.cpp: what is written is read back; what is no history is refused, with its line and the reason.

#include "history_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "history_line.hpp"
#include "refchan/oracle/json_lines.hpp"

namespace refchan::tools {

namespace {

using oracle::history;
using oracle::operation;
using oracle::operation_kind;

constexpr std::string_view header = R"({"format":"refchan-history","version":1,"capacity":null,"senders":[0,1]})";
constexpr std::string_view one_send =
    R"({"process":0,"f":"send","sender":0,"value":17,"call":10,"return":20,"result":"ok"})";

std::expected<history, oracle::malformed> read(std::string const& text) {
    std::istringstream in(text);
    return read_history(in);
}
std::string lines(std::initializer_list<std::string_view> all) {
    std::string text;
    for (std::string_view const line : all) {
        text.append(line).append("\n");
    }
    return text;
}
/// The line of a send, with something else in place of a part of it.
std::string with(std::string_view part, std::string_view other, std::string_view in = one_send) {
    std::string text(in);
    text.replace(text.find(part), part.size(), other);
    return text;
}

/// Any operation that can be written, whatever else a history demands of it.
operation random_operation(std::mt19937_64& dice) {
    operation made;
    made.kind = static_cast<operation_kind>(dice() % oracle::operation_kinds);
    do {
        made.result = static_cast<outcome>(dice() % 6);
    } while (!can_answer(made.kind, made.result));
    auto const any_size = [&dice] { return static_cast<std::int64_t>(dice() >> dice() % 64); };
    made.process = static_cast<std::uint32_t>(any_size());
    made.sender = is_receivers(made.kind) ? 0 : static_cast<std::uint32_t>(any_size());
    made.call = std::min(any_size() * (dice() % 2 == 0 ? 1 : -1), oracle::never - 1);
    made.returned = is_pending(made) ? oracle::never : -any_size();
    if (is_send(made.kind) || (is_recv(made.kind) && made.result == outcome::ok)) {
        made.value = any_size();
    } else if (made.kind == operation_kind::clone_sender) {
        made.value = static_cast<std::uint32_t>(any_size());
    }
    return made;
}

/// Two senders and a receiver, with overlapping operations.
history long_history(std::size_t messages) {
    history made;
    made.senders = {0, 1};
    made.capacity = messages;
    oracle::instant now = -50'000;
    for (std::size_t i = 0; i != messages; ++i, now += 7) {
        auto const process = static_cast<std::uint32_t>(i % 2);
        auto const value = static_cast<std::int64_t>(i * i);
        made.operations.push_back({value, now, now + 3, process, process, 0, operation_kind::send, outcome::ok});
        made.operations.push_back({value, now + 1, now + 5, 9, 0, 0, operation_kind::recv, outcome::ok});
    }
    return made;
}

void expect_same(history const& one, history const& other) {
    EXPECT_EQ(one.capacity, other.capacity);
    EXPECT_EQ(one.senders, other.senders);
    EXPECT_EQ(one.timed, other.timed);
    EXPECT_EQ(one.operations, other.operations);
}

struct refusal {
    std::string_view name;
    std::string text;
    std::uint32_t line;
    std::string_view sentence;
};

std::vector<refusal> headers_that_are_refused() {
    auto const head = [](std::string_view part, std::string_view other) {
        return lines({with(part, other, header), one_send});
    };
    std::string_view const none = "the file does not begin with a header";
    return {
        {"nothing", "", 1, "the file is empty: it must begin with a header"},
        {"blank lines alone", "\n \n\n", 1, "the file is empty"},
        {"no header", lines({one_send}), 1, none},
        {"another format", head("refchan-history", "jepsen"), 1, none},
        {"format is a number", head("\"refchan-history\"", "1"), 1, none},
        {"header behind blank lines", lines({"", " ", one_send}), 3, none},
        {"version 2", head(":1", ":2"), 1, "the format has version 2, and this program reads version 1"},
        {"no version", head("\"version\"", "\"v\""), 1, "the key \"version\" is missing"},
        {"no capacity", head("\"capacity\"", "\"c\""), 1, "the key \"capacity\" is missing"},
        {"negative capacity", head("null", "-1"), 1,
         "\"capacity\" is out of range: it must lie between 0 and 18446744073709551615"},
        {"capacity is a string", head("null", "\"2\""), 1, "\"capacity\" is not an integer"},
        {"no senders", head("\"senders\"", "\"s\""), 1, "the key \"senders\" is missing"},
        {"senders is a number", head("[0,1]", "2"), 1, "\"senders\" is not an array"},
        {"a sender is a string", head("[0,1]", "[\"0\"]"), 1, "\"senders\" is not an integer"},
        {"a sender is too large", head("[0,1]", "[4294967296]"), 1, "\"senders\" is out of range"},
        {"a sender twice", head("[0,1]", "[0,0]"), 1, "a sender handle is named twice at the start"},
        {"timed is a number", head("[0,1]", "[0,1],\"timed\":0"), 1, "\"timed\" is neither true nor false"},
        {"a handle twice",
         "\n" + lines({R"({"format":"refchan-history","version":1,"capacity":null,"senders":[3,3]})"}), 2,
         "named twice"},
        {"a byte order mark", "\xef\xbb\xbf" + lines({header}), 1, "a byte order mark"},
    };
}

std::vector<refusal> lines_that_are_refused() {
    auto const second = [](std::string_view part, std::string_view other) {
        return lines({header, with(part, other)});
    };
    std::string const deep = std::string(2000, '[') + std::string(2000, ']');
    return {
        {"text", lines({header, "hello"}), 2, "it is not JSON"},
        {"blank lines are counted", lines({"", header, "", "\t\r", "hello"}), 5, "it is not JSON"},
        {"superfluous comma", second("}", ",}"), 2, "it is not JSON: its syntax is wrong"},
        {"two objects", lines({header, std::string(one_send) + std::string(one_send)}), 2, "it is not JSON"},
        {"an array", lines({header, "[]"}), 2, "it is not a JSON object"},
        {"a number", lines({header, "17"}), 2, "it is not a JSON object"},
        {"nested", lines({header, deep}), 2, "it is not JSON: it is nested too deeply"},
        {"control character", second("send", "se\x01nd"), 2, "it is not JSON: a string in it holds a control"},
        {"zero byte", lines({header, std::string(one_send) + std::string(1, '\0')}), 2, "it is not JSON"},
        {"not UTF-8", second("}", ",\"note\":\"\xff\"}"), 2, "it is not JSON: these bytes are not UTF-8"},
        {"cut off", lines({header, one_send}) + "{\"process\":0,\"f\":\"se", 3, "the last line is cut off"},
        {"not cut off, but wrong", std::string(header) + "\n[]", 2, "it is not a JSON object"},
        {"a key twice", second("\"sender\":0", "\"sender\":0,\"sender\":0"), 2, "the key \"sender\" is there twice"},
        {"17.5", second("17", "17.5"), 2, "\"value\" is not an integer"},
        {"1e3", second("17", "1e3"), 2, "\"value\" is not an integer"},
        {"20 digits", second("17", "99999999999999999999"), 2,
         "it is not JSON: a number in it is none, or is too large"},
        {"leading zero", second("17", "017"), 2, "it is not JSON: a number in it"},
        {"2^63", second("17", "9223372036854775808"), 2, "\"value\" is out of range"},
        {"a string", second("17", "\"17\""), 2, "\"value\" is not an integer"},
        {"null", second("17", "null"), 2, "\"value\" is not an integer"},
        {"process -1", second("\"process\":0", "\"process\":-1"), 2,
         "\"process\" is out of range: it must lie between 0 and 4294967295"},
        {"process 2^32", second("\"process\":0", "\"process\":4294967296"), 2, "\"process\" is out of range"},
        {"sender 2^32", second("\"sender\":0", "\"sender\":4294967296"), 2, "\"sender\" is out of range"},
        {"never as a time", second("20", "9223372036854775807"), 2, "\"return\" is out of range"},
        {"never as a call", second("10", "9223372036854775807"), 2, "\"call\" is out of range"},
        {"call is null", second("10", "null"), 2, "\"call\" is not an integer"},
        {"unknown f", second("\"send\"", "\"push\""), 2, "there is no operation \"push\""},
        {"f is a number", second("\"send\"", "1"), 2, "\"f\" is not a string"},
        {"unknown result", second("\"ok\"", "\"fine\""), 2, "send cannot have the result \"fine\""},
        {"a result that others have", second("\"ok\"", "\"empty\""), 2, "send cannot have the result \"empty\""},
        {"a result that never is", second("\"ok\"", "\"null\""), 2, "send cannot have the result \"null\""},
        {"result is true", second("\"ok\"", "true"), 2, "\"result\" is not a string"},
        {"half pending", second("20", "null"), 2, "either both \"return\" and \"result\" are null, or neither is"},
        {"the other half", second("\"ok\"", "null"), 2,
         "either both \"return\" and \"result\" are null, or neither is"},
        {"value of an empty receive",
         lines({header, R"({"process":9,"f":"try_recv","value":0,"call":1,"return":2,"result":"empty"})"}), 2,
         "a try_recv that did not answer ok has no \"value\""},
        {"handle 2^32",
         lines({header,
                R"({"process":0,"f":"clone_sender","sender":0,"value":4294967296,"call":1,"return":2,"result":"ok"})"}),
         2, "\"value\" is out of range"},
    };
}

/// What concerns the history as a whole: the sentences are those of well_formed.hpp.
std::vector<refusal> histories_that_are_refused() {
    auto const two = [](std::string_view second) { return lines({header, one_send, second}); };
    std::string_view const drop = R"({"process":1,"f":"drop_sender","sender":0,"call":1,"return":2,"result":"ok"})";
    std::string_view const wait = R"({"process":9,"f":"recv","call":1,"return":null,"result":null})";
    std::string_view const look = R"({"process":8,"f":"try_recv","call":3,"return":4,"result":"empty"})";
    return {
        {"reversed", lines({header, with("20", "5")}), 2, "send returns at 5, not after its call at 10"},
        {"same time", two(with("\"process\":0", "\"process\":1", with("17", "18", with("10", "19")))), 3,
         "occurs twice"},
        {"overlap", two(with("17", "18", with("10,\"return\":20", "15,\"return\":25"))), 3,
         "process 0 does two things at once (line 2)"},
        {"same value", two(with("10,\"return\":20", "30,\"return\":40")), 3, "the value 17 is sent twice (line 2)"},
        {"no such handle", lines({header, with("\"sender\":0", "\"sender\":7")}), 2, "there is no sender handle 7"},
        {"used after drop", lines({header, drop, one_send}), 3, "the handle 0 is used when it is dropped (line 2)"},
        {"two receivers", lines({header, wait, look}), 3, "the receiver is used by two operations at once (line 2)"},
    };
}

void expect_refused(std::vector<refusal> const& all) {
    for (refusal const& one : all) {
        SCOPED_TRACE(one.name);
        auto const made = read(one.text);
        ASSERT_FALSE(made.has_value());
        EXPECT_EQ(made.error().line, one.line);
        EXPECT_NE(made.error().sentence.find(one.sentence), std::string::npos) << made.error().sentence;
        EXPECT_EQ(made.error().sentence.find('\n'), std::string::npos) << "one sentence";
    }
}

}  // namespace

TEST(history_reader, reads_an_operation_as_the_format_says) {
    auto const made = read(lines({header, one_send}));
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->capacity, std::nullopt);
    EXPECT_EQ(made->senders, (std::vector<std::uint32_t>{0, 1}));
    EXPECT_TRUE(made->timed);
    operation const wanted{17, 10, 20, 0, 0, 2, operation_kind::send, outcome::ok};
    EXPECT_EQ(made->operations, std::vector<operation>{wanted});
}

TEST(history_reader, a_line_that_was_written_is_read_back_exactly) {
    std::mt19937_64 dice(20261121);
    line_parser parser;
    for (int i = 0; i != 20'000; ++i) {
        operation const made = random_operation(dice);
        std::string line;
        append_operation_line(line, made);
        std::size_t const length = line.size() - 1;
        line.append(line_parser::padding, ' ');
        ASSERT_EQ(parser.operation(std::string_view(line).substr(0, length)), made) << line;
    }
}

TEST(history_reader, a_file_that_was_written_is_read_back_exactly) {
    history made = long_history(60'000);  // several chunks, with line ends at all distances from theirs
    std::stringstream file;
    write_json_lines(file, made);
    ASSERT_GT(file.str().size(), std::size_t{8} << 20);
    auto const again = read_history(file);
    ASSERT_TRUE(again.has_value()) << again.error().sentence;
    for (std::uint32_t i = 0; i != made.operations.size(); ++i) {
        made.operations[i].line = i + 2;
    }
    expect_same(made, *again);
}

TEST(history_reader, the_size_of_the_chunks_changes_nothing) {
    std::stringstream file;
    write_json_lines(file, long_history(50));
    auto const whole = read(file.str());
    ASSERT_TRUE(whole.has_value());
    for (std::size_t chunk = 1; chunk != 300; ++chunk) {
        std::istringstream in(file.str());
        reading_options how;
        how.chunk_bytes = chunk;
        auto const made = read_history(in, how);
        ASSERT_TRUE(made.has_value()) << made.error().sentence;
        expect_same(*made, *whole);
    }
}

TEST(history_reader, every_kind_of_header_is_read_back_exactly) {
    for (auto const capacity : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(0),
                                std::optional<std::uint64_t>(std::numeric_limits<std::uint64_t>::max())}) {
        for (bool const timed : {true, false}) {
            history made;
            made.capacity = capacity;
            made.timed = timed;
            made.senders = {4294967295U, 0, 7};
            std::stringstream file;
            write_json_lines(file, made);
            auto const again = read_history(file);
            ASSERT_TRUE(again.has_value()) << again.error().sentence;
            expect_same(made, *again);
        }
    }
}

TEST(history_reader, a_header_that_is_none_is_refused_with_its_line) { expect_refused(headers_that_are_refused()); }
TEST(history_reader, a_line_that_is_none_is_refused_with_its_number) { expect_refused(lines_that_are_refused()); }
TEST(history_reader, a_history_that_is_none_is_refused_with_the_line) { expect_refused(histories_that_are_refused()); }

TEST(history_reader, each_key_of_an_operation_is_demanded) {
    for (std::string_view const key : {"process", "f", "sender", "value", "call", "return", "result"}) {
        auto const made = read(lines({header, with("\"" + std::string(key) + "\"", "\"other\"")}));
        ASSERT_FALSE(made.has_value()) << key;
        EXPECT_EQ(made.error().line, 2U);
        EXPECT_EQ(made.error().sentence, "the key \"" + std::string(key) + "\" is missing");
    }
}

TEST(history_reader, spelling_is_free) {
    auto const made = read(" \r\n" + std::string(header) + "\r\n\r\n" +
                           R"({ "result":"ok","return":20, "call":10,"value":17, "note":{"by":["me",null,1.5]},)" +
                           "\t\"sender\":0,\"f\":\"\\u0073end\",\"process\":0}");
    ASSERT_TRUE(made.has_value()) << made.error().sentence;
    EXPECT_EQ(made->operations.at(0).line, 4U);
    EXPECT_EQ(made->operations.at(0).value, 17);
}

TEST(history_reader, a_last_line_without_line_end_counts) {
    auto const made = read(std::string(header) + "\n" + std::string(one_send));
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->operations.size(), 1U);
}

TEST(history_reader, a_long_line_is_read_and_a_longer_one_refused) {
    std::string const note = ",\"note\":\"" + std::string(3 << 20, 'x') + "\"}";
    auto const made =
        read(lines({header, with("}", note), with("17", "18", with("10,\"return\":20", "30,\"return\":40"))}));
    ASSERT_TRUE(made.has_value()) << made.error().sentence;
    EXPECT_EQ(made->operations.size(), 2U);
    auto const refused = read(lines({header, one_send}) + std::string(longest_line + (2U << 20), ' '));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().line, 3U);
    EXPECT_EQ(refused.error().sentence, "the line is longer than 16 MiB");
}

TEST(history_reader, progress_grows_to_the_end) {
    std::stringstream file;
    write_json_lines(file, long_history(60'000));
    std::vector<reading_progress> seen;
    reading_options how;
    how.expected_bytes = file.str().size();
    how.progress = [&seen](reading_progress const& now) { seen.push_back(now); };
    ASSERT_TRUE(read_history(file, how).has_value());
    ASSERT_GT(seen.size(), 5U);
    for (std::size_t i = 1; i != seen.size(); ++i) {
        EXPECT_LT(seen[i - 1].bytes, seen[i].bytes);
        EXPECT_LT(seen[i - 1].operations, seen[i].operations);
    }
    EXPECT_EQ(seen.back().bytes, how.expected_bytes);
}

TEST(history_reader, a_stream_that_fails_is_no_short_history) {
    struct failing : std::streambuf {
        std::streamsize xsgetn(char* to, std::streamsize count) override {
            if (std::exchange(has_read, true)) {
                throw std::runtime_error("the disk is gone");
            }
            std::string text = lines({header, one_send});
            text.resize(static_cast<std::size_t>(count), ' ');
            std::ranges::copy(text, to);
            return count;
        }
        bool has_read = false;
    } disk;
    std::istream in(&disk);
    EXPECT_THROW(static_cast<void>(read_history(in)), std::system_error);
}

}  // namespace refchan::tools
