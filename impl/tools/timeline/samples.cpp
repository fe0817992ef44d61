// SPDX-License-Identifier: MIT
// impl/tools/timeline/samples.cpp: refchan-timeline-samples DIRECTORY. Writes the pages that browser_test.py opens. The
// verdicts are written down here by hand: how the oracle finds them is not what is tested.
//
//     violation.html    three processes, a message that overtakes another           proof: 4 operations
//     allowed.html      every kind of operation and result, as one may answer       no proof
//     pending.html      operations that never returned, one of them in the proof
//     unproven.html     the violation, but without its proof: the browser test must call this page wrong
//     hostile.html      a file name and a sentence that try to leave their places, and the largest numbers
//     empty.html        no operation at all
//     own_order.html    an untouched history
//     many.html         40 processes: more lanes than fit
//     long.html         120 000 operations
//     window.html       1 000 000 operations, of which the page holds a part

#include <fmt/format.h>

#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "page.hpp"

namespace {

using refchan::outcome;
using refchan::oracle::history;
using refchan::oracle::instant;
using refchan::oracle::never;
using refchan::oracle::operation;
using refchan::oracle::rule;
using refchan::oracle::verdict;
using refchan::oracle::violation;
using enum refchan::oracle::operation_kind;

history of(std::vector<operation> operations) {
    for (std::size_t i = 0; i < operations.size(); ++i) {
        operations[i].line = static_cast<std::uint32_t>(i + 2);
    }
    history made;
    made.senders = {0, 1};
    made.operations = std::move(operations);
    return made;
}

constexpr auto pending = outcome::would_block;

/// What the receiver did. It is always process 9.
operation receiver(refchan::oracle::operation_kind kind, outcome result, std::int64_t value, instant call,
                   instant returned) {
    return {value, call, returned, 9, 0, 0, kind, result};
}
/// What a sender did, on the handle that has the number of its process.
operation sender(std::uint32_t process, refchan::oracle::operation_kind kind, outcome result, std::int64_t value,
                 instant call, instant returned) {
    return {value, call, returned, process, process, 0, kind, result};
}

history overtaking() {
    return of({sender(0, send, outcome::ok, 17, 1203, 1250), sender(1, send, outcome::ok, 18, 1274, 1322),
               receiver(recv, outcome::ok, 18, 1290, 1349), receiver(try_recv, outcome::ok, 17, 1368, 1404),
               receiver(try_recv, outcome::empty, 0, 1412, 1439), sender(0, drop_sender, outcome::ok, 0, 1300, 1331),
               sender(1, drop_sender, outcome::ok, 0, 1380, 1421),
               receiver(recv, outcome::disconnected, 0, 1446, 1490)});
}

violation overtaken() {
    return {rule::reordered,
            "Message 18 was received before message 17, although the send of 17 had returned before the send of 18 was "
            "called.",
            {0, 1, 2, 3}};
}

history everything() {
    history made =
        of({sender(0, send, outcome::ok, 1, 10, 40), sender(1, try_send, outcome::ok, 2, 20, 36),
            sender(1, try_send, outcome::full, 3, 50, 61), receiver(try_recv, outcome::ok, 1, 55, 80),
            sender(0, clone_sender, outcome::ok, 7, 64, 72), sender(1, send_timeout, outcome::timeout, 4, 74, 78),
            receiver(recv, outcome::ok, 2, 90, 110), receiver(recv_timeout, outcome::timeout, 0, 116, 150),
            sender(0, send, outcome::ok, 5, 160, 181), receiver(recv, outcome::ok, 5, 166, 200),
            sender(7, drop_sender, outcome::ok, 0, 204, 214), receiver(try_recv, outcome::empty, 0, 205, 217),
            receiver(drop_receiver, outcome::ok, 0, 222, 240), sender(0, send, outcome::disconnected, 6, 250, 266),
            sender(1, drop_sender, outcome::ok, 0, 253, 270)});
    made.capacity = 2;
    return made;
}

history unfinished() {
    return of({sender(0, send, outcome::ok, 5, 100, 160), sender(1, send, pending, 6, 130, never),
               receiver(recv, outcome::ok, 6, 180, 235), receiver(recv, outcome::ok, 5, 250, 301),
               sender(0, send, outcome::ok, 7, 260, 330), receiver(recv, pending, 0, 350, never)});
}

history hostile() {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    return of({sender(0, send, outcome::ok, most, most - 100, most - 90),
               sender(1, send, outcome::ok, least, most - 80, most - 70),
               receiver(recv, outcome::ok, most, most - 95, most - 60)});
}

/// Rounds in which `producers` send in turn and process 99 receives all, in times that jitter.
history rounds(std::uint32_t producers, std::size_t count) {
    history made;
    made.senders.clear();
    for (std::uint32_t p = 0; p < producers; ++p) {
        made.senders.push_back(p);
    }
    std::uint64_t random = 88172645463325252ULL;
    instant now = 1'732'000'000'000'000'000;
    auto const later = [&](instant least, unsigned spread) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        return now += least + static_cast<instant>(random % spread);
    };
    std::int64_t value = 0;
    while (made.operations.size() < count) {
        std::vector<operation> burst;
        burst.reserve(producers);
        for (std::uint32_t p = 0; p < producers; ++p) {
            burst.push_back({++value, later(20, 300), never, p, p, 0, send, outcome::ok});
        }
        for (operation& each : burst) {
            each.returned = later(30, 200);
        }
        std::int64_t const first = value - producers;
        made.operations.insert(made.operations.end(), burst.begin(), burst.end());
        for (std::uint32_t p = 0; p < producers; ++p) {
            instant const call = later(10, 100);
            made.operations.push_back({first + p + 1, call, later(20, 120), 99, 0, 0, recv, outcome::ok});
        }
        instant const call = later(10, 100);
        made.operations.push_back({0, call, later(200, 2000), 99, 0, 0, try_recv, outcome::empty});
    }
    for (std::size_t i = 0; i < made.operations.size(); ++i) {
        made.operations[i].line = static_cast<std::uint32_t>(i + 2);
    }
    return made;
}

