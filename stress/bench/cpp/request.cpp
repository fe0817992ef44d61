// SPDX-License-Identifier: MIT
// stress/bench/cpp/request.cpp: reads the line of a measurement.

#include "request.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <sstream>

namespace refchan::bench {

namespace {

/// The number that the text is, if it is one within those limits.
template <class Number>
[[nodiscard]] std::optional<Number> number(std::string_view text, Number least, Number most) {
    Number found{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), found);
    bool const all = error == std::errc() && end == text.data() + text.size();
    return all && found >= least && found <= most ? std::optional(found) : std::nullopt;
}

[[nodiscard]] std::optional<std::vector<int>> processors(std::string_view text) {
    std::vector<int> list;
    while (!text.empty()) {
        std::size_t const end = std::min(text.find(','), text.size());
        auto const one = number<int>(text.substr(0, end), 0, 1023);
        if (!one) {
            return std::nullopt;
        }
        list.push_back(*one);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return list;
}

/// Puts a value where the key says; otherwise what was expected.
[[nodiscard]] std::string assign(request& asked, std::string_view key, std::string_view value) {
    auto const put = [](auto& place, auto found, std::string_view expected) {
        if (found) {
            place = *found;
        }
        return found ? std::string() : std::string(expected);
    };
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    if (key == "peer") {
        asked.peer = value;
    } else if (key == "payload") {
        asked.payload = value;
    } else if (key == "senders") {
        return put(asked.senders, number<unsigned>(value, 1, 63), "expected a number from 1 to 63");
    } else if (key == "messages") {
        return put(asked.messages, number<std::uint64_t>(value, 1, 1ULL << 36U), "expected a number from 1 to 2^36");
    } else if (key == "capacity") {
        return put(asked.capacity, number<std::size_t>(value, 0, static_cast<std::size_t>(most)), "expected a number");
    } else if (key == "interval") {
        return put(asked.interval, number<std::uint64_t>(value, 1, 1'000'000), "expected microseconds, 1 to 1000000");
    } else if (key == "pin") {
        return put(asked.pin, processors(value), "expected numbers of processors, with commas between");
    } else {
        return "expected peer, senders, messages, capacity, payload, interval or pin before the =";
    }
    return "";
}

}  // namespace

std::expected<request, std::string> parse(std::string_view line) {
    request asked;
    asked.line = line;
    std::istringstream words{asked.line};
    words >> asked.workload;
    for (std::string word; words >> word;) {
        std::size_t const equals = std::min(word.find('='), word.size());
        std::string_view const key = std::string_view(word).substr(0, equals);
        std::string_view const value = std::string_view(word).substr(std::min(equals + 1, word.size()));
        if (std::string const wrong = assign(asked, key, value); !wrong.empty()) {
            return std::unexpected(fmt::format("{}: {}", word, wrong));
        }
    }
    if (asked.workload.empty() || asked.peer.empty()) {
        return std::unexpected(
            "expected a workload and peer=NAME, as in: stream peer=refchan senders=1 messages=100000");
    }
    return asked;
}

}  // namespace refchan::bench
