// SPDX-License-Identifier: MIT
#pragma once
// stress/round.hpp: what a scenario is, and one round of it. A scenario is a class template over the engine with facts
// `about` itself and `play(round&)`, which makes channels, casts threads for its roles, plays once, and checks.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crew.hpp"
#include "worker.hpp"

namespace refchan::stress {

class round {
public:
    round(crew& threads, std::uint64_t seed, unsigned most_senders, placing where)
        : random(seed), crew_(threads), seed_(seed), where_(where) {
        senders = random.one_in(2) ? most_senders : 1 + random.below(most_senders);
        // A thousand messages or so: the trace of ThreadSanitizer must hold both halves of a race.
        messages = 1 + (random.one_in(4) ? random.below(20) : 40 + random.below(1000)) / senders;
        how_wild_ = static_cast<unrest>(random.below(3));
    }

    /// One more thread.
    void cast(char const* name, std::move_only_function<void(worker&)> body) {
        roles_.push_back({name, std::move(body)});
    }
    /// Plays the roles cast since the last time.
    void play() {
        crew_.play(roles_, seed_, how_wild_, where_);
        roles_.clear();
    }
    /// So many messages or operations more were judged.
    void count(std::uint64_t judged) noexcept { counted_ += judged; }
    [[nodiscard]] std::uint64_t counted() const noexcept { return counted_; }

    dice random;
    unsigned senders;   // threads that send
    unsigned messages;  // of each

private:
    crew& crew_;
    std::uint64_t seed_;
    placing where_;
    unrest how_wild_ = unrest::calm;
    std::vector<role> roles_;
    std::uint64_t counted_ = 0;
};

/// What a scenario says about itself.
struct facts {
    char const* name;
    std::vector<std::string> claims;
    char const* sentence;
    char const* unit = "messages";  // what a round counts
};

/// One scenario on one engine.
struct scenario {
    std::string check;
    std::string engine;
    std::vector<std::string> claims;
    std::string sentence;
    std::string unit;
    void (*play)(round&);
    int red = 0;  // a planted bug: the exit status that it must lead to; 0: a channel without one

    [[nodiscard]] std::string name() const { return check + "/" + engine; }
};

template <template <class> class Scenario, class Engine>
[[nodiscard]] scenario make_scenario() {
    facts const about = Scenario<Engine>::about();
    return {about.name, std::string(Engine::name), about.claims, about.sentence, about.unit, &Scenario<Engine>::play};
}

/// That scenario on each of those engines.
template <template <class> class Scenario, class... Engines>
void add_scenario(std::vector<scenario>& all) {
    (all.push_back(make_scenario<Scenario, Engines>()), ...);
}

/// What this program runs. The plain programs and the one with planted bugs each have their own.
[[nodiscard]] std::vector<scenario> all_scenarios();

}  // namespace refchan::stress
