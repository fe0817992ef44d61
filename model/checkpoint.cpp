// SPDX-License-Identifier: MIT
// model/checkpoint.cpp: see checkpoint.hpp.

#include "checkpoint.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace refchan::model {

std::optional<checkpoint> checkpoint_file::read(std::string const& search) {
    std::ifstream file(path_);
    if (path_.empty() || !file) {
        return std::nullopt;
    }
    auto const content = nlohmann::json::parse(file, nullptr, false);
    try {
        if (content.at("checkpoint") != 1) {
            error_ = path_ + ": a checkpoint of another version of this program; remove it to begin anew";
        } else if (content.at("search") != search) {
            error_ = path_ + ": the checkpoint of another search, " + content.at("search").get<std::string>() +
                     "; this one is " + search + ". Name another file";
        } else {
            return checkpoint{search, content.at("executions"), content.at("seconds"), content.at("state")};
        }
    } catch (nlohmann::json::exception const&) {
        error_ = path_ +
                 ": not a checkpoint (expected one JSON object with checkpoint, search, executions, seconds and "
                 "state); remove it to begin anew";
    }
    return std::nullopt;
}

void checkpoint_file::write(checkpoint const& where) {
    if (path_.empty()) {
        return;
    }
    std::string const fresh = path_ + ".new";
    std::ofstream file(fresh);
    file << nlohmann::ordered_json{{"checkpoint", 1},
                                   {"search", where.search},
                                   {"executions", where.executions},
                                   {"seconds", where.seconds},
                                   {"state", where.state}}
                .dump()
         << '\n';
    file.close();
    std::error_code failed;
    if (file) {
        std::filesystem::rename(fresh, path_, failed);
    }
    if (!file || failed) {
        error_ = path_ + ": cannot be written; the search goes on, and cannot be resumed";
    }
}

void checkpoint_file::remove() const {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

}  // namespace refchan::model
