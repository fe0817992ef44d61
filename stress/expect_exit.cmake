# SPDX-License-Identifier: MIT
# stress/expect_exit.cmake: runs a program and demands that exit status and no other, where WILL_FAIL would take any:
# cmake -D STATUS=66 -P expect_exit.cmake -- PROGRAM ARGUMENT...

set(command)
set(seen FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
    if(seen)
        list(APPEND command "${CMAKE_ARGV${i}}")
    elseif(CMAKE_ARGV${i} STREQUAL "--")
        set(seen TRUE)
    endif()
endforeach()

execute_process(COMMAND ${command} RESULT_VARIABLE status)
if(NOT status STREQUAL STATUS)
    message(FATAL_ERROR "it ended with ${status} and not with ${STATUS}: ${command}")
endif()
