// SPDX-License-Identifier: MIT
#pragma once
// model/programs/worker_processes.hpp: jobs in child processes, a few jobs in each, as many children at a time as there are
// cores. Children, because Relacy never gives back the stacks of its fibers (some 0.1 MB for each search), runs in one
// thread only, and may be taken down by the fault that it is looking for.
//
//     parent --fork--> child: work(7) work(12) work(3) ... exit          a line with each answer goes through a pipe

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace refchan::model {

class worker_processes {
public:
    struct duties {
        std::function<std::string(std::size_t job)> work;  ///< in a child; the answer has no line break
        std::function<bool()> may_begin;                   ///< in a child: false leaves out the jobs that are left
        std::function<void(std::size_t job, std::string_view answer)> done;      ///< in this process
        std::function<void(std::size_t job, std::string const& how)> died_from;  ///< in this process
    };

    worker_processes(unsigned children, duties what) : children_(children), does_(std::move(what)) {}

    /// Returns when every job is done, left out, or has killed its child.
    void run(std::span<std::size_t const> jobs) {
        std::deque<std::size_t> waiting(jobs.begin(), jobs.end());
        std::vector<child> working;
        while (!waiting.empty() || !working.empty()) {
            while (!waiting.empty() && working.size() < children_) {
                working.push_back(start(waiting));
            }
            std::vector<pollfd> watched;
            for (child const& each : working) {
                watched.push_back({each.answers, POLLIN, 0});
            }
            if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) {
                throw std::system_error(errno, std::generic_category(), "waiting for a worker process");
            }
            for (std::size_t i = working.size(); i-- != 0;) {
                if (watched[i].revents != 0 && !read_some(working[i])) {
                    bury(working[i], waiting);
                    working.erase(working.begin() + static_cast<std::ptrdiff_t>(i));
                }
            }
        }
    }

private:
    static constexpr std::size_t jobs_of_a_child = 16;

    struct child {
        pid_t process = 0;
        int answers = -1;
        std::deque<std::size_t> jobs;  // without an answer
        std::string text;              // of an answer that has not come wholly
    };

    [[nodiscard]] child start(std::deque<std::size_t>& waiting) const {
        auto const end =
            waiting.begin() + static_cast<std::ptrdiff_t>(std::min(waiting.size(), std::size_t{jobs_of_a_child}));
        child started{.jobs = {waiting.begin(), end}, .text = {}};
        waiting.erase(waiting.begin(), end);
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) {
            throw std::system_error(errno, std::generic_category(), "making a pipe");
        }
        std::fflush(nullptr);  // or the child would print it again
        started.process = fork();
        if (started.process < 0) {
            throw std::system_error(errno, std::generic_category(), "starting a worker process");
        }
        if (started.process == 0) {
            close(ends[0]);
            labour(started.jobs, ends[1]);
        }
        close(ends[1]);
        started.answers = ends[0];
        return started;
    }

    [[noreturn]] void labour(std::deque<std::size_t> const& jobs, int out) const {
        for (std::size_t const job : jobs) {
            if (!does_.may_begin()) {
                break;
            }
            std::string const line = does_.work(job) + '\n';
            for (std::size_t written = 0; written != line.size();) {
                ssize_t const count = write(out, line.data() + written, line.size() - written);
                if (count < 0) {
                    _exit(2);  // nobody reads any more
                }
                written += static_cast<std::size_t>(count);
            }
        }
        _exit(0);
    }

    /// False at the end of the answers.
    [[nodiscard]] bool read_some(child& from) const {
        char piece[4096];
        ssize_t const count = read(from.answers, piece, sizeof piece);
        if (count <= 0) {
            return false;
        }
        from.text.append(piece, static_cast<std::size_t>(count));
        for (std::size_t end = from.text.find('\n'); end != std::string::npos; end = from.text.find('\n')) {
            std::size_t const job = from.jobs.front();
            from.jobs.pop_front();
            does_.done(job, std::string_view(from.text).substr(0, end));
            from.text.erase(0, end + 1);
        }
        return true;
    }

    /// What a dead child has not done others do, except the job that it died from.
    void bury(child const& dead, std::deque<std::size_t>& waiting) const {
        close(dead.answers);
        int status = 0;
        waitpid(dead.process, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
            return;
        }
        waiting.insert(waiting.end(), dead.jobs.begin() + 1, dead.jobs.end());
        does_.died_from(dead.jobs.front(), WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                                               : "exit status " + std::to_string(WEXITSTATUS(status)));
    }

    unsigned children_;
    duties does_;
};

}  // namespace refchan::model
