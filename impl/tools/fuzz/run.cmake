# SPDX-License-Identifier: MIT
# Runs the fuzzer from the corpus for a number of inputs; what it finds goes to a scratch folder, never into the sources:
# cmake -Dprogram=... -Dcorpus=... -Ddictionary=... -Dscratch=... -Druns=20000 -Dseed=1 -P run.cmake

file(REMOVE_RECURSE ${scratch})
file(MAKE_DIRECTORY ${scratch}/found)
execute_process(
    COMMAND ${program} -seed=${seed} -runs=${runs} -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
        -dict=${dictionary} -artifact_prefix=${scratch}/ ${scratch}/found ${corpus}
    RESULT_VARIABLE status OUTPUT_VARIABLE printed ERROR_VARIABLE printed)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "it ended with ${status}, and the input is in ${scratch}:\n${printed}")
endif()
string(REGEX MATCH "stat::number_of_executed_units: ([0-9]+)" executed "${printed}")
if(NOT executed OR CMAKE_MATCH_1 LESS runs)
    message(FATAL_ERROR "it tried fewer than ${runs} inputs:\n${printed}")
endif()
message("${CMAKE_MATCH_1} inputs, none of which broke anything")
