// SPDX-License-Identifier: MIT
// properties/parcel.cpp: the account of a run's messages, and its audit.

#include "parcel.hpp"

#include <algorithm>
#include <string_view>

namespace properties {

namespace {

constexpr std::int64_t nobodys_value = -1;

std::uint64_t written_ahead(std::uint32_t number) { return std::uint64_t{number} * 3 + 1; }

std::string_view wrong_with(record const& about, std::thread::id receiver) {
    int const destroyed = about.destroyed;
    if (about.out_of_memory) {
        return "a send says out of memory";
    }
    if (about.torn) {
        return "received before what its sender wrote ahead of it";
    }
    if (about.refused && about.handed_back != 1) {
        return "a failed send did not hand its message back";
    }
    if (about.received + about.handed_back + destroyed == 0) {
        return "neither received nor destroyed";
    }
    if (about.received + about.handed_back + destroyed > 1) {
        return "had more than once, or destroyed as well";
    }
    if (destroyed == 1 && about.destroyed_on.load() != receiver) {
        return "not destroyed by the receiver's drop";
    }
    return "";
}

}  // namespace

parcels::parcels(refchan::oracle::program const& does) {
    for (auto const& steps : does.senders) {
        auto const sent = std::count_if(steps.begin(), steps.end(),
                                        [](refchan::oracle::step next) { return refchan::oracle::sends(next.kind); });
        records_.emplace_back(static_cast<std::size_t>(sent));
    }
}

parcel parcels::make(std::uint32_t sender, std::uint32_t number) noexcept {
    record& about = records_[sender][number];
    about.sender = sender;
    about.number = number;
    about.made = true;
    about.plain = written_ahead(number);
    return parcel(&about);
}

void parcels::handed_back(std::uint32_t sender, std::uint32_t number, refchan::failure reason,
                          parcel&& message) noexcept {
    record& about = records_[sender][number];
    about.refused = true;
    about.out_of_memory = reason == refchan::failure::out_of_memory;
    about.handed_back += message.open() == &about;
}

std::int64_t parcels::open(parcel&& message) noexcept {
    record* const about = message.open();
    if (about == nullptr) {
        return nobodys_value;
    }
    ++about->received;
    about->torn = about->plain != written_ahead(about->number);
    return refchan::oracle::value_of_message(about->sender, about->number);
}

std::string parcels::judge(std::thread::id receiver) const {
    for (auto const& sender : records_) {
        for (record const& about : sender) {
            if (auto const wrong = about.made ? wrong_with(about, receiver) : ""; !wrong.empty()) {
                return std::string(wrong) + ": message " + std::to_string(about.number) + " of sender " +
                       std::to_string(about.sender);
            }
        }
    }
    return "";
}

}  // namespace properties
