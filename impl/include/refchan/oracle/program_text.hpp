// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/program_text.hpp: programs as text: what people write, what a failure prints, what can be pasted back.
//
//     # anything after a # is a comment
//     capacity unbounded                        or a number; 0: rendezvous
//     sender 0: send*3 clone 1 drop             one line for each sender, in order, from 0
//     sender 1: try_send drop
//     receiver: recv until_disconnected drop
//
// Words are separated by blanks. `*n` repeats a step. `drop` may be left out, and is always printed. Printing is canonical:
// equal programs have equal texts, and parse(print(p)) == p for every p without a misstep.

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "refchan/oracle/program.hpp"

namespace refchan::oracle {

/// Where a text is not a program, and what should stand there. Lines and columns are counted from 1, columns in bytes.
struct text_error {
    std::size_t line = 1;
    std::size_t column = 1;
    std::string sentence;  // "expected ..., found ...", or what is wrong with a clone

    [[nodiscard]] friend bool operator==(text_error const&, text_error const&) = default;
};

/// "line 2, column 11: expected ..., found ..."
[[nodiscard]] inline std::string to_string(text_error const& error) {
    return "line " + std::to_string(error.line) + ", column " + std::to_string(error.column) + ": " + error.sentence;
}

namespace detail {

/// The steps in a row: one or two are spelt out, more are repeated.
inline void print_steps(std::string& text, std::vector<step> const& steps) {
    for (std::size_t i = 0; i != steps.size();) {
        std::size_t same = i;
        while (same != steps.size() && steps[same] == steps[i]) {
            ++same;
        }
        std::string name(name_of(steps[i].kind));
        if (steps[i].kind == step_kind::clone) {
            name += ' ' + std::to_string(steps[i].clone);
            same = i + 1;
        }
        bool const repeated = same - i > 2;
        text += ' ' + name + (repeated ? '*' + std::to_string(same - i) : "");
        i = repeated ? same : i + 1;
    }
    text += " drop\n";
}

/// Reads a text word by word, line by line. What fails returns false and leaves the error behind.
class program_parser {
public:
    explicit program_parser(std::string_view text) : rest_(text) {}

    [[nodiscard]] std::expected<program, text_error> parse() {
        program made{std::nullopt, {}, {}};
        if (!read_capacity(made) || !read_threads(made) || !judge_clones(made)) {
            return std::unexpected(error_);
        }
        return made;
    }

private:
    // -- lines -------------------------------------------------------------------------------------------------------

    bool read_capacity(program& made) {
        next_line();
        if (word_ != "capacity") {
            return expected("'capacity'");
        }
        next_word();
        if (word_ != "unbounded" && !(made.capacity = number_in(word_))) {
            return expected("'unbounded' or a number");
        }
        next_word();
        return word_.empty() || expected("the end of the line");
    }

    bool read_threads(program& made) {
        for (;;) {
            std::string const number = std::to_string(made.senders.size());
            next_line();
            if (word_ == "receiver" && !made.senders.empty()) {
                next_word();
                return read_steps(made.receiver, made.senders.size(), false) && read_end();
            }
            if (word_ != "sender") {
                return expected("'sender " + number + (made.senders.empty() ? "'" : "' or 'receiver'"));
            }
            next_word();
            if (word_ != number) {
                return expected(number + ": senders are numbered in order");
            }
            next_word();
            std::size_t const sender = made.senders.size();
            if (!read_steps(made.senders.emplace_back(), sender, true)) {
                return false;
            }
        }
    }

    bool read_end() {
        next_line();
        return word_.empty() || expected("the end of the program");
    }

    /// ": step step ... drop", up to the end of the line.
    bool read_steps(std::vector<step>& steps, std::size_t thread, bool senders) {
        if (word_ != ":") {
            return expected("':'");
        }
        next_word();
        while (!word_.empty() && word_ != "drop") {
            if (!(word_ == "clone" && senders ? read_clone(steps, thread) : read_step(steps, senders))) {
                return false;
            }
        }
        if (word_ == "drop") {
            next_word();
        }
        return word_.empty() || expected("the end of the line: drop is the last step");
    }

    bool read_step(std::vector<step>& steps, bool senders) {
        std::string_view const name = word_.substr(0, word_.find('*'));
        auto const kind = kind_named(name);
        if (!kind || kind == step_kind::clone || !(senders ? is_senders(*kind) : is_receivers(*kind))) {
            return expected(senders
                                ? "a step of a sender (send, try_send, send_for, clone N, pause, drop)"
                                : "a step of the receiver (recv, try_recv, recv_for, until_disconnected, pause, drop)");
        }
        std::uint64_t times = 1;
        if (name.size() != word_.size()) {
            column_ += name.size() + 1;
            word_.remove_prefix(name.size() + 1);
            times = number_in(word_).value_or(0);
        }
        return times == 0 ? expected("a number from 1 after '*'") : add(steps, {*kind}, times);
    }

