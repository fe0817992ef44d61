// SPDX-License-Identifier: MIT
// Does not compile: an ignored send loses its message without a word (a warning, an error under -Werror).

#include "refchan/channel.hpp"

int main() {
    auto [tx, rx] = refchan::channel<int>();
    tx.send(1);
}
