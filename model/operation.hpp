// SPDX-License-Identifier: MIT
#pragma once
// model/operation.hpp: what the model types have in common: where an operation stands in the source, what a thread is
// about to do, what a step has touched, and how a check fails. Each modelled operation takes its place in the source as a
// defaulted argument, so the channel's code needs nothing for a trace with lines. It announces itself before its
// scheduling point: so a scheduler knows what each thread would do next, and whether it can; and says afterwards what it
// touched: so a search knows which steps could have come in another order.
//
//     announce(load, x) -> scheduling point -> the operation: touched(x, read) -> the thread's own code -> announce(...)
//                                              |------------------ one step -----------------------|

#include "relacy.hpp"

namespace refchan::model {

using where = std::source_location;

inline rl::debug_info debug_info(where place) {
    return {place.function_name(), place.file_name(), static_cast<unsigned>(place.line())};
}

/// The place of bookkeeping that no trace shows: accesses to the lifetime shadows.
inline rl::debug_info hidden(where place) {
    return {"lifetime", place.file_name(), static_cast<unsigned>(place.line())};
}

inline constexpr std::size_t most_threads = 4;

enum class operation_kind : unsigned char {
    none,
    load,
    store,
    exchange,
    lock,
    unlock,
    wait,
    wake,
    notify,
    acquire,
    release,
    yield,
    pause,
    finished
};

/// Why a thread goes on: nothing keeps it, or it was waiting and its time is up, or it wakes without a reason.
enum class wake_reason : unsigned char { ready, timeout, spurious };

/// What threads act on together: an atomic, a mutex, a condition variable, a semaphore.
class object {
public:
    object() : number_(take_number()) {}
    object(object const&) = delete;
    object& operator=(object const&) = delete;
    virtual ~object() = default;

    /// The same for the same object in every execution: who made it, and after how many others.
    [[nodiscard]] unsigned number() const { return number_; }
    /// How often it has been written.
    [[nodiscard]] virtual unsigned changes() const { return 0; }
    /// Can that thread go on with what it has announced, for this reason?
    [[nodiscard]] virtual bool lets(std::size_t, operation_kind, wake_reason why) const {
        return why == wake_reason::ready;
    }
    /// Before each execution.
    static void forget_all() { made_.fill(0); }
    /// For what has a number and is no object: plain data.
    [[nodiscard]] static unsigned take_number();

private:
    unsigned number_;
    static inline std::array<unsigned, most_threads + 1> made_{};  // by threads; at last, before they start
};

/// What a thread is about to do, or is blocked in.
struct operation {
    operation_kind kind = operation_kind::none;
    object const* target = nullptr;
    where place{};

    [[nodiscard]] bool possible(std::size_t thread, wake_reason why) const {
        return target == nullptr ? why == wake_reason::ready && kind != operation_kind::finished
                                 : target->lets(thread, kind, why);
    }
};

inline std::array<operation, most_threads> announced;
/// Why each thread was let go on last.
inline std::array<wake_reason, most_threads> woken{};

inline std::size_t current_thread() { return static_cast<std::size_t>(rl::ctx().threadx_->index_); }

/// Which operation on a handle each thread is in: an oracle::operation_kind; idle: none.
inline constexpr unsigned char idle = 0xff;
inline std::array<unsigned char, most_threads> inside{idle, idle, idle, idle};

/// What comes next in this thread; then the scheduling point; then why it goes on.
inline wake_reason announce(operation_kind kind, object const* target, where place) {
    std::size_t const self = current_thread();
    announced[self] = {kind, target, place};
    rl::ctx().sched();
    return woken[self];
}

/// How a step touched an object. attempt: a compare-exchange that failed. meet: the order of such steps matters, always.
enum class access : unsigned char { read, attempt, write, update, meet, lock, unlock };

inline constexpr unsigned no_step = ~0U;

struct touch {
    unsigned object = 0;
    access how = access::read;
    unsigned from = no_step;  ///< the step whose write was read
    unsigned store = 0;  ///< and that write's number; of a write: the number of the one before it in modification order
};

/// What the step that runs now has touched. A step is one operation, so these are few.
class footprint {
public:
    void clear() {
        size_ = 0;
        closed_ = false;
    }
    /// After the last step: what follows is no step.
    void close() { closed_ = true; }
    void add(touch one) {
        if (!closed_ && size_ != touches_.size()) {
            touches_[size_++] = one;
        }
    }
    [[nodiscard]] std::span<touch const> touches() const { return {touches_.data(), size_}; }

private:
    std::array<touch, 4> touches_{};
    std::size_t size_ = 0;
    bool closed_ = false;
};

inline footprint touched;
/// The number of the step that runs now, in this execution.
inline unsigned step_now = no_step;

constexpr char const* to_string(operation_kind kind) {
    constexpr std::array names{"nothing yet", "load",   "store",   "read-modify-write", "lock",  "unlock",  "wait",
                               "wake-up",     "notify", "acquire", "release",           "yield", "a pause", "finished"};
    return names[static_cast<std::size_t>(kind)];
}

inline unsigned object::take_number() {
    std::size_t const maker = step_now == no_step ? most_threads : current_thread();
    return made_[maker]++ * static_cast<unsigned>(made_.size()) + static_cast<unsigned>(maker);
}

/// Ends the execution as failed, with that sentence, unless the condition holds.
inline void expect(bool condition, char const* sentence, where place = where::current()) {
    if (!condition) {
        rl::ctx().fail_test(sentence, rl::test_result_user_assert_failed, debug_info(place));
    }
}

constexpr rl::memory_order relacy_order(std::memory_order order) {
    switch (order) {
        case std::memory_order_relaxed:
            return rl::mo_relaxed;
        case std::memory_order_consume:
            return rl::mo_consume;
        case std::memory_order_acquire:
            return rl::mo_acquire;
        case std::memory_order_release:
            return rl::mo_release;
        case std::memory_order_acq_rel:
            return rl::mo_acq_rel;
        default:
            return rl::mo_seq_cst;
    }
}

/// While one lives, new and delete are the ordinary ones: for what a scenario keeps beyond an execution, and for reports.
/// No check may fail meanwhile.
class untracked {
public:
    untracked() { count(+1); }
    untracked(untracked const&) = delete;
    untracked& operator=(untracked const&) = delete;
    ~untracked() { count(-1); }

private:
    // Relacy has no public way to it, but lets a derived class.
    struct opened : rl::context {
        static constexpr int rl::context::* member = &opened::disable_alloc_;
    };
    static void count(int change) {
        if (rl::context::is_instance()) {  // else there is no execution
            rl::ctx().*opened::member += change;
        }
    }
};

/// Makes an unsynchronised destruction a data race in every interleaving, not only where freed memory happens to be hit:
/// each operation on the owner reads this variable first, its destruction writes it. (First, because after a releasing
/// operation the owner may rightly be gone.)
class lifetime {
public:
    lifetime() = default;
    lifetime(lifetime const&) = delete;
    lifetime& operator=(lifetime const&) = delete;
    ~lifetime() { alive_(hidden(where::current())).store(0); }
    void touch(where place) const { (void)alive_(hidden(place)).load(); }

private:
    mutable rl::var<unsigned> alive_{1U};
};

}  // namespace refchan::model
