// SPDX-License-Identifier: MIT
// model/explore/explore.test.cpp: what is read in the source, what follows from the events, what they are called, how orders are
// weakened, and the trace in columns. How the page looks, browser_test.py checks in a browser.

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "explore/columns.hpp"
#include "explore/page.hpp"
#include "explore/stage.hpp"

namespace refchan::model {
namespace {

using namespace played;

access_text access(std::vector<std::string> const& lines, std::string_view from) {
    return read_access(lines, lines.at(0).find(from));
}

TEST(source_text, knows_the_accesses_of_the_engine) {
    struct sample {
        std::vector<std::string> lines;
        char const* from;
        char const* object;
        std::vector<std::string> orders;
    };
    for (sample const& each : std::initializer_list<sample>{
             {{"    word seen = tail_.load(Orders::read_tail);  // (1)"}, "tail_", "tail_", {"read_tail"}},
             {{"(void)tail_.load(Orders::see_closed);"}, "tail_", "tail_", {"see_closed"}},
             {{"if (tail_.compare_exchange_weak(seen, claimed, Orders::claim, Orders::claim_lost)) {"},
              "tail_",
              "tail_",
              {"claim", "claim_lost"}},
             {{"if (!tail_.compare_exchange_strong(seen, seen | bits::parked, Orders::park,",
               "   Orders::park_lost)) {"},
              "tail_",
              "tail_",
              {"park", "park_lost"}},
             {{"next_of(bits::block(seen)).store(spare, Orders::link);"}, "next_of", "next", {"link"}},
             {{"return head_slot().published.load(Orders::take) != 0;"}, "head_slot", "published", {"take"}},
             {{"block* const next = next_of(head_.read()).load(Orders::follow);"}, "next_of", "next", {"follow"}},
             {{"block* const next = next_of(head_.read()).load(Orders::follow);"}, "head_", "head_", {}},
             {{"head_.read()->slots[offset_.read()]; }"}, "offset_", "offset_", {}},
             {{"offset_.write() += 1;"}, "offset_", "offset_", {}},
             {{"emptied->next.store(nullptr, Orders::reset);"}, "emptied", "next", {"reset"}},
             {{"claimed.message.construct(std::move(message));"}, "claimed", "message", {}},
             {{"if (Sync::acquire_until(wake_ups_, until)) {"}, "Sync", "wake_ups_", {}},
             {{"typename Sync::lock held(mutex_);"}, "held", "mutex_", {}},
             {{"record.returned(call, outcome::ok, answer->value());"}, "answer", "payload", {}},
             {{"return something_else(entirely);"}, "something", "", {}},
         }) {
        access_text const found = access(each.lines, each.from);
        EXPECT_EQ(found.object, each.object) << each.lines[0];
        EXPECT_EQ(found.orders, each.orders) << each.lines[0];
    }
    EXPECT_EQ(read_access({}, 0).object, "");
    EXPECT_EQ(access({"x"}, "y").object, "");
}

TEST(source_text, a_loop_variable_is_called_after_its_range) {
    stage on;
    now = &on;
    std::vector<played::atomic> spares_(1, played::atomic(0));
    for (auto& place : spares_) {
        place.load(std::memory_order_relaxed);
    }
    source_files files;
    EXPECT_EQ(names(on.made.events, files).name(on.made.events[0].object), "spares_");
}

TEST(source_text, says_nothing_of_what_it_cannot_read) {
    source_files files;
    EXPECT_NE(files.at(where::current().file_name()), nullptr);
    EXPECT_EQ(files.at("no such file"), nullptr);
    EXPECT_EQ(files.access_at("no such file", 1, 1).object, "");
    EXPECT_EQ(files.access_at(where::current().file_name(), 1'000'000, 1).object, "");
}

TEST(source_text, paths_begin_in_the_project) {
    EXPECT_EQ(short_path("/somewhere/impl/include/refchan/detail/x.hpp"), "refchan/detail/x.hpp");
    EXPECT_EQ(short_path("/somewhere/model/explore/x.hpp"), "model/explore/x.hpp");
    EXPECT_EQ(short_path("/usr/include/x.hpp"), "x.hpp");
}

/// Restores the orders: they belong to the whole program.
struct orders : testing::Test {
    void TearDown() override {
        for (named_order const& each : named_orders()) {
            *each.now = each.source;
        }
    }
};

TEST_F(orders, are_weakened_by_name) {
    auto const done = weaken("drop_sender=release");
    ASSERT_TRUE(done) << done.error();
    EXPECT_EQ(done->source, std::memory_order_acq_rel);
    EXPECT_EQ(adjustable_orders::drop_sender, std::memory_order_release);
    EXPECT_EQ(adjustable_orders::claim, detail::orderings::claim);
}

TEST_F(orders, every_name_is_a_variable_of_its_own) {
    std::set<std::memory_order*> variables;
    for (named_order const& each : named_orders()) {
        EXPECT_TRUE(variables.insert(each.now).second) << each.name;
        EXPECT_EQ(*each.now, each.source) << each.name;
    }
    EXPECT_EQ(variables.size(), 22U);
}

TEST_F(orders, a_wrong_request_says_what_was_expected) {
    EXPECT_NE(weaken("tkae=relaxed").error().find("did you mean take?"), std::string::npos);
    EXPECT_NE(weaken("nonsense=relaxed").error().find("--list-orders"), std::string::npos);
    EXPECT_EQ(weaken("nonsense=relaxed").error().find("did you mean"), std::string::npos);
    EXPECT_NE(weaken("take").error().find("expected NAME=ORDER"), std::string::npos);
    EXPECT_NE(weaken("take=release").error().find("weaker is relaxed"), std::string::npos);
    EXPECT_NE(weaken("install=seq_cst").error().find("weaker is acquire, release, relaxed"), std::string::npos);
    EXPECT_NE(weaken("reset=relaxed").error().find("nothing is weaker"), std::string::npos);
}

/// Two threads that pass a message by a flag.
struct passing : orders {
    stage on;
    passing() {
        on.made.threads = {"sender 0", "receiver"};
        on.made.failed = true;
        now = &on;
    }
    void play() {
        channel shown;
        shown.send("send(1)");
        shown.recv();
    }
};

TEST_F(passing, an_acquire_orders_the_accesses) {
    play();
    analysis const facts(on.made.events);
    EXPECT_FALSE(facts.race());
    EXPECT_TRUE(facts.missing().empty());
    EXPECT_EQ(facts.learned()[8], std::vector<step_number>{3});   // follow learns of link
    EXPECT_EQ(facts.learned()[10], std::vector<step_number>{5});  // take of publish
    EXPECT_TRUE(facts.precedes(4, 11));
    EXPECT_FALSE(facts.precedes(4, 9));
}

TEST_F(passing, without_it_they_race_and_the_read_is_named) {
    ASSERT_TRUE(weaken("take=relaxed"));
    play();
    analysis const facts(on.made.events);
    ASSERT_TRUE(facts.race());
    EXPECT_EQ(*facts.race(), (step_pair{4, 11}));
    EXPECT_EQ(facts.missing(), (std::vector<step_pair>{{5, 10}}));
    EXPECT_TRUE(facts.learned()[10].empty());
}

TEST_F(passing, things_have_the_names_of_the_source) {
    play();
    source_files files;
    names const called(on.made.events, files);
    EXPECT_EQ(called.label(on.made.events[1].object), "tail_");
    EXPECT_EQ(called.order(2), "install");
    EXPECT_EQ(called.order(10), "take");
    EXPECT_EQ(called.value(on.made.events[2], on.made.events[2].before), "stub");
    EXPECT_EQ(called.value(on.made.events[2], on.made.events[2].value), "@1+1");
    EXPECT_EQ(called.value(on.made.events[3], on.made.events[3].value), "@1");
    EXPECT_EQ(to_string(called.decode(block + 16 + 7)), "@1+2 CLOSED DISCONNECTED PARKED");
}

TEST_F(passing, columns_say_what_races_and_why) {
    ASSERT_TRUE(weaken("take=relaxed"));
    play();
    on.made.stood = {"finished", "write"};
    source_files files;
    std::string const text = columns(on.made, files);
    for (std::string const wanted :
         {"tail_ stub => @1+1", "RACES WITH 5", "reads 6, no order", "nothing orders steps 5 and 12",
          "11 reads from 6, which would order them, but take is relaxed and publish is release", "receiver   write"}) {
        EXPECT_NE(text.find(wanted), std::string::npos) << wanted << "\n" << text;
    }
    EXPECT_EQ(text.find("head_"), std::string::npos) << "only one thread uses it\n" << text;
    EXPECT_NE(columns(on.made, files, true).find("head_"), std::string::npos);
}

TEST_F(passing, nothing_in_the_data_can_end_the_script) {
    on.say(event_kind::call, "</script><!--");
    source_files files;
    std::string const made = page(on.made, files);
    constexpr std::string_view begin = "id=\"trace\">";
    std::size_t const from = made.find(begin) + begin.size();
    std::string const data = made.substr(from, made.find("</script>", from) - from);
    EXPECT_EQ(data.find('<'), std::string::npos);
    EXPECT_NE(data.find("\\u003c/script>\\u003c!--"), std::string::npos);
}

}  // namespace
}  // namespace refchan::model
