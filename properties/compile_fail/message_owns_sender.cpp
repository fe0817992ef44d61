// SPDX-License-Identifier: MIT
// Compiles: a message that has a sender of its own channel as a member, to be answered through.

#include <optional>

#include "refchan/channel.hpp"

struct request {
    int number = 0;
    std::optional<refchan::sender<request>> answer_to;
};

int main() {
    auto [tx, rx] = refchan::channel<request>();
    if (!tx.send(request{1, tx})) {
        return 1;
    }
    return rx.recv()->number == 1 ? 0 : 1;
}
