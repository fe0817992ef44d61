// SPDX-License-Identifier: MIT
#pragma once
// impl/tools/timeline/page.hpp: the picture of a history, as one HTML page that needs nothing but a browser: no network, no
// other file. Somebody who is told that a channel is broken opens it, or pastes what it shows into a bug report.
//
//     [ violation  reordered ]  Message 18 was received before message 17, ...
//      process 0   |1 send(17) |
//      process 1                    |2 send(18) |          a lane for each process, a bar for each operation
//      process 9        \________________\____|3 recv -> 18||4 recv -> 17|
//
//     page.html                            the frame, with {{names}} where page.cpp puts things
//     ../page/base.css, page.css           how it looks, in light and in dark
//     model.js scale.js draw.js marks.js page.js
//                                          the data, the two scales, the canvas, what lies over it, mouse and keys
//     ../page/embed.cmake                  makes them a part of the program
//
// The file's name and the verdict's sentence are escaped for HTML; the operations are JSON of numbers and of our own names,
// which cannot end a script element. Values and times are strings there: JavaScript's numbers end at 2^53.

#include <cstddef>
#include <string>

#include "refchan/oracle/history.hpp"
#include "refchan/oracle/verdict.hpp"

namespace refchan::timeline {

/// What is to be told about a history beside its operations.
struct judged {
    std::string file;     // where it comes from
    std::string profile;  // what it was judged by
    oracle::verdict verdict;
};

/// A page holds no more operations than this: what a browser still draws fluently.
inline constexpr std::size_t most_shown = 200'000;

/// The page. Of a history with more than `most` operations it holds those around the proof (see window.hpp), and says so.
/// Demands a well-formed history. Throws std::out_of_range if the proof points at an operation that is not there.
/// Complexity: O(n log n) for n operations.
[[nodiscard]] std::string page(oracle::history const& of, judged const& about, std::size_t most = most_shown);

}  // namespace refchan::timeline
