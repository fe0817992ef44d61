// SPDX-License-Identifier: MIT
// What somebody else's program does with refchan: two senders on threads of their own, one receiver that adds up.

#include <iostream>
#include <refchan/channel.hpp>
#include <thread>
#include <utility>

int main() {
    auto [tx, rx] = refchan::channel<int>();
    auto send_thousand = [](auto sender) {
        for (int i = 1; i <= 1000; ++i) {
            if (!sender.send(i))
                return;
        }
    };
    std::jthread first(send_thousand, tx);
    std::jthread second(send_thousand, std::move(tx));

    int sum = 0;
    for (const int& message : rx)
        sum += message;
    std::cout << sum << '\n';
    return sum == 1001000 ? 0 : 1;
}
