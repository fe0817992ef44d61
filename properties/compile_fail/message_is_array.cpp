// SPDX-License-Identifier: MIT
// Does not compile: an array is not a message: std::array is.

#include "refchan/channel.hpp"

int main() { (void)refchan::sync_channel<int[4]>(1); }
