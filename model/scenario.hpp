// SPDX-License-Identifier: MIT
#pragma once
// model/scenario.hpp: a scenario is a small program of a few threads and one claim about it. Files *.model.cpp write them
// as class templates over the kind of channel (kinds.hpp) and register them here; the runner knows nothing else of them.
//
//     template <class Kind>
//     struct a_message_arrives : program {
//         static constexpr about is{"a_message_arrives", "what is sent is received", "G3", 2};
//         void thread(unsigned index) override { ... }
//     };
//     [[maybe_unused]] bool const registered = add<a_message_arrives, unbounded, reference>();

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "relacy_sync.hpp"

namespace refchan::model {

/// One execution of a scenario is one object of it: built before the threads start, destroyed after they have finished.
class program {
public:
    program() = default;
    program(program const&) = delete;
    program& operator=(program const&) = delete;
    virtual ~program() = default;

    /// What thread `index` does. All threads run, in every order.
    virtual void thread(unsigned index) = 0;
    /// After all threads, and ordered after all they did. Must not wait for anybody.
    virtual void after() {}
};

/// What is to come out of all executions.
enum class expectation : unsigned char {
    holds,
    breaks,     ///< a planted fault: the search must find an execution that fails
    data_race,  ///< the checker itself is tested: it must find just this
    deadlock,
    memory_leak,
    freed_memory,
    double_free,
    assertion,
};

struct about {
    char const* name;
    char const* claim;  ///< one sentence
    char const* ids;    ///< the guarantees it checks, with spaces between
    rl::thread_id_t threads;
    bool stops_a_thread = false;  ///< also run with one thread stopped for good, anywhere
    expectation expects = expectation::holds;
};

struct scenario {
    about is;
    std::string name;
    std::string engine;
    std::function<std::unique_ptr<program>()> make;
    /// Judges what the executions have left in a scenario's own memory; nullptr, or a sentence if the claim is broken.
    char const* (*judge)() = nullptr;
    /// What the executions so far have covered, in a few words for the extent of the search.
    std::function<std::string()> coverage = nullptr;
    /// What happened in the last execution, for its trace.
    std::function<std::string()> story = nullptr;

    [[nodiscard]] std::string id() const { return name + '/' + engine; }
};

inline std::vector<scenario>& scenarios() {
    static std::vector<scenario> all;
    return all;
}

template <class Program>
std::unique_ptr<program> make_program() {
    return std::make_unique<Program>();
}

/// Registers a scenario that is no template: a test of the checker itself.
template <class... Programs>
bool add_plain(std::string const& engine) {
    auto const judge_of = []<class Program>() -> char const* (*)() {
        if constexpr (requires { Program::judge(); }) {
            return &Program::judge;
        } else {
            return nullptr;
        }
    };
    (scenarios().push_back(
         {Programs::is, Programs::is.name, engine, &make_program<Programs>, judge_of.template operator()<Programs>()}),
     ...);
    return true;
}

/// Registers a scenario on each of these kinds of channel.
template <template <class> class Program, class... Kinds>
bool add() {
    (scenarios().push_back({Program<Kinds>::is, Program<Kinds>::is.name, Kinds::name, &make_program<Program<Kinds>>}),
     ...);
    return true;
}

/// Registers a scenario on a kind that carries a fault: a search must find it.
template <template <class> class Program, class Kind>
bool add_faulty(std::string const& fault) {
    about faulty = Program<Kind>::is;
    faulty.expects = expectation::breaks;
    scenarios().push_back({faulty, fault + '-' + faulty.name, Kind::name, &make_program<Program<Kind>>});
    return true;
}

}  // namespace refchan::model
