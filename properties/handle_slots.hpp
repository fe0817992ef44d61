// SPDX-License-Identifier: MIT
#pragma once
// properties/handle_slots.hpp: the handles of a lock-step run, each beside the specification of the channel that it
// should belong to. Whatever is done to a handle is done to both.

#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "channels.hpp"
#include "lockstep_message.hpp"
#include "refchan/spec.hpp"
#include "sequence.hpp"

namespace properties {

template <class Kind>
class handle_slots {
protected:
    using sender = typename Kind::template sender<counted>;
    using receiver = typename Kind::template receiver<counted>;
    using spec = refchan::spec<int>;

    /// A place for a handle, and the channel that it should belong to: nullptr once it is moved from.
    template <class Handle>
    struct place {
        std::optional<Handle> handle;
        spec* channel = nullptr;
    };

    explicit handle_slots(capacity size) : size_(size) {}

    void make(place<sender>& tx, place<receiver>& rx) {
        drop(tx);
        drop(rx);
        channels_.push_back(std::make_unique<spec>(size_));
        auto [new_tx, new_rx] = Kind::template make<counted>(size_);
        tx.handle.emplace(std::move(new_tx));
        rx.handle.emplace(std::move(new_rx));
        tx.channel = rx.channel = channels_.back().get();
    }

    void handle_sender(op how, place<sender>& to, place<sender>& from) {
        if (how == op::drop_sender) {
            return drop(to);
        }
        bool const constructs = how == op::clone_sender || how == op::move_sender;
        if (!from.handle || (constructs ? &to == &from : !to.handle)) {
            return;
        }
        if (constructs) {
            drop(to);
        }
        switch (how) {
            case op::clone_sender:
                clone(from.channel);
                to.handle.emplace(std::as_const(*from.handle));
                to.channel = from.channel;
                return;
            case op::move_sender:
                to.handle.emplace(std::move(*from.handle));
                to.channel = std::exchange(from.channel, nullptr);
                return;
            case op::copy_assign_sender:
                *to.handle = std::as_const(*from.handle);
                clone(from.channel);
                drop_sender(std::exchange(to.channel, from.channel));
                return;
            case op::move_assign_sender:
                *to.handle = std::move(*from.handle);
                return assigned(to, from, drop_sender);
            default:
                std::swap(*to.handle, *from.handle);
                std::swap(to.channel, from.channel);
        }
    }

    void handle_receiver(op how, place<receiver>& to, place<receiver>& from) {
        if (how == op::drop_receiver) {
            return drop(to);
        }
        if (!from.handle || (how == op::move_receiver ? &to == &from : !to.handle)) {
            return;
        }
        if (how == op::move_receiver) {
            drop(to);
            to.handle.emplace(std::move(*from.handle));
            to.channel = std::exchange(from.channel, nullptr);
        } else if (how == op::move_assign_receiver) {
            *to.handle = std::move(*from.handle);
            assigned(to, from, drop_receiver);
        } else {
            std::swap(*to.handle, *from.handle);
            std::swap(to.channel, from.channel);
        }
    }

    template <class Handle>
    static void assigned(place<Handle>& to, place<Handle>& from, void (*drop_old)(spec*)) {
        if (&to != &from) {
            drop_old(std::exchange(to.channel, std::exchange(from.channel, nullptr)));
        }
    }

    void drop(place<sender>& tx) {
        tx.handle.reset();
        drop_sender(std::exchange(tx.channel, nullptr));
    }
    void drop(place<receiver>& rx) {
        rx.handle.reset();
        drop_receiver(std::exchange(rx.channel, nullptr));
    }
    static void clone(spec* channel) { channel == nullptr ? void() : channel->clone_sender(); }
    static void drop_sender(spec* channel) { channel == nullptr ? void() : channel->drop_sender(); }
    static void drop_receiver(spec* channel) {
        channel == nullptr ? void() : channel->drop_receiver([](int) {});
    }

    capacity size_;
    std::vector<std::unique_ptr<spec>> channels_;
    std::array<place<sender>, sender_slots> senders_;
    std::array<place<receiver>, receiver_slots> receivers_;
};

}  // namespace properties
