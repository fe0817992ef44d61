// SPDX-License-Identifier: MIT
// properties/oracle_happens_before.test.cpp: the oracle under a partial order (refchan/oracle/happens_before.hpp) against
// brute force: on random histories in time, where both orders say the same, and on histories under random partial orders
// that no times can express.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "generators.hpp"
#include "refchan/oracle/happens_before.hpp"
#include "refchan/oracle/judge.hpp"
#include "refchan/oracle/search.hpp"
#include "refchan/oracle/well_formed.hpp"
#include "runner.hpp"

namespace {

using namespace refchan::oracle;
using refchan::outcome;

/// A strict order of operations, as a matrix.
struct order {
    std::vector<std::vector<bool>> before;

    explicit order(std::size_t size) : before(size, std::vector<bool>(size, false)) {}
    [[nodiscard]] bool operator()(std::size_t i, std::size_t j) const { return before[i][j]; }
    void close() {
        for (std::size_t via = 0; via != before.size(); ++via) {
            for (std::size_t i = 0; i != before.size(); ++i) {
                for (std::size_t j = 0; before[i][via] && j != before.size(); ++j) {
                    before[i][j] = before[i][j] || before[via][j];
                }
            }
        }
    }
    /// Two pairs in order and nothing between them: no times can express that.
    [[nodiscard]] bool is_no_interval_order() const {
        std::size_t const size = before.size();
        for (std::size_t a = 0; a != size; ++a) {
            for (std::size_t b = 0; b != size; ++b) {
                for (std::size_t c = 0; before[a][b] && c != size; ++c) {
                    for (std::size_t d = 0; d != size; ++d) {
                        if (before[c][d] && !before[a][d] && !before[c][b]) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }
};

class dice {
public:
    explicit dice(std::uint64_t seed) : engine_(seed) {}
    [[nodiscard]] std::size_t below(std::size_t limit) { return engine_() % limit; }
    [[nodiscard]] bool one_in(std::size_t n) { return below(n) == 0; }

private:
    std::mt19937_64 engine_;
};

/// A random history: a few threads' operations, put in one order, answered by the specification, and then perhaps spoilt.
/// The operations lie in that order. No operation is in time yet but for `call`, its place in the order.
class generator {
public:
    generator(std::uint64_t seed, std::optional<std::uint64_t> capacity) : roll_(seed) { made_.capacity = capacity; }

    [[nodiscard]] history make() {
        write_scripts();
        merge();
        answer();
        for (std::size_t spoilt = roll_.below(3); spoilt != 0; --spoilt) {
            spoil();
        }
        stop_some();
        return made_;
    }
    [[nodiscard]] dice& roll() { return roll_; }

private:
    static constexpr std::uint32_t receiver = 9;

    void write_scripts() {
        std::size_t const senders = 1 + roll_.below(3);
        scripts_.assign(senders + 1, {});
        bool const cloned = senders > 1 && roll_.one_in(3);  // the last sender is a clone of the first
        made_.senders.clear();
        for (std::uint32_t sender = 0; sender != senders; ++sender) {
            bool const starts = !cloned || sender + 1 != senders;
            if (starts) {
                made_.senders.push_back(sender);
            }
            for (std::size_t sends = roll_.below(3); sends != 0; --sends) {
                operation_kind const kinds[] = {operation_kind::send, operation_kind::try_send,
                                                operation_kind::send_timeout};
                add(sender, sender, kinds[roll_.below(3)], next_value_++);
            }
            if (cloned && sender == 0) {
                add(0, 0, operation_kind::clone_sender, static_cast<std::int64_t>(senders) - 1);
            }
            if (!roll_.one_in(4)) {
                add(sender, sender, operation_kind::drop_sender, 0);
            }
        }
        for (std::size_t recvs = roll_.below(5); recvs != 0; --recvs) {
            operation_kind const kinds[] = {operation_kind::recv, operation_kind::try_recv,
                                            operation_kind::recv_timeout};
            add(senders, 0, kinds[roll_.below(3)], 0);
        }
        if (roll_.one_in(2)) {
            add(senders, 0, operation_kind::drop_receiver, 0);
        }
    }
    void add(std::size_t script, std::uint32_t sender, operation_kind kind, std::int64_t value) {
        operation one;
        one.value = value;
        one.kind = kind;
        one.sender = sender;
        one.process = is_receivers(kind) ? receiver : sender;
        scripts_[script].push_back(one);
    }

    /// Any order of all operations that keeps that of each thread, and begins with a clone a cloned sender's.
    void merge() {
        std::vector<std::size_t> at(scripts_.size(), 0);
        std::vector<bool> started(scripts_.size(), false);
        started.back() = true;
        for (std::uint32_t const sender : made_.senders) {
            started[sender] = true;
        }
        for (;;) {
            std::vector<std::size_t> ready;
            for (std::size_t script = 0; script != scripts_.size(); ++script) {
                if (started[script] && at[script] != scripts_[script].size()) {
                    ready.push_back(script);
                }
            }
            if (ready.empty()) {
                return;
            }
            std::size_t const script = ready[roll_.below(ready.size())];
            made_.operations.push_back(scripts_[script][at[script]++]);
            made_.operations.back().call = static_cast<instant>(made_.operations.size());
            if (made_.operations.back().kind == operation_kind::clone_sender) {
                started[static_cast<std::size_t>(made_.operations.back().value)] = true;
            }
        }
    }

    /// What the specification says in that order. Who would block, would not: he tries only.
    void answer() {
        refchan::spec<std::int64_t> channel(made_.capacity, made_.senders.size());
        channel.wait_as_receiver(made_.capacity == std::uint64_t{0} && roll_.one_in(2));
        for (operation& one : made_.operations) {
            one.returned = one.call;
            if (is_send(one.kind)) {
                std::int64_t message = one.value;
                one.result = channel.try_send(message);
                one.kind = one.result == outcome::full ? operation_kind::try_send : one.kind;
            } else if (is_recv(one.kind)) {
                auto const said = one.kind == operation_kind::recv_timeout ? channel.recv_timed() : channel.try_recv();
                one.result = said ? outcome::ok : said.error();
                one.value = said ? *said : 0;
                one.kind = one.result == outcome::empty ? operation_kind::try_recv : one.kind;
            } else {
                one.result = outcome::ok;
                if (one.kind == operation_kind::drop_receiver) {
                    channel.drop_receiver([](std::int64_t) {});
                } else if (one.kind == operation_kind::drop_sender) {
                    channel.drop_sender();
                } else {
                    channel.clone_sender();
                }
            }
        }
    }

    /// Another answer, or another message, for one operation.
    void spoil() {
        if (made_.operations.empty()) {
            return;
        }
        operation& one = made_.operations[roll_.below(made_.operations.size())];
        outcome const answers[] = {outcome::ok, outcome::full, outcome::empty, outcome::timeout, outcome::disconnected};
        outcome const said = answers[roll_.below(5)];
        if (!can_answer(one.kind, said)) {
            return;
        }
        one.result = said;
        if (is_recv(one.kind) && said == outcome::ok) {
            one.value = static_cast<std::int64_t>(roll_.below(static_cast<std::size_t>(next_value_) + 1));
        }
    }

    /// The last operation of a thread may never return.
    void stop_some() {
        for (std::size_t i = 0; i != made_.operations.size(); ++i) {
            operation& one = made_.operations[i];
            bool last = one.kind != operation_kind::clone_sender;
            for (std::size_t j = i + 1; j != made_.operations.size(); ++j) {
                last = last && made_.operations[j].process != one.process;
            }
            if (last && roll_.one_in(6)) {
                one.result = outcome::would_block;
                one.returned = never;
            }
        }
    }

    dice roll_;
    history made_;
    std::int64_t next_value_ = 1;
    std::vector<std::vector<operation>> scripts_;
};

/// The order that any recorder sees: of each thread, and a clone before what is done with it.
order least_order(history const& of) {
    order least(of.operations.size());
    for (std::size_t i = 0; i != of.operations.size(); ++i) {
        for (std::size_t j = i + 1; j != of.operations.size(); ++j) {
            operation const& one = of.operations[i];
            operation const& other = of.operations[j];
            bool const makes = one.kind == operation_kind::clone_sender && !is_receivers(other.kind) &&
                               one.value == std::int64_t{other.sender};
            least.before[i][j] = one.process == other.process || makes;
        }
    }
    return least;
}

/// With `percent` of the other pairs in order as well; operations that never returned come before nothing.
order random_order(history const& of, dice& roll, std::size_t percent) {
    order made = least_order(of);
    for (std::size_t i = 0; i != of.operations.size(); ++i) {
        for (std::size_t j = i + 1; j != of.operations.size(); ++j) {
            made.before[i][j] = !is_pending(of.operations[i]) && (made(i, j) || roll.below(100) < percent);
        }
    }
    made.close();
    return made;
}

/// Times around the places in the order: calls earlier, returns later, as far as the thread's own order allows.
void put_in_time(history& of, dice& roll) {
    constexpr instant unit = 1000;
    std::vector<operation>& all = of.operations;
    for (std::size_t i = 0; i != all.size(); ++i) {
        auto const place = static_cast<instant>(i + 1) * unit;
        auto const tie = static_cast<instant>(2 * i);
        instant begin = 0;
        for (std::size_t j = 0; j != i; ++j) {
            begin = least_order(of)(j, i) ? std::max(begin, all[j].returned) : begin;
        }
        instant end = static_cast<instant>(all.size() + 1) * unit;
        for (std::size_t j = all.size(); j-- != i + 1;) {
            end = least_order(of)(i, j) ? static_cast<instant>(j) * unit : end;
        }
        auto const stretch = static_cast<std::size_t>(1 + roll.below(3)) * unit;
        all[i].call = std::max(begin + unit / 10, place - static_cast<instant>(roll.below(stretch))) / 100 * 100 + tie;
        if (!is_pending(all[i])) {
            all[i].returned =
                std::min(end + unit / 2, place + static_cast<instant>(roll.below(stretch)) + 1) / 100 * 100 + tie + 101;
        }
    }
}

std::string text_of(history const& of, order const& before) {
    std::string text;
    for (std::size_t i = 0; i != of.operations.size(); ++i) {
        operation const& one = of.operations[i];
        text += std::to_string(i) + ": process " + std::to_string(one.process) + ' ' + describe(one) + "  before";
        for (std::size_t j = 0; j != of.operations.size(); ++j) {
            text += before(i, j) ? ' ' + std::to_string(j) : "";
        }
        text += '\n';
    }
    return text;
}

constexpr std::array<std::optional<std::uint64_t>, 8> capacities{
    std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt, 0, 1, 2};

/// How many to judge: 200,000 in a run of 1000 cases.
std::size_t histories() { return static_cast<std::size_t>(properties::cases_in_use()) * 200; }

struct tally {
    std::size_t allowed = 0;
    std::size_t refused = 0;
    std::size_t beyond_time = 0;
};

void expect_both_kinds(tally const& seen, std::size_t count) {
    EXPECT_GT(seen.allowed, count / 8);
    EXPECT_GT(seen.refused, count / 8);
    properties::count_cases(count);
}

TEST(oracle_happens_before, a_partial_order_is_judged_as_by_brute_force) {
    std::size_t const count = histories();
    properties::about("oracle", {"checker"}, "up to 15 operations, 1 to 3 senders");
    tally seen;
    for (std::size_t seed = 0; seed != count; ++seed) {
        generator source(seed, capacities[seed % capacities.size()]);
        history const made = source.make();
        std::size_t const percents[] = {0, 5, 20, 50, 100};
        order const before = random_order(made, source.roll(), percents[source.roll().below(5)]);
        verdict const said = judge_by_order(made, before);
        bool const allowed = explainable(made, profile::linearizable, before);
        ASSERT_EQ(!said, allowed) << "seed " << seed << '\n'
                                  << (said ? said->sentence : "allowed") << '\n'
                                  << text_of(made, before);
        ++(allowed ? seen.allowed : seen.refused);
        seen.beyond_time += before.is_no_interval_order() ? 1 : 0;
    }
    EXPECT_GT(seen.beyond_time, count / 5);
    expect_both_kinds(seen, count);
}

TEST(oracle_happens_before, an_order_in_time_is_judged_as_by_time) {
    std::size_t const count = histories() / 2;
    properties::about("oracle", {"checker"}, "up to 15 operations, 1 to 3 senders");
    tally seen;
    for (std::size_t seed = 0; seed != count; ++seed) {
        generator source(seed, capacities[seed % capacities.size()]);
        history made = source.make();
        put_in_time(made, source.roll());
        if (auto const fault = find_malformed(made)) {
            FAIL() << "seed " << seed << ": " << fault->sentence << '\n' << text_of(made, least_order(made));
        }
        verdict const said = judge_by_order(made, searching::order_in_time(made));
        bool const allowed = explainable(made, profile::linearizable);
        ASSERT_EQ(!said, allowed) << "seed " << seed << '\n' << (said ? said->sentence : "allowed");
        verdict const in_time = judge(made, profile::linearizable);
        ASSERT_EQ(!said, !in_time) << "seed " << seed << '\n' << (in_time ? in_time->sentence : "allowed");
        ++(allowed ? seen.allowed : seen.refused);
    }
    expect_both_kinds(seen, count);
}

}  // namespace
