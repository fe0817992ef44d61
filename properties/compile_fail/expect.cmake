# SPDX-License-Identifier: MIT
# Compiles ${source}. With a text ${wanted}: demands that this fails and that the compiler says the text. Without: that
# it succeeds.

execute_process(
    COMMAND ${compiler} -std=c++23 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I${include} ${source}
    RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
string(FIND "${said}" "${wanted}" found)
if("${wanted}" STREQUAL "" AND NOT status EQUAL 0)
    message(FATAL_ERROR "${source} does not compile:\n${said}")
elseif(NOT "${wanted}" STREQUAL "" AND status EQUAL 0)
    message(FATAL_ERROR "${source} compiles")
elseif(found EQUAL -1)
    message(FATAL_ERROR "${source}: the compiler does not say '${wanted}':\n${said}")
endif()
