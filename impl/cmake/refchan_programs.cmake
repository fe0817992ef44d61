# SPDX-License-Identifier: MIT
# How the project's own programs are built: warnings, sanitizers, the packages they need, where they go.
#
#   refchan_warnings      link to it: the warnings that our own code is free of, as errors
#   refchan_tsan          link to it: ThreadSanitizer in this one target
#   refchan_asan_ubsan    link to it: AddressSanitizer with leaks, and UndefinedBehaviorSanitizer
#   GTest::gtest, rapidcheck, rapidcheck_gtest, CLI11::CLI11, nlohmann_json::nlohmann_json, fmt::fmt, simdjson::simdjson
#                         as their own packages define them
#   refchan_add_program(NAME SOURCES ... [LIBRARIES ...] [SANITIZE thread|address])
#                         a program in bin/; one with SANITIZE is left out when REFCHAN_VARIANTS is off
#   refchan_compiled_quickly(FILE...)
#                         no optimisation in these sources of this folder: command lines, reports, scenarios in writing,
#                         which the compiler would take longer over than any run takes. With optimisation they are most
#                         of what a build costs
#   refchan_add_run(NAME LAYER ARGUMENT... [WILL_FAIL] [VERIFIED])
#                         a test that runs the program NAME with the sanitizers' options set. VERIFIED: scripts/verify.sh
#                         runs it too, and for longer; who runs both can leave out the label of that name

if(PROJECT_IS_TOP_LEVEL)
    set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endif()

set(REFCHAN_LAYERS tools model properties stress CACHE STRING
    "Layers to build: a list out of tools, model, properties, stress")
if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND "model" IN_LIST REFCHAN_LAYERS)
    message(STATUS "refchan: the models are built by clang only; with ${CMAKE_CXX_COMPILER_ID} they are left out")
    list(REMOVE_ITEM REFCHAN_LAYERS model)
endif()

# Sanitizers' options, in one place for ctest; scripts/verify/processes.py sets the same ones.
set(REFCHAN_RUN_ENVIRONMENT
    TSAN_OPTIONS=history_size=7:halt_on_error=1:second_deadlock_stack=1
    ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1
    UBSAN_OPTIONS=print_stacktrace=1)

add_library(refchan_warnings INTERFACE)
target_compile_options(refchan_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
# g++ 12 sees values that are not initialised in std::optional and std::expected where there are none.
target_compile_options(refchan_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)

add_library(refchan_tsan INTERFACE)
target_compile_options(refchan_tsan INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
target_link_options(refchan_tsan INTERFACE -fsanitize=thread)

add_library(refchan_asan_ubsan INTERFACE)
target_compile_options(refchan_asan_ubsan INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
target_link_options(refchan_asan_ubsan INTERFACE -fsanitize=address,undefined)

# Finds a package or says how to get it: refchan_need(GTest libgtest-dev GTest_ROOT).
macro(refchan_need package debian hint)
    find_package(${package} QUIET ${ARGN})
    if(NOT ${package}_FOUND)
        message(FATAL_ERROR "refchan: ${package} is missing. On Debian: apt-get install ${debian} (scripts/setup.sh "
            "installs all that is needed). Elsewhere: install it and point ${hint} to its prefix.")
    endif()
endmacro()

if("tools" IN_LIST REFCHAN_LAYERS)
    refchan_need(GTest libgtest-dev GTest_ROOT)
    refchan_need(simdjson libsimdjson-dev simdjson_ROOT CONFIG)
endif()
if("properties" IN_LIST REFCHAN_LAYERS)
    refchan_need(GTest libgtest-dev GTest_ROOT)
    refchan_need(rapidcheck librapidcheck-dev rapidcheck_ROOT CONFIG)
endif()
if(REFCHAN_LAYERS)
    refchan_need(CLI11 libcli11-dev CLI11_ROOT CONFIG)
    refchan_need(nlohmann_json nlohmann-json3-dev nlohmann_json_ROOT CONFIG)
    refchan_need(fmt libfmt-dev fmt_ROOT CONFIG)
endif()

function(refchan_add_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "SANITIZE" "SOURCES;LIBRARIES")
    if(arg_SANITIZE AND NOT REFCHAN_VARIANTS)
        return()
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE refchan::refchan refchan_warnings ${arg_LIBRARIES})
    if(arg_SANITIZE STREQUAL "thread")
        target_link_libraries(${name} PRIVATE refchan_tsan)
    elseif(arg_SANITIZE STREQUAL "address")
        target_link_libraries(${name} PRIVATE refchan_asan_ubsan)
    endif()
endfunction()

function(refchan_compiled_quickly)
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS -O0)
endfunction()

function(refchan_add_run name layer)
    cmake_parse_arguments(PARSE_ARGV 2 arg "WILL_FAIL;VERIFIED" "" "")
    if(NOT TARGET ${name})
        return()
    endif()
    add_test(NAME ${layer}.${name} COMMAND ${name} ${arg_UNPARSED_ARGUMENTS})
    set(labels ${layer})
    if(arg_VERIFIED)
        list(APPEND labels verified)
    endif()
    set_tests_properties(${layer}.${name} PROPERTIES
        LABELS "${labels}" TIMEOUT 300 ENVIRONMENT "${REFCHAN_RUN_ENVIRONMENT}" WILL_FAIL "${arg_WILL_FAIL}")
endfunction()
