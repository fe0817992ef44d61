// SPDX-License-Identifier: MIT
#pragma once
// model/litmus/words.hpp: the words and signs of a litmus test, for who reads them and who prints them.

#include "program.hpp"

namespace refchan::litmus {

inline constexpr std::array<std::pair<std::string_view, std::memory_order>, 5> orders{{
    {"relaxed", std::memory_order_relaxed},
    {"acquire", std::memory_order_acquire},
    {"release", std::memory_order_release},
    {"acq_rel", std::memory_order_acq_rel},
    {"seq_cst", std::memory_order_seq_cst},
}};
inline constexpr std::array<std::pair<std::string_view, verdict>, 4> verdicts{{
    {"forbidden", verdict::forbidden},
    {"allowed", verdict::allowed},
    {"load-buffering", verdict::load_buffering},
    {"total-order", verdict::total_order},
}};
inline constexpr std::array<std::pair<std::string_view, action>, 4> updates{{
    {"+=", action::add},
    {"|=", action::bit_or},
    {"<-", action::exchange},
    {"?=", action::compare_strong},
}};

}  // namespace refchan::litmus
