// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/node_list.hpp: a queue of nodes that are linked through their own `next`, so that adding one asks for no
// memory and cannot fail. It owns nothing. What spec.hpp needs of a queue, and no more.

#include <cstddef>

namespace refchan::detail {

/// Node has a member `Node* next`, which belongs to the list while the node is in it.
template <class Node>
class node_list {
public:
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] Node*& front() noexcept { return first_; }

    void push_back(Node* added) noexcept {
        added->next = nullptr;
        (empty() ? first_ : last_->next) = added;
        last_ = added;
        ++size_;
    }
    void pop_front() noexcept {
        first_ = first_->next;
        --size_;
    }

private:
    Node* first_ = nullptr;
    Node* last_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace refchan::detail
