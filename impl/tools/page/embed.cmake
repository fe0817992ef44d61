# SPDX-License-Identifier: MIT
# Writes ${output}, a C++ file that holds the text of files as constants of namespace ${space}, declared in ${header}.
#
#     cmake -Doutput=FILE -Dspace=refchan::timeline::sources -Dheader=timeline/sources.hpp
#           "-Dnames=page_html=FOLDER/page.html|page_js=FOLDER/model.js+FOLDER/page.js" -P embed.cmake
#
# Bytes, not string literals: no compiler limits the length of an array, and no text can end it.

set(text "// Made by embed.cmake.\n#include \"${header}\"\n\nnamespace ${space} {\n")
string(REPLACE "|" ";" names "${names}")
foreach(entry IN LISTS names)
    string(REGEX MATCH "^([a-z_]+)=(.+)$" matched "${entry}")
    set(name ${CMAKE_MATCH_1})
    string(REPLACE "+" ";" files "${CMAKE_MATCH_2}")
    set(bytes "")
    foreach(file IN LISTS files)
        file(READ ${file} content HEX)
        string(APPEND bytes "${content}")
    endforeach()
    string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(APPEND text "static constexpr unsigned char ${name}_bytes[] = {\n${bytes}};\n"
        "std::string_view const ${name}{reinterpret_cast<char const*>(${name}_bytes), sizeof ${name}_bytes};\n")
endforeach()
string(APPEND text "}  // namespace ${space}\n")
file(WRITE ${output} "${text}")