    bool read_clone(std::vector<step>& steps, std::size_t thread) {
        clones_.push_back({thread, steps.size(), line_, column_});
        next_word();
        auto const number = number_in(word_);
        if (!number || *number > UINT32_MAX) {
            return expected("the number of the sender that gets the clone");
        }
        return add(steps, {step_kind::clone, static_cast<std::uint32_t>(*number)}, 1);
    }

    bool add(std::vector<step>& steps, step what, std::uint64_t times) {
        if (times > most_steps - steps_) {
            return expected("no more than " + std::to_string(most_steps) + " steps in all");
        }
        steps_ += times;
        steps.insert(steps.end(), times, what);
        next_word();
        return true;
    }

    /// Whether each clone makes sense shows only at the end, when all senders are known.
    bool judge_clones(program const& made) {
        auto const wrong = find_misstep(made);
        for (clone_site const& site : clones_) {
            if (wrong && site.thread == wrong->thread && site.step == wrong->step) {
                error_ = {site.line, site.column, wrong->sentence};
            }
        }
        return !wrong;
    }

    // -- words -------------------------------------------------------------------------------------------------------

    /// To the first word of the next line that has one; the word is empty at the end of the text.
    void next_line() {
        word_ = {};
        while (word_.empty() && !rest_.empty()) {
            std::size_t const end = std::min(rest_.find('\n'), rest_.size());
            of_line_ = rest_.substr(0, end);
            of_line_ = of_line_.substr(0, of_line_.find('#'));
            rest_.remove_prefix(std::min(end + 1, rest_.size()));
            ++line_;
            column_ = 1;
            next_word();
        }
    }

    /// To the next word of this line, or to its end: then the word is empty. A colon is a word of its own.
    void next_word() {
        constexpr std::string_view blanks = " \t\r";
        column_ += word_.size();
        std::size_t const skipped = std::min(of_line_.find_first_not_of(blanks), of_line_.size());
        column_ += skipped;
        of_line_.remove_prefix(skipped);
        std::size_t const end = of_line_.starts_with(':') ? 1 : of_line_.find_first_of(" \t\r:");
        word_ = of_line_.substr(0, end);
        of_line_.remove_prefix(word_.size());
    }

    bool expected(std::string const& what) {
        constexpr std::size_t longest = 32;
        std::string const found = word_.empty() ? "the end of the " + std::string(rest_.empty() ? "text" : "line")
                                                : "'" + std::string(word_.substr(0, longest)) + "'";
        error_ = {std::max<std::size_t>(line_, 1), column_, "expected " + what + ", found " + found};
        return false;
    }

    /// The number that the whole word is.
    static std::optional<std::uint64_t> number_in(std::string_view word) noexcept {
        std::uint64_t number = 0;
        auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
        bool const whole = error == std::errc() && end == word.data() + word.size();
        return whole ? std::optional(number) : std::nullopt;
    }

    static std::optional<step_kind> kind_named(std::string_view name) noexcept {
        for (std::size_t kind = 0; kind != step_kinds; ++kind) {
            if (name_of(static_cast<step_kind>(kind)) == name) {
                return static_cast<step_kind>(kind);
            }
        }
        return std::nullopt;
    }

    struct clone_site {
        std::size_t thread, step, line, column;
    };

    std::string_view rest_;     // the lines after this one
    std::string_view of_line_;  // this line after the word
    std::string_view word_;
    std::size_t line_ = 0;
    std::size_t column_ = 1;  // where the word stands
    std::uint64_t steps_ = 0;
    std::vector<clone_site> clones_;
    text_error error_;
};

}  // namespace detail

/// The program that the text says, without a misstep, or where it is none. O(text and steps).
[[nodiscard]] inline std::expected<program, text_error> parse(std::string_view text) {
    return detail::program_parser(text).parse();
}

/// The text of a program, with a line break at its end.
[[nodiscard]] inline std::string print(program const& of) {
    std::string text = "capacity " + (of.capacity ? std::to_string(*of.capacity) : "unbounded") + '\n';
    for (std::size_t sender = 0; sender != of.senders.size(); ++sender) {
        text += "sender " + std::to_string(sender) + ':';
        detail::print_steps(text, of.senders[sender]);
    }
    text += "receiver:";
    detail::print_steps(text, of.receiver);
    return text;
}
inline std::ostream& operator<<(std::ostream& out, program const& shown) { return out << print(shown); }

}  // namespace refchan::oracle
