// SPDX-License-Identifier: MIT
// mutator.fuzz.cpp: how the fuzzer changes a history. Changes of single bytes seldom leave a history behind; half of the
// time a line, a number or a word is changed instead, so that the fuzzer gets past the reader and into the judge.
//
//     line     twice, away, or in the place of another
//     number   another number: a small one, one of those in the text, or one at the end of a range
//     word     another word of the format

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using dice = std::minstd_rand;

constexpr std::array<std::string_view, 17> words{
    "send",         "try_send",     "send_timeout",  "recv", "try_recv", "recv_timeout",
    "clone_sender", "drop_sender",  "drop_receiver", "ok",   "full",     "empty",
    "timeout",      "disconnected", "null",          "true", "false"};
constexpr std::array<std::string_view, 6> edges{
    "-1", "4294967295", "4294967296", "9223372036854775806", "-9223372036854775808", "18446744073709551615"};

/// A part of the text.
struct part {
    std::size_t begin;
    std::size_t end;
};

/// The longest parts whose characters are all of the kind.
template <class Kind>
std::vector<part> parts(std::string const& text, Kind kind) {
    std::vector<part> found;
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (kind(static_cast<unsigned char>(text[i])) == 0) {
            continue;
        }
        if (!found.empty() && found.back().end == i) {
            ++found.back().end;
        } else {
            found.push_back({i, i + 1});
        }
    }
    return found;
}

template <class Parts>
auto const& one_of(Parts const& all, dice& with) {
    return all[with() % all.size()];
}

void change_line(std::string& text, dice& with) {
    std::vector<part> const lines = parts(text, [](int letter) { return letter == '\n' ? 0 : 1; });
    if (lines.empty()) {
        return;
    }
    part const from = one_of(lines, with);
    part const to = one_of(lines, with);
    std::string const line = text.substr(from.begin, from.end - from.begin);
    switch (with() % 3) {
        case 0:
            text.insert(to.begin, line + "\n");
            break;
        case 1:
            text.erase(from.begin, std::min(line.size() + 1, text.size() - from.begin));
            break;
        default:
            text.replace(to.begin, to.end - to.begin, line);
    }
}

void change_number(std::string& text, dice& with) {
    std::vector<part> const numbers = parts(text, [](int letter) { return std::isdigit(letter); });
    if (numbers.empty()) {
        return;
    }
    part const to = one_of(numbers, with);
    part const from = one_of(numbers, with);
    std::string other(one_of(edges, with));
    if (unsigned const way = with() % 8; way < 5) {
        other = std::to_string(with() % (way < 3 ? 10 : 100));
    } else if (way < 7) {
        other = text.substr(from.begin, from.end - from.begin);
    }
    text.replace(to.begin, to.end - to.begin, other);
}

void change_word(std::string& text, dice& with) {
    std::vector<part> const found = parts(text, [](int letter) { return letter == '_' ? 1 : std::isalpha(letter); });
    if (!found.empty()) {
        part const to = one_of(found, with);
        text.replace(to.begin, to.end - to.begin, one_of(words, with));
    }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    dice with(seed);
    if (with() % 2 == 0) {
        return LLVMFuzzerMutate(data, size, most);
    }
    std::string text(reinterpret_cast<char const*>(data), size);
    for (unsigned changes = 1 + with() % 3; changes != 0; --changes) {
        unsigned const which = with() % 8;
        (which < 2 ? change_line : which < 7 ? change_number : change_word)(text, with);
    }
    std::size_t const kept = std::min(text.size(), most);
    std::memcpy(data, text.data(), kept);
    return kept;
}