/// The rounds, and in the middle of them two messages of one process that were received in the wrong order.
std::pair<history, violation> swapped(std::uint32_t producers, std::size_t count) {
    history made = rounds(producers, count);
    std::size_t const round = 2 * producers + 1;
    std::size_t const at = made.operations.size() / round / 2 * round;
    std::swap(made.operations[at + producers].value, made.operations[at + round + producers].value);
    auto const position = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
    return {made,
            {rule::reordered_per_sender,
             fmt::format("Message {} was received before message {} of the same sender, which was sent first",
                         made.operations[at + round].value, made.operations[at].value),
             {position(at), position(at + round), position(at + producers), position(at + round + producers)}}};
}

class folder {
public:
    explicit folder(std::filesystem::path path) : path_(std::move(path)) {}

    void write(std::string const& name, history const& what, verdict const& judgement, std::string const& file = {},
               std::string const& profile = "linearizable") const {
        std::ofstream out(path_ / (name + ".html"), std::ios::binary);
        out << refchan::timeline::page(what, {file.empty() ? name + ".jsonl" : file, profile, judgement});
        out.close();
        if (!out) {
            throw std::runtime_error("cannot write " + name + ".html");
        }
    }

private:
    std::filesystem::path path_;
};

void write_all(folder const& to) {
    to.write("violation", overtaking(), overtaken());
    to.write("unproven", overtaking(), violation{rule::reordered, overtaken().sentence, {}});
    to.write("allowed", everything(), std::nullopt);
    to.write(
        "pending", unfinished(),
        violation{rule::reordered, "Message 6 was received before message 5, which was in the channel", {0, 1, 2}});
    to.write("hostile", hostile(),
             violation{rule::lost, "</h1><script>document.title = 'out'</script>{{data}} & <b>bold</b> \u2028", {1}},
             "</title></script><!-- <script>\u2028\u202e'\"&amp;\xff.jsonl");
    to.write("empty", history{}, std::nullopt);
    history own = overtaking();
    own.timed = false;
    to.write("own_order", own, std::nullopt, {}, "fifo-per-sender");
    to.write("many", swapped(40, 4'000).first, swapped(40, 4'000).second);
    auto const [longer, why] = swapped(4, 120'000);
    to.write("long", longer, why);
    auto const [longest, reason] = swapped(8, 1'000'000);
    to.write("window", longest, reason);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2 || !std::filesystem::is_directory(arguments[1])) {
        std::cerr << "usage: refchan-timeline-samples DIRECTORY\n";
        return 2;
    }
    try {
        write_all(folder(arguments[1]));
    } catch (std::exception const& problem) {
        std::cerr << "refchan-timeline-samples: " << problem.what() << '\n';
        return 1;
    }
    return 0;
}
