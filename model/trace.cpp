// SPDX-License-Identifier: MIT
// model/trace.cpp: see trace.hpp.

#include "trace.hpp"

#include "event.hpp"

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
class value_names {
public:
    std::string name(std::uint64_t value) {
        constexpr std::uint64_t smallest_address = 1ULL << 32;
        constexpr std::uint64_t low_bits = 31;  // the alignment of a block of two messages
        if (value < smallest_address || value + smallest_address < value) {
            return std::to_string(value);
        }
        auto const [known, added] = numbers_.try_emplace(value & ~low_bits, numbers_.size() + 1);
        std::uint64_t const bits = value & low_bits;
        return "@" + std::to_string(known->second) + (bits == 0 ? "" : "+" + std::to_string(bits));
    }

private:
    std::map<std::uint64_t, std::size_t> numbers_;
};

char const* name_of(std::memory_order order) {
    constexpr std::array names{"relaxed", "consume", "acquire", "release", "acq_rel", "seq_cst"};
    return names[static_cast<std::size_t>(order)];
}

std::string how_stale(event const& one) { return one.behind == 0 ? "" : ", " + std::to_string(one.behind) + " newer"; }

std::string describe(event const& one, value_names& names) {
    auto const value = [&] { return names.name(one.value); };
    switch (one.kind) {
        case event_kind::load:
            return std::string("load ") + name_of(one.order) + " = " + value() + how_stale(one);
        case event_kind::store:
            return std::string("store ") + name_of(one.order) + ' ' + value() + how_stale(one);
        case event_kind::update:
            return std::string("update ") + name_of(one.order) + ' ' + names.name(one.before) + " -> " + value();
        case event_kind::failed_update:
            return std::string("failed update ") + name_of(one.order) + ", is " + names.name(one.before) +
                   (one.spurious ? ", spuriously" : how_stale(one));
        case event_kind::allocate:
        case event_kind::deallocate:
            return (one.kind == event_kind::allocate ? "allocate " : "deallocate ") + value();
        case event_kind::call:
            return std::string("calls ") + one.text.data();
        case event_kind::returned:
            return std::string("returns from ") + one.text.data();
        case event_kind::hearsay:
            return std::string("hears of ") + one.text.data();
        default:
            break;
    }
    constexpr std::array plain{"read data", "write data", "lock",    "unlock",  "wait",
                               "wake",      "notify",     "acquire", "release", "pause"};
    std::string const why = one.why == wake_reason::ready     ? ""
                            : one.why == wake_reason::timeout ? ", timed out"
                                                              : ", spuriously";
    return plain[static_cast<std::size_t>(one.kind) - static_cast<std::size_t>(event_kind::data_read)] + why;
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

std::string readable_trace(int threads) {
    std::string text;
    value_names names;
    for (event const& one : events) {
        text += std::to_string(one.thread) + " |" + std::string(one.thread * 4 + 1, ' ') + describe(one, names) +
                "   " + short_path(one.place.file_name()) + '(' + std::to_string(one.place.line()) + ")\n";
    }
    return text + standing(threads);
}

}  // namespace refchan::model
