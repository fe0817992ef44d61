// SPDX-License-Identifier: MIT
// properties/misuse/use_after_send.cpp: the mistake that the type system of C++ does not see: a message is used after it was
// sent away. It compiles. scripts/check-use-after-send.sh demands that clang-tidy finds each line that is marked here.

#include <cstdio>
#include <string>
#include <utility>

#include "refchan/channel.hpp"

int main() {
    auto [tx, rx] = refchan::channel<std::string>();
    std::string message = "hello";
    if (tx.send(std::move(message))) {
        std::printf("sent %s\n", message.c_str());  // use after send
    }
    auto [sync_tx, sync_rx] = refchan::sync_channel<std::string>(1);
    std::string second = "again";
    if (!sync_tx.try_send(std::move(second))) {
        return static_cast<int>(second.size());  // use after send: what came back is in the error
    }
    return 0;
}
