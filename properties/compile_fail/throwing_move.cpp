// SPDX-License-Identifier: MIT
// Does not compile: a message whose move can throw could be lost on its way.

#include "refchan/channel.hpp"

struct message {
    message() = default;
    message(message&&) noexcept(false) {}
};

int main() { (void)refchan::channel<message>(); }
