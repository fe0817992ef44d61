// SPDX-License-Identifier: MIT
// model/litmus/text.cpp: reads and writes litmus tests. A line is cut into words and signs; each function below reads one
// thing of the grammar in text.hpp, or throws the first mistake, which parse() catches.

#include "text.hpp"

#include <algorithm>
#include <set>

#include "words.hpp"

namespace refchan::litmus {
namespace {

struct token {
    std::string_view text;  // empty: the end of the line
    std::size_t column = 1;
};

constexpr bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The words and signs of one line, one after the other.
class line_reader {
public:
    line_reader(std::string_view text, std::size_t number) : text_(text), number_(number) { advance(); }

    [[nodiscard]] std::string_view next() const { return next_.text; }
    [[nodiscard]] bool at_end() const { return next_.text.empty(); }
    std::string_view take() {
        std::string_view const taken = next_.text;
        advance();
        return taken;
    }
    bool take_if(std::string_view sign) { return next_.text == sign && !take().empty(); }
    void demand(std::string_view sign) {
        if (!take_if(sign)) {
            expected("'" + std::string(sign) + "'");
        }
    }
    /// All that is left of the line.
    std::string_view rest() {
        std::string_view const all = text_.substr(std::min(next_.column - 1, text_.size()));
        next_ = {{}, text_.size() + 1};
        return all.substr(0, all.find_last_not_of(" \t\r") + 1);
    }
    [[noreturn]] void expected(std::string const& what) const {
        fail("expected " + what + ", found " +
             (at_end() ? std::string("the end of the line") : "'" + std::string(next_.text) + "'"));
    }
    [[noreturn]] void fail(std::string sentence) const { throw text_error{number_, next_.column, std::move(sentence)}; }
    [[nodiscard]] std::size_t number() const { return number_; }

private:
    /// Inside a word, as in load-buffering.
    [[nodiscard]] bool is_hyphen(std::size_t at) const {
        return text_[at] == '-' && at != 0 && is_word(text_[at - 1]) && at + 1 != text_.size() &&
               is_word(text_[at + 1]);
    }

    void advance() {
        std::size_t const begin = std::min(text_.find_first_not_of(" \t\r", at_), text_.size());
        std::size_t end = begin;
        constexpr std::array<std::string_view, 6> signs{"?=", "->", "<-", "+=", "|=", "=="};
        while (end != text_.size() && (is_word(text_[end]) || is_hyphen(end))) {
            ++end;
        }
        auto const rest = text_.substr(begin);
        if (end == begin && begin != text_.size()) {
            auto const found = std::ranges::find_if(signs, [&](auto sign) { return rest.starts_with(sign); });
            end = begin + (found == signs.end() ? 1 : found->size());
        }
        next_ = {text_.substr(begin, end - begin), begin + 1};
        at_ = end;
    }

