// SPDX-License-Identifier: MIT
#pragma once
// properties/allocation.hpp: operator new of this program, with a switch: while a failing_allocation lives, the nth
// allocation that this thread makes inside `armed` scopes fails.

#include <cstddef>

namespace properties {

class failing_allocation {
public:
    /// Allocation `nth` (from 0) fails, once.
    explicit failing_allocation(std::size_t nth) noexcept;
    failing_allocation(failing_allocation const&) = delete;
    failing_allocation& operator=(failing_allocation const&) = delete;
    ~failing_allocation();

    /// Has it come to that?
    [[nodiscard]] bool failed() const noexcept;
};

/// Only allocations inside such a scope count.
class armed {
public:
    armed() noexcept;
    armed(armed const&) = delete;
    armed& operator=(armed const&) = delete;
    ~armed();
};

/// Blocks that this thread has allocated and not freed, less those of others that it has freed.
[[nodiscard]] long blocks_held() noexcept;

}  // namespace properties
