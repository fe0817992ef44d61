// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/block_queue.hpp: the unbounded engine. Many senders, one receiver, no lock: one atomic word decides
// everything on the senders' side (tail_word.hpp), so a send is one compare-exchange and one store.
//
//      head_ (receiver only)                                  tail_ = [ block | offset | CLOSED DISCONNECTED PARKED ]
//        |                                                       |
//        v                       next                            v
//     +--------------------------+       +--------------------------+
//     | taken | m1 | m2 | (m3)   | ----> | m4 | (m5) | free | free  |        (m): claimed, not yet published
//     +--------------------------+       +--------------------------+
//                ^ offset_                              ^ offset
//
//   send      load the word; CAS offset + 1, clearing PARKED: the slot is ours. Write the message, publish its flag, and
//             wake the receiver if the CAS cleared PARKED.
//   boundary  offset == capacity: bring a block, CAS the word from (old, full) to (new, 1). The winner owns slot 0, links
//             old->next, publishes. A loser keeps its block for its next try, or returns it to the spares.
//   recv      read the head slot's flag; not set: compare the word with (head_, offset_). Different: somebody has claimed
//             that slot, wait for its flag. Equal: empty. Then DISCONNECTED is the answer, or the receiver spins, and
//             sleeps after a CAS from exactly that word to the same with PARKED.
//   drops     the last sender sets DISCONNECTED, the receiver CLOSED, by one fetch_or each. The word that CLOSED was set
//             in names the last slot ever claimed: the receiver destroys up to there, waiting for those in flight.
//
// Invariants
//   INV 1  The slots claimed are those between the receiver's position and the word's; each was claimed by one sender.
//   INV 2  A flag is set after its message is written, and read before its message is.
//   INV 3  A block is emptied only when each of its slots was published and taken and its `next` was read; then no sender
//          holds it. So blocks need no reclamation scheme, and a spare can be reused at once.
//   INV 4  PARKED says that nothing was claimed since the receiver went to sleep. Every claim clears it, and who finds it
//          set (a claim, the last drop) owes one wake-up. PARKED may outlive a sleep that timed out, and a wake-up may come
//          late: each costs one look too many, since whoever sleeps takes a unit before he sleeps. At most each sender and
//          PARKED owe one.
//   INV 5  Once CLOSED, no claim succeeds. Once DISCONNECTED, nobody claims: no sender is left.
//
// Linearization points   send: the CAS (3) or (5). recv of a message: the same thread's take, in claim order. empty,
// timeout, disconnected: the read (11). drops: (15) and (16).
// Orderings              orderings.hpp, by the numbers at the sites below.
// Progress               send: lock-free but for the allocator, and for the wake-up of a receiver that sleeps, which takes a
//                        mutex for a few instructions. recv: blocking. try_recv and drop_receiver: wait for a sender that
//                        has claimed a slot and is moving its message there; they call the allocator to free blocks.
// Idea                   blocks of slots with flags after crossbeam-channel's list flavour; the packed word, the install
//                        by whoever needs the block, and its exact emptiness are this project's.
// Checked by             model/*.model.cpp on engine `unbounded`. Not covered: see model/README.md.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "refchan/detail/engine.hpp"
#include "refchan/detail/sync.hpp"
#include "refchan/detail/tail_word.hpp"

namespace refchan::detail {

/// The unbounded engine. Traits: sync, orders, block_capacity<T>, spare_blocks (see traits.hpp).
template <class T, class Traits>
class block_queue {
    using Sync = typename Traits::sync;
    using Orders = typename Traits::orders;
    template <class U>
    using atomic = typename Sync::template atomic<U>;
    template <class U>
    using cell = typename Sync::template cell<U>;

    static constexpr std::size_t capacity = Traits::template block_capacity<T>;
    static_assert(capacity >= 1, "refchan: a block must hold at least one message");

    struct slot {
        typename Sync::template slot<T> message;
        atomic<std::uint8_t> published{0};
    };
    struct block {
        atomic<block*> next{nullptr};
        std::array<slot, capacity> slots;
        // Not defaulted: a defaulted one would let `block()` zero the room for the messages first.
        block() noexcept {}
    };
    using bits = tail_word<block, capacity>;
    using word = typename bits::word;
    static constexpr std::size_t block_alignment = std::max(bits::block_alignment, alignof(block));

public:
    using deadline = typename Sync::deadline;

