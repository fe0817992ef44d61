// SPDX-License-Identifier: MIT
#pragma once
// history_line.hpp: one line of a history file: what it says, or why it says nothing. history_reader.hpp reads the file.

#include <simdjson.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "refchan/oracle/history.hpp"

namespace refchan::tools {

/// A line is no line of a history: what() says why, in a sentence that goes on after the line's number.
struct unfit_line : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// It is no JSON at all.
struct no_json : unfit_line {
    using unfit_line::unfit_line;
};

class line_parser {
public:
    /// The readable bytes that must follow each line.
    static constexpr std::size_t padding = simdjson::SIMDJSON_PADDING;

    /// What the header says: a history without operations. Throws unfit_line.
    [[nodiscard]] oracle::history header(std::string_view line);
    /// The operation of a line; `line` in it is 0. Throws unfit_line.
    [[nodiscard]] oracle::operation operation(std::string_view line);

private:
    /// The members of an object that bear one of the names, in the order of the names.
    template <std::size_t Count>
    class members;

    [[nodiscard]] simdjson::dom::object object(std::string_view line);

    simdjson::dom::parser parser_;
};

}  // namespace refchan::tools
