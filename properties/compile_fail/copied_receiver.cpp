// SPDX-License-Identifier: MIT
// Does not compile: there is one receiver, and it does not copy.

#include "refchan/channel.hpp"

int main() {
    auto [tx, rx] = refchan::channel<int>();
    auto const second = rx;
}