    /// A connected channel with one sender and one receiver; nullptr without memory. Allocates no block.
    [[nodiscard]] static block_queue* create() noexcept { return Sync::template create<block_queue>(); }

    block_queue() noexcept = default;
    block_queue(block_queue const&) = delete;
    block_queue& operator=(block_queue const&) = delete;
    ~block_queue() {
        for (auto& place : spares_) {
            if (block* const spare = place.load(Orders::peek_spare)) {  // (19)
                destroy(spare);
            }
        }
    }

    // -- senders -----------------------------------------------------------------------------------------------------

    /// Sends, or says disconnected or out_of_memory and leaves the message alone. Progress: see above.
    [[nodiscard]] sent send(T& message) noexcept {
        typename Sync::backoff backoff;
        block* spare = nullptr;
        for (;;) {
            word seen = tail_.load(Orders::read_tail);  // (1)
            if ((seen & bits::closed) != 0) {
                (void)tail_.load(Orders::see_closed);  // (2)
                put_spare(spare);
                return sent::disconnected;
            }
            if (bits::offset(seen) != capacity) {
                word const claimed = (seen & ~bits::parked) + bits::one_slot;
                if (tail_.compare_exchange_weak(seen, claimed, Orders::claim, Orders::claim_lost)) {  // (3) (4)
                    publish(bits::block(seen)->slots[bits::offset(seen)], message, seen);
                    put_spare(spare);
                    return sent::ok;
                }
            } else {
                if (spare == nullptr && (spare = new_block()) == nullptr) {
                    return sent::out_of_memory;
                }
                word const installed = bits::position(spare, 1);
                if (tail_.compare_exchange_strong(seen, installed, Orders::install, Orders::install_lost)) {  // (5) (6)
                    next_of(bits::block(seen)).store(spare, Orders::link);                                    // (7)
                    publish(spare->slots[0], message, seen);
                    return sent::ok;
                }
            }
            backoff.lost_race();
        }
    }

    void add_sender() noexcept { senders_.fetch_add(1, Orders::add_sender); }  // (17)

    void drop_sender() noexcept {
        if (senders_.fetch_sub(1, Orders::drop_sender) != 1) {  // (18)
            return;
        }
        wake_if_parked(tail_.fetch_or(bits::disconnected, Orders::disconnect));  // (15)
        leave();
    }

    // -- the receiver ------------------------------------------------------------------------------------------------

    /// message, empty or disconnected. Waits only for a slot that is claimed and not yet published.
    [[nodiscard]] received try_recv() noexcept {
        word seen = 0;
        return head_is_published() ? received::message : look(seen);
    }

    /// message, disconnected, or timeout once the deadline has passed. A message that is there wins.
    [[nodiscard]] received recv_until(deadline until) noexcept {
        for (;;) {
            if (spin_for_head(until)) {
                return received::message;
            }
            word seen = 0;
            received const found = look(seen);
            if (found != received::empty) {
                return found;
            }
            if (until.passed()) {
                return received::timeout;
            }
            if (tail_.compare_exchange_strong(seen, seen | bits::parked, Orders::park,
                                              Orders::park_lost)) {  // (12) (13)
                (void)Sync::acquire_until(wake_ups_, until);         // whether woken or timed out: look again
            }
        }
    }

    /// The message that try_recv() or recv_until() has just announced.
    [[nodiscard]] T take() noexcept {
        slot& head = head_slot();
        offset_.write() += 1;
        return head.message.take();
    }

    /// Closes; destroys every message that was claimed and not taken, each once, on this thread; leaves.
    void drop_receiver() noexcept {
        word const last = bits::position(tail_.fetch_or(bits::closed, Orders::close));  // (16)
        while (position() != last) {
            await_head();
            slot& head = head_slot();
            offset_.write() += 1;
            head.message.discard();
        }
        if (block* const final = head_.read()) {
            destroy(final);
        }
        leave();
    }

private:
    // -- senders' steps ----------------------------------------------------------------------------------------------

