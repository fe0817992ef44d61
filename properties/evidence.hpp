// SPDX-License-Identifier: MIT
#pragma once
// properties/evidence.hpp: what became of a run of a program: the oracle's judgement of its history, and the account of its
// messages, in words and bars. Compiled once, for the programs that run over many kinds of channels.

#include <string>
#include <thread>

#include "parcel.hpp"
#include "refchan/oracle/history.hpp"
#include "refchan/oracle/program.hpp"
#include "refchan/oracle/recorder.hpp"

namespace properties {

/// A finished run, by the thread that was its receiver: empty, or what is broken: one line that says it, and the bars of
/// the operations that prove it. A timed history must be linearizable; one without common times, in order for each sender.
[[nodiscard]] std::string fault_of(refchan::oracle::history const& run, parcels const& account);

/// A run that hangs: the program in one line, and the bars of what has happened.
[[nodiscard]] std::string describe_hang(refchan::oracle::program const& does, refchan::oracle::recorder const& tape);

}  // namespace properties
