// SPDX-License-Identifier: MIT
#pragma once
// properties/payloads.hpp: messages of every shape that a channel must carry. Each can be made from a number and says
// it again; each counts its living objects and notes its use after destruction, through a base that does both.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace properties {

/// Counts living objects over all threads, and remembers which thread destroyed one last.
class alive {
public:
    alive() noexcept : self_(this) { ++count; }
    alive(alive const&) noexcept : alive() {}
    alive(alive&& other) noexcept : alive() { misused += other.self_ != &other; }
    alive& operator=(alive const&) noexcept { return *this; }
    ~alive() {
        misused += self_ != this;
        self_ = nullptr;
        --count;
        destroyed_on = std::this_thread::get_id();
    }

    inline static std::atomic<int> count{0};
    inline static std::atomic<int> misused{0};
    inline static std::atomic<std::thread::id> destroyed_on{};

private:
    alive const* volatile self_;  // volatile: see lockstep_message.hpp
};

/// A number, padded to Size bytes at multiples of Alignment.
template <std::size_t Size, std::size_t Alignment>
struct alignas(Alignment) sized : alive {
    explicit sized(int n) noexcept : number(n) {
        bytes.fill(static_cast<unsigned char>(n));
        misused += reinterpret_cast<std::uintptr_t>(this) % Alignment != 0;
    }
    sized(sized&& other) noexcept : alive(std::move(other)), number(other.number), bytes(other.bytes) {
        misused += reinterpret_cast<std::uintptr_t>(this) % Alignment != 0;
    }
    [[nodiscard]] int value() const {
        misused += bytes.front() != bytes.back() || bytes.back() != static_cast<unsigned char>(number);
        return number;
    }
    int number;
    std::array<unsigned char, Size> bytes;
};

struct move_only : alive {
    explicit move_only(int n) : number(std::make_unique<int>(n)) {}
    [[nodiscard]] int value() const { return *number; }
    std::unique_ptr<int> number;
};

/// Cannot be assigned to.
struct constant : alive {
    explicit constant(int n) noexcept : number(n) {}
    [[nodiscard]] int value() const { return number; }
    int const number;
};

/// Copying it throws: a channel never copies.
struct throwing_copy : alive {
    explicit throwing_copy(int n) noexcept : number(n) {}
    throwing_copy(throwing_copy const& /*other*/) : alive() { throw std::logic_error("copied"); }
    throwing_copy(throwing_copy&& other) noexcept : alive(std::move(other)), number(other.number) {}
    [[nodiscard]] int value() const { return number; }
    int number;
};

/// Longer than the room that std::string has inside.
struct text : alive {
    explicit text(int n) : words(100, static_cast<char>('a' + n)) {}
    [[nodiscard]] int value() const { return words.at(99) - 'a'; }
    std::string words;
};

/// No state at all but what it is counted by; stands for itself.
struct empty {
    explicit empty(int /*number*/) noexcept {}
    [[nodiscard]] static int value() noexcept { return -1; }
};

}  // namespace properties
