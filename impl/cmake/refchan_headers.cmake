# SPDX-License-Identifier: MIT
# The headers that are the library. scripts/check-headers.sh demands that this list and impl/include agree.

set(REFCHAN_HEADERS
    impl/include/refchan/channel.hpp
    impl/include/refchan/detail/orderings.hpp
    impl/include/refchan/detail/sync.hpp
    impl/include/refchan/detail/tail_word.hpp
    impl/include/refchan/error.hpp
    impl/include/refchan/spec.hpp)
