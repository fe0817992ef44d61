// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/orderings.hpp: the memory order of every atomic operation, by name. The engines never write an order
// themselves, so a checker can weaken one by deriving from this struct and hiding one name. Each entry says what it pairs
// with and what breaks without it; the number stands at its site in the engine.
//
// What needs no order: the read-modify-writes of the tail word among each other. Claims, installs, parking and both
// disconnections are totally ordered by its modification order, whatever their memory order is. The orders below are there
// for *other* memory (slots, blocks, what the user wrote before an operation), and for the one plain load that decides
// something, (11), which must not be older than what the receiver has already seen.

#include <atomic>

namespace refchan::detail {

struct orderings {
    using order = std::memory_order;

    // -- block_queue: senders

    /// (1) Reads the word to learn what to expect. Relaxed: the compare-exchange that follows does the synchronizing.
    static constexpr order read_tail = std::memory_order_relaxed;
    /// (2) Reads the word again after CLOSED was seen. Acquire, with (16): what the receiver did before its drop
    /// happens-before the send that reports it (G8).
    static constexpr order see_closed = std::memory_order_acquire;
    /// (3) Claims a slot. Acquire, with (5): the block's flags were initialised before it was installed. Belongs here and
    /// not on (1): the word can repeat, with the same block in another life.
    static constexpr order claim = std::memory_order_acquire;
    /// (4) A lost claim. Relaxed: the value is not used.
    static constexpr order claim_lost = std::memory_order_relaxed;
    /// (5) Installs a block. Release, with (3): its initialisation comes before every claim in it. Acquire, with (5)
    /// itself: the previous block's `next` was initialised before (7) writes it.
    static constexpr order install = std::memory_order_acq_rel;
    /// (6) A lost install. Relaxed: the value is not used.
    static constexpr order install_lost = std::memory_order_relaxed;
    /// (7) Links the old block to the new one. Release, with (10): the receiver reads the new block's flags after it.
    static constexpr order link = std::memory_order_release;
    /// (8) Publishes a slot. Release, with (9): the message was written before.
    static constexpr order publish = std::memory_order_release;

    // -- block_queue: the receiver

    /// (9) Reads a slot's flag. Acquire, with (8): the message, and all that precedes its send (G8). That includes the
    /// claim of the slot, so a later (11) reads the word as it was then or newer: never a position behind the receiver's,
    /// which would look like a claim that nobody made.
    static constexpr order take = std::memory_order_acquire;
    /// (10) Follows `next`. Acquire, with (7): the new block's flags; and (5), for (11), as (9).
    static constexpr order follow = std::memory_order_acquire;
    /// (11) Compares the word with the head. Acquire, with (15): if it says DISCONNECTED, what every sender did before
    /// its drop happens-before the recv that reports it (G8).
    static constexpr order look = std::memory_order_acquire;
    /// (12) Sets PARKED. Relaxed: the wake-up travels by the semaphore, whose units are never overwritten.
    static constexpr order park = std::memory_order_relaxed;
    /// (13) A lost park. Relaxed: the receiver looks again.
    static constexpr order park_lost = std::memory_order_relaxed;
    /// (14) Clears flags and `next` of an emptied block. Relaxed: (20), (21) and (5) pass it on.
    static constexpr order reset = std::memory_order_relaxed;

    // -- block_queue: the ends

    /// (15) The last sender sets DISCONNECTED. Release, with (11): what it, and by (18) every sender, did before.
    static constexpr order disconnect = std::memory_order_release;
    /// (16) The receiver's drop sets CLOSED. Release, with (2): what the receiver did before.
    static constexpr order close = std::memory_order_release;
    /// (17) A clone. Relaxed: the count cannot reach 0 while the handle being cloned lives.
    static constexpr order add_sender = std::memory_order_relaxed;
    /// (18) A sender's drop. Release: what it did; acquire, by the last one: what all of them did, for (15) to pass on.
    static constexpr order drop_sender = std::memory_order_acq_rel;

    // -- block_queue: spare blocks

    /// (19) Is there something in this place? Relaxed: (21) decides.
    static constexpr order peek_spare = std::memory_order_relaxed;
    /// (20) Puts a clean block in a place. Release, with (21): its flags, as constructed or as reset by (14).
    static constexpr order put_spare = std::memory_order_release;
    /// (21) Takes one out. Acquire, with (20): who takes it installs it, and passes its flags on by (5).
    static constexpr order take_spare = std::memory_order_acquire;

    // -- both engines

    /// (22) A half leaves; the second one frees the state. Release and acquire: everything the other half did with the
    /// state comes before its destruction.
    static constexpr order leave = std::memory_order_acq_rel;
};

}  // namespace refchan::detail
