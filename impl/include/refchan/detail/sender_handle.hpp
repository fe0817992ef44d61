// SPDX-License-Identifier: MIT
#pragma once
// refchan/detail/sender_handle.hpp: a counted sender half, whatever the engine: what sender and sync_sender share. Copying
// adds a sender, destruction drops one, moving does neither. A moved-from handle has no engine.

#include <utility>

#include "refchan/detail/engine.hpp"
#include "refchan/error.hpp"

namespace refchan::detail {

/// Why a send failed, in the words of error.hpp.
[[nodiscard]] constexpr failure reason_of(sent answer) noexcept {
    switch (answer) {
        case sent::full:
            return failure::full;
        case sent::timeout:
            return failure::timeout;
        case sent::out_of_memory:
            return failure::out_of_memory;
        default:
            return failure::disconnected;
    }
}

/// Owns one unit of an engine's sender count.
template <class Engine>
class sender_handle {
public:
    /// Takes over the sender that the engine was created with.
    explicit sender_handle(Engine* engine) noexcept : engine_(engine) {}

    sender_handle(sender_handle const& other) noexcept : engine_(other.engine_) {
        if (engine_ != nullptr) {
            engine_->add_sender();
        }
    }
    sender_handle(sender_handle&& other) noexcept : engine_(std::exchange(other.engine_, nullptr)) {}
    /// By value: the old handle is dropped after the new one is held, so assigning a handle to itself changes nothing.
    sender_handle& operator=(sender_handle other) noexcept {
        std::swap(engine_, other.engine_);
        return *this;
    }
    ~sender_handle() {
        if (engine_ != nullptr) {
            engine_->drop_sender();
        }
    }

    [[nodiscard]] Engine* engine() const noexcept { return engine_; }

private:
    Engine* engine_;
};

}  // namespace refchan::detail
