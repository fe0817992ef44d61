// SPDX-License-Identifier: MIT
// history_line.cpp: from JSON to operations. What is wrong with a line ends in unfit_line, thrown where it is seen.

#include "history_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <limits>
#include <new>
#include <optional>
#include <set>
#include <utility>

namespace refchan::tools {

namespace {

using oracle::operation_kind;
namespace dom = simdjson::dom;

enum key : std::size_t { process, f, sender, value, call, returned, result, operation_keys };
constexpr std::array<std::string_view, operation_keys> operation_names{"process", "f",      "sender", "value",
                                                                       "call",    "return", "result"};
enum header_key : std::size_t { format, version, capacity, senders, timed, header_keys };
constexpr std::array<std::string_view, header_keys> header_names{"format", "version", "capacity", "senders", "timed"};

template <class... Parts>
[[noreturn]] void refuse(fmt::format_string<Parts...> sentence, Parts&&... parts) {
    throw unfit_line(fmt::format(sentence, std::forward<Parts>(parts)...));
}

/// An integer between the limits, or the sentence that says what it must be.
template <std::integral Integer>
Integer integer(std::string_view name, dom::element what, Integer largest = std::numeric_limits<Integer>::max()) {
    if (std::int64_t number = 0; what.get(number) == simdjson::SUCCESS) {
        if (std::in_range<Integer>(number) && static_cast<Integer>(number) <= largest) {
            return static_cast<Integer>(number);
        }
    } else if (std::uint64_t large = 0; what.get(large) == simdjson::SUCCESS) {
        if (std::in_range<Integer>(large) && static_cast<Integer>(large) <= largest) {
            return static_cast<Integer>(large);
        }
    } else {
        refuse("\"{}\" is not an integer", name);
    }
    refuse("\"{}\" is out of range: it must lie between {} and {}", name, std::numeric_limits<Integer>::min(), largest);
}

std::string_view text(std::string_view name, dom::element what) {
    std::string_view found;
    if (what.get(found) != simdjson::SUCCESS) {
        refuse("\"{}\" is not a string", name);
    }
    return found;
}

/// The text of a file in a sentence of ours: what moves the cursor is left out of it.
std::string printable(std::string_view text) {
    std::string shown(text);
    std::ranges::replace_if(shown, [](char letter) { return (letter >= 0 && letter < ' ') || letter == 0x7f; }, '?');
    return shown;
}

operation_kind kind_named(std::string_view name) {
    for (std::size_t i = 0; i != oracle::operation_kinds; ++i) {
        if (auto const kind = static_cast<operation_kind>(i); name_of(kind) == name) {
            return kind;
        }
    }
    refuse("there is no operation \"{:.40}\"", printable(name));
}

outcome result_named(operation_kind kind, std::string_view name) {
    for (outcome const one : {outcome::ok, outcome::full, outcome::empty, outcome::timeout, outcome::disconnected}) {
        if (oracle::name_of(one) == name && can_answer(kind, one)) {
            return one;
        }
    }
    refuse("{} cannot have the result \"{:.40}\"", name_of(kind), printable(name));
}

std::string why(simdjson::error_code error) {
    switch (error) {
        case simdjson::UTF8_ERROR:
            return "these bytes are not UTF-8";
        case simdjson::NUMBER_ERROR:
            return "a number in it is none, or is too large";
        case simdjson::UNCLOSED_STRING:
            return "a string in it does not end";
        case simdjson::UNESCAPED_CHARS:
            return "a string in it holds a control character";
        case simdjson::DEPTH_ERROR:
            return "it is nested too deeply";
        default:
            return "its syntax is wrong";
    }
}

}  // namespace

template <std::size_t Count>
class line_parser::members {
public:
    members(dom::object all, std::array<std::string_view, Count> const& names) : names_(names) {
        for (dom::key_value_pair const member : all) {
            for (std::size_t i = 0; i != Count; ++i) {
                if (names[i] == member.key) {
                    note(i, member.value);
                    break;
                }
            }
        }
    }
    /// The value of a key that must be there.
    [[nodiscard]] dom::element operator[](std::size_t key) const {
        if (!has(key)) {
            refuse("the key \"{}\" is missing", names_[key]);
        }
        return found_[key];
    }
    [[nodiscard]] bool has(std::size_t key) const { return (seen_ >> key & 1U) != 0; }

private:
    void note(std::size_t key, dom::element what) {
        if (has(key)) {
            refuse("the key \"{}\" is there twice", names_[key]);
        }
        found_[key] = what;
        seen_ |= 1U << key;
    }

