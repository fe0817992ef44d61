// SPDX-License-Identifier: MIT
// model/explore/source_text.cpp: see source_text.hpp.

#include "explore/source_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>

namespace refchan::model {
namespace {

constexpr std::size_t longest_statement = 4;  // lines
constexpr std::size_t loop_above = 6;         // lines

constexpr std::array operations{"load",      "store",     "exchange",   "compare_exchange_weak",
                                "fetch_or",  "fetch_and", "fetch_add",  "compare_exchange_strong",
                                "fetch_sub", "read",      "write",      "construct",
                                "take",      "discard",   "release",    "acquire",
                                "lock",      "unlock",    "notify_one", "notify_all",
                                "wait"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::size_t end_of_word(std::string_view text, std::size_t at) {
    while (at < text.size() && is_word(text[at])) {
        ++at;
    }
    return at;
}

/// Behind the bracket that belongs to the one at `at`.
std::size_t behind_brackets(std::string_view text, std::size_t at) {
    int depth = 0;
    for (; at < text.size(); ++at) {
        depth += text[at] == '(' || text[at] == '[' ? 1 : text[at] == ')' || text[at] == ']' ? -1 : 0;
        if (depth == 0) {
            return at + 1;
        }
    }
    return text.size();
}

/// One after the other the words of a chain a.b->c(d): the word before the operation is what it is done to.
struct chain {
    std::string object;
    std::string_view arguments;
};

chain follow_chain(std::string_view text) {
    chain found;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const end = end_of_word(text, at);
        std::string const word(text.substr(at, end - at));
        bool const is_call = end < text.size() && text[end] == '(';
        std::size_t const behind =
            end < text.size() && (is_call || text[end] == '[') ? behind_brackets(text, end) : end;
        if (is_call) {
            found.arguments = text.substr(end, behind - end);
        }
        if (is_call && !found.object.empty() && std::ranges::find(operations, word) != operations.end()) {
            return found;
        }
        if (is_call && word == "value") {
            return {"payload", found.arguments};
        }
        if (word.empty()) {
            break;
        }
        found.object = word;
        at = text.substr(behind).starts_with("->") || text.substr(behind).starts_with("::") ? behind + 2
             : text.substr(behind).starts_with(".")                                         ? behind + 1
                                                                                            : text.size();
    }
    // No operation: a function to which a member is handed, as in Sync::acquire_until(wake_ups_, until).
    std::string_view const first = found.arguments.substr(std::min<std::size_t>(1, found.arguments.size()));
    std::string_view const word = first.substr(0, end_of_word(first, 0));
    found.object = word.ends_with('_') ? word : std::string_view();
    return found;
}

std::vector<std::string> orders_in(std::string_view arguments) {
    constexpr std::string_view prefix = "Orders::";
    std::vector<std::string> names;
    for (std::size_t at = arguments.find(prefix); at != std::string_view::npos; at = arguments.find(prefix, at)) {
        at += prefix.size();
        names.emplace_back(arguments.substr(at, end_of_word(arguments, at) - at));
    }
    return names;
}

/// first_of(x) is called after what it is of.
std::string without_suffix(std::string name) { return name.ends_with("_of") ? name.substr(0, name.size() - 3) : name; }

/// What the loop variable of that name runs over: for (auto& place : spares_).
std::string range_of(std::string const& variable, std::span<std::string const> above) {
    std::string const head = "& " + variable + " : ";
    for (std::string const& line : above) {
        if (auto const at = line.find(head); at != std::string::npos && line.find("for (") != std::string::npos) {
            std::size_t const from = at + head.size();
            return line.substr(from, end_of_word(line, from) - from);
        }
    }
    return variable;
}

std::vector<std::string> lines_of(std::string const& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

bool is_newer_than_this_program(std::string const& path) {
    std::error_code failed;
    auto const source = std::filesystem::last_write_time(path, failed);
    auto const program = std::filesystem::last_write_time("/proc/self/exe", failed);
    return !failed && source > program;
}

}  // namespace

access_text read_access(std::span<std::string const> lines, std::size_t column) {
    if (lines.empty() || column >= lines[0].size()) {
        return {};
    }
    std::string text = lines[0].substr(column);
    for (std::size_t i = 1; i < std::min(lines.size(), longest_statement) && text.find(';') == std::string::npos; ++i) {
        text += lines[i].substr(std::min(lines[i].find_first_not_of(' '), lines[i].size()));
    }
    chain const found = follow_chain(text);
    return {without_suffix(found.object), orders_in(found.arguments)};
}

source_file const* source_files::at(std::string_view path) {
    auto found = files_.find(path);
    if (found == files_.end()) {
        std::string const name(path);
        auto lines = is_newer_than_this_program(name) ? std::vector<std::string>() : lines_of(name);
        found = files_.emplace(name, source_file{short_path(name), std::move(lines)}).first;
    }
    return found->second.lines.empty() ? nullptr : &found->second;
}

access_text source_files::access_at(std::string_view path, unsigned line, unsigned column) {
    source_file const* const file = at(path);
    if (file == nullptr || line == 0 || line > file->lines.size() || column == 0) {
        return {};
    }
    std::span<std::string const> const all = file->lines;
    access_text found = read_access(all.subspan(line - 1), column - 1);
    std::size_t const above = std::min<std::size_t>(loop_above, line - 1);
    found.object = range_of(found.object, all.subspan(line - 1 - above, above));
    return found;
}

std::string short_path(std::string_view path) {
    for (std::string_view const root : {"refchan/detail/", "refchan/oracle/", "refchan/", "model/"}) {
        if (auto const at = path.rfind(root); at != std::string_view::npos) {
            return std::string(path.substr(at));
        }
    }
    auto const slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

}  // namespace refchan::model
