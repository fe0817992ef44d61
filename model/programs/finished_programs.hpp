// SPDX-License-Identifier: MIT
#pragma once
// model/programs/finished_programs.hpp: what came out of each program, one line of JSON each, in a file that a run which was
// cut off, or another shard, can go on from. The first line says how the programs were searched: lines from another kind of
// search would not mean the same.

#include <expected>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace refchan::model {

/// What came out of one program.
struct finished_program {
    std::string kind;
    std::size_t number = 0;
    std::size_t operations = 0;
    std::string program;
    std::string extent;
    bool complete = false;  ///< every execution was searched
    bool heard = false;     ///< every one with hearsay, too
    int bound = -1;         ///< every one with so many deviations, hearsay included; -1: not even those without
    std::string detail;     ///< empty: it holds
    std::string replay;
    std::uint64_t executions = 0;
    double seconds = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(finished_program, kind, number, operations, program, extent, complete, heard, bound,
                                   detail, replay, executions, seconds)

class finished_programs {
public:
    using all = std::map<std::pair<std::string, std::size_t>, finished_program>;

    /// Reads the file, if there is one, and appends to it from now on. Otherwise a sentence that says what is wrong.
    [[nodiscard]] static std::expected<finished_programs, std::string> open(std::string const& name,
                                                                            nlohmann::json const& search) {
        finished_programs made;
        if (name.empty()) {
            return made;
        }
        std::ifstream old(name);
        std::size_t whole = 0;
        std::size_t number = 0;
        for (std::string line; std::getline(old, line) && !old.eof(); whole += line.size() + 1) {
            if (std::string wrong = made.read(line, ++number, search); !wrong.empty()) {
                return std::unexpected(name + ", line " + std::to_string(number) + ": " + wrong);
            }
        }
        if (old.is_open()) {
            std::filesystem::resize_file(name, whole);  // a run that was killed may have left half a line
        }
        made.file_.open(name, std::ios::app);
        made.file_ << (number == 0 ? search.dump() + '\n' : "") << std::flush;
        if (!made.file_) {
            return std::unexpected("cannot write " + name);
        }
        return made;
    }

    [[nodiscard]] all const& rows() const { return rows_; }
    void add(finished_program const& row) {
        rows_.insert({{row.kind, row.number}, row});
        if (file_.is_open()) {
            file_ << nlohmann::json(row).dump() << std::endl;
        }
    }

private:
    std::string read(std::string const& line, std::size_t number, nlohmann::json const& search) {
        try {
            auto const parsed = nlohmann::json::parse(line);
            if (number == 1) {
                return parsed == search ? ""
                                        : "expected a run with " + search.dump() + ", found " + line +
                                              "; go on with the same options, or give another file";
            }
            auto row = parsed.get<finished_program>();
            rows_.insert({{row.kind, row.number}, row});
            return "";
        } catch (nlohmann::json::exception const& error) {
            return std::string("expected a finished program: ") + error.what();
        }
    }

    all rows_;
    std::ofstream file_;
};

}  // namespace refchan::model