    void publish(slot& claimed, T& message, word seen) noexcept {
        claimed.message.construct(std::move(message));
        claimed.published.store(1, Orders::publish);  // (8)
        wake_if_parked(seen);
    }
    void wake_if_parked(word seen) noexcept {
        if ((seen & bits::parked) != 0) {
            wake_ups_.release();
        }
    }

    // -- the receiver's steps ----------------------------------------------------------------------------------------

    [[nodiscard]] word position() const noexcept { return bits::position(head_.read(), offset_.read()); }
    [[nodiscard]] slot& head_slot() noexcept { return head_.read()->slots[offset_.read()]; }

    /// Is the message at the head there to take? Moves on to the next block when this one is used up.
    [[nodiscard]] bool head_is_published() noexcept {
        if (offset_.read() == capacity) {
            block* const next = next_of(head_.read()).load(Orders::follow);  // (10)
            if (next == nullptr) {
                return false;
            }
            enter(next);
        }
        return head_slot().published.load(Orders::take) != 0;  // (9)
    }
    [[nodiscard]] bool spin_for_head(deadline until) noexcept {
        typename Sync::backoff backoff;
        while (!head_is_published()) {
            if (!backoff.worth_spinning() || until.passed()) {
                return false;
            }
            backoff.spin();
        }
        return true;
    }
    /// Waits for a message whose slot is known to be claimed: for its sender to move it there.
    void await_head() noexcept {
        typename Sync::backoff backoff;
        while (!head_is_published()) {
            backoff.pause();
        }
    }
    /// The truth about an unpublished head, and the word it was read from.
    [[nodiscard]] received look(word& seen) noexcept {
        seen = tail_.load(Orders::look);  // (11)
        if (bits::position(seen) != position()) {
            await_head();
            return received::message;
        }
        return (seen & bits::disconnected) != 0 ? received::disconnected : received::empty;
    }

    void enter(block* next) noexcept {
        block* const emptied = head_.read();
        head_.write() = next;
        offset_.write() = 0;
        if (emptied != nullptr) {
            emptied->next.store(nullptr, Orders::reset);  // (14)
            for (slot& used : emptied->slots) {
                used.published.store(0, Orders::reset);  // (14)
            }
            put_spare(emptied);
        }
    }

    // -- blocks ------------------------------------------------------------------------------------------------------

    [[nodiscard]] atomic<block*>& next_of(block* which) noexcept { return which == nullptr ? first_ : which->next; }

    [[nodiscard]] block* new_block() noexcept {
        for (auto& place : spares_) {
            if (place.load(Orders::peek_spare) == nullptr) {  // (19)
                continue;
            }
            if (block* const spare = place.exchange(nullptr, Orders::take_spare)) {  // (21)
                return spare;
            }
        }
        return Sync::template create<block, block_alignment>();
    }
    /// Keeps a clean block for later, or frees it when there are enough of them. nullptr: does nothing.
    void put_spare(block* clean) noexcept {
        if (clean == nullptr) {
            return;
        }
        for (auto& place : spares_) {
            block* none = nullptr;
            if (place.load(Orders::peek_spare) == nullptr &&                                          // (19)
                place.compare_exchange_strong(none, clean, Orders::put_spare, Orders::peek_spare)) {  // (20)
                return;
            }
        }
        destroy(clean);
    }
    static void destroy(block* which) noexcept { Sync::template destroy<block, block_alignment>(which); }

    void leave() noexcept {
        if (halves_.fetch_sub(1, Orders::leave) == 1) {  // (22)
            Sync::template destroy<block_queue>(this);
        }
    }

    // The one line that every send writes.
    alignas(destructive_interference) atomic<word> tail_{bits::stub};
    // Touched at block boundaries and on wake-ups, by both sides.
    alignas(destructive_interference) std::array<atomic<block*>, Traits::spare_blocks> spares_{};
    atomic<block*> first_{nullptr};  // the stub's `next`
    typename Sync::semaphore wake_ups_{0};
    // Touched when handles come and go.
    alignas(destructive_interference) atomic<std::size_t> senders_{1};
    atomic<unsigned> halves_{2};
    // The receiver's own.
    alignas(destructive_interference) cell<block*> head_{nullptr};
    cell<std::size_t> offset_{capacity};
};

}  // namespace refchan::detail
