// SPDX-License-Identifier: MIT
#pragma once
// stress/bench/cpp/message.hpp: what is sent, and how it is seen that all of it arrived in order. Each message carries a stamp:
// who sent it, and the how-manieth of that sender it is. Every peer pays the same for writing and checking it.

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "broken.hpp"

namespace refchan::bench {

inline constexpr unsigned sequence_bits = 40;

[[nodiscard]] constexpr std::uint64_t stamp(unsigned sender, std::uint64_t sequence) noexcept {
    return (std::uint64_t{sender} << sequence_bits) | sequence;
}

/// A struct of so many bytes.
template <std::size_t Bytes>
struct block_message {
    std::array<std::uint64_t, Bytes / sizeof(std::uint64_t)> words;
};

/// A message of type T with that stamp; a string has 32 characters, the first 8 of them with 7 bits of the stamp each.
template <class T>
[[nodiscard]] T message(std::uint64_t stamped) {
    if constexpr (std::is_same_v<T, std::uint64_t>) {
        return stamped;
    } else if constexpr (std::is_same_v<T, std::string>) {
        std::string text(32, '.');
        for (unsigned i = 0; i != 8; ++i) {
            text[i] = static_cast<char>((stamped >> (7 * i)) & 0x7FU);
        }
        return text;
    } else {
        T made;
        for (std::size_t i = 0; i != made.words.size(); ++i) {
            made.words[i] = stamped + i;
        }
        return made;
    }
}

/// The stamp of a message; one that was torn has none.
template <class T>
[[nodiscard]] std::uint64_t stamp_of(T const& arrived) {
    if constexpr (std::is_same_v<T, std::uint64_t>) {
        return arrived;
    } else if constexpr (std::is_same_v<T, std::string>) {
        std::uint64_t found = 0;
        for (unsigned i = 0; i != 8; ++i) {
            found |= static_cast<std::uint64_t>(static_cast<unsigned char>(arrived[i])) << (7 * i);
        }
        return arrived.size() == 32 ? found : ~std::uint64_t{0};
    } else {
        bool whole = true;
        for (std::size_t i = 0; i != arrived.words.size(); ++i) {
            whole &= arrived.words[i] == arrived.words[0] + i;
        }
        return whole ? arrived.words[0] : ~std::uint64_t{0};
    }
}

/// What the receiver has seen of each sender.
class arrivals {
public:
    explicit arrivals(unsigned senders) : next_(senders, 0) {}

    /// The next message must be the next one of its sender.
    template <class T>
    void see(T const& arrived) {
        std::uint64_t const found = stamp_of(arrived);
        std::uint64_t const sender = found >> sequence_bits;
        if (sender >= next_.size() || stamp(static_cast<unsigned>(sender), next_[sender]) != found) [[unlikely]] {
            complain(found);
        }
        ++next_[sender];
    }

private:
    [[noreturn]] void complain(std::uint64_t found) const {
        std::uint64_t const sender = found >> sequence_bits;
        if (sender >= next_.size()) {
            broken(fmt::format("a message arrived that nobody sent: {:#x}", found));
        }
        broken(fmt::format("of sender {}, message {} arrived where message {} was next: lost, repeated or reordered",
                           sender, found & ((std::uint64_t{1} << sequence_bits) - 1), next_[sender]));
    }

    std::vector<std::uint64_t> next_;
};

/// Calls then.operator()<T>() for the T that a payload names.
template <class Then>
auto with_payload(std::string_view payload, Then then) {
    if (payload == "8") {
        return then.template operator()<std::uint64_t>();
    }
    if (payload == "32") {
        return then.template operator()<block_message<32>>();
    }
    if (payload == "64") {
        return then.template operator()<block_message<64>>();
    }
    if (payload == "128") {
        return then.template operator()<block_message<128>>();
    }
    if (payload == "256") {
        return then.template operator()<block_message<256>>();
    }
    if (payload == "string") {
        return then.template operator()<std::string>();
    }
    throw std::invalid_argument(fmt::format("payload={}: expected 8, 32, 64, 128, 256 or string", payload));
}

}  // namespace refchan::bench
