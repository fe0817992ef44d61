// SPDX-License-Identifier: MIT
#pragma once
// model/programs/programs.model.hpp: registers the written programs (programs.hpp) on kinds of channel, each as a scenario.

#include "programs/programmed.hpp"
#include "programs/programs.hpp"
#include "programs/run_time_program.hpp"

namespace refchan::model {

/// The programs of all scenarios: here for good.
inline std::deque<subject_program>& subject_programs() {
    static std::deque<subject_program> all;
    return all;
}

/// A written program, on a channel of that capacity.
inline oracle::program parsed(programs::written const& what, std::optional<std::uint64_t> capacity) {
    auto made = program_of_text(what.steps, capacity);
    std::string const wrong = !made ? made.error() : why_not_runnable(*made);
    if (!wrong.empty()) {
        std::cerr << what.name << " cannot be run: " << wrong << '\n' << what.steps;
        std::abort();
    }
    return *std::move(made);
}

/// Registers a program on one kind of channel. Its threads are counted here.
template <class Kind>
void add_program_on(programs::written const& what, std::string const& name, expectation expects) {
    subject_program& subject = subject_programs().emplace_back(parsed(what, Kind::capacity));
    about const is{.name = what.name,
                   .claim = what.claim,
                   .ids = what.ids,
                   .threads = static_cast<rl::thread_id_t>(receiver_process(subject.does())) + 1,
                   .expects = expects};
    scenario made{is, name, Kind::name, [&subject] { return std::make_unique<programmed<Kind>>(subject); }};
    made.coverage = [&subject] { return subject.histories(); };
    made.story = [&subject] { return subject.tell(record); };
    scenarios().push_back(std::move(made));
}

/// Registers a program on each of these kinds.
template <class... Kinds>
void add_program(programs::written const& what) {
    (add_program_on<Kinds>(what, what.name, expectation::holds), ...);
}

/// Registers a program on a kind that carries a fault: a search must find it.
template <class Kind>
void add_faulty_program(std::string const& fault, programs::written const& what) {
    add_program_on<Kind>(what, fault + '-' + what.name, expectation::breaks);
}

}  // namespace refchan::model
