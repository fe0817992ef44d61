// SPDX-License-Identifier: MIT
#pragma once
// model/explore/source_text.hpp: what the source says at the place of an access: the name of what is accessed, and the name of
// its memory order. The events of an execution know a file, a line and a column; the rest is read there.
//
//     tail_.compare_exchange_weak(seen, claimed, Orders::claim, Orders::claim_lost)     object tail_, orders claim, claim_lost
//     ^ column
//
// No parser of C++: it understands the accesses as this project writes them, and says nothing where it does not.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace refchan::model {

/// What stands at an access. Empty where nothing is understood.
struct access_text {
    std::string object;
    std::vector<std::string> orders;  ///< two of a compare-exchange: success, failure
};

/// Of the statement that begins at `column` (from 0) of the first of these lines.
[[nodiscard]] access_text read_access(std::span<std::string const> lines, std::size_t column);

struct source_file {
    std::string path;  ///< from the project's own part of the path on
    std::vector<std::string> lines;
};

/// The files of the places, each read once.
class source_files {
public:
    /// nullptr: it cannot be read, or was changed after this program was built: its lines are others now.
    [[nodiscard]] source_file const* at(std::string_view path);
    [[nodiscard]] access_text access_at(std::string_view path, unsigned line, unsigned column);

private:
    std::map<std::string, source_file, std::less<>> files_;
};

/// From the project's own part of a path on.
[[nodiscard]] std::string short_path(std::string_view path);

}  // namespace refchan::model
