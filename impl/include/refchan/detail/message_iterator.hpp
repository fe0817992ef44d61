// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/message_iterator.hpp: walks through the messages of a receiver: an input iterator that holds the current
// message, and fetches the next one when somebody asks whether there is one, or what it is. Not when it is advanced: a loop
// that stops after n messages has received n.

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

    explicit message_iterator(Receiver& from) noexcept : from_(&from) {}
    message_iterator(message_iterator&& other) noexcept = default;
    /// By hand, since T need not be assignable.
    message_iterator& operator=(message_iterator&& other) noexcept {
        if (this != &other) {
            from_ = other.from_;
            asked_ = other.asked_;
            hold(std::move(other.current_));
        }
        return *this;
    }
    message_iterator(message_iterator const&) = delete;
    message_iterator& operator=(message_iterator const&) = delete;
    ~message_iterator() = default;

    [[nodiscard]] T& operator*() const noexcept { return *current(); }
    [[nodiscard]] T* operator->() const noexcept { return current().operator->(); }
    message_iterator& operator++() noexcept {
        current_.reset();
        asked_ = false;
        return *this;
    }
    void operator++(int) noexcept { ++*this; }

    [[nodiscard]] friend bool operator==(message_iterator const& here, std::default_sentinel_t /*end*/) noexcept {
        return !here.current().has_value();
    }

private:
    [[nodiscard]] std::optional<T>& current() const noexcept {
        if (!asked_) {
            asked_ = true;
            hold((from_->*Fetch)());
        }
        return current_;
    }
    void hold(std::optional<T>&& message) const noexcept {
        current_.reset();
        if (message) {
            current_.emplace(std::move(*message));
        }
    }

    Receiver* from_;
    mutable std::optional<T> current_;
    mutable bool asked_ = false;
};

}  // namespace refchan::detail
