// SPDX-License-Identifier: MIT
#pragma once
// properties/oracle/mix.hpp: what the generated histories were like. A comparison of two judges is worth something only if
// both answers are frequent, and if each rule, each kind of operation and each sort of channel occurs.

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generate.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::oracle::checks {

/// What a history was judged to be by each profile. Nothing: that profile does not judge it.
struct judged {
    std::array<std::optional<verdict>, ladder_rungs.size()> by_profile;
};

class mix {
public:
    [[nodiscard]] std::uint64_t count() const noexcept { return all_; }
    void add(generated const& made, judged const& answers);
    /// A few tables.
    void print(std::ostream& out) const;
    /// What there is too little of. Nobody asks for anything of fewer than enough_histories.
    [[nodiscard]] std::vector<std::string> misses() const;

    static constexpr std::uint64_t enough_histories = 20000;

private:
    static constexpr std::size_t capacities = 5;  // none, 0, 1, 2, 3
    static constexpr std::size_t outcomes = 6;
    static constexpr std::size_t profiles = ladder_rungs.size();

    struct tally {
        std::uint64_t allowed = 0;
        std::uint64_t violating = 0;
    };

    void print_rules(std::ostream& out) const;
    void print_kinds(std::ostream& out) const;
    void need(std::vector<std::string>& missing, std::uint64_t there, double percent, std::string const& of_what) const;

    std::uint64_t all_ = 0;
    std::uint64_t operations_ = 0;
    std::uint64_t corrupted_ = 0;
    std::uint64_t pending_ = 0;
    std::uint64_t untimed_ = 0;
    std::uint64_t cloning_ = 0;
    std::uint64_t receiver_dropped_ = 0;
    std::uint64_t only_with_gaps_ = 0;   // allowed by gap_empty, not by linearizable
    std::uint64_t only_per_sender_ = 0;  // allowed by fifo_per_sender alone
    std::array<std::array<tally, capacities>, profiles> verdicts_{};
    std::array<std::array<std::uint64_t, rules>, profiles> broken_{};
    std::array<std::array<std::uint64_t, outcomes>, operation_kinds> answers_{};
};

}  // namespace refchan::oracle::checks
