# SPDX-License-Identifier: MIT
# The example that README.md shows, taken out of README.md, compiled, run, and its output compared.
#
# README.md holds, once each, a line `<!-- example -->` followed by a fenced block of C++, and a line `<!-- output -->`
# followed by a fenced block of what the program prints.

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/README.md)
file(READ ${PROJECT_SOURCE_DIR}/README.md readme)

# Sets `result` to the text between the fences of the block that follows `marker`.
function(refchan_fenced_block marker result)
    string(FIND "${readme}" "<!-- ${marker} -->" begin)
    if(begin EQUAL -1)
        message(FATAL_ERROR "refchan: README.md has no line <!-- ${marker} -->")
    endif()
    string(SUBSTRING "${readme}" ${begin} -1 rest)
    string(FIND "${rest}" "\n```" open)
    math(EXPR open "${open} + 1")
    string(SUBSTRING "${rest}" ${open} -1 rest)
    string(FIND "${rest}" "\n" line_end)
    math(EXPR line_end "${line_end} + 1")
    string(SUBSTRING "${rest}" ${line_end} -1 rest)
    string(FIND "${rest}" "\n```" close)
    if(close EQUAL -1)
        message(FATAL_ERROR "refchan: the block after <!-- ${marker} --> in README.md does not end")
    endif()
    math(EXPR close "${close} + 1")
    string(SUBSTRING "${rest}" 0 ${close} block)
    set(${result} "${block}" PARENT_SCOPE)
endfunction()

refchan_fenced_block(example source)
refchan_fenced_block(output expected)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/example/example.cpp CONTENT "${source}" @ONLY)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/example/expected.txt CONTENT "${expected}" @ONLY)

refchan_add_program(refchan-example SOURCES ${PROJECT_BINARY_DIR}/example/example.cpp)
add_test(NAME example.refchan-example COMMAND ${CMAKE_COMMAND}
    -Dprogram=$<TARGET_FILE:refchan-example> -Dexpected=${PROJECT_BINARY_DIR}/example/expected.txt
    -P ${CMAKE_CURRENT_LIST_DIR}/compare_output.cmake)
set_tests_properties(example.refchan-example PROPERTIES LABELS example TIMEOUT 60)
