// SPDX-License-Identifier: MIT
// model/litmus/table.cpp: Markdown from results: a summary by family, what is not seen, and every test.

#include "table.hpp"

#include <algorithm>

#include "text.hpp"

namespace refchan::litmus {
namespace {

/// The machines of the table, the models as they are first.
constexpr std::array columns{machine::plain_search, machine::in_place, machine::fresh, machine::cxx17_sequences,
                             machine::relacy};

std::string repeated(std::string const& what, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i != times; ++i) {
        text += what;
    }
    return text;
}

/// In a table a bar would end the cell.
std::string cell(std::string text) {
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
        text.insert(at, 1, '\\');
    }
    return text;
}

std::string spaced(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

/// "all", or "all but 2", and "1 forbidden".
std::string share(std::set<outcome> const& shown, std::set<outcome> const& allowed) {
    std::size_t const missing = difference(allowed, shown).size();
    std::size_t const wrong = difference(shown, allowed).size();
    std::string text = missing == 0 ? "all" : "all but " + std::to_string(missing);
    return text + (wrong == 0 ? "" : ", **" + std::to_string(wrong) + " forbidden**");
}

struct sums {
    std::size_t tests = 0;
    std::size_t allowed = 0;
    std::array<std::size_t, columns.size()> shown{};
    std::array<std::size_t, columns.size()> wrong{};

    void add(result const& each) {
        ++tests;
        allowed += each.by.allowed.size();
        for (std::size_t i = 0; i != columns.size(); ++i) {
            auto const& outcomes = each.shown(columns[i]);
            wrong[i] += difference(outcomes, each.by.allowed).size();
            shown[i] += each.by.allowed.size() - difference(each.by.allowed, outcomes).size();
        }
    }
    [[nodiscard]] std::string row(std::string const& name) const {
        std::string text = "| " + name + " | " + std::to_string(tests) + " | " + std::to_string(allowed);
        for (std::size_t i = 0; i != columns.size(); ++i) {
            text += " | " + std::to_string(shown[i]) +
                    (wrong[i] == 0 ? "" : ", " + std::to_string(wrong[i]) + " forbidden");
        }
        return text + " |\n";
    }
};

std::string summary(std::vector<result> const& results) {
    std::string text = "| shapes | tests | C++20 allows | the models show ";
    for (std::size_t i = 1; i != columns.size(); ++i) {
        text += "| " + std::string(name_of(columns[i])) + ' ';
    }
    text += "|\n|---|---|---|" + repeated("---|", columns.size()) + '\n';
    sums all;
    for (auto first = results.begin(); first != results.end();) {
        auto const last =
            std::find_if(first, results.end(), [&](result const& r) { return r.family != first->family; });
        sums family;
        std::for_each(first, last, [&](result const& each) {
            family.add(each);
            all.add(each);
        });
        text += family.row(spaced(first->family));
        first = last;
    }
    return text + all.row("all");
}

std::string unseen(std::vector<result> const& results) {
    std::string text;
    for (result const& each : results) {
        for (outcome const& one : difference(each.by.allowed, each.shown(machine::plain_search))) {
            bool const executable = each.by.executable.contains(one);
            text += "- `" + each.of->name + "`: " + print(one, each.of->does) +
                    (executable ? " (a total order of the seq_cst operations that is no order of execution)\n"
                                : " (load buffering)\n");
        }
    }
    return text;
}

std::string every_test(std::vector<result> const& results) {
    std::string text =
        "| test | | C++20 allows | the models show | plain Relacy shows |\n"
        "|---|---|---|---|---|\n";
    for (result const& each : results) {
        text += "| `" + cell(each.of->name) + "` | " + cell(each.of->about) + " | " +
                std::to_string(each.by.allowed.size()) + " | " +
                share(each.shown(machine::plain_search), each.by.allowed) + " | " +
                share(each.shown(machine::relacy), each.by.allowed) + " |\n";
    }
    return text;
}

constexpr std::string_view introduction = R"(## The memory model, measured

Written by `refchan-litmus --check-table model/README.md --update`, never by hand. Each test of `litmus/tests` is a few operations in
a few threads. An axiomatic judge (`litmus/axiomatic.hpp`: the rules of C++20's [intro.races] and [atomics.order] over all executions
that one can think of) says which outcomes are allowed; complete searches execute the test on the models' atomics, and must show
just those. The columns after that: with stores that stay in the order of execution; with loads that look back one store; with
release sequences as in C++17; and Relacy's own atomics under the same search. Random programs are compared in the same way:
`refchan-litmus --random 1000`.

)";

}  // namespace

std::string markdown(std::vector<result> const& results) {
    return std::string(introduction) + summary(results) + "\nAllowed by C++20, and not shown by the models:\n\n" +
           unseen(results) + "\n<details><summary>Every test</summary>\n\n" + every_test(results) + "\n</details>\n\n";
}

std::expected<std::string, std::string> with_region(std::string const& text, std::string const& region) {
    constexpr std::string_view begin = "<!-- litmus -->\n";
    constexpr std::string_view end = "<!-- /litmus -->";
    auto const from = text.find(begin);
    auto const to = text.find(end, from);
    if (from == std::string::npos || to == std::string::npos) {
        return std::unexpected("has no lines <!-- litmus --> and <!-- /litmus --> around a table");
    }
    return text.substr(0, from + begin.size()) + region + text.substr(to);
}

}  // namespace refchan::litmus
