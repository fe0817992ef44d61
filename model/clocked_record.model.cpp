// SPDX-License-Identifier: MIT
// model/clocked_record.model.cpp: tests of the record that the programs are judged by: what it says precedes, and arrives, is
// what the memory model says, and hearsay reaches what it should.

#include "clocked_record.hpp"
#include "scenario.hpp"

namespace refchan::model {
namespace {

/// Two operations, and a flag from the one that is first to the other. The flag is set after the first has returned, or
/// inside it.
template <class Test, std::memory_order Publish, bool Inside>
struct two_operations : program {
    two_operations() { record_.clear(); }
    void thread(unsigned index) override {
        if (index == 0) {
            first_ = record_.call(oracle::operation_kind::send, 0, 1);
            if (Inside) {
                flag_.store(1, Publish);
            }
            record_.returned(first_, outcome::ok);
            if (!Inside) {
                flag_.store(1, Publish);
            }
        } else {
            seen_ = flag_.load(std::memory_order_acquire) == 1;
            second_ = record_.call(oracle::operation_kind::send, 1, 2);
            record_.returned(second_, outcome::ok);
        }
    }
    void after() override {
        expect(!record_.precedes(second_, first_) || !seen_, "two operations precede each other");
        static_cast<Test*>(this)->look();
    }

protected:
    [[nodiscard]] bool seen() const { return seen_; }
    [[nodiscard]] bool precedes() const { return record_.precedes(first_, second_); }
    [[nodiscard]] bool arrives() const { return record_.arrives(first_, second_); }

private:
    static inline clocked_record record_;
    atomic<int> flag_{0};
    std::size_t first_ = 0;
    std::size_t second_ = 0;
    bool seen_ = false;
};

struct record_sees_release : two_operations<record_sees_release, std::memory_order_release, false> {
    static constexpr about is{"record_sees_release",
                              "what was released after a return and acquired before a call precedes it", "checker", 2};
    void look() const { expect(!seen() || (precedes() && arrives()), "an order was not recorded"); }
};

struct record_ignores_relaxed : two_operations<record_ignores_relaxed, std::memory_order_relaxed, false> {
    static constexpr about is{"record_ignores_relaxed", "a relaxed flag that was seen orders nothing", "checker", 2};
    static char const* judge() { return shown_ ? nullptr : "an order was recorded where there is none"; }
    void look() const { shown_ = shown_ || (seen() && !precedes() && !arrives()); }

private:
    static inline bool shown_ = false;
};

struct record_knows_who_still_runs : two_operations<record_knows_who_still_runs, std::memory_order_release, true> {
    static constexpr about is{"record_knows_who_still_runs",
                              "an operation that has not returned arrives, and precedes nothing", "checker", 2};
    static char const* judge() { return shown_ ? nullptr : "an operation that had not returned was said to precede"; }
    void look() const {
        expect(!seen() || arrives(), "a call did not arrive");
        shown_ = shown_ || (seen() && !precedes());
    }

private:
    static inline bool shown_ = false;
};

struct record_hears : two_operations<record_hears, std::memory_order_relaxed, false> {
    static constexpr about is{"record_hears", "hearsay lets one operation precede another without any flag", "checker",
                              2};
    static char const* judge() { return shown_ ? nullptr : "nobody heard of anybody"; }
    void look() const { shown_ = shown_ || precedes(); }

private:
    static inline bool shown_ = false;
};

[[maybe_unused]] bool const registered =
    add_plain<record_sees_release, record_ignores_relaxed, record_knows_who_still_runs, record_hears>("checker");

}  // namespace
}  // namespace refchan::model
