// SPDX-License-Identifier: MIT
// model/litmus/print.cpp: litmus tests, programs and outcomes as text, in the form that text.hpp describes.

#include <algorithm>
#include <set>

#include "text.hpp"
#include "words.hpp"

namespace refchan::litmus {
namespace {

std::string print(operand const& what) {
    return what.in_register ? "r" + std::to_string(*what.in_register) : std::to_string(what.number);
}

std::string print_access(operation const& what) {
    std::string const order = ' ' + std::string(name_of(what.order));
    switch (what.what) {
        case action::load:
            return order;
        case action::store:
            return " = " + print(what.value) + order;
        default:
            break;
    }
    if (is_compare(what.what)) {
        std::string const text = what.what == action::compare_weak ? " weak ?= " : " ?= ";
        return text + std::to_string(what.expected) + " -> " + print(what.value) + order + ' ' +
               std::string(name_of(what.failure));
    }
    auto const sign = std::ranges::find(updates, what.what, &decltype(updates)::value_type::second)->first;
    return ' ' + std::string(sign) + ' ' + print(what.value) + order;
}

}  // namespace

std::string_view name_of(std::memory_order what) {
    return std::ranges::find(orders, what, &decltype(orders)::value_type::second)->first;
}
std::string_view name_of(verdict what) {
    return std::ranges::find(verdicts, what, &decltype(verdicts)::value_type::second)->first;
}

std::string print(operation const& what) {
    std::string text;
    if (what.only_if) {
        text +=
            "if r" + std::to_string(what.only_if->in_register) + " == " + std::to_string(what.only_if->equals) + ": ";
    }
    if (what.what == action::fence) {
        return text + "fence " + std::string(name_of(what.order));
    }
    if (what.result) {
        text += "r" + std::to_string(*what.result) + " = ";
    }
    return text + variable_names[what.variable] + print_access(what);
}

std::string print(program const& what) {
    std::string text;
    for (auto const& thread : what.threads) {
        std::string line;
        for (operation const& each : thread) {
            line += (line.empty() ? " " : "; ") + print(each);
        }
        text += "thread:" + line + '\n';
    }
    return text;
}

std::string print(claim const& what) {
    std::string text;
    for (auto const& [which, value] : what.registers) {
        text += (text.empty() ? "" : ", ") + ("r" + std::to_string(which)) + " = " + std::to_string(value);
    }
    for (auto const& [which, value] : what.variables) {
        text += (text.empty() ? "" : ", ") + std::string(1, variable_names[which]) + " = " + std::to_string(value);
    }
    return text;
}

std::string print(test const& what) {
    std::string text = "test " + what.name + ": " + what.about + '\n' + print(what.does);
    for (claim const& each : what.claims) {
        text += std::string(name_of(each.says)) + ": " + print(each) + '\n';
    }
    return text;
}

std::string print(outcome const& seen, program const& of) {
    std::set<unsigned> registers;
    std::set<unsigned> variables;
    for (auto const& thread : of.threads) {
        for (operation const& each : thread) {
            if (each.result) {
                registers.insert(*each.result);
            }
            if (each.what != action::fence) {
                variables.insert(each.variable);
            }
        }
    }
    std::string text;
    for (unsigned const which : registers) {
        text += "r" + std::to_string(which) + '=' + std::to_string(seen.registers[which]) + ' ';
    }
    for (unsigned const which : variables) {
        text += variable_names[which] + ('=' + std::to_string(seen.variables[which])) + ' ';
    }
    return text.empty() ? text : text.substr(0, text.size() - 1);
}

}  // namespace refchan::litmus
