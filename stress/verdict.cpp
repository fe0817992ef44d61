// SPDX-License-Identifier: MIT
// stress/verdict.cpp: rows, and the last words of a dying process. The sanitizers' runtimes are asked by weak symbols,
// so that one source serves the programs with and without them.

#include "verdict.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>

extern "C" {
[[gnu::weak]] void __tsan_init();
[[gnu::weak]] void __asan_init();
[[gnu::weak]] void __sanitizer_set_death_callback(void (*)());
[[gnu::weak]] int __lsan_do_recoverable_leak_check();

// A bare run of the program is set up right; the environment can still say otherwise.
char const* __tsan_default_options();
char const* __asan_default_options();
char const* __lsan_default_options();
char const* __ubsan_default_options();
char const* __tsan_default_options() { return "history_size=7:halt_on_error=1:second_deadlock_stack=1"; }
char const* __asan_default_options() { return "detect_stack_use_after_return=1:detect_leaks=1"; }
char const* __lsan_default_options() { return "exitcode=1"; }
char const* __ubsan_default_options() { return "print_stacktrace=1"; }
}

namespace refchan::stress {

namespace {

/// The running scenario's row, ready to be written when nothing else works any more.
class last_words {
public:
    void prepare(std::string const& text) noexcept {
        auto& next = texts_[++turn_ % texts_.size()];
        std::size_t const length = std::min(text.size(), next.size() - 1);
        std::memcpy(next.data(), text.data(), length);
        next[length] = '\0';
        ready_.store(next.data(), std::memory_order_release);
    }
    void forget() noexcept { ready_.store(nullptr, std::memory_order_relaxed); }
    /// The prepared row; nullptr if there is none or it was taken.
    [[nodiscard]] char const* take() noexcept { return ready_.exchange(nullptr, std::memory_order_acquire); }

private:
    std::array<std::array<char, 4096>, 4> texts_{};
    std::size_t turn_ = 0;
    std::atomic<char const*> ready_{nullptr};
};

std::mutex running_mutex;
std::optional<row> running;
std::atomic<int> report{-1};
std::optional<std::filesystem::path> histories = "";
std::atomic<bool> said{false};
last_words prepared;
last_words prepared_replay;

/// Straight to the kernel: no interceptor, no buffer, no lock.
void put(int file, char const* text) noexcept {
    if (file >= 0 && text != nullptr) {
        (void)syscall(SYS_write, file, text, std::strlen(text));
    }
}

std::string as_line(row const& about, bool held) {
    nlohmann::ordered_json const json{
        {"layer", "stress"},        {"check", about.check},   {"engine", about.engine},
        {"variant", variant()},     {"claims", about.claims}, {"verdict", held ? "holds" : "broken"},
        {"count", about.count},     {"unit", about.unit},     {"bound", about.bound},
        {"seconds", about.seconds}, {"seed", about.seed},     {"replay", about.replay},
        {"detail", about.detail}};
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

/// Runs inside a sanitizer's runtime or a signal handler: no locks, no memory.
void at_death() {
    if (!said.exchange(true, std::memory_order_relaxed)) {
        put(report.load(std::memory_order_relaxed), prepared.take());
        put(STDERR_FILENO, prepared_replay.take());
    }
}

void at_crash(int number) {
    at_death();
    std::signal(number, SIG_DFL);
    std::_Exit(1);
}

}  // namespace

std::string_view variant() noexcept {
    return __tsan_init != nullptr ? "tsan" : __asan_init != nullptr ? "asan" : "plain";
}

bool open_report(std::string const& path, bool append) {
    histories = std::filesystem::path(path).parent_path();
    report = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (append ? 0 : O_TRUNC), 0644);
    return report >= 0;
}

void keep_histories_in(std::string const& folder) {
    if (folder == "-") {
        histories.reset();
    } else if (!folder.empty()) {
        histories = folder;
    }
}

std::string history_path() {
    std::lock_guard const held(running_mutex);
    if (!histories) {
        return "";
    }
    row const about = running.value_or(row{});
    return *histories / fmt::format("{}.{}.{}.history.jsonl", about.check, about.engine, variant());
}

void catch_deaths() {
    if (__sanitizer_set_death_callback != nullptr) {
        __sanitizer_set_death_callback(at_death);
    } else {
        for (int const number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE}) {
            std::signal(number, at_crash);
        }
    }
    std::signal(SIGABRT, at_crash);
}

void now_running(row so_far) {
    std::lock_guard const held(running_mutex);
    prepared_replay.prepare(fmt::format("BROKEN {}/{}: the process died; the reason stands above\n    replay: {}\n",
                                        so_far.check, so_far.engine, so_far.replay));
    running = std::move(so_far);
    running->detail = "the process died while this scenario ran: the reason is in its log";
    prepared.prepare(as_line(*running, false));
}

void none_running() {
    std::lock_guard const held(running_mutex);
    prepared.forget();
    prepared_replay.forget();
    running.reset();
}

void write_row(row const& finished, bool held) { put(report, as_line(finished, held).c_str()); }

void holds(row finished) {
    none_running();
    write_row(finished, true);
}

void broken_because(std::string const& sentence) noexcept {
    if (said.exchange(true, std::memory_order_relaxed)) {
        for (;;) {
            pause();
        }
    }
    std::lock_guard const held(running_mutex);
    row const about = running.value_or(row{});
    row finished = about;
    finished.detail = sentence;
    put(report, as_line(finished, false).c_str());
    put(STDERR_FILENO,
        fmt::format("\nBROKEN {}/{}: {}\n    replay: {}\n", about.check, about.engine, sentence, about.replay).c_str());
    std::_Exit(1);
}

bool leaks_now() noexcept {
    return __lsan_do_recoverable_leak_check != nullptr && __lsan_do_recoverable_leak_check() != 0;
}

}  // namespace refchan::stress
