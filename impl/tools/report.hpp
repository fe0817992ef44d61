// SPDX-License-Identifier: MIT
#pragma once
// report.hpp: what refchan-check says about a file: for people, or for programs.
//
//     queue.jsonl: violation of linearizable: reordered
//       message 18 was received before message 17, whose send returned before that of message 18 was called
//
//         line 2  process 0  send(17) ok  at 10 .. 20
//         line 3  process 1  send(18) ok  at 30 .. 40
//         line 4  process 9  recv -> 18   at 50 .. 60
//
//       process 0  |- 2: send(17) ok -|
//       process 1                        |- 3: send(18) ok -|
//       process 9                                              |- 4: recv -> 18 -|
//
// For programs, one JSON object a line. The keys, which stay as they are:
//     file        as it was given
//     profile     as it was asked for; "ladder"
//     verdict     "allowed", "violation", "malformed", "error"
//     operations  how many the file holds                                    allowed, violation
//     rule, guarantee, sentence, proof                                       violation
//     line, sentence                                                         malformed
//     sentence                                                               error
//     strongest   the strongest profile that holds, or null                  ladder; rule to proof are then in the rungs
//     rungs       [{profile, verdict, rule, guarantee, sentence, proof}]     ladder; down to the first that holds
//     proof       the operations, as their lines in the file are, with their "line"

#include <string>

#include "check.hpp"

namespace refchan::tools {

/// The report for people; `asked_ladder`: the ladder was asked for.
[[nodiscard]] std::string text_report(checked_file const& of, bool asked_ladder);
/// The report for programs, with its line end. `asked`: the name of the profile, or "ladder".
[[nodiscard]] std::string json_report(checked_file const& of, std::string const& asked);

}  // namespace refchan::tools
