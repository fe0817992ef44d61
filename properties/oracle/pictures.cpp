// SPDX-License-Identifier: MIT
// properties/oracle/pictures.cpp: reads the pictures, lane by lane and bar by bar.

#include "pictures.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <set>
#include <sstream>
#include <stdexcept>

#include "refchan/oracle/well_formed.hpp"

namespace refchan::oracle::checks {

namespace {

constexpr std::uint32_t receivers_process = 99;
constexpr std::size_t lanes = 16;  // at most; also how far two columns lie apart in time

[[noreturn]] void refuse(std::string_view what) { throw std::invalid_argument("no picture: " + std::string(what)); }

std::string_view without(std::string_view text, std::string_view around) {
    auto const first = text.find_first_not_of(around);
    return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(around) - first + 1);
}

template <class Number>
Number number_in(std::string_view text) {
    Number read{};
    if (auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
        error != std::errc() || end != text.data() + text.size()) {
        refuse(text);
    }
    return read;
}

operation_kind kind_named(std::string_view name) {
    if (name == "clone" || name == "drop") {
        return name == "clone" ? operation_kind::clone_sender : operation_kind::drop_sender;
    }
    for (std::size_t i = 0; i != operation_kinds; ++i) {
        if (name_of(static_cast<operation_kind>(i)) == name) {
            return static_cast<operation_kind>(i);
        }
    }
    refuse(name);
}

/// "send(4)@7 full", "recv 1", "drop": everything but the times.
operation operation_named(std::string_view text, std::uint32_t lane) {
    auto const gap = text.find(' ');
    std::string_view const what = text.substr(0, gap);
    std::string_view const answer = gap == text.npos ? std::string_view() : without(text.substr(gap), " ");
    auto const at = what.find('@');
    auto const open = what.find('(');
    operation now;
    now.kind = kind_named(what.substr(0, std::min(at, open)));
    now.process = lane;
    now.result = outcome::ok;
    if (!is_receivers(now.kind)) {
        now.sender = at == what.npos ? lane : number_in<std::uint32_t>(what.substr(at + 1));
    }
    if (open != what.npos) {
        now.value = number_in<std::int64_t>(what.substr(open + 1, what.find(')') - open - 1));
    }
    for (outcome const one : {outcome::full, outcome::empty, outcome::timeout, outcome::disconnected}) {
        now.result = answer == name_of(one) ? one : now.result;
    }
    if (is_recv(now.kind) && now.result == outcome::ok && !answer.empty()) {
        now.value = number_in<std::int64_t>(answer);
    }
    return now;
}

void read_lane(history& into, std::string_view line, std::size_t lane, std::set<std::uint32_t>& handles) {
    auto const colon = line.find(':');
    if (colon == line.npos || lane >= lanes) {
        refuse(line);
    }
    std::string_view const name = without(line.substr(0, colon), " ");
    std::uint32_t const process = name == "r" ? receivers_process : number_in<std::uint32_t>(name);
    if (process != receivers_process) {
        handles.insert(process);
    }
    auto const time = [&](std::size_t column) { return static_cast<instant>(column * lanes + lane); };
    for (auto begin = line.find('|'); begin != line.npos;) {
        auto const end = line.find('|', begin + 1);
        bool const pending = end == line.npos;
        operation now =
            operation_named(without(line.substr(begin + 1, pending ? end : end - begin - 1), " -."), process);
        now.call = time(begin);
        now.returned = pending ? never : time(end);
        now.result = pending ? outcome::would_block : now.result;
        into.operations.push_back(now);
        begin = pending ? end : line.find('|', end + 1);
    }
}

}  // namespace

history drawn(std::optional<std::uint64_t> capacity, std::string_view picture) {
    history made;
    made.capacity = capacity;
    std::set<std::uint32_t> handles;
    std::istringstream lines{std::string(picture)};
    std::size_t lane = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!without(line, " ").empty()) {
            read_lane(made, line, lane++, handles);
        }
    }
    for (operation const& one : made.operations) {
        if (!is_receivers(one.kind)) {
            handles.insert(one.sender);
        }
    }
    for (operation const& one : made.operations) {
        if (one.kind == operation_kind::clone_sender) {
            handles.erase(static_cast<std::uint32_t>(one.value));
        }
    }
    made.senders.assign(handles.begin(), handles.end());
    if (auto const wrong = find_malformed(made)) {
        refuse(wrong->sentence);
    }
    return made;
}

}  // namespace refchan::oracle::checks
