// SPDX-License-Identifier: MIT
// properties/generated.property.cpp: the generated programs over each channel. One thread: in lock-step with the
// specification. Several threads: judged by the oracle, and by what became of each message.

#include <gtest/gtest.h>

#include "channels.hpp"
#include "concurrent.hpp"
#include "generators.hpp"
#include "lockstep.hpp"
#include "runner.hpp"

namespace {

using namespace properties;

constexpr auto sequence_bound = "up to 100 commands, 5 sender and 3 receiver slots";
constexpr auto threads_bound = "1 to 4 senders and up to 3 clones, up to 40 steps each; ticketed and untouched";

template <class Kind>
void agrees(std::string_view engine, capacity size = std::nullopt) {
    if (Kind::bounded) {
        about(engine, {"G1", "G3", "G4", "G5", "G6", "G7", "G10", "G12", "G13", "G16"}, sequence_bound);
    } else {
        about(engine, {"G1", "G3", "G4", "G5", "G6", "G7", "G10", "G13", "G16"}, sequence_bound);
    }
    for_all(property<sequence>(
        [size](sequence const& commands) { return agrees_with_the_specification<Kind>(size, commands); }));
}

template <class Kind>
void linearizable(std::string_view engine, capacity size = std::nullopt) {
    if (Kind::bounded) {
        about(engine, {"G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10", "G12"}, threads_bound);
    } else {
        about(engine, {"G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10"}, threads_bound);
    }
    for_all(size, property<program>(is_linearizable<Kind>));
}

TEST(generated_lockstep, unbounded_agrees_with_the_specification) { agrees<shipped>("unbounded"); }
TEST(generated_lockstep, blocks_of_1_agree_with_the_specification) { agrees<blocks_of_1>("unbounded"); }
TEST(generated_lockstep, blocks_of_2_agree_with_the_specification) { agrees<blocks_of_2>("unbounded"); }
TEST(generated_lockstep, reference_agrees_with_the_specification) { agrees<reference>("reference"); }
TEST(generated_lockstep, rendezvous_agrees_with_the_specification) { agrees<bounded>("rendezvous", 0); }
TEST(generated_lockstep, capacity_1_agrees_with_the_specification) { agrees<bounded>("bounded", 1); }
TEST(generated_lockstep, capacity_2_agrees_with_the_specification) { agrees<bounded>("bounded", 2); }
TEST(generated_lockstep, capacity_3_agrees_with_the_specification) { agrees<bounded>("bounded", 3); }
TEST(generated_lockstep, capacity_4_agrees_with_the_specification) { agrees<bounded>("bounded", 4); }

TEST(generated_threads, unbounded_is_linearizable) { linearizable<shipped>("unbounded"); }
TEST(generated_threads, blocks_of_1_are_linearizable) { linearizable<blocks_of_1>("unbounded"); }
TEST(generated_threads, blocks_of_2_are_linearizable) { linearizable<blocks_of_2>("unbounded"); }
TEST(generated_threads, reference_is_linearizable) { linearizable<reference>("reference"); }
TEST(generated_threads, rendezvous_is_linearizable) { linearizable<bounded>("rendezvous", 0); }
TEST(generated_threads, capacity_1_is_linearizable) { linearizable<bounded>("bounded", 1); }
TEST(generated_threads, capacity_2_is_linearizable) { linearizable<bounded>("bounded", 2); }
TEST(generated_threads, capacity_8_is_linearizable) { linearizable<bounded>("bounded", 8); }

}  // namespace
