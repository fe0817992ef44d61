// SPDX-License-Identifier: MIT
// properties/programs.property.cpp: programs as data, over generated ones: text and back, texts with mistakes, smaller
// programs.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "generators.hpp"
#include "refchan/oracle/program_shrink.hpp"
#include "refchan/oracle/program_text.hpp"
#include "runner.hpp"

namespace {

using namespace properties;
namespace oracle = refchan::oracle;

constexpr auto program_bound = "1 to 4 senders and up to 3 clones, up to 40 steps each";

std::string comes_back(program const& of) {
    std::string const text = oracle::print(of);
    auto const again = oracle::parse(text);
    if (!again) {
        return "its own text is refused: " + to_string(again.error());
    }
    return *again == of ? "" : "its text says another program:\n" + oracle::print(*again);
}

/// The text up to the end of that line, and how many letters that line has.
struct cut {
    std::string_view text;
    std::size_t columns = 0;
};
cut up_to_line(std::string_view text, std::size_t line) {
    std::size_t begin = 0;
    for (; line > 1 && begin != std::string_view::npos; --line) {
        begin = text.find('\n', begin);
        begin += begin != std::string_view::npos ? 1 : 0;
    }
    if (begin > text.size()) {
        return {};
    }
    std::size_t const end = std::min(text.find('\n', begin), text.size());
    return {text.substr(0, end), end - begin};
}

/// A text is a program that comes back, or is refused at a place inside it, which depends on nothing that follows.
std::string is_read_or_refused(edited_text const& edited) {
    auto const said = oracle::parse(edited.text);
    if (said) {
        auto const wrong = oracle::find_misstep(*said);
        return wrong ? "a misstep was read: " + wrong->sentence : comes_back(*said);
    }
    auto const& error = said.error();
    cut const before = up_to_line(edited.text, error.line);
    if (error.sentence.empty() || error.line == 0 || error.column == 0) {
        return "the refusal does not say what is wrong, or where: " + to_string(error);
    }
    if (before.text.data() == nullptr || error.column > before.columns + 1) {
        return "the refusal points outside of the text: " + to_string(error);
    }
    bool const of_the_whole = !error.sentence.starts_with("expected ");  // a clone, judged when all senders are known
    auto const again = oracle::parse(before.text);
    if (!of_the_whole && (again || again.error().line != error.line || again.error().column != error.column)) {
        return "the refusal looks ahead: " + to_string(error);
    }
    return "";
}

/// What a step costs, where programs have equally many.
std::size_t complexity(program const& of) {
    std::size_t sum = 0;
    auto const add = [&](std::vector<oracle::step> const& steps) {
        for (oracle::step const& next : steps) {
            for (auto kind = next.kind; oracle::simpler(kind) != kind; kind = oracle::simpler(kind)) {
                ++sum;
            }
        }
    };
    std::for_each(of.senders.begin(), of.senders.end(), add);
    add(of.receiver);
    return sum;
}

std::string has_only_smaller_candidates(program const& of) {
    for (program const& smaller : oracle::smaller_programs(of)) {
        if (auto const wrong = oracle::find_misstep(smaller)) {
            return "a candidate has a misstep: " + wrong->sentence + '\n' + oracle::print(smaller);
        }
        bool const shorter = size_of(smaller) < size_of(of);
        bool const simpler = size_of(smaller) == size_of(of) && complexity(smaller) < complexity(of);
        if ((!shorter && !simpler) || smaller.capacity != of.capacity) {
            return "a candidate is not smaller:\n" + oracle::print(smaller);
        }
    }
    return "";
}

TEST(generated_programs, come_back_from_their_text) {
    about("oracle", {"checker"}, program_bound);
    for_all(3U, property<program>(comes_back));
}
TEST(generated_programs, have_only_smaller_candidates) {
    about("oracle", {"checker"}, program_bound);
    for_all(std::nullopt, property<program>(has_only_smaller_candidates));
}
TEST(generated_texts, are_read_or_refused_where_they_are_wrong) {
    about("oracle", {"checker"}, "the text of a program after up to 6 changes");
    for_all(property<edited_text>(is_read_or_refused));
}

}  // namespace
