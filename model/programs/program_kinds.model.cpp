// SPDX-License-Identifier: MIT
// model/programs/program_kinds.model.cpp: the kinds of channel that a program given at run time can run on.

#include "programs/run_time_program.hpp"

namespace refchan::model {
namespace {

[[maybe_unused]] bool const registered =
    (add_program_kind<unbounded>("unbounded"), add_program_kind<reference>("reference"),
     add_program_kind<bounded<1>>("bounded"), add_program_kind<bounded<2>>("bounded_2"),
     add_program_kind<rendezvous>("rendezvous"), true);

}  // namespace
}  // namespace refchan::model
