// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance.hpp: judges somebody else's channel. Write an adapter of a dozen lines, call
// conformance_main from main, and learn for each guarantee whether it holds, or how it is broken, or why it could not
// be looked at; and on which rung of the ladder of profiles (verdict.hpp) the channel stands. It needs this library and
// the standard library. (POSIX: the program starts itself again for each check.)
//
//     #include <refchan/oracle/conformance.hpp>
//     #include "my_queue.hpp"              // bool push(T&&), std::optional<T> pop(), void close()
//     namespace kit = refchan::oracle::conformance;
//     using kit::outcome;
//
//     template <class T>
//     struct adapted {
//         explicit adapted(kit::capacity size) : queue(size.value()) {}
//         outcome send(T& message) { return queue.push(std::move(message)) ? outcome::ok : outcome::disconnected; }
//         std::expected<T, outcome> recv() {
//             if (std::optional<T> message = queue.pop()) { return std::move(*message); }
//             return std::unexpected(outcome::disconnected);
//         }
//         void close() { queue.close(); }
//         my_queue<T> queue;
//     };
//     struct my_adapter {
//         static constexpr std::string_view name = "my_queue";
//         static constexpr std::array capacities{kit::capacity(1), kit::capacity(4)};
//         template <class T>
//         static auto make(kit::capacity size) { return kit::closing_queue<adapted<T>>(size); }
//     };
//     int main(int argc, char** argv) { return refchan::oracle::conformance_main<my_adapter>(argc, argv); }
//
// properties/conformance/example/ is this program, complete. What else an adapter can say stands in
// conformance/adapter.hpp.
//
//     adapter --> subject --> lock_step  lives  waking  concurrent  stress      each in a process of its own
//                                  |       |      |         |          |
//                                  +-------+------+---------+----------+--> verdicts --> table, JSON, rows
//
// What it does not do: it explores no interleavings of a foreign channel. For that a channel must be templated on its
// atomics, as refchan's own engine is (model/README.md); of one that is not, the guarantee memory_order is reported as
// skipped. Histories show what happened, not what could have happened: `holds` means that it was not seen broken in so
// many of them.

#include <utility>
#include <vector>

#include "refchan/oracle/conformance/adapter.hpp"
#include "refchan/oracle/conformance/runner.hpp"

namespace refchan::oracle {

/// The program that judges these channels: see --help. Returns the exit status: 0 everything is as the adapters
/// promise, 1 something is not, 2 it could not run.
template <conformance::channel_adapter... Adapter>
[[nodiscard]] int conformance_main(int argc, char** argv) {
    return conformance::run_conformance(argc, argv, {conformance::subject_of<Adapter>()...});
}

}  // namespace refchan::oracle
