// SPDX-License-Identifier: MIT
#pragma once
// model/programs/programs.hpp: the written programs, as text (refchan/oracle/program_text.hpp, without the first line: the
// kind of channel has the capacity), each with what it is there for. Every thread drops its handle at its end.

namespace refchan::model::programs {

struct written {
    char const* name;
    char const* claim;
    char const* ids;
    char const* steps;
};

// -- order ---------------------------------------------------------------------------------------------------------------

inline constexpr written two_senders{"program/two_senders", "some order explains what two senders and the receiver see",
                                     "G1 G2 G3 G5 G8 G16",
                                     "sender 0: send send\nsender 1: send\nreceiver: until_disconnected\n"};
inline constexpr written one_message_each{"program/one_message_each", "the same for one message of each, up to the end",
                                          "G2 G3 G5 G8 G9",
                                          "sender 0: send\nsender 1: send\nreceiver: until_disconnected\n"};
inline constexpr written two_full_blocks{"program/two_full_blocks", "the same when both senders bring a block",
                                         "G1 G2 G3 G8 G16",
                                         "sender 0: send send\nsender 1: send send\nreceiver: until_disconnected\n"};
inline constexpr written many_blocks{"program/many_blocks", "messages survive the reuse of their blocks", "G1 G3 G16",
                                     "sender 0: send*6\nreceiver: until_disconnected\n"};
inline constexpr written many_blocks_two_spares{"program/many_blocks_two_spares",
                                                "messages survive the reuse of two spare blocks", "G1 G3 G16",
                                                "sender 0: send*6\nreceiver: until_disconnected\n"};
inline constexpr written slow_sender{"program/slow_sender", "a sender never uses a block in its former life",
                                     "G1 G2 G3 G16",
                                     "sender 0: send\nsender 1: send*4\nreceiver: until_disconnected\n"};
inline constexpr written clone{"program/clone", "what a clone sends and its drop count like any other sender's",
                               "G2 G3 G5 G8 G13",
                               "sender 0: clone 1 send\nsender 1: send\nreceiver: until_disconnected\n"};
inline constexpr written clone_meets_drop{
    "program/clone_meets_drop", "a clone made while another sender goes keeps the channel connected", "G5 G8 G13 G16",
    "sender 0: clone 2\nsender 1:\nsender 2: send\nreceiver: recv recv\n"};

// -- empty ---------------------------------------------------------------------------------------------------------------

inline constexpr written two_looks{"program/two_looks", "empty is said only of an empty channel", "G2 G3 G5 G6 G8",
                                   "sender 0: send\nsender 1: send\nreceiver: try_recv try_recv\n"};
inline constexpr written looks_until_the_end{"program/looks_until_the_end",
                                             "disconnected is for good, and only after every message", "G3 G5 G6 G8",
                                             "sender 0: send\nreceiver: try_recv try_recv try_recv\n"};
inline constexpr written a_look_and_a_wait{"program/a_look_and_a_wait", "a look and a wait agree", "G2 G3 G5 G6 G8",
                                           "sender 0: send\nsender 1: send\nreceiver: try_recv recv try_recv\n"};
inline constexpr written one_look{"program/one_look",
                                  "a try_recv takes what a waiting sender offers, or leaves it there", "G3 G4 G6 G9",
                                  "sender 0: send\nreceiver: try_recv\n"};

// -- time ----------------------------------------------------------------------------------------------------------------

inline constexpr written impatient{"program/impatient",
                                   "a receive that times out loses nothing, and overlooks no message",
                                   "G3 G5 G6 G7 G8 G9", "sender 0: send\nreceiver: recv_for recv recv\n"};
inline constexpr written impatient_with_two{
    "program/impatient_with_two", "the same between two senders' messages", "G3 G5 G6 G7 G8 G9",
    "sender 0: send\nsender 1: send\nreceiver: recv_for recv_for until_disconnected\n"};
inline constexpr written impatient_at_the_end{"program/impatient_at_the_end",
                                              "after a time-out, disconnected is still told, and for good",
                                              "G5 G7 G8 G9", "sender 0:\nreceiver: recv_for recv_for recv\n"};
inline constexpr written impatient_with_two_drops{"program/impatient_with_two_drops", "the same of two senders",
                                                  "G5 G7 G8 G9", "sender 0:\nsender 1:\nreceiver: recv_for\n"};
inline constexpr written leaves_after_timeout{
    "program/leaves_after_timeout", "a receiver that times out and goes takes nothing away from a sender that wakes it",
    "G6 G7 G8 G10 G16", "sender 0: send\nreceiver: recv_for\n"};
inline constexpr written leaves_a_leaving_sender{"program/leaves_a_leaving_sender",
                                                 "the last sender wakes nobody in a state that the receiver has left",
                                                 "G5 G7 G8 G16", "sender 0:\nreceiver: recv_for\n"};

// -- ends ----------------------------------------------------------------------------------------------------------------

inline constexpr written sleeps_until_the_end{"program/sleeps_until_the_end",
                                              "a receiver that sleeps is told of the last sender's drop",
                                              "G5 G8 G9 G16", "sender 0:\nsender 1:\nreceiver: recv recv\n"};
inline constexpr written receiver_leaves{"program/receiver_leaves",
                                         "a send says ok before the receiver's drop, and disconnected after it",
                                         "G3 G4 G5 G8 G16", "sender 0: send*3\nreceiver:\n"};
inline constexpr written receiver_leaves_two{"program/receiver_leaves_two", "the same with two senders",
                                             "G3 G4 G5 G8 G16",
                                             "sender 0: send send\nsender 1: send\nreceiver: try_recv\n"};
inline constexpr written receiver_leaves_after_one{"program/receiver_leaves_after_one", "the same after a message",
                                                   "G3 G4 G5 G8 G16", "sender 0: send*4\nreceiver: recv\n"};

// -- room ----------------------------------------------------------------------------------------------------------------

inline constexpr written tries{"program/tries", "full is said only of a full channel", "G3 G4 G12",
                               "sender 0: try_send try_send\nreceiver: recv recv\n"};
inline constexpr written tries_of_two{"program/tries_of_two", "the same of two senders", "G2 G3 G4 G6 G12",
                                      "sender 0: try_send\nsender 1: try_send\nreceiver: recv try_recv\n"};
inline constexpr written three_for_two{
    "program/three_for_two", "the same of a channel of two", "G2 G3 G4 G6 G9 G12",
    "sender 0: send try_send\nsender 1: try_send\nreceiver: try_recv until_disconnected\n"};
inline constexpr written impatient_sender{"program/impatient_sender", "a send that gives up is not received",
                                          "G3 G4 G7 G9 G12",
                                          "sender 0: send_for\nsender 1: send\nreceiver: until_disconnected\n"};
inline constexpr written keeps_its_word{"program/keeps_its_word",
                                        "a send that returned is received, also by a receive that may time out",
                                        "G3 G4 G7 G12", "sender 0: send\nsender 1: try_send\nreceiver: recv_for\n"};
inline constexpr written waits_for_room{"program/waits_for_room", "senders that wait get room, or are told of the drop",
                                        "G3 G4 G8 G9 G12", "sender 0: send send\nsender 1: send\nreceiver: recv\n"};

}  // namespace refchan::model::programs
