# SPDX-License-Identifier: MIT
# Writes ${output}, a C++ file that holds the text of files as constants of sources.hpp.
#
#     cmake -Doutput=FILE -Dfolder=FOLDER "-Dnames=page_html=page.html|page_js=model.js+page.js" -P embed.cmake
#
# Bytes, not string literals: no compiler limits the length of an array, and no text can end it.

set(text "// Made by embed.cmake.\n#include \"timeline/sources.hpp\"\n\nnamespace refchan::timeline::sources {\n")
string(REPLACE "|" ";" names "${names}")
foreach(entry IN LISTS names)
    string(REGEX MATCH "^([a-z_]+)=(.+)$" matched "${entry}")
    set(name ${CMAKE_MATCH_1})
    string(REPLACE "+" ";" files "${CMAKE_MATCH_2}")
    set(bytes "")
    foreach(file IN LISTS files)
        file(READ ${folder}/${file} content HEX)
        string(APPEND bytes "${content}")
    endforeach()
    string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(APPEND text "static constexpr unsigned char ${name}_bytes[] = {\n${bytes}};\n"
        "std::string_view const ${name}{reinterpret_cast<char const*>(${name}_bytes), sizeof ${name}_bytes};\n")
endforeach()
string(APPEND text "}  // namespace refchan::timeline::sources\n")
file(WRITE ${output} "${text}")
