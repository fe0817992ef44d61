// SPDX-License-Identifier: MIT
// model/litmus/on_model.cpp: one scenario for whatever program is to be explored.

#include "on_model.hpp"

#include "interpreter.hpp"
#include "runner.hpp"

namespace refchan::litmus {
namespace {

template <class Memory>
std::unique_ptr<model::program> make() {
    return std::make_unique<interpreter<Memory>>();
}

struct description {
    std::string_view name;
    bool reduced = false;
    model::memory_model memory{};
    std::unique_ptr<model::program> (*make)() = &litmus::make<own_memory>;
};

description describe(machine which) {
    switch (which) {
        case machine::plain_search:
            return {.name = "plain search"};
        case machine::reduced_search:
            return {.name = "reduced search", .reduced = true};
        case machine::in_place:
            return {.name = "stores in place", .memory = {.reorder_stores = false}};
        case machine::in_place_reduced:
            return {.name = "reduced search, stores in place", .reduced = true, .memory = {.reorder_stores = false}};
        case machine::fresh:
            return {.name = "stale depth 1", .memory = {.stale_depth = 1}};
        case machine::cxx17_sequences:
            return {.name = "release sequences of C++17", .memory = {.cxx20_release_sequences = false}};
        case machine::relacy:
            return {.name = "plain Relacy", .make = &make<plain_relacy>};
        case machine::careless:
            break;
    }
    return {.name = "careless memory", .make = &make<careless_memory>};
}

}  // namespace

std::string_view name_of(machine which) { return describe(which).name; }

exploration explore(program const& what, machine on, spending const& most) {
    description const is = describe(on);
    collected.begin(what);
    model::scenario subject;
    subject.is = {"litmus", "a litmus test", "checker", static_cast<rl::thread_id_t>(what.threads.size())};
    subject.name = "litmus";
    subject.engine = "checker";
    subject.make = is.make;
    model::limits within;
    within.executions = most.executions;
    within.seconds = most.seconds;
    within.bound = 99;
    within.walk = false;
    within.bounded = !is.reduced;
    within.reduced = is.reduced;
    model::memory_model const before = std::exchange(model::cxx_memory, is.memory);
    model::cxx_memory.spurious_failures = ~0U;  // no test has a loop
    model::verdict const found = model::check(subject, within);
    model::cxx_memory = before;
    return {.outcomes = {collected.outcomes.begin(), collected.outcomes.end()},
            .executions = found.executions,
            .seconds = found.seconds,
            .complete = found.complete,
            .failure = found.held ? "" : found.detail};
}

}  // namespace refchan::litmus
