// SPDX-License-Identifier: MIT
// model/explore/columns.cpp: see columns.hpp.

#include "explore/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace refchan::model {
namespace {

std::size_t constexpr all_columns = 96;  // of characters, for the threads
std::size_t constexpr least_column = 26;

class text_trace {
public:
    text_trace(execution const& of, source_files& files, bool all)
        : of_(of), all_(all), called_(of.events, files), facts_(of.events) {
        width_ = std::max(least_column, all_columns / std::max<std::size_t>(2, of.threads.size()));
        has_tail_ = std::ranges::any_of(of.events, [this](event const& each) { return is_tail(each); });
    }

    [[nodiscard]] std::string text() const {
        std::string out = row("", of_.threads, "tail word", "source");
        for (step_number i = 0; i != of_.events.size(); ++i) {
            if (is_shown(i)) {
                out += step(i);
            }
        }
        return out + race() + standing();
    }

private:
    [[nodiscard]] bool is_tail(event const& of) const { return has_object(of) && called_.is_tail(of.object); }
    [[nodiscard]] bool is_shown(step_number i) const {
        event const& each = of_.events[i];
        bool const is_racing = facts_.race() && (i == facts_.race()->first || i == facts_.race()->second);
        bool const is_own = has_object(each) && facts_.is_own(each.object);
        bool const is_memory = each.kind == event_kind::allocate || each.kind == event_kind::deallocate;
        bool const is_nameless = is_memory && called_.value(each, each.value) == "memory";
        bool const is_outside = i < of_.start || i >= of_.end;
        bool const is_minor =
            (is_own || is_life(each) || is_nameless || is_outside) && each.kind != event_kind::failure;
        return all_ || is_racing || !is_minor;
    }

    [[nodiscard]] std::string row(std::string const& number, std::vector<std::string> const& cells,
                                  std::string const& word, std::string const& place) const {
        std::string line = fmt::format("{:>5}  ", number);
        for (std::string const& cell : cells) {
            line += fmt::format("{:<{}.{}}  ", cell, width_, width_);
        }
        line += (has_tail_ ? fmt::format("{:<18}  ", word) : "") + place;
        line.erase(line.find_last_not_of(' ') + 1);
        return line + '\n';
    }

    [[nodiscard]] std::string step(step_number i) const {
        event const& each = of_.events[i];
        std::vector<std::string> cells(of_.threads.size());
        cells.at(each.thread) = cell(each);
        bool const changes = each.kind == event_kind::store || each.kind == event_kind::update;
        std::string const word = changes && is_tail(each) ? called_.value(each, each.value) : "";
        std::string place;
        if (each.place.line() != 0) {
            place = fmt::format("{}:{}", std::filesystem::path(each.place.file_name()).filename().string(),
                                each.place.line());
        }
        return row(std::to_string(i + 1), cells, word, place + notes(i));
    }

    /// What the step does, and at the right edge of its column its memory order.
    [[nodiscard]] std::string cell(event const& of) const {
        using enum event_kind;
        std::string const name = has_object(of) ? called_.label(of.object) : "";
        std::string const value = called_.value(of, of.value);
        std::string const before = called_.value(of, of.before);
        switch (of.kind) {
            case load:
                return with_order(name + " -> " + value, of.order);
            case store:
                return with_order(name + " <- " + value, of.order);
            case update:
                return with_order(name + ' ' + before + " => " + value, of.order);
            case failed_update:
                return with_order(name + " -> " + before + " fails", of.order);
            case data_read:
            case data_write:
                return (of.text[0] != '\0'     ? of.text.data() + std::string(" ")
                        : of.kind == data_read ? "read "
                                               : "write ") +
                       name;
            case call:
                return std::string("[ ") + of.text.data();
            case returned:
                return std::string("] ") + of.text.data();
            case failure:
                return "*** " + of_.reason;
            case hearsay:
                return std::string("hears of ") + of.text.data();
            case allocate:
            case deallocate:
                return (of.kind == allocate ? "new " : "delete ") + value;
            case wake:
                return "wake " + name + (of.why == wake_reason::timeout ? ", timed out" : "");
            default:
                return std::string(name_of(of.kind)) + ' ' + name;
        }
    }
    [[nodiscard]] std::string with_order(std::string const& what, std::memory_order order) const {
        std::string const name(name_of(order));
        std::size_t const room = width_ - std::min(width_, name.size() + 1);
        return fmt::format("{:<{}.{}} {}", what, room, room, name);
    }

    [[nodiscard]] std::string notes(step_number i) const {
        event const& each = of_.events[i];
        std::string text;
        if (!called_.order(i).empty()) {
            text += "  " + called_.order(i);
        }
        if (is_read(each.kind) && each.reads_from != no_event && of_.events[each.reads_from].thread != each.thread) {
            bool const synchronizes = facts_.precedes(each.reads_from, i);
            text += fmt::format("  reads {}{}", each.reads_from + 1, synchronizes ? "" : ", no order");
        }
        if (each.behind != 0) {
            text += fmt::format("  {} by {}", is_read(each.kind) ? "stale" : "put back", each.behind);
        }
        if (each.spurious || each.why == wake_reason::spurious) {
            text += "  spurious";
        }
        if (of_.failed && facts_.race() && facts_.race()->second == i) {
            text += fmt::format("  RACES WITH {}", facts_.race()->first + 1);
        }
        return text;
    }

    [[nodiscard]] std::string race() const {
        if (!of_.failed || !facts_.race()) {
            return "";
        }
        auto const [first, second] = *facts_.race();
        std::string text = fmt::format("\nnothing orders steps {} and {}, of which one writes", first + 1, second + 1);
        for (auto const& [store, load] : missing_reads(of_, facts_, called_)) {
            text += fmt::format("\n  {} reads from {}, which would order them, but {} is {} and {} is {}", load + 1,
                                store + 1, order_of(load), name_of(of_.events[load].order), order_of(store),
                                name_of(of_.events[store].order));
        }
        return text + '\n';
    }
    [[nodiscard]] std::string order_of(step_number i) const {
        return called_.order(i).empty() ? fmt::format("the order of {}", i + 1) : called_.order(i);
    }

    [[nodiscard]] std::string standing() const {
        std::string text;
        for (std::size_t i = 0; i != of_.stood.size(); ++i) {
            text += fmt::format("  {:<10} {}\n", of_.threads.at(i), of_.stood[i]);
        }
        return text.empty() ? "" : "\nwhere each thread stood:\n" + text;
    }

    execution const& of_;
    bool all_;
    names called_;
    analysis facts_;
    std::size_t width_ = 0;
    bool has_tail_ = false;
};

}  // namespace

std::string columns(execution const& of, source_files& files, bool all) { return text_trace(of, files, all).text(); }

}  // namespace refchan::model
