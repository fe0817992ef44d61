// SPDX-License-Identifier: MIT
// model/explore/names.cpp: see names.hpp.

#include "explore/names.hpp"

#include <algorithm>

#include "explore/analysis.hpp"
#include "refchan/detail/tail_word.hpp"

namespace refchan::model {
namespace {

/// As the models have it: blocks of two messages (kinds.hpp).
constexpr std::size_t capacity = 2;
using bits = detail::tail_word<std::byte, capacity>;

std::uint64_t base_of(std::uint64_t value) { return value - value % bits::block_alignment; }

std::string fallback_name(event_kind kind) {
    using enum event_kind;
    switch (kind) {
        case data_read:
        case data_write:
            return "data";
        case lock:
        case unlock:
            return "mutex";
        case wait:
        case wake:
        case notify:
            return "condition";
        case acquire:
        case release:
            return "semaphore";
        default:
            return "atomic";
    }
}

}  // namespace

names::names(std::span<event const> steps, source_files& files) : orders_(steps.size()) {
    for (std::size_t i = 0; i != steps.size(); ++i) {
        event const& each = steps[i];
        learn_addresses(each);
        if (!has_object(each)) {
            continue;
        }
        objects_.resize(std::max<std::size_t>(objects_.size(), each.object + 1));
        access_text text = files.access_at(each.place.file_name(), each.place.line(), each.place.column());
        if (!text.orders.empty()) {
            bool const second = each.kind == event_kind::failed_update && text.orders.size() > 1;
            orders_[i] = text.orders[second ? 1 : 0];
        }
        object& what = objects_[each.object];
        what.kind = is_life(each) ? what.kind : each.kind;
        if (what.name.empty() && (!is_life(each) || each.kind == event_kind::data_read)) {
            what.name = std::move(text.object);
            what.is_tail = what.name == "tail_";
        }
    }
    for (object& each : objects_) {
        each.name = each.name.empty() ? fallback_name(each.kind) : each.name;
    }
    number_objects();
}

void names::number_objects() {
    std::map<std::string, std::vector<object*>> same;
    for (object& each : objects_) {
        same[each.name].push_back(&each);
    }
    for (auto const& [_, all] : same) {
        for (unsigned number = 0; number != all.size(); ++number) {
            all[number]->number = number + 1;
            all[number]->is_alone = all.size() == 1;
        }
    }
}

std::string names::label(unsigned object) const {
    auto const& what = objects_.at(object);
    return what.is_alone ? what.name : what.name + '#' + std::to_string(what.number);
}

bool names::is_address(std::uint64_t value) {
    constexpr std::uint64_t smallest = 1ULL << 32;
    return value >= smallest && value + smallest >= smallest;
}

/// Blocks come first: of memory that no atomic ever points to, nobody needs a short name.
void names::learn_addresses(event const& of) {
    for (std::uint64_t const value : {of.before, of.value}) {
        if (has_object(of) && is_address(value)) {
            addresses_.try_emplace(base_of(value), addresses_.size() + 1);
        }
    }
}

std::string names::address(std::uint64_t value) const {
    auto const known = addresses_.find(base_of(value));
    return known == addresses_.end() ? "memory" : "@" + std::to_string(known->second);
}

tail_parts names::decode(std::uint64_t word) const {
    return {.block = base_of(word) == 0 ? "stub" : address(word),
            .offset = bits::offset(word),
            .capacity = capacity,
            .closed = (word & bits::closed) != 0,
            .disconnected = (word & bits::disconnected) != 0,
            .parked = (word & bits::parked) != 0};
}

std::string names::value(event const& of, std::uint64_t value) const {
    if (has_object(of) && is_tail(of.object)) {
        return to_string(decode(value));
    }
    bool const is_number = value < (1ULL << 63U);
    return is_address(value) ? address(value)
           : is_number       ? std::to_string(value)
                             : std::to_string(static_cast<std::int64_t>(value));
}

std::string to_string(tail_parts const& of) {
    bool const is_stub = of.block == "stub" && of.offset == of.capacity;
    return (is_stub ? of.block : of.block + '+' + std::to_string(of.offset)) + (of.closed ? " CLOSED" : "") +
           (of.disconnected ? " DISCONNECTED" : "") + (of.parked ? " PARKED" : "");
}

}  // namespace refchan::model
