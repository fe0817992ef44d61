// SPDX-License-Identifier: MIT
// Does not compile: the receiver's drop could not go on after a destructor that throws.

#include "refchan/channel.hpp"

struct message {
    ~message() noexcept(false) {}
};

int main() { (void)refchan::sync_channel<message>(1); }
