// SPDX-License-Identifier: MIT
#pragma once
// properties/conformance/wrong_channels.hpp: channels with one fault each, most of which some channel really had.
// `breaks` is the guarantee that the kit must find broken first; of two, whichever it sees first.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <iterator>
#include <memory>
#include <new>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "monitor_channel.hpp"

namespace conformance_tests {

// -- messages --------------------------------------------------------------------------------------------------------

/// Every third message is forgotten when it is sent (rust tokio, kanal: a message between two owners; dotnet #132094).
struct loses_a_message : no_fault {
    static constexpr std::string_view name = "loses_a_message";
    static constexpr std::string_view breaks = "exactly_once";
    static void push(auto& state, auto& message) {
        if (state.sent % 3 != 2) {
            no_fault::push(state, message);
        } else {
            auto const forgotten = std::move(message);
        }
    }
};
/// What is queued when the last sender goes is thrown away (flume #78: an accepted message turned into disconnected).
struct loses_at_the_last_drop : no_fault {
    static constexpr std::string_view name = "loses_at_the_last_drop";
    static constexpr std::string_view breaks = "exactly_once";
    static void close(auto& state) {
        no_fault::close(state);
        state.messages.clear();
    }
};
/// A message is taken and stays (moodycamel 0947618: a stale index).
struct delivers_twice : no_fault {
    static constexpr std::string_view name = "delivers_twice";
    static constexpr std::string_view breaks = "exactly_once";
    template <class T>
    static T pop(monitor_state<T>& state) {
        if (state.received % 4 == 2) {
            return state.messages.front().message;
        }
        return no_fault::pop(state);
    }
};
/// A receive that is woken delivers a default value if nothing is there (folly f4d97dc69, boost f263c601).
struct invents_a_message : no_fault {
    static constexpr std::string_view name = "invents_a_message";
    static constexpr std::string_view breaks = "exactly_once";
    static bool can_receive(auto const& state, bool waits) {
        return no_fault::can_receive(state, waits) || (state.senders_gone && !waits && state.received % 2 == 1);
    }
    static bool has_ended(auto const& state) { return no_fault::has_ended(state) && !can_receive(state, false); }
    template <class T>
    static T pop(monitor_state<T>& state) {
        return state.messages.empty() ? T() : no_fault::pop(state);
    }
};
/// Messages of another sender are overtaken (a queue for each producer, as in moodycamel::ConcurrentQueue).
struct reorders_senders : no_fault {
    static constexpr std::string_view name = "reorders_senders";
    static constexpr std::string_view breaks = "fifo_across_senders";
    static void push(auto& state, auto& message) {
        auto at = state.messages.end();
        auto const self = std::this_thread::get_id();
        if (at != state.messages.begin() && std::prev(at)->from != self) {
            --at;
        }
        state.messages.insert(at, {std::move(message), self});
    }
};
/// The message of a sender that waited goes to the front (flume 2a1551d).
struct reorders_a_sender : no_fault {
    static constexpr std::string_view name = "reorders_a_sender";
    static constexpr std::string_view breaks = "fifo_per_sender";
    static void push(auto& state, auto& message) {
        if (state.sent % 3 == 1) {
            state.messages.push_front({std::move(message), std::this_thread::get_id()});
        } else {
            no_fault::push(state, message);
        }
    }
};
/// A send that fails has moved from its message.
struct eats_what_it_cannot_send : no_fault {
    static constexpr std::string_view name = "eats_what_it_cannot_send";
    static constexpr std::string_view breaks = "failed_send_hands_back";
    static void not_sent(auto& message) { auto const eaten = std::move(message); }
};

// -- what is said ----------------------------------------------------------------------------------------------------

/// Looks for senders before it looks for messages (rust-lang/rust #34711). From outside: what is queued is never
/// received.
struct disconnected_before_empty : no_fault {
    static constexpr std::string_view name = "disconnected_before_empty";
    static constexpr std::string_view breaks = "exactly_once";
    static bool has_ended(auto const& state) { return state.senders_gone; }
};
/// Takes an empty channel for one without senders (kanal 184be1e: the count of the wrong half).
struct disconnected_too_early : no_fault {
    static constexpr std::string_view name = "disconnected_too_early";
    static constexpr std::string_view breaks = "disconnected_is_exact";
    static bool has_ended(auto const& state) {
        return state.messages.empty() && (state.senders_gone || state.received > 1);
    }
};
/// Never notices that the last sender is gone (crossbeam 9d423946: the bit is overwritten).
struct forgets_the_last_drop : no_fault {
    static constexpr std::string_view name = "forgets_the_last_drop";
    static constexpr std::string_view breaks = "disconnected_is_exact";
    static void close(auto& /*state*/) {}
};
/// Sends succeed although the receiver is gone (crossbeam 9d423946, the other side).
struct sends_into_nothing : no_fault {
    static constexpr std::string_view name = "sends_into_nothing";
    static constexpr std::string_view breaks = "disconnected_is_exact";
    static bool refuses(auto const& /*state*/) { return false; }
};
/// Says empty although one message is there (tokio #2020, the window of Vyukov's queue).
struct false_empty : no_fault {
    static constexpr std::string_view name = "false_empty";
    static constexpr std::string_view breaks = "empty_is_exact";
    static bool can_receive(auto const& state, bool waits) {
        return state.messages.size() > (!waits && !state.senders_gone && state.received % 2 == 0 ? 1 : 0);
    }
};
/// Gives up at once although a message is there (crossbeam f50cf6f7).
struct timeout_before_message : no_fault {
    static constexpr std::string_view name = "timeout_before_message";
    static constexpr std::string_view breaks = "timeout_is_exact";
    static nanoseconds wait_for(nanoseconds patience) {
        return patience <= nanoseconds(1000) ? nanoseconds(-1) : patience;
    }
};
/// A long wait overflows, and is over at once (flume #167, crossbeam #798).
struct long_waits_overflow : no_fault {
    static constexpr std::string_view name = "long_waits_overflow";
    static constexpr std::string_view breaks = "timeout_is_exact";
    static nanoseconds wait_for(nanoseconds patience) {
        bool const of_recv_for = patience > std::chrono::hours(24) && patience != nanoseconds::max();
        return of_recv_for ? nanoseconds(0) : patience;
    }
};
/// Says full with one place left (ponyc #5820: an index that is counted wrongly).
struct false_full : no_fault {
    static constexpr std::string_view name = "false_full";
    static constexpr std::string_view breaks = "full_is_exact";
    static bool has_room(auto const& state) { return state.room() > (state.size && *state.size > 1 ? 1 : 0); }
};
/// Holds one message more than its capacity (iree #23707: over-subscription).
struct overfull : no_fault {
    static constexpr std::string_view name = "overfull";
    static constexpr std::string_view breaks = "capacity_is_kept";
    static bool has_room(auto const& state) {
        return no_fault::has_room(state) || (state.size && *state.size != 0 && state.messages.size() == *state.size);
    }
};
/// A rendezvous that takes a message although nobody waits for it (flume #145: capacity 0 is 1).
struct rendezvous_holds_one : no_fault {
    static constexpr std::string_view name = "rendezvous_holds_one";
    static constexpr std::string_view breaks = "capacity_is_kept";
    static bool has_room(auto const& state) {
        return no_fault::has_room(state) || (state.size == std::size_t{0} && state.messages.empty());
    }
};

// -- what is seen only when threads meet ---------------------------------------------------------------------

/// Looks for messages, and then for senders, and not for messages again (flume #78, nexus #737): a sender that sends
/// and goes in between is not heard.
struct empty_then_disconnected : no_fault {
    static constexpr std::string_view name = "empty_then_disconnected";
    static constexpr std::string_view breaks = "exactly_once disconnected_is_exact";
    static constexpr bool looks_in_two_steps = true;
};
/// A place that is claimed and not yet filled hides the messages behind it (tokio #2020, Vyukov's queue).
struct fills_its_place_later : no_fault {
    static constexpr std::string_view name = "fills_its_place_later";
    static constexpr std::string_view breaks = "empty_is_exact";
    static constexpr bool publishes_later = true;
};
/// The same, and it promises no more than that: nothing is wrong with it.
struct gap_as_promised : no_fault {
    static constexpr std::string_view name = "gap_as_promised";
    static constexpr bool publishes_later = true;
    static constexpr auto promises = kit::profile::gap_empty;
};
template <class Fault>
struct untimed_adapter {
    static constexpr std::string_view name = Fault::name;
    static constexpr std::array capacities{capacity(), capacity(3)};
    static constexpr bool copies = true;
    static constexpr auto promises = [] {
        if constexpr (requires { Fault::promises; }) {
            return Fault::promises;
        } else {
            return kit::profile::linearizable;
        }
    }();
    template <class T>
    static auto make(capacity size) {
        return kit::closing_queue<untimed_channel<T, Fault>>(size);
    }
};

// -- who is woken ----------------------------------------------------------------------------------------------------

/// The last sender's drop wakes nobody (PaddlePaddle #8094, cpp-channel #37).
struct last_drop_wakes_nobody : no_fault {
    static constexpr std::string_view name = "last_drop_wakes_nobody";
    static constexpr std::string_view breaks = "receiver_wakes";
    static constexpr bool close_wakes_receiver = false;
};
/// A message wakes nobody (nexus #428: the look at the sleeper comes too early, or is stale).
struct message_wakes_nobody : no_fault {
    static constexpr std::string_view name = "message_wakes_nobody";
    static constexpr std::string_view breaks = "receiver_wakes";
    static constexpr bool message_wakes_receiver = false;
};
/// A receive wakes no sender (boost.fiber bad6140b).
struct room_wakes_nobody : no_fault {
    static constexpr std::string_view name = "room_wakes_nobody";
    static constexpr std::string_view breaks = "sender_wakes";
    static bool room_wakes_sender(auto const& /*state*/) { return false; }
};
/// A receive wakes a sender only if the channel was full: a second one that waits is forgotten. The receiver polls, and
/// so it is the receiver that never rests while the sender hangs.
struct second_sender_sleeps_on : no_fault {
    static constexpr std::string_view name = "second_sender_sleeps_on";
    static constexpr std::string_view breaks = "sender_wakes";
    static bool room_wakes_sender(auto const& state) { return state.messages.size() + 1 == *state.size; }
};
struct polled_adapter {
    static constexpr std::string_view name = second_sender_sleeps_on::name;
    static constexpr std::array capacities{capacity(3)};
    template <class T>
    static auto make(capacity size) {
        return kit::closing_queue<polled_channel<T, second_sender_sleeps_on>>(size);
    }
};
/// The receiver's drop wakes no sender (rust #76220, boost.fiber 34436549).
struct receiver_drop_wakes_nobody : no_fault {
    static constexpr std::string_view name = "receiver_drop_wakes_nobody";
    static constexpr std::string_view breaks = "sender_wakes";
    static constexpr bool receiver_drop_wakes_sender = false;
};
/// try_recv waits (rust #112723).
struct try_recv_waits_too : no_fault {
    static constexpr std::string_view name = "try_recv_waits_too";
    static constexpr std::string_view breaks = "try_returns";
    static constexpr bool try_recv_waits = true;
};

// -- lives -----------------------------------------------------------------------------------------------------------

/// The receiver's drop destroys a message that the queue destroys again (CVE-2025-4574, moodycamel d3ca98e).
struct destroys_twice : no_fault {
    static constexpr std::string_view name = "destroys_twice";
    static constexpr std::string_view breaks = "lives_end_once";
    static void discard(auto& state) {
        if (!state.messages.empty()) {
            std::destroy_at(&state.messages.front().message);
        }
        state.messages.clear();
    }
};
/// The receiver's drop forgets what is queued (crossbeam dce3e118, boost.fiber #258).
struct leaks_at_receiver_drop : no_fault {
    static constexpr std::string_view name = "leaks_at_receiver_drop";
    static constexpr std::string_view breaks = "lives_end_once";
    template <class T>
    static void discard(monitor_state<T>& state) {
        static auto& forgotten = *new std::vector<decltype(state.messages)>();  // reachable: for no leak checker
        forgotten.push_back(std::exchange(state.messages, {}));
    }
};
/// A receive on a channel that has ended takes what is not there (boost.thread f263c601).
struct crashes_at_the_end : no_fault {
    static constexpr std::string_view name = "crashes_at_the_end";
    static constexpr std::string_view breaks = "survives";
    static bool has_ended(auto const& state) {
        if (no_fault::has_ended(state)) {
            std::abort();
        }
        return false;
    }
};
/// A message is moved from one place to another on its way, and what is left there
/// is destroyed as often as Ends says. Or its bytes are copied there.
template <int Ends, bool CopiesBytes>
struct moves_on_the_way : no_fault {
    template <class T>
    static T pop(monitor_state<T>& state) {
        alignas(T) static thread_local std::byte places[2][sizeof(T)];
        T* there = ::new (places[0]) T(std::move(state.messages.front().message));
        if constexpr (CopiesBytes) {
            std::memcpy(places[1], places[0], sizeof(T));
            there = std::launder(reinterpret_cast<T*>(places[1]));
        }
        T message(std::move(*there));
        for (int i = 0; i != Ends; ++i) {
            std::destroy_at(there);
        }
        state.messages.pop_front();
        return message;
    }
};
/// The queue moves its messages with memcpy (vectors that grow with realloc).
struct copies_bytes : moves_on_the_way<1, true> {
    static constexpr std::string_view name = "copies_bytes";
    static constexpr std::string_view breaks = "lives_end_once";
};
/// What was moved from is not destroyed.
struct forgets_what_was_moved_from : moves_on_the_way<0, false> {
    static constexpr std::string_view name = "forgets_what_was_moved_from";
    static constexpr std::string_view breaks = "lives_end_once";
};
/// What was moved from is destroyed twice.
struct destroys_what_was_moved_from_twice : moves_on_the_way<2, false> {
    static constexpr std::string_view name = "destroys_what_was_moved_from_twice";
    static constexpr std::string_view breaks = "lives_end_once";
};
/// The last handle's drop never returns (a thread that is joined and has not been told).
struct last_handle_never_goes : no_fault {
    static constexpr std::string_view name = "last_handle_never_goes";
    static constexpr std::string_view breaks = "try_returns";
};
template <class T>
class endless_channel : monitor_channel<T, last_handle_never_goes> {
    using base = monitor_channel<T, last_handle_never_goes>;

public:
    using base::base, base::send, base::recv;
    endless_channel(endless_channel const&) = delete;
    endless_channel& operator=(endless_channel const&) = delete;
    ~endless_channel() { std::this_thread::sleep_for(std::chrono::hours(24)); }
};
/// The same, before there is a handle.
template <class T>
class unborn_channel : monitor_channel<T, last_handle_never_goes> {
    using base = monitor_channel<T, last_handle_never_goes>;

public:
    using base::send, base::recv;
    explicit unborn_channel(capacity size) : base(size) { std::this_thread::sleep_for(std::chrono::hours(24)); }
};
struct never_made : no_fault {
    static constexpr std::string_view name = "never_made";
    static constexpr std::string_view breaks = "try_returns";
};
template <class Fault, template <class> class Channel>
struct stuck_adapter {
    static constexpr std::string_view name = Fault::name;
    template <class T>
    static auto make(capacity size) {
        return kit::closing_queue<Channel<T>>(size);
    }
};

/// A message that throws while it is moved leaves a hole in the queue (rocm-systems #8673).
struct throw_leaves_a_hole : no_fault {
    static constexpr std::string_view name = "throw_leaves_a_hole";
    static constexpr std::string_view breaks = "throwing_moves";
    static void push(auto& state, auto& message) {
        state.messages.emplace_back();
        state.messages.back().message = std::move(message);
    }
};

/// Nothing is wrong with it.
struct right : no_fault {
    static constexpr std::string_view name = "right";
};

}  // namespace conformance_tests
