// SPDX-License-Identifier: MIT
// properties/conformance/wrong.cpp: refchan-conformance-wrong, the control of the conformance kit: channels with one
// fault each, of which it must say first what is wrong with them; and the same channel without a fault, with which
// nothing may be wrong.
//
//     with --demand     exit status 0: all of that is so
//     without           the fault of each is a broken check, and the exit status is 1: a control for verify.sh
//     --report FILE     appends a row for each channel: broken if the kit saw what it should, else holds
//
// The other options are those of the kit.

#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "wrong_channels.hpp"

namespace {

using namespace conformance_tests;

struct expectations {
    std::vector<kit::subject> subjects;
    std::map<std::string, std::string, std::less<>> first;  // one of those; empty: nothing is broken

    template <class Fault, class Adapter = monitor_adapter<Fault>>
    void add() {
        subjects.push_back(kit::subject_of<Adapter>());
        if constexpr (requires { Fault::breaks; }) {
            first.emplace(Fault::name, Fault::breaks);
        } else {
            first.emplace(Fault::name, "");
        }
    }
};

/// The same, with the claim that messages may throw while they are moved.
template <class Fault>
struct claims_throwing_moves : monitor_adapter<Fault> {
    static constexpr bool throwing_moves = true;
};

using wrong_channels =
    std::tuple<loses_a_message, loses_at_the_last_drop, delivers_twice, invents_a_message, reorders_senders,
               reorders_a_sender, eats_what_it_cannot_send, disconnected_before_empty, disconnected_too_early,
               forgets_the_last_drop, sends_into_nothing, false_empty, timeout_before_message, long_waits_overflow,
               false_full, overfull, rendezvous_holds_one, last_drop_wakes_nobody, message_wakes_nobody,
               room_wakes_nobody, receiver_drop_wakes_nobody, try_recv_waits_too, destroys_twice,
               leaks_at_receiver_drop, copies_bytes, forgets_what_was_moved_from, destroys_what_was_moved_from_twice,
               crashes_at_the_end>;

expectations all_expectations() {
    expectations all;
    [&]<class... Fault>(std::tuple<Fault...>*) { (all.add<Fault>(), ...); }(static_cast<wrong_channels*>(nullptr));
    all.add<empty_then_disconnected, untimed_adapter<empty_then_disconnected>>();
    all.add<fills_its_place_later, untimed_adapter<fills_its_place_later>>();
    all.add<gap_as_promised, untimed_adapter<gap_as_promised>>();
    all.add<second_sender_sleeps_on, polled_adapter>();
    all.add<last_handle_never_goes, stuck_adapter<last_handle_never_goes, endless_channel>>();
    all.add<never_made, stuck_adapter<never_made, unborn_channel>>();
    all.add<throw_leaves_a_hole, claims_throwing_moves<throw_leaves_a_hole>>();
    all.add<right, claims_throwing_moves<right>>();
    return all;
}

/// Whether a name stands in a list of them that blanks divide.
bool is_one_of(std::string const& name, std::string const& list) {
    return !name.empty() && (" " + list + " ").find(" " + name + " ") != std::string::npos;
}

/// Whether that argument was there; it is taken out, with its value if it has one.
bool taken(std::vector<char*>& arguments, std::string_view name, std::string* value = nullptr) {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        if (arguments[i] == name) {
            std::size_t const last = value != nullptr && i + 1 < arguments.size() ? i + 1 : i;
            if (last != i) {
                *value = arguments[last];
            }
            arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i),
                            arguments.begin() + static_cast<std::ptrdiff_t>(last) + 1);
            return true;
        }
    }
    return false;
}

void write_row(std::string const& file, kit::subject_verdict const& seen, bool as_it_should,
               std::string const& program) {
    if (file.empty()) {
        return;
    }
    using kit::detail::quoted;
    std::ofstream(file, std::ios::app) << R"({"layer":"properties","check":)" << quoted("conformance/" + seen.of->name)
                                       << R"(,"engine":"monitor","claims":["checker"],"verdict":)"
                                       << (as_it_should ? R"("broken")" : R"("holds")") << R"(,"count":)"
                                       << seen.histories + 1 << R"(,"unit":"cases","bound":"one fault","seconds":)"
                                       << kit::detail::seconds_text(seen.seconds) << R"(,"seed":0,"replay":)"
                                       << quoted(program + " --only " + seen.of->name) << R"(,"detail":)"
                                       << quoted("says first: " + seen.first) << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
    expectations const all = all_expectations();
    std::vector<char*> arguments(argv, argv + argc);
    std::string report;
    bool const demand = taken(arguments, "--demand");
    (void)taken(arguments, "--report", &report);
    return kit::run_conformance(
        static_cast<int>(arguments.size()), arguments.data(), all.subjects,
        [&](kit::subject_verdict const& seen) -> std::string {
            std::string const& wanted = all.first.find(seen.of->name)->second;
            bool const as_it_should = wanted.empty() ? seen.first.empty() : is_one_of(seen.first, wanted);
            if (!wanted.empty() || !as_it_should) {
                write_row(report, seen, as_it_should && !wanted.empty(), argv[0]);
            }
            std::string const says = seen.first.empty() ? "nothing" : seen.first;
            if (!as_it_should) {
                return "says first: " + says + ", and not: " + (wanted.empty() ? "nothing" : wanted);
            }
            return demand || wanted.empty() ? "" : "broken: " + says;
        });
}
