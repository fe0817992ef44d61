// SPDX-License-Identifier: MIT
// Does not compile: a constant message could not be moved out of the channel.

#include "refchan/channel.hpp"

int main() { (void)refchan::channel<int const>(); }
