// SPDX-License-Identifier: MIT
// model/explore/samples.cpp: refchan-explore-samples DIRECTORY. Writes the pages that browser_test.py opens. Their executions are
// played by hand: how a search finds one is not what is tested here. But names, clocks, races and arrows are worked out as for
// real ones, from the lines of this file.
//
//     race.html         take and follow are relaxed: the receiver reads a message without order       1 race, 1 missing edge
//     holds.html        the same as the source has it                                     no race
//     stale.html        a stale load, a spurious failure, a store put before another
//     deadlock.html     nobody wakes the receiver                                         a failure without a race
//     hostile.html      texts that try to leave their places
//     empty.html        no step at all
//     long.html         3000 steps of four threads

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "explore/page.hpp"
#include "explore/stage.hpp"

namespace {

using namespace refchan::model;
using namespace refchan::model::played;

execution finished(stage& on, std::string scenario, std::string sentence, bool failed) {
    on.made.failed = failed;
    on.made.scenario = std::move(scenario);
    on.made.sentence = std::move(sentence);
    on.made.reason = failed ? "it ended here" : "";
    on.made.claim = "some order explains what the threads see";
    on.made.facts = {"bounded search", "seed 1", "execution 7"};
    on.made.program = "sender 0: send\nreceiver: recv\n";
    on.made.replay = "refchan-explore --replay 'sample:walk:01.89abcdef'";
    return std::move(on.made);
}

stage two_threads() {
    stage on;
    on.made.threads = {"sender 0", "receiver"};
    return on;
}

execution race() {
    stage on = two_threads();
    now = &on;
    on.made.weakened = {*weaken("follow=relaxed"), *weaken("take=relaxed")};
    channel shown;
    shown.send("send(1)");
    on.thread = 1;
    on.say(event_kind::call, "recv()");
    shown.first_.load(Orders::follow);
    shown.head_.write();
    shown.published.load(Orders::take);
    shown.message.write();
    on.say(failure, "");
    Orders::follow = Orders::source::follow;
    Orders::take = Orders::source::take;
    on.made.stood = {"finished", "write of message"};
    return finished(on, "program/one_message/unbounded",
                    "Data race: message is written twice, and nothing orders the two", true);
}

execution holds() {
    stage on = two_threads();
    now = &on;
    channel shown;
    shown.send("send(1)");
    shown.recv();
    return finished(on, "program/one_message/unbounded", "One execution in which nothing goes wrong", false);
}

execution stale() {
    stage on;
    on.made.threads = {"sender 0", "sender 1", "receiver"};
    now = &on;
    channel shown;
    on.thread = 1;
    shown.tail_.load(Orders::read_tail);
    shown.tail_.compare_exchange_weak(block + 8, Orders::claim, Orders::claim_lost, true);
    shown.send("send(1)");
    on.thread = 2;
    shown.tail_.load(Orders::look, 1, stub);
    shown.tail_.compare_exchange_weak(block + 8 + parked, Orders::park, Orders::park_lost);
    shown.published.store(0, Orders::reset, 1);
    return finished(on, "program/stale/unbounded", "A stale load, a spurious failure and a reordered store", false);
}

execution deadlock() {
    stage on = two_threads();
    now = &on;
    channel shown;
    on.thread = 1;
    on.say(event_kind::call, "recv()");
    shown.tail_.load(Orders::look);
    shown.tail_.compare_exchange_weak(stub + parked, Orders::park, Orders::park_lost);
    atomic wake_ups_{0};
    wake_ups_.wait();
    on.say(failure, "");
    on.made.stood = {"finished", "acquire, refchan/detail/block_queue.hpp(176)"};
    return finished(on, "program/sleeps/unbounded", "Deadlock: nobody can go on", true);
}

execution hostile() {
    stage on = two_threads();
    now = &on;
    on.say(event_kind::call, "</script><script>document.title = 'out'</script><b>send</b>{{data}}");
    execution made = finished(on, "</title><script>document.title = 'out'</script>&amp;",
                              "</h1><b>bold</b> {{data}} & \u2028", true);
    made.replay = "<img src=x onerror=\"document.title = 'out'\">";
    return made;
}

execution empty() {
    stage on = two_threads();
    return finished(on, "program/nothing/unbounded", "No step at all", false);
}

execution long_one() {
    stage on;
    on.made.threads = {"sender 0", "sender 1", "sender 2", "receiver"};
    now = &on;
    std::vector<atomic> published(50, atomic(0));
    for (std::size_t i = 0; i != 3'000; ++i) {
        on.thread = i * 7 % 4;
        i % 3 == 0 ? published[i % 50].store(i, Orders::publish) : published[i * 11 % 50].load(Orders::take);
    }
    return finished(on, "program/long/unbounded", "3000 steps of four threads", false);
}

void write(std::filesystem::path const& folder, std::string const& name, execution const& of) {
    source_files files;
    std::ofstream file(folder / (name + ".html"));
    file << page(of, files);
    if (!file.flush()) {
        throw std::runtime_error("cannot write " + (folder / name).string());
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: refchan-explore-samples DIRECTORY\n";
        return 2;
    }
    try {
        std::filesystem::path const folder = arguments[1];
        write(folder, "race", race());
        write(folder, "holds", holds());
        write(folder, "stale", stale());
        write(folder, "deadlock", deadlock());
        write(folder, "hostile", hostile());
        write(folder, "empty", empty());
        write(folder, "long", long_one());
    } catch (std::exception const& problem) {
        std::cerr << problem.what() << '\n';
        return 2;
    }
    return 0;
}
