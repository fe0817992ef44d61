// SPDX-License-Identifier: MIT
// properties/allocation.cpp: the replaced operators. They rest on malloc, so that the sanitizers still see each block.

#include "allocation.hpp"

#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t never = static_cast<std::size_t>(-1);
thread_local constinit std::size_t until_failure = never;
thread_local constinit bool counting = false;
thread_local constinit bool has_failed = false;
thread_local constinit long held = 0;

void* allocate(std::size_t size, std::size_t alignment) noexcept {
    if (counting && until_failure != never && until_failure-- == 0) {
        until_failure = never;
        has_failed = true;
        return nullptr;
    }
    void* memory = nullptr;
    if (alignment <= alignof(std::max_align_t)) {
        memory = std::malloc(size == 0 ? 1 : size);
    } else if (::posix_memalign(&memory, alignment, size) != 0) {
        memory = nullptr;
    }
    held += memory != nullptr;
    return memory;
}

void* allocate_or_throw(std::size_t size, std::size_t alignment) {
    void* const memory = allocate(size, alignment);
    return memory != nullptr ? memory : throw std::bad_alloc();
}

void release(void* memory) noexcept {
    held -= memory != nullptr;
    std::free(memory);
}

constexpr std::size_t usual = alignof(std::max_align_t);

}  // namespace

void* operator new(std::size_t size) { return allocate_or_throw(size, usual); }
void* operator new[](std::size_t size) { return allocate_or_throw(size, usual); }
void* operator new(std::size_t size, std::nothrow_t const&) noexcept { return allocate(size, usual); }
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept { return allocate(size, usual); }
void* operator new(std::size_t size, std::align_val_t at) { return allocate_or_throw(size, std::size_t(at)); }
void* operator new[](std::size_t size, std::align_val_t at) { return allocate_or_throw(size, std::size_t(at)); }
void* operator new(std::size_t size, std::align_val_t at, std::nothrow_t const&) noexcept {
    return allocate(size, std::size_t(at));
}
void* operator new[](std::size_t size, std::align_val_t at, std::nothrow_t const&) noexcept {
    return allocate(size, std::size_t(at));
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::nothrow_t const&) noexcept { release(memory); }
void operator delete[](void* memory, std::nothrow_t const&) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t, std::nothrow_t const&) noexcept { release(memory); }
void operator delete[](void* memory, std::align_val_t, std::nothrow_t const&) noexcept { release(memory); }

namespace properties {

failing_allocation::failing_allocation(std::size_t nth) noexcept {
    until_failure = nth;
    has_failed = false;
}
failing_allocation::~failing_allocation() { until_failure = never; }
bool failing_allocation::failed() const noexcept { return has_failed; }
armed::armed() noexcept { counting = true; }
armed::~armed() { counting = false; }
long blocks_held() noexcept { return held; }

}  // namespace properties
