// SPDX-License-Identifier: MIT
// properties/conformance/example/main.cpp: has my_queue judged. The opening comment of refchan/oracle/conformance.hpp
// is this program.

#include <array>
#include <expected>
#include <optional>
#include <refchan/oracle/conformance.hpp>
#include <string_view>
#include <utility>

#include "my_queue.hpp"

namespace kit = refchan::oracle::conformance;
using kit::outcome;

template <class T>
struct adapted {
    explicit adapted(kit::capacity size) : queue(size.value()) {}
    outcome send(T& message) { return queue.push(std::move(message)) ? outcome::ok : outcome::disconnected; }
    std::expected<T, outcome> recv() {
        if (std::optional<T> message = queue.pop()) {
            return std::move(*message);
        }
        return std::unexpected(outcome::disconnected);
    }
    void close() { queue.close(); }
    my_queue<T> queue;
};

struct my_adapter {
    static constexpr std::string_view name = "my_queue";
    static constexpr std::array capacities{kit::capacity(1), kit::capacity(4)};
    template <class T>
    static auto make(kit::capacity size) {
        return kit::closing_queue<adapted<T>>(size);
    }
};

int main(int argc, char** argv) { return refchan::oracle::conformance_main<my_adapter>(argc, argv); }
