// SPDX-License-Identifier: MIT
// model/trace.cpp: reads the lines of Relacy's history, which look like this:
//
//     [12] 1: <0x55d0> atomic load, value=0, order=acquire, in FUNCTION, FILE(LINE)

#include "trace.hpp"

#include <cctype>
#include <map>
#include <sstream>

#include "operation.hpp"

namespace refchan::model {
namespace {

/// From the project's own part of a path on.
std::string short_path(std::string const& path) {
    for (char const* const root : {"refchan/", "model/"}) {
        if (auto const at = path.rfind(root); at != std::string::npos) {
            return path.substr(at);
        }
    }
    auto const slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

/// Gives each address a short name in the order of appearance, so that two runs of one script print the same text. A word
/// that holds an address and small bits beside it (the unbounded channel's tail) becomes that name plus the bits.
class address_names {
public:
    [[nodiscard]] std::string shorten(std::string const& event) {
        std::string text;
        for (std::size_t at = 0; at != event.size();) {
            std::size_t const end = end_of_word(event, at);
            text += end == at ? event.substr(at, 1) : name(event.substr(at, end - at));
            at = end == at ? at + 1 : end;
        }
        return text;
    }

private:
    static std::size_t end_of_word(std::string const& event, std::size_t at) {
        while (at != event.size() && std::isalnum(static_cast<unsigned char>(event[at])) != 0) {
            ++at;
        }
        return at;
    }
    std::string name(std::string const& word) {
        constexpr std::uint64_t smallest_address = 1ULL << 32;
        constexpr std::uint64_t low_bits = 31;  // the alignment of a block of two messages
        if (std::isdigit(static_cast<unsigned char>(word[0])) == 0) {
            return word;
        }
        std::uint64_t const value = std::strtoull(word.c_str(), nullptr, 0);
        if (value < smallest_address || value + smallest_address < value) {
            return word;
        }
        bool const packed = !word.starts_with("0x");
        std::uint64_t const address = packed ? value & ~low_bits : value;
        auto const [known, added] = numbers_.try_emplace(address, numbers_.size() + 1);
        std::string const offset = packed ? "+" + std::to_string(value & low_bits) : "";
        return "@" + std::to_string(known->second) + offset;
    }

    std::map<std::uint64_t, std::size_t> numbers_;
};

struct step {
    int thread = 0;
    std::string event;
    std::string place;
};

bool is_noise(std::string const& event, std::string const& function) {
    bool const access = event.find("> load") != std::string::npos || event.find("> store") != std::string::npos;
    return (function == "lifetime" && access) || event.starts_with("[CTOR") || event.starts_with("[BEFORE") ||
           event == "ITERATION END";
}

/// The step in a line; nothing if the line is none, or only bookkeeping.
std::optional<step> parse(std::string const& line) {
    auto const bracket = line.find("] ");
    auto const colon = line.find(": ", bracket);
    auto const in = line.rfind(", in ");
    auto const comma = line.rfind(", ");
    if (line.empty() || line[0] != '[' || bracket == std::string::npos || colon == std::string::npos ||
        in == std::string::npos || comma < in) {
        return std::nullopt;
    }
    step parsed;
    parsed.thread = std::atoi(line.c_str() + bracket + 2);
    // The function's name may itself contain ", in ": the event never does.
    auto const event_end = line.find(", in ", colon);
    parsed.event = line.substr(colon + 2, event_end - colon - 2);
    std::string const function = line.substr(event_end + 5, comma > event_end + 5 ? comma - event_end - 5 : 0);
    bool const has_place = !parsed.event.starts_with('[') && !line.ends_with("(0)");
    parsed.place = has_place ? short_path(line.substr(comma + 2)) : "";
    return is_noise(parsed.event, function) ? std::nullopt : std::optional(parsed);
}

std::string standing(int threads) {
    std::string text = "\nwhere each thread stood:\n";
    for (int thread = 0; thread != threads; ++thread) {
        operation const& last = announced[static_cast<std::size_t>(thread)];
        text += "  thread " + std::to_string(thread) + ": " + to_string(last.kind);
        if (last.kind != operation_kind::none && last.kind != operation_kind::finished) {
            text += ", " + short_path(last.place.file_name()) + '(' + std::to_string(last.place.line()) + ')';
        }
        text += '\n';
    }
    return text;
}

}  // namespace

std::string headline(std::string const& history) { return history.substr(0, history.find('\n')); }

std::string readable_trace(std::string const& history, int threads) {
    std::istringstream lines(history);
    std::string text;
    std::string memory;
    address_names names;
    // After the history stand the same steps again, grouped by thread.
    bool whole = true;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("thread 0:")) {
            whole = false;
        }
        if (line.starts_with("memory allocations:") || (!memory.empty() && !line.empty())) {
            memory += names.shorten(line) + '\n';
        }
        std::optional<step> const parsed = whole ? parse(line) : std::nullopt;
        if (parsed) {
            std::string const column(static_cast<std::size_t>(parsed->thread) * 4, ' ');
            text += std::to_string(parsed->thread) + " |" + column + ' ' + names.shorten(parsed->event) + "   " +
                    parsed->place + '\n';
        }
    }
    return text + (memory.empty() ? "" : "\nstill allocated at the end; " + memory) + standing(threads);
}

}  // namespace refchan::model
