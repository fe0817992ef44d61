// SPDX-License-Identifier: MIT
// Does not compile: a message that cannot be copied must be moved into send, or the caller would not see it go.

#include <memory>

#include "refchan/channel.hpp"

int main() {
    auto [tx, rx] = refchan::channel<std::unique_ptr<int>>();
    auto const message = std::make_unique<int>(1);
    (void)tx.send(message);
}
