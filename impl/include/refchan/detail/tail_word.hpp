// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/tail_word.hpp: the one word that holds the whole producer side of the unbounded channel.
//
//      high bits                                                                  low bits
//     +----------------------------------------+-----------+--------+--------------+--------+
//     | block address (its low bits are zero)  |  offset   | CLOSED | DISCONNECTED | PARKED |
//     +----------------------------------------+-----------+--------+--------------+--------+
//                                                next free    receiver  last sender  receiver
//                                                slot, 0..N   is gone   is gone      sleeps
//
// offset == N means that the block is full. The stub, before the first block exists, is a full block at address 0.
// Position: the word without its three flags. The receiver's position equals the word's exactly when nothing was claimed
// that it has not taken. Pure functions of a word: no atomics here.

#include <bit>
#include <cstddef>
#include <cstdint>

namespace refchan::detail {

/// How a block address, an offset up to Capacity and three flags share a word.
template <class Block, std::size_t Capacity>
struct tail_word {
    using word = std::uintptr_t;

    static constexpr word parked = 1;
    static constexpr word disconnected = 2;
    static constexpr word closed = 4;
    static constexpr word flags = parked | disconnected | closed;

    /// One slot further.
    static constexpr word one_slot = 8;
    /// Blocks lie at multiples of this, so that offset and flags fit below their address.
    static constexpr std::size_t block_alignment = one_slot << std::bit_width(Capacity);
    /// The word of a channel nobody has sent to: a full block at address 0.
    static constexpr word stub = Capacity * one_slot;

    [[nodiscard]] static word position(Block* block, std::size_t offset) noexcept {
        return reinterpret_cast<word>(block) + offset * one_slot;
    }
    [[nodiscard]] static constexpr word position(word w) noexcept { return w & ~flags; }
    [[nodiscard]] static constexpr std::size_t offset(word w) noexcept { return (w % block_alignment) / one_slot; }
    [[nodiscard]] static Block* block(word w) noexcept { return reinterpret_cast<Block*>(w - w % block_alignment); }
};

}  // namespace refchan::detail
