// SPDX-License-Identifier: MIT
#pragma once
// model/explore/names.hpp: what an execution's numbers are called. Addresses become @1, @2, ... by first appearance, so that two
// runs of one script print the same text; objects get the name under which the source accesses them; the tail word is taken
// apart (refchan/detail/tail_word.hpp).
//
//     94213842387017   -->   @1+1 PARKED            object 7 of kind store, block_queue.hpp:233   -->   published#2

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "event.hpp"
#include "explore/source_text.hpp"

namespace refchan::model {

/// The tail word of the unbounded channel, decoded.
struct tail_parts {
    std::string block;
    std::size_t offset = 0;
    std::size_t capacity = 0;
    bool closed = false;
    bool disconnected = false;
    bool parked = false;
};

class names {
public:
    names(std::span<event const> steps, source_files& files);

    /// "published"; several objects may share a name.
    [[nodiscard]] std::string const& name(unsigned object) const { return objects_.at(object).name; }
    /// "published#2": unique.
    [[nodiscard]] std::string label(unsigned object) const;
    [[nodiscard]] std::size_t objects() const { return objects_.size(); }
    [[nodiscard]] bool is_tail(unsigned object) const { return objects_.at(object).is_tail; }

    /// The name of the memory order of a step; empty: the source does not say.
    [[nodiscard]] std::string const& order(std::size_t step) const { return orders_.at(step); }

    [[nodiscard]] std::string value(event const& of, std::uint64_t value) const;
    [[nodiscard]] static bool is_address(std::uint64_t value);
    [[nodiscard]] std::string address(std::uint64_t value) const;
    [[nodiscard]] tail_parts decode(std::uint64_t word) const;

private:
    struct object {
        std::string name;
        event_kind kind = event_kind::data_read;
        unsigned number = 0;  // among those of its name, from 1
        bool is_alone = true;
        bool is_tail = false;
    };

    void learn_addresses(event const& of);
    void number_objects();

    std::vector<object> objects_;
    std::vector<std::string> orders_;
    std::map<std::uint64_t, std::size_t> addresses_;
};

/// "@1+2 CLOSED PARKED"
[[nodiscard]] std::string to_string(tail_parts const& of);

}  // namespace refchan::model