    std::string_view text_;
    std::size_t number_;
    std::size_t at_ = 0;
    token next_;
};

template <class Table>
auto find_named(Table const& table, std::string_view name) {
    return std::ranges::find(table, name, &Table::value_type::first);
}

std::optional<unsigned> register_named(std::string_view word) {
    bool const is = word.size() == 2 && word[0] == 'r' && word[1] >= '0' && word[1] <= '9';
    return is ? std::optional(static_cast<unsigned>(word[1] - '0')) : std::nullopt;
}
std::optional<unsigned> variable_named(std::string_view word) {
    auto const at = variable_names.find(word);
    bool const is = word.size() == 1 && at != std::string_view::npos;
    return is ? std::optional(static_cast<unsigned>(at)) : std::nullopt;
}

unsigned read_variable(line_reader& line) {
    auto const found = variable_named(line.next());
    if (!found) {
        line.expected("a variable (x, y, z or w)");
    }
    line.take();
    return *found;
}

int read_number(line_reader& line) {
    std::string_view const word = line.next();
    if (word.size() != 1 || word[0] < '0' || word[0] > '9') {
        line.expected("a number from 0 to 9");
    }
    return line.take()[0] - '0';
}

std::memory_order read_order(line_reader& line, std::initializer_list<std::memory_order> legal) {
    auto const found = find_named(orders, line.next());
    if (found == orders.end() || std::ranges::find(legal, found->second) == legal.end()) {
        std::string names;
        for (std::memory_order const each : legal) {
            names += (names.empty() ? "" : " or ") + std::string(name_of(each));
        }
        line.expected("a memory order that is legal here: " + names);
    }
    line.take();
    return found->second;
}

constexpr std::initializer_list<std::memory_order> load_orders{std::memory_order_relaxed, std::memory_order_acquire,
                                                               std::memory_order_seq_cst};
constexpr std::initializer_list<std::memory_order> store_orders{std::memory_order_relaxed, std::memory_order_release,
                                                                std::memory_order_seq_cst};
constexpr std::initializer_list<std::memory_order> update_orders{std::memory_order_relaxed, std::memory_order_acquire,
                                                                 std::memory_order_release, std::memory_order_acq_rel,
                                                                 std::memory_order_seq_cst};
constexpr std::initializer_list<std::memory_order> fence_orders{std::memory_order_acquire, std::memory_order_release,
                                                                std::memory_order_acq_rel};

/// The operations of one thread, and which registers it has assigned.
class thread_reader {
public:
    thread_reader(line_reader& line, std::set<unsigned>& assigned) : line_(line), assigned_(assigned) {}

    std::vector<operation> read() {
        std::vector<operation> all;
        do {
            all.push_back(read_operation());
        } while (line_.take_if(";"));
        if (!line_.at_end()) {
            line_.expected("';' or the end of the line");
        }
        return all;
    }

private:
    operation read_operation() {
        operation made;
        if (line_.take_if("if")) {
            made.only_if = read_guard();
        }
        if (line_.take_if("fence")) {
            made.what = action::fence;
            made.order = read_order(line_, fence_orders);
            return made;
        }
        if (auto const result = register_named(line_.next())) {
            line_.take();
            line_.demand("=");
            made.result = result;
        }
        made.variable = read_variable(line_);
        read_access(made);
        if (made.result) {
            assign(*made.result);
        }
        return made;
    }

    void read_access(operation& made) {
        bool const weak = line_.take_if("weak");
        auto const found = find_named(updates, line_.next());
        if (weak && line_.next() != "?=") {
            line_.expected("'?='");
        }
        if (found != updates.end()) {
            line_.take();
            made.what = weak ? action::compare_weak : found->second;
            read_update(made);
        } else if (made.result) {
            made.what = action::load;
            made.order = read_order(line_, load_orders);
        } else if (line_.take_if("=")) {
            made.what = action::store;
            made.value = read_operand();
            made.order = read_order(line_, store_orders);
        } else {
            line_.expected("what is done with the variable (=, +=, |=, <-, weak ?= or ?=)");
        }
    }

    void read_update(operation& made) {
        if (is_compare(made.what)) {
            made.expected = read_number(line_);
            line_.demand("->");
        }
        made.value = read_operand();
        made.order = read_order(line_, update_orders);
        if (is_compare(made.what)) {
            made.failure = read_order(line_, load_orders);
        }
    }

    guard read_guard() {
        guard made{.in_register = read_own_register()};
        line_.demand("==");
        made.equals = read_number(line_);
        line_.demand(":");
        return made;
    }

    operand read_operand() {
        if (register_named(line_.next())) {
            return {.in_register = read_own_register(), .number = 0};
        }
        return {.in_register = {}, .number = read_number(line_)};
    }

    unsigned read_own_register() {
        auto const found = register_named(line_.next());
        if (!found) {
            line_.expected("a register (r0 to r9)");
        }
        if (!own_.contains(*found)) {
            line_.fail("this thread has not assigned r" + std::to_string(*found) + " before");
        }
        line_.take();
        return *found;
    }

