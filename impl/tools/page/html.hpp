// SPDX-License-Identifier: MIT
#pragma once
// impl/tools/page/html.hpp: text that becomes part of an HTML page: what comes from outside is escaped, and put where the page's
// template says {{name}}.

#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

namespace refchan::html {

[[nodiscard]] inline std::string escaped(std::string_view text) {
    std::string out;
    for (char const c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

/// The template with each {{name}} replaced, in one go: what is put in is not looked at again. Throws if a name is unknown.
[[nodiscard]] inline std::string filled(std::string_view text,
                                        std::unordered_map<std::string_view, std::string> const& with) {
    std::string out;
    for (std::size_t at = 0;;) {
        std::size_t const open = text.find("{{", at);
        out += text.substr(at, open - at);
        if (open == std::string_view::npos) {
            return out;
        }
        std::size_t const close = text.find("}}", open);
        if (close == std::string_view::npos) {
            throw std::logic_error("a page's template: {{ without }}");
        }
        out += with.at(text.substr(open + 2, close - open - 2));
        at = close + 2;
    }
}

}  // namespace refchan::html
