// SPDX-License-Identifier: MIT
#pragma once
// model/checkpoint.hpp: where a long search stands, in a file: so that it can be killed and goes on, perhaps elsewhere.
//
//     {"checkpoint":1,"search":"SCENARIO:reduced:1/4","executions":123,"seconds":4.5,"state":[...]}
//
// It is written beside itself and renamed, so a kill leaves the old one or the new one. It fits only the very same search of the
// very same source; a search that meets other questions than the state says stops and says so.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace refchan::model {

struct checkpoint {
    std::string search;
    std::uint64_t executions = 0;
    double seconds = 0;
    std::vector<std::uint64_t> state;
};

class checkpoint_file {
public:
    /// Empty: no file; nothing is read or written.
    explicit checkpoint_file(std::string path) : path_(std::move(path)) {}

    /// What the file says of that search; nothing if there is no file yet. error(): why a file that is there is of no use.
    [[nodiscard]] std::optional<checkpoint> read(std::string const& search);
    void write(checkpoint const& where);
    /// The search is over.
    void remove() const;
    [[nodiscard]] std::string const& error() const { return error_; }
    [[nodiscard]] bool in_use() const { return !path_.empty(); }

private:
    std::string path_;
    std::string error_;
};

}  // namespace refchan::model