    void assign(unsigned which) {
        if (!assigned_.insert(which).second) {
            line_.fail("r" + std::to_string(which) + " is assigned in two places; take another register");
        }
        own_.insert(which);
    }

    line_reader& line_;
    std::set<unsigned>& assigned_;
    std::set<unsigned> own_;
};

/// Reads a text line by line into tests.
class test_reader {
public:
    void read(std::string_view text, std::size_t number) {
        line_reader line(text.substr(0, text.find('#')), number);
        if (line.at_end()) {
            return;
        }
        if (line.take_if("test")) {
            finish();
            begin(line);
        } else if (line.next() != "thread" && find_named(verdicts, line.next()) == verdicts.end()) {
            line.expected("'test', 'thread:' or a verdict (forbidden, allowed, load-buffering, total-order)");
        } else if (tests_.empty()) {
            line.fail("a test begins with 'test NAME: what it is about'");
        } else if (line.take_if("thread")) {
            line.demand(":");
            add_thread(line);
        } else {
            add_claim(line);
        }
    }

    std::vector<test> finish() {
        if (!tests_.empty() && (tests_.back().does.threads.empty() || tests_.back().claims.empty())) {
            throw text_error{begun_, 1, "the test '" + tests_.back().name + "' needs a thread and a claim"};
        }
        return tests_;
    }

private:
    void begin(line_reader& line) {
        std::string_view const rest = line.rest();
        auto const colon = rest.find(": ");
        bool const blank = rest.substr(0, colon).find(' ') != std::string_view::npos;
        if (colon == std::string_view::npos || colon == 0 || blank) {
            throw text_error{line.number(), 6, "expected 'test NAME: what it is about', the name without blanks"};
        }
        std::string const name(rest.substr(0, colon));
        if (std::ranges::find(tests_, name, &test::name) != tests_.end()) {
            throw text_error{line.number(), 6, "two tests are called '" + name + "'"};
        }
        tests_.push_back({.name = name, .about = std::string(rest.substr(colon + 2))});
        begun_ = line.number();
        assigned_.clear();
    }

    void add_thread(line_reader& line) {
        auto& threads = tests_.back().does.threads;
        threads.push_back(thread_reader(line, assigned_).read());
        std::size_t operations = 0;
        for (auto const& each : threads) {
            operations += each.size();
        }
        if (threads.size() > most_threads || operations > most_operations) {
            line.fail("a test has at most " + std::to_string(most_threads) + " threads and " +
                      std::to_string(most_operations) + " operations");
        }
    }

    void add_claim(line_reader& line) {
        claim made{.says = find_named(verdicts, line.take())->second, .line = line.number()};
        line.demand(":");
        do {
            read_condition(line, made);
        } while (line.take_if(","));
        if (!line.at_end()) {
            line.expected("',' or the end of the line");
        }
        tests_.back().claims.push_back(std::move(made));
    }

    void read_condition(line_reader& line, claim& into) {
        auto const in_register = register_named(line.next());
        if (in_register && !assigned_.contains(*in_register)) {
            line.fail("no thread of the test assigns r" + std::to_string(*in_register));
        }
        auto& list = in_register ? into.registers : into.variables;
        unsigned const which = in_register ? (line.take(), *in_register) : read_variable(line);
        line.demand("=");
        list.emplace_back(which, read_number(line));
    }

    std::vector<test> tests_;
    std::set<unsigned> assigned_;
    std::size_t begun_ = 0;
};

}  // namespace

std::expected<std::vector<test>, text_error> parse(std::string_view text) {
    try {
        test_reader reader;
        for (std::size_t number = 1; !text.empty(); ++number) {
            auto const end = text.find('\n');
            reader.read(text.substr(0, end), number);
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        return reader.finish();
    } catch (text_error const& error) {
        return std::unexpected(error);
    }
}

}  // namespace refchan::litmus
