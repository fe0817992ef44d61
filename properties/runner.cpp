// SPDX-License-Identifier: MIT
// properties/runner.cpp: report rows and the watchdog: what refchan-properties and refchan-properties-planted share.

#include "runner.hpp"

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

namespace properties {

namespace {

using clock = std::chrono::steady_clock;
clock::time_point const began = clock::now();

struct progress_state {
    std::mutex mutex;
    clock::time_point last = clock::now();
    std::function<std::string()> describe;
};

progress_state& now_running() {
    static progress_state only;
    return only;
}

}  // namespace

double elapsed() { return std::chrono::duration<double>(clock::now() - began).count(); }

void write_row(std::string const& file, row const& what) {
    if (file.empty()) {
        return;
    }
    nlohmann::json const line{
        {"layer", "properties"},   {"check", what.check},   {"engine", what.engine},
        {"claims", what.claims},   {"count", what.count},   {"verdict", what.broken ? "broken" : "holds"},
        {"unit", "cases"},         {"bound", what.bound},   {"seed", what.seed},
        {"seconds", what.seconds}, {"replay", what.replay}, {"detail", what.detail}};
    std::ofstream(file, std::ios::app) << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void progress(std::function<std::string()> describe) {
    auto& running = now_running();
    std::lock_guard const held(running.mutex);
    running.last = clock::now();
    running.describe = std::move(describe);
}

struct watchdog::state {
    std::mutex mutex;
    std::condition_variable ended;
    bool end = false;
    std::jthread thread;
};

watchdog::watchdog(double limit, std::function<void(std::string const&)> hung) : state_(new state) {
    progress({});
    state_->thread = std::jthread([own = state_, limit, hung = std::move(hung)] {
        std::unique_lock held(own->mutex);
        while (!own->ended.wait_for(held, std::chrono::milliseconds(200), [&] { return own->end; })) {
            auto& running = now_running();
            std::lock_guard const looking(running.mutex);
            if (std::chrono::duration<double>(clock::now() - running.last).count() > limit) {
                hung(running.describe ? running.describe() : std::string());
                std::fflush(nullptr);
                ::_exit(1);  // the threads that hang cannot be joined
            }
        }
    });
}

watchdog::~watchdog() {
    {
        std::lock_guard const held(state_->mutex);
        state_->end = true;
    }
    state_->ended.notify_all();
    state_->thread.join();
    delete state_;
}

}  // namespace properties
