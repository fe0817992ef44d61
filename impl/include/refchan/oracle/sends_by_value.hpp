// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/sends_by_value.hpp: where the send of each value stands. Whoever writes histories numbers messages one after
// the other, at least for each sender; so the table keeps eight neighbours side by side, in a page, and finds the page by
// hashing. Dense values then cost a few bytes and hardly a cache miss, and scattered ones are still found at once.
//
//     value = page number * 8 + place        slots: page number -> page        pages: the eight positions

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace refchan::oracle {

/// A position in history::operations; and no position.
using position = std::uint32_t;
inline constexpr position nowhere = std::numeric_limits<position>::max();

class sends_by_value {
public:
    /// The position that was entered with that value before; or nowhere, and now it is entered with this one. Amortized
    /// constant time. Throws std::bad_alloc.
    [[nodiscard]] position enter(std::int64_t value, position where) {
        if (2 * (pages_.size() + 1) > slots_.size()) {
            grow();
        }
        std::uint32_t& slot = slots_[slot_of(number_of(value))];
        if (slot == nowhere) {
            slot = static_cast<std::uint32_t>(pages_.size());
            pages_.push_back({number_of(value), empty_places()});
        }
        position& place = pages_[slot].places_of[place_of(value)];
        if (place != nowhere) {
            return place;
        }
        place = where;
        return nowhere;
    }
    /// The position that was entered with that value, or nowhere.
    [[nodiscard]] position find(std::int64_t value) const {
        std::uint32_t const slot = slots_[slot_of(number_of(value))];
        return slot == nowhere ? nowhere : pages_[slot].places_of[place_of(value)];
    }

private:
    using places = std::array<position, 8>;
    struct page {
        std::int64_t number;
        places places_of;
    };

    [[nodiscard]] static std::int64_t number_of(std::int64_t value) { return value >> 3; }
    [[nodiscard]] static std::size_t place_of(std::int64_t value) { return static_cast<std::size_t>(value) & 7; }
    [[nodiscard]] static places empty_places() {
        places none;
        none.fill(nowhere);
        return none;
    }

    /// The slot of the page of that number, or the empty one in which it would be: open addressing, at most half full.
    /// The mixer is the finalizer of MurmurHash3 (Austin Appleby): senders may number in steps of all sizes.
    [[nodiscard]] std::size_t slot_of(std::int64_t number) const {
        auto mixed = static_cast<std::uint64_t>(number);
        mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccdU;
        mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53U;
        std::size_t slot = (mixed ^ (mixed >> 33)) & (slots_.size() - 1);
        while (slots_[slot] != nowhere && pages_[slots_[slot]].number != number) {
            slot = (slot + 1) & (slots_.size() - 1);
        }
        return slot;
    }
    void grow() {
        slots_.assign(2 * slots_.size(), nowhere);
        for (std::uint32_t i = 0; i != pages_.size(); ++i) {
            slots_[slot_of(pages_[i].number)] = i;
        }
    }

    std::vector<page> pages_;
    std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(16, nowhere);
};

}  // namespace refchan::oracle
