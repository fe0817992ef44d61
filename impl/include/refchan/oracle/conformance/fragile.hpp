// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/fragile.hpp: messages whose move throws when it is told to, for channels that claim to
// stand that.
//
//     send(1)  send(2) throws in its k-th move, for each k that the channel gets to  send(3)  recv: 1, 3  end
//
// INV 1  Either the send throws, and its message is never received; or it moved less than k times, and all is as usual.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "refchan/oracle/conformance/closing_queue.hpp"
#include "refchan/oracle/conformance/parcel.hpp"
#include "refchan/spec.hpp"

namespace refchan::oracle::conformance {

struct move_failed : std::runtime_error {
    move_failed() : std::runtime_error("a message that throws when it is moved") {}
};

/// A message that throws in the move that makes `moves_left` zero. One thread.
template <bool Copyable>
class fragile {
public:
    inline static int moves_left = -1;  // less than zero: none throws

    fragile() = default;
    fragile(ledger& counts, std::int64_t number) : inside_(counts, number) {}
    // That it throws is what it is for. NOLINTNEXTLINE(performance-noexcept-move-constructor,bugprone-exception-escape)
    fragile(fragile&& other) : inside_((count_a_move(), std::move(other.inside_))) {}
    fragile(fragile const& other)
        requires Copyable
        : inside_((count_a_move(), other.inside_)) {}
    // NOLINTNEXTLINE(performance-noexcept-move-constructor,bugprone-exception-escape)
    fragile& operator=(fragile&& other) {
        count_a_move();
        inside_ = std::move(other.inside_);
        return *this;
    }
    fragile& operator=(fragile const& other)
        requires Copyable
    {
        count_a_move();
        inside_ = other.inside_;
        return *this;
    }
    ~fragile() = default;

    [[nodiscard]] std::int64_t number() const noexcept { return inside_.number(); }

private:
    static void count_a_move() {
        if (moves_left == 1) {
            moves_left = -1;
            throw move_failed();
        }
        moves_left -= moves_left > 0 ? 1 : 0;
    }

    basic_parcel<Copyable> inside_;
};

/// Sends them through a channel of that capacity, which holds 3. Empty: all is well; otherwise what is not.
template <class Adapter>
[[nodiscard]] std::string send_fragile_messages(capacity size) {
    constexpr bool copies = requires { requires Adapter::copies; };
    using message = fragile<copies>;
    for (int k = 1;; ++k) {
        ledger counts(4);
        bool threw = false;
        std::string got;
        {
            auto [tx, rx] = Adapter::template make<message>(size);
            auto const send = [&](std::int64_t number) {
                message sent(counts, number);
                return tx.send(sent) == outcome::ok;
            };
            bool sent = send(1);
            message::moves_left = k;
            try {
                sent = send(2) && sent;
            } catch (move_failed const&) {
                threw = true;
            }
            message::moves_left = -1;
            sent = send(3) && sent;
            for (int i = 0; i != (threw ? 2 : 3) && sent; ++i) {
                auto answer = rx.recv();
                got += answer ? std::to_string(answer->number()) : "-";
            }
            std::string const wanted = threw ? "13" : "123";
            std::string const when = threw ? ", whose send threw in move " + std::to_string(k) : "";
            if (!sent || got != wanted) {
                return sent ? std::string("sent 1, 2").append(when).append(", and 3; received ").append(got)
                            : "a send failed after one that threw";
            }
        }
        if (std::string fault = counts.fault(); !fault.empty()) {
            return fault + (threw ? ", after a send that threw" : "");
        }
        if (!threw) {
            return "";
        }
    }
}

}  // namespace refchan::oracle::conformance
