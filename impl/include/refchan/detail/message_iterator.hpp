// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/message_iterator.hpp: walks through the messages of a receiver: an input iterator that holds the current
// message and fetches the next one when it is advanced, never before.

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace refchan::detail {

/// Fetch: a member function of Receiver that answers the next message, or nullopt at the end.
template <class Receiver, class T, std::optional<T> (Receiver::*Fetch)()>
class message_iterator {
public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    explicit message_iterator(Receiver& from) : from_(&from), current_((from.*Fetch)()) {}

    [[nodiscard]] T& operator*() const noexcept { return *current_; }
    [[nodiscard]] T* operator->() const noexcept { return &*current_; }
    message_iterator& operator++() {
        current_.reset();
        if (auto next = (from_->*Fetch)()) {
            current_.emplace(std::move(*next));
        }
        return *this;
    }
    void operator++(int) { ++*this; }

    [[nodiscard]] friend bool operator==(message_iterator const& here, std::default_sentinel_t /*end*/) noexcept {
        return !here.current_.has_value();
    }

private:
    Receiver* from_;
    mutable std::optional<T> current_;
};

}  // namespace refchan::detail
