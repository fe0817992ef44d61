// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/process.hpp: starts a process, waits for it, and kills it if it does not end or if this one
// is told to stop. With the standard library alone: std::system, and the shell, the quoting and the statuses of POSIX.
//
//     this thread      looks: ended?  told to stop?  too late? --> kill -9 $(cat FILE.pid)
//     another thread   std::system("echo $$ > FILE.pid && exec ...")
//
// INV 1  When run_process() returns, the process has ended. The files of the run are gone when the runner is.

#include <cctype>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <random>
#include <string>
#include <vector>

namespace refchan::oracle::conformance::detail {

/// A folder that is removed with all that is in it.
class scratch_folder {
public:
    scratch_folder()
        : path_(std::filesystem::temp_directory_path() /
                ("refchan-conformance-" + std::to_string(std::random_device()()) +
                 std::to_string(std::random_device()()))) {
        std::filesystem::create_directories(path_);
    }
    scratch_folder(scratch_folder const&) = delete;
    scratch_folder& operator=(scratch_folder const&) = delete;
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string file(std::string const& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// As one word of the shell.
[[nodiscard]] inline std::string shell_quoted(std::string const& text) {
    bool plain = !text.empty();
    for (char const c : text) {
        plain =
            plain && (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '/' || c == '.' || c == '-');
    }
    if (plain) {
        return text;
    }
    std::string out = "'";
    for (char const c : text) {
        out += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return out + "'";
}
/// The end of a file, as much as a person wants to see of it.
[[nodiscard]] inline std::string tail_of(std::string const& file) {
    std::vector<std::string> lines;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line.substr(0, 160));
    }
    std::string text;
    for (std::size_t i = lines.size() > 30 ? lines.size() - 30 : 0; i != lines.size(); ++i) {
        text += lines[i] + "\n";
    }
    return text;
}
/// What the status of a process says, in words; empty: all went well.
[[nodiscard]] inline std::string status_text(int status) {
    int const signal = status & 0x7f;
    switch (signal) {
        case 0:
            return status == 0 ? "" : "ended with status " + std::to_string((status >> 8) & 0xff);
        case 4:
            return "crashed: illegal instruction";
        case 6:
            return "crashed: aborted";
        case 7:
            return "crashed: bus error";
        case 8:
            return "crashed: arithmetic exception";
        case 11:
            return "crashed: segmentation fault";
        default:
            return "crashed: signal " + std::to_string(signal);
    }
}

/// The signal that told this process to stop; 0: none did.
inline volatile std::sig_atomic_t stop_signal = 0;
/// From now on SIGTERM and SIGINT end no process before its children have ended and its files are gone.
inline void watch_for_signals() {
    for (int const one : {SIGTERM, SIGINT}) {
        std::signal(one, [](int which) { stop_signal = which; });
    }
}

struct ended_process {
    int status = 0;
    bool killed = false;  // because it did not end
};
/// Runs a command that writes its process id into that file. Counts looks, as the watchdog of a check does.
[[nodiscard]] inline ended_process run_process(std::string const& command, std::string const& id_file, double seconds) {
    constexpr std::chrono::milliseconds between_looks(50);
    std::string const end = "kill -9 $(cat " + shell_quoted(id_file) + ") 2>/dev/null";
    // What is started is this program. NOLINTNEXTLINE(cert-env33-c)
    std::future<int> status = std::async(std::launch::async, [&] { return std::system(command.c_str()); });
    ended_process made;
    double looks = seconds / std::chrono::duration<double>(between_looks).count();
    while (status.wait_for(between_looks) != std::future_status::ready) {
        made.killed = made.killed || --looks < 0;
        if (made.killed || stop_signal != 0) {
            [[maybe_unused]] int const sent = std::system(end.c_str());  // NOLINT(cert-env33-c)
        }
    }
    made.status = status.get();
    return made;
}

}  // namespace refchan::oracle::conformance::detail
