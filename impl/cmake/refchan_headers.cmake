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
    impl/include/refchan/spec.hpp
    impl/include/refchan/traits.hpp)
