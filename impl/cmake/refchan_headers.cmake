# SPDX-License-Identifier: MIT
# The headers that are the library. scripts/check-headers.sh demands that this list and impl/include agree.

set(REFCHAN_HEADERS
    impl/include/refchan/channel.hpp
    impl/include/refchan/detail/block_queue.hpp
    impl/include/refchan/detail/engine.hpp
    impl/include/refchan/detail/message_iterator.hpp
    impl/include/refchan/detail/monitor_queue.hpp
    impl/include/refchan/detail/node_list.hpp
    impl/include/refchan/detail/orderings.hpp
    impl/include/refchan/detail/semaphore.hpp
    impl/include/refchan/detail/sender_handle.hpp
    impl/include/refchan/detail/sync.hpp
    impl/include/refchan/detail/tail_word.hpp
    impl/include/refchan/error.hpp
    impl/include/refchan/oracle/bars.hpp
    impl/include/refchan/oracle/bounded.hpp
    impl/include/refchan/oracle/fifo_per_sender.hpp
    impl/include/refchan/oracle/history.hpp
    impl/include/refchan/oracle/json_lines.hpp
    impl/include/refchan/oracle/judge.hpp
    impl/include/refchan/oracle/moments.hpp
    impl/include/refchan/oracle/program.hpp
    impl/include/refchan/oracle/program_shrink.hpp
    impl/include/refchan/oracle/program_text.hpp
    impl/include/refchan/oracle/promises.hpp
    impl/include/refchan/oracle/recorder.hpp
    impl/include/refchan/oracle/rendezvous.hpp
    impl/include/refchan/oracle/run_program.hpp
    impl/include/refchan/oracle/search.hpp
    impl/include/refchan/oracle/sends_by_value.hpp
    impl/include/refchan/oracle/survey.hpp
    impl/include/refchan/oracle/unbounded.hpp
    impl/include/refchan/oracle/verdict.hpp
    impl/include/refchan/oracle/well_formed.hpp
    impl/include/refchan/spec.hpp
    impl/include/refchan/traits.hpp)
