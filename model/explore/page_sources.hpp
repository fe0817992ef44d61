// SPDX-License-Identifier: MIT
#pragma once
// model/explore/page_sources.hpp: the files that the page is made of, as embed.cmake puts them into the program.

#include <string_view>

namespace refchan::model::page_sources {

extern std::string_view const page_html;
extern std::string_view const page_css;
extern std::string_view const page_js;  // the scripts, in the order in which they need each other

}  // namespace refchan::model::page_sources
