// SPDX-License-Identifier: MIT
// model/relacy.cpp: the rest of Relacy's replacement of new and delete. Relacy replaces only the unsized forms, as inline
// functions. Clang calls the sized ones by default, and libstdc++.so can only bind to functions that exist out of line;
// without both, memory would be taken from one allocator and given back to the other.

#include "relacy.hpp"

void operator delete(void* memory, std::size_t) noexcept { ::operator delete(memory); }
void operator delete[](void* memory, std::size_t) noexcept { ::operator delete[](memory); }

namespace refchan::model {
namespace {

// Taking their addresses emits Relacy's inline functions here.
[[gnu::used]] void* (*volatile keep_new)(std::size_t) = &::operator new;
[[gnu::used]] void* (*volatile keep_new_array)(std::size_t) = &::operator new[];
[[gnu::used]] void (*volatile keep_delete)(void*) = &::operator delete;
[[gnu::used]] void (*volatile keep_delete_array)(void*) = &::operator delete[];

}  // namespace
}  // namespace refchan::model
