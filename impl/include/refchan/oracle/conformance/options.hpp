// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/options.hpp: the command line of a program that judges channels. Written by hand, so that
// such a program needs nothing but the standard library.

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "refchan/oracle/conformance/checks.hpp"

namespace refchan::oracle::conformance {

/// What was asked for.
struct options {
    std::uint64_t seed = 20261121;
    double seconds = 0;  // for all subjects together; 0: ten for each
    double patience = 10;
    std::string only;
    std::string report;
    std::string histories = "refchan-histories";
    bool json = false;
    bool list = false;
    bool first = false;
    bool help = false;
    std::string child;     // of a process that runs one check: "subject/check"
    std::string findings;  // and where it writes what it finds
};

namespace detail {

/// A number that is the whole text, finite and not negative. Throws std::invalid_argument.
template <class Number>
[[nodiscard]] Number number(std::string const& text) {
    Number made{};
    char const* const end = text.data() + text.size();
    auto const [stopped, error] = std::from_chars(text.data(), end, made);
    if (error != std::errc() || stopped != end || !(made >= 0 && made <= std::numeric_limits<Number>::max())) {
        throw std::invalid_argument(text);
    }
    return made;
}

}  // namespace detail

/// The options; or a sentence that says what is wrong with them.
[[nodiscard]] inline std::expected<options, std::string> parse_options(std::vector<std::string> const& arguments) {
    options asked;
    struct option {
        std::string_view name;
        std::function<void(std::string const&)> take;
        bool flag = false;
    };
    option const known[] = {
        {"--seed", [&](std::string const& text) { asked.seed = detail::number<std::uint64_t>(text); }},
        {"--seconds", [&](std::string const& text) { asked.seconds = detail::number<double>(text); }},
        {"--patience", [&](std::string const& text) { asked.patience = detail::number<double>(text); }},
        {"--only", [&](std::string const& text) { asked.only = text; }},
        {"--report", [&](std::string const& text) { asked.report = text; }},
        {"--histories", [&](std::string const& text) { asked.histories = text; }},
        {"--child", [&](std::string const& text) { asked.child = text; }},
        {"--findings", [&](std::string const& text) { asked.findings = text; }},
        {"--json", [&](std::string const&) { asked.json = true; }, true},
        {"--list", [&](std::string const&) { asked.list = true; }, true},
        {"--first", [&](std::string const&) { asked.first = true; }, true},
        {"--help", [&](std::string const&) { asked.help = true; }, true},
        {"-h", [&](std::string const&) { asked.help = true; }, true},
    };
    for (std::size_t i = 0; i != arguments.size(); ++i) {
        std::string_view const argument = arguments[i];
        std::size_t const equals = argument.find('=');
        std::string_view const name = argument.substr(0, equals);
        option const* found = nullptr;
        for (option const& one : known) {
            found = one.name == name ? &one : found;
        }
        if (found == nullptr || (found->flag && equals != argument.npos)) {
            return std::unexpected("there is no option " + std::string(argument) + " (see --help)");
        }
        if (!found->flag && equals == argument.npos && i + 1 == arguments.size()) {
            return std::unexpected(std::string(name) + " needs a value");
        }
        std::string const value = found->flag               ? ""
                                  : equals != argument.npos ? std::string(argument.substr(equals + 1))
                                                            : arguments[++i];
        try {
            found->take(value);
        } catch (std::exception const&) {
            return std::unexpected(std::string(name) + ": " + value + " is no number, or less than 0");
        }
    }
    return asked;
}

inline void print_help(std::ostream& out, std::string_view program) {
    out << "usage: " << program << " [OPTION...]\n\n"
        << "Judges channels: for each one, what it guarantees, what is broken and how that is seen, and what could not "
           "be\n"
           "looked at, and why. Every check runs in a process of its own, so a crash or a hang is a verdict like "
           "others.\n\n"
           "  --list            the subjects and their checks, and stop\n"
           "  --only REGEX      only those that match, as in --list: 'my queue/lock_step', or '/stress'\n"
           "  --seed N          of everything that is generated (20261121)\n"
           "  --seconds S       for all of it, about (10 for each subject)\n"
           "  --patience S      nothing has moved for so long: it hangs (10)\n"
           "  --first           be content with the first check of a subject that finds something broken\n"
           "  --histories DIR   where histories go that break something (refchan-histories); refchan-check reads them\n"
           "  --json            a line of JSON for each subject instead of a table\n"
           "  --report FILE     append a line of JSON for each guarantee to this file\n\n"
           "Exit status: 0 everything is as the adapters promise, 1 something is not, 2 the program could not run.\n\n"
           "Checks:\n";
    for (check const& one : all_checks()) {
        out << "  " << one.name << std::string(18 - one.name.size(), ' ') << one.sentence << '\n';
    }
    out << "\nGuarantees:\n";
    for (std::size_t i = 0; i != guarantees; ++i) {
        auto const& facts = facts_of(static_cast<guarantee>(i));
        out << "  " << facts.name << std::string(24 - facts.name.size(), ' ') << facts.sentence << '\n';
    }
}

}  // namespace refchan::oracle::conformance
