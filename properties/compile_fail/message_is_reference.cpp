// SPDX-License-Identifier: MIT
// Does not compile: a reference is not a message.

#include "refchan/channel.hpp"

int main() { (void)refchan::channel<int&>(); }
