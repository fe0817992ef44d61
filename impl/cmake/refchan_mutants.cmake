# SPDX-License-Identifier: MIT
# The channel with faults that can be switched on when a program runs, one at a time: for programs that show what the checks
# would see. scripts/mutants/generate.py makes its headers from the shipped ones.
#
#   REFCHAN_MUTANTS           named: each weaker memory order, and the faults of history. all: the small changes of the
#                             source too, which takes python3-clang-19 and some patience
#   refchan_mutable(TARGET)   this target sees those headers, not the shipped ones

set(REFCHAN_MUTANTS named CACHE STRING "Mutants in the programs that end with -mutants: named or all")
set_property(CACHE REFCHAN_MUTANTS PROPERTY STRINGS named all)

find_package(Python3 COMPONENTS Interpreter)
if(NOT Python3_FOUND)
    return()
endif()

set(refchan_mutants_folder ${PROJECT_BINARY_DIR}/mutants)
set(generate ${PROJECT_SOURCE_DIR}/scripts/mutants/generate.py)
set(copies ${REFCHAN_HEADERS})
list(FILTER copies EXCLUDE REGEX "/oracle/")
list(TRANSFORM copies REPLACE "^.*/include/" "${refchan_mutants_folder}/include/")
add_custom_command(
    OUTPUT ${refchan_mutants_folder}/mutants.json
    BYPRODUCTS ${copies} ${refchan_mutants_folder}/include/refchan/mutant_switch.hpp
    COMMAND ${Python3_EXECUTABLE} -B ${generate} ${PROJECT_SOURCE_DIR}/impl/include ${refchan_mutants_folder}
        $<$<STREQUAL:${REFCHAN_MUTANTS},all>:--source>
    DEPENDS ${generate}
    DEPFILE ${refchan_mutants_folder}/mutants.d
    COMMENT "Making the channel's mutants"
    COMMAND_EXPAND_LISTS
    VERBATIM)
add_custom_target(refchan_mutants DEPENDS ${refchan_mutants_folder}/mutants.json)

function(refchan_mutable target)
    target_include_directories(${target} BEFORE PRIVATE ${refchan_mutants_folder}/include)
    add_dependencies(${target} refchan_mutants)
endfunction()
