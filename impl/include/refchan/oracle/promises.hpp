// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/promises.hpp: the profile fifo_per_sender by its definition: what each answer promises about all the other
// operations, tried for each one. Quadratic to cubic, and meant to be believed; the fast oracle is compared with it.
//
//     answer                   promises
//     send ok                  the receiver's drop had not returned
//     send disconnected        the receiver's drop had been called
//     send full, or timeout    the channel has a capacity
//     receive ok               one send, which succeeded or never returned, sent the message, and not after the receive; no
//                              other receive took it; what its process had sent before through its handle came before it
//     receive disconnected     all that was sent came before it, and nothing comes after it; each handle's drop was called
//     at any time              capacity n: at most n more sends have returned than receives have begun, while the
//                              receiver is there; capacity 0 and empty promise nothing
//
// An untouched history has no times between processes: only the order of each process counts, and no promise that speaks
// of before and after between two of them.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "refchan/oracle/history.hpp"

namespace refchan::oracle::searching {

/// The profile fifo_per_sender, by its own definition: promises about pairs of operations.
template <class Precedes>
class promises {
public:
    promises(history const& of, Precedes const& precedes) : of_(of), all_(of.operations), precedes_(precedes) {}

    [[nodiscard]] bool all_kept() const {
        for (std::size_t i = 0; i != all_.size(); ++i) {
            bool const kept = is_send(all_[i].kind)   ? send_keeps_its_promise(i)
                              : is_recv(all_[i].kind) ? receive_keeps_its_promise(i)
                                                      : true;
            if (!kept || !leaves_room(i)) {
                return false;
            }
        }
        return leaves_room(all_.size());
    }

private:
    [[nodiscard]] bool is(std::size_t i, operation_kind kind) const { return all_[i].kind == kind; }
    [[nodiscard]] bool is_ok(std::size_t i) const { return all_[i].result == outcome::ok; }
    [[nodiscard]] bool sent(std::size_t i) const { return is_send(all_[i].kind) && is_ok(i); }
    [[nodiscard]] bool received(std::size_t i) const { return is_recv(all_[i].kind) && is_ok(i); }
    /// Without times between processes, `first` is before `second` only where one process says so.
    [[nodiscard]] bool in_time(std::size_t first, std::size_t second) const {
        return of_.timed && precedes_(first, second);
    }

    template <class Condition>
    [[nodiscard]] std::size_t count(Condition condition) const {
        std::size_t found = 0;
        for (std::size_t i = 0; i != all_.size(); ++i) {
            found += condition(i) ? 1 : 0;
        }
        return found;
    }
    template <class Condition>
    [[nodiscard]] bool none(Condition condition) const {
        return count(condition) == 0;
    }
    [[nodiscard]] bool was_received(std::size_t send) const {
        return !none([&](std::size_t i) { return received(i) && all_[i].value == all_[send].value; });
    }
    /// Whether it was, by a receive that comes after that other one.
    [[nodiscard]] bool was_received_after(std::size_t send, std::size_t other) const {
        return !none(
            [&](std::size_t i) { return received(i) && all_[i].value == all_[send].value && precedes_(other, i); });
    }

    /// ok: the receiver is not gone. disconnected: its drop was called. full, timeout: there is a capacity.
    [[nodiscard]] bool send_keeps_its_promise(std::size_t s) const {
        auto const is_drop = [&](std::size_t i) { return is(i, operation_kind::drop_receiver); };
        switch (all_[s].result) {
            case outcome::ok:
                return none([&](std::size_t i) { return is_drop(i) && in_time(i, s); });
            case outcome::disconnected:
                return !none([&](std::size_t i) { return is_drop(i) && !in_time(s, i); });
            case outcome::full:
            case outcome::timeout:
                return of_.capacity.has_value();
            default:
                return true;
        }
    }

    [[nodiscard]] bool receive_keeps_its_promise(std::size_t r) const {
        return is_ok(r) ? takes_one_message(r) && takes_it_in_order(r)
                        : all_[r].result != outcome::disconnected || is_the_end(r);
    }

    /// The message was sent, not after the receive, and nobody else takes it.
    [[nodiscard]] bool takes_one_message(std::size_t r) const {
        auto const same_value = [&](std::size_t i) { return all_[i].value == all_[r].value; };
        return none([&](std::size_t i) { return i != r && received(i) && same_value(i); }) && !none([&](std::size_t i) {
                   return is_send(all_[i].kind) && same_value(i) && (is_ok(i) || is_pending(all_[i])) && !in_time(r, i);
               });
    }

    /// Whatever its process had sent through its handle before was received before.
    [[nodiscard]] bool takes_it_in_order(std::size_t r) const {
        return none([&](std::size_t later) {
            return is_send(all_[later].kind) && all_[later].value == all_[r].value && !none([&](std::size_t earlier) {
                       bool const same_origin = is_send(all_[earlier].kind) &&
                                                all_[earlier].process == all_[later].process &&
                                                all_[earlier].sender == all_[later].sender && precedes_(earlier, later);
                       return same_origin &&
                              ((is_ok(earlier) && !was_received(earlier)) || was_received_after(earlier, r));
                   });
        });
    }

    /// disconnected: everything was received before, nothing is after, and each handle's drop was called.
    [[nodiscard]] bool is_the_end(std::size_t r) const {
        auto const still_lives = [&](std::int64_t handle) {
            return none([&](std::size_t i) {
                return is(i, operation_kind::drop_sender) && std::int64_t{all_[i].sender} == handle && !in_time(r, i);
            });
        };
        return none([&](std::size_t i) { return sent(i) && !was_received(i); }) &&
               none([&](std::size_t i) { return received(i) && precedes_(r, i); }) &&
               std::ranges::none_of(of_.senders, still_lives) && none([&](std::size_t i) {
                   return is(i, operation_kind::clone_sender) && is_ok(i) && still_lives(all_[i].value);
               });
    }

    /// When the receiver calls its operation r, or at the end: of the sends that have returned, no more are without a
    /// receive that has begun than there is room for. (The receiver does one thing at a time, so nothing is fuller between.)
    [[nodiscard]] bool leaves_room(std::size_t r) const {
        bool const is_end = r == all_.size();
        bool const counts = of_.timed && of_.capacity.value_or(0) != 0 && (is_end || is_receivers(all_[r].kind));
        bool const receiver_gone = is_end && !none([&](std::size_t i) { return is(i, operation_kind::drop_receiver); });
        if (!counts || receiver_gone) {
            return true;
        }
        auto const sends = count([&](std::size_t i) { return sent(i) && (is_end || precedes_(i, r)); });
        auto const receives = count([&](std::size_t i) {
            bool const takes = received(i) || (is_recv(all_[i].kind) && is_pending(all_[i]));
            return takes && (is_end || precedes_(i, r));
        });
        return sends <= receives + *of_.capacity;
    }

    history const& of_;
    std::span<operation const> all_;
    Precedes const& precedes_;
};

}  // namespace refchan::oracle::searching
