// SPDX-License-Identifier: MIT
// properties/conformance/refused/signatures.cpp: adapters that must not compile, and must say why; WRONG is the member
// that is written otherwise than the kit asks for. Empty: it compiles.

#include <array>
#include <chrono>
#include <expected>
#include <optional>
#include <refchan/oracle/conformance/adapter.hpp>
#include <string_view>

namespace kit = refchan::oracle::conformance;
using kit::outcome;

template <class T>
struct adapted {
    explicit adapted(kit::capacity /*size*/) {}
    outcome send(T& /*message*/) { return outcome::ok; }
    std::expected<T, outcome> recv() { return std::unexpected(outcome::disconnected); }
    WRONG
};

struct adapter {
    static constexpr std::string_view name = "refused";
    DEVIATES
    template <class T>
    static auto make(kit::capacity size) {
        return kit::closing_queue<adapted<T>>(size);
    }
};

int main() { return kit::subject_of<adapter>().has.send ? 0 : 1; }
