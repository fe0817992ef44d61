# SPDX-License-Identifier: MIT
# Runs ${program} and demands that it succeeds and prints exactly the text of the file ${expected}.

file(READ ${expected} wanted)
execute_process(COMMAND ${program} OUTPUT_VARIABLE printed RESULT_VARIABLE status)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${program} ended with ${status}")
endif()
if(NOT printed STREQUAL wanted)
    message(FATAL_ERROR "printed:\n${printed}\nREADME.md says:\n${wanted}")
endif()
