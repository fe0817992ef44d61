// SPDX-License-Identifier: MIT
#pragma once
// stress/bench/cpp/broken.hpp: the end of a measurement in which a channel did not do what a channel does. No figure of a peer
// that loses, repeats or reorders messages is worth anything, and its threads may wait for ever: the program ends.

#include <string>
#include <string_view>

namespace refchan::bench {

/// The request that is being answered, for the message below.
void now_answering(std::string line);

/// Says so on standard output, as JSON, and on standard error; ends the program with status 1. From any thread.
[[noreturn]] void broken(std::string_view sentence);

}  // namespace refchan::bench