    std::array<std::string_view, Count> const& names_;
    std::array<dom::element, Count> found_;
    unsigned seen_ = 0;
};

simdjson::dom::object line_parser::object(std::string_view line) {
    dom::element whole;
    if (line.starts_with("\xef\xbb\xbf")) {
        refuse("the file begins with a byte order mark, which has no place in JSON");
    }
    if (auto const error = parser_.parse(line.data(), line.size(), false).get(whole); error != simdjson::SUCCESS) {
        if (error == simdjson::MEMALLOC) {
            throw std::bad_alloc();
        }
        throw no_json(fmt::format("it is not JSON: {}", why(error)));
    }
    dom::object found;
    if (whole.get(found) != simdjson::SUCCESS) {
        refuse("it is not a JSON object");
    }
    return found;
}

oracle::history line_parser::header(std::string_view line) {
    members<header_keys> const given(object(line), header_names);
    if (!given.has(format) || !given[format].is_string() || text("format", given[format]) != "refchan-history") {
        refuse("the file does not begin with a header, {{\"format\":\"refchan-history\",\"version\":1,...}}");
    }
    if (auto const number = integer<std::int64_t>("version", given[version]); number != 1) {
        refuse("the format has version {}, and this program reads version 1", number);
    }
    oracle::history made;
    if (!given[capacity].is_null()) {
        made.capacity = integer<std::uint64_t>("capacity", given[capacity]);
    }
    dom::array handles;
    if (given[senders].get(handles) != simdjson::SUCCESS) {
        refuse("\"senders\" is not an array");
    }
    made.senders.clear();
    for (dom::element const handle : handles) {
        made.senders.push_back(integer<std::uint32_t>("senders", handle));
    }
    if (std::set<std::uint32_t>(made.senders.begin(), made.senders.end()).size() != made.senders.size()) {
        refuse("a sender handle is named twice at the start");
    }
    if (given.has(timed) && given[timed].get(made.timed) != simdjson::SUCCESS) {
        refuse("\"timed\" is neither true nor false");
    }
    return made;
}

oracle::operation line_parser::operation(std::string_view line) {
    dom::object const whole = object(line);
    if (whole["format"].error() == simdjson::SUCCESS) {
        refuse("a second header: one file holds one history");
    }
    members<operation_keys> const given(whole, operation_names);
    oracle::operation made;
    made.kind = kind_named(text("f", given[f]));
    made.process = integer<std::uint32_t>("process", given[process]);
    if (!is_receivers(made.kind)) {
        made.sender = integer<std::uint32_t>("sender", given[sender]);
    }
    made.call = integer<oracle::instant>("call", given[call], oracle::never - 1);
    if (given[returned].is_null() != given[result].is_null()) {
        refuse("either both \"return\" and \"result\" are null, or neither is");
    }
    if (!given[result].is_null()) {
        made.returned = integer<oracle::instant>("return", given[returned], oracle::never - 1);
        made.result = result_named(made.kind, text("result", given[result]));
    }
    if (is_send(made.kind) || (is_recv(made.kind) && made.result == outcome::ok)) {
        made.value = integer<std::int64_t>("value", given[value]);
    } else if (made.kind == operation_kind::clone_sender) {
        made.value = integer<std::uint32_t>("value", given[value]);
    } else if (is_recv(made.kind) && given.has(value) && !given[value].is_null()) {
        refuse("a {} that did not answer ok has no \"value\"", name_of(made.kind));
    }
    return made;
}

}  // namespace refchan::tools
