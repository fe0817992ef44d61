// SPDX-License-Identifier: MIT
// Compiles: what the other files of this folder do wrong, done right. So what stops them is the mistake, not the flags.

#include <memory>
#include <utility>

#include "refchan/channel.hpp"

int main() {
    auto [tx, rx] = refchan::channel<std::unique_ptr<int>>();
    auto message = std::make_unique<int>(1);
    if (!tx.send(std::move(message))) {
        return 1;
    }
    auto moved = std::move(rx);
    auto [sync_tx, sync_rx] = refchan::sync_channel<int>(1);
    return sync_tx.try_send(1).has_value() && moved.recv().has_value() ? 0 : 1;
}
