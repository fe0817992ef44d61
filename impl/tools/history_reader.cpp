// SPDX-License-Identifier: MIT
// history_reader.cpp: from a stream to lines, and from lines to a history.

#include "history_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "history_line.hpp"

namespace refchan::tools {

namespace {

/// The lines of a stream, each followed by the bytes that the parser may look at.
class line_source {
public:
    line_source(std::istream& in, std::size_t chunk) : in_(in), chunk_(chunk), buffer_(chunk + line_parser::padding) {}

    /// The next line without its line end, or nullopt at the end. Valid until the next call.
    /// Throws unfit_line if it is too long, std::system_error if reading fails.
    std::optional<std::string_view> next() {
        std::size_t looked_at = begin_;
        for (;;) {
            char const* const start = buffer_.data() + begin_;
            char const* const from = buffer_.data() + looked_at;
            if (auto const* stop = static_cast<char const*>(std::memchr(from, '\n', end_ - looked_at))) {
                begin_ = static_cast<std::size_t>(stop - buffer_.data()) + 1;
                return std::string_view(start, stop);
            }
            std::size_t const kept = end_ - begin_;
            if (kept > longest_line) {
                throw unfit_line(fmt::format("the line is longer than {} MiB", longest_line >> 20));
            }
            if (!fill()) {
                is_cut_ = kept != 0;
                begin_ = end_;
                return is_cut_ ? std::optional(std::string_view(buffer_.data(), kept)) : std::nullopt;
            }
            looked_at = kept;
        }
    }

    /// Whether the last line had no line end: its writer may have been stopped within it.
    [[nodiscard]] bool is_cut() const { return is_cut_; }
    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }
    [[nodiscard]] std::uint64_t chunks_read() const { return chunks_read_; }

private:
    /// Moves what is left to the front and reads a chunk behind it. False: there is nothing left to read.
    bool fill() {
        std::size_t const kept = end_ - begin_;
        std::memmove(buffer_.data(), buffer_.data() + begin_, kept);
        begin_ = 0;
        end_ = kept;
        if (buffer_.size() < kept + chunk_ + line_parser::padding) {
            buffer_.resize(2 * kept + chunk_ + line_parser::padding);
        }
        errno = 0;
        in_.read(buffer_.data() + kept, static_cast<std::streamsize>(chunk_));
        if (in_.bad()) {
            throw std::system_error(errno == 0 ? EIO : errno, std::generic_category());
        }
        auto const got = static_cast<std::size_t>(in_.gcount());
        end_ += got;
        bytes_read_ += got;
        ++chunks_read_;
        return got != 0;
    }

    std::istream& in_;
    std::size_t chunk_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;  // of the line to come
    std::size_t end_ = 0;    // of what was read
    bool is_cut_ = false;
    std::uint64_t bytes_read_ = 0;
    std::uint64_t chunks_read_ = 0;
};

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

class reader {
public:
    reader(std::istream& in, reading_options const& how) : how_(how), lines_(in, how.chunk_bytes) {}

    std::expected<oracle::history, oracle::malformed> run() {
        try {
            read_header();
            read_operations();
        } catch (no_json const& why) {
            return malformed_here(lines_.is_cut() ? "the last line is cut off: it has no line end, and " : "", why);
        } catch (unfit_line const& why) {
            return malformed_here("", why);
        }
        if (auto wrong = find_malformed(made_)) {
            return std::unexpected(std::move(*wrong));
        }
        return std::move(made_);
    }

private:
    [[nodiscard]] std::unexpected<oracle::malformed> malformed_here(std::string prefix, unfit_line const& why) const {
        auto const at = static_cast<std::uint32_t>(made_.operations.size());
        return std::unexpected(oracle::malformed{at, number_, std::move(prefix) + why.what()});
    }

    void read_header() {
        std::optional<std::string_view> const line = next();
        if (!line) {
            number_ = 1;
            throw unfit_line("the file is empty: it must begin with a header");
        }
        made_ = parser_.header(*line);
    }

    void read_operations() {
        std::uint64_t seen = lines_.chunks_read();
        reserve();
        while (std::optional<std::string_view> const line = next()) {
            made_.operations.push_back(parser_.operation(*line));
            made_.operations.back().line = number_;
            if (std::exchange(seen, lines_.chunks_read()) != lines_.chunks_read() && how_.progress) {
                how_.progress({lines_.bytes_read(), made_.operations.size()});
            }
        }
    }

    /// The next line that is not blank.
    std::optional<std::string_view> next() {
        for (;;) {
            if (++number_ == std::numeric_limits<std::uint32_t>::max()) {
                throw unfit_line("the file has more lines than can be counted in 32 bits");
            }
            std::optional<std::string_view> const line = lines_.next();
            if (!line || !is_blank(*line)) {
                return line;
            }
        }
    }

    /// No line is much shorter than that. What is reserved and not used costs addresses, and no memory.
    void reserve() { made_.operations.reserve(how_.expected_bytes / 64); }

    reading_options const& how_;
    line_source lines_;
    line_parser parser_;
    oracle::history made_;
    std::uint32_t number_ = 0;  // of the line that is being read
};

}  // namespace

std::expected<oracle::history, oracle::malformed> read_history(std::istream& in, reading_options const& how) {
    return reader(in, how).run();
}

}  // namespace refchan::tools
