// SPDX-License-Identifier: MIT
// model/litmus/random_program.cpp: random programs, and their shrinking.

#include "random_program.hpp"

#include <algorithm>
#include <random>

namespace refchan::litmus {
namespace {

class generator {
public:
    generator(std::uint64_t number, ingredients const& of) : random_(number), of_(of) {}

    program make() {
        program made;
        std::size_t const threads = 2 + below(of_.threads - 1);
        made.threads.resize(threads);
        variables_ = below(4) == 0 ? 1 : of_.variables;
        std::size_t const count = of_.least_operations + below(of_.most_operations - of_.least_operations + 1);
        for (std::size_t i = 0; i != count; ++i) {
            auto& thread = made.threads[i < threads ? i : below(threads)];
            thread.push_back(random_operation(thread));
        }
        return made;
    }

private:
    unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }
    template <class T, std::size_t N>
    T one_of(std::array<T, N> const& list) {
        return list[below(N)];
    }

    operation random_operation(std::vector<operation> const& before) {
        operation made{.what = random_action()};
        std::optional<unsigned> const known = last_result(before);
        made.variable = made.what == action::fence ? 0 : random_variable(before);
        if (known && below(6) == 0) {
            made.only_if = guard{*known, static_cast<int>(below(3))};
        }
        if (made.what != action::fence && made.what != action::store && next_register_ != most_registers) {
            made.result = next_register_++;
        }
        if (made.what == action::load && !made.result) {
            made.what = action::store;
        }
        if (made.what != action::load && made.what != action::fence) {
            bool const copies = known && made.what == action::store && below(6) == 0;
            made.value = copies ? operand{known, 0} : operand{std::nullopt, 1 + static_cast<int>(below(3))};
        }
        made.expected = is_compare(made.what) ? static_cast<int>(below(3)) : 0;
        choose_orders(made);
        return made;
    }

    /// Mostly another one than the operation before had: what one variable can do is soon told.
    unsigned random_variable(std::vector<operation> const& before) {
        bool const other = !before.empty() && variables_ > 1 && below(4) != 0;
        return other ? (before.back().variable + 1 + below(variables_ - 1)) % variables_ : below(variables_);
    }

    action random_action() {
        constexpr std::array actions{
            action::load,  action::load,   action::load,           action::load,         action::store,
            action::store, action::store,  action::store,          action::add,          action::exchange,
            action::add,   action::bit_or, action::compare_strong, action::compare_weak, action::fence};
        return one_of(actions);
    }

    static std::optional<unsigned> last_result(std::vector<operation> const& before) {
        auto const found = std::find_if(before.rbegin(), before.rend(), [](auto const& each) { return each.result; });
        return found == before.rend() ? std::nullopt : found->result;
    }

    void choose_orders(operation& of) {
        using enum std::memory_order;
        bool const strongest = of_.seq_cst && below(2) == 0;
        switch (of.what) {
            case action::load:
                of.order = strongest ? seq_cst : one_of(std::array{relaxed, acquire});
                break;
            case action::store:
                of.order = strongest ? seq_cst : one_of(std::array{relaxed, release});
                break;
            case action::fence:
                of.order = one_of(std::array{acquire, release, acq_rel});
                break;
            default:
                of.order = strongest ? seq_cst : one_of(std::array{relaxed, acquire, release, acq_rel});
        }
        if (is_compare(of.what)) {
            bool const acquires = of.order != relaxed && of.order != release;
            of.failure = strongest && below(2) == 0 ? seq_cst
                         : acquires                 ? one_of(std::array{relaxed, acquire})
                                                    : relaxed;
        }
    }

    std::mt19937_64 random_;
    ingredients of_;
    unsigned variables_ = 1;
    unsigned next_register_ = 0;
};

/// Leaves out what depends on registers that nobody assigns any more.
void mend(program& what) {
    for (auto& thread : what.threads) {
        std::array<bool, most_registers> assigned{};
        for (operation& each : thread) {
            if (each.only_if && !assigned[each.only_if->in_register]) {
                each.only_if.reset();
            }
            if (each.value.in_register && !assigned[*each.value.in_register]) {
                each.value = {std::nullopt, 1};
            }
            if (each.result) {
                assigned[*each.result] = true;
            }
        }
    }
    std::erase_if(what.threads, [](auto const& thread) { return thread.empty(); });
}

/// An operation, simpler in one way.
std::vector<operation> simpler(operation const& what) {
    std::vector<operation> ways;
    auto const add = [&](auto change) {
        operation made = what;
        change(made);
        if (made != what) {
            ways.push_back(made);
        }
    };
    add([](operation& made) { made.only_if.reset(); });
    add([](operation& made) { made.order = made.what == action::fence ? made.order : std::memory_order_relaxed; });
    add([](operation& made) {
        bool const legal = made.what != action::fence && made.order == std::memory_order_acq_rel;
        made.order = legal ? std::memory_order_acquire : made.order;
    });
    add([](operation& made) {
        bool const legal = made.what != action::fence && made.order == std::memory_order_acq_rel;
        made.order = legal ? std::memory_order_release : made.order;
    });
    add([](operation& made) { made.failure = std::memory_order_relaxed; });
    add([](operation& made) {
        if (is_compare(made.what)) {
            made.what = action::exchange;
            made.expected = 0;
            made.failure = std::memory_order_relaxed;
        }
    });
    add([](operation& made) { made.what = made.what == action::exchange ? action::add : made.what; });
    add([](operation& made) { made.value = {std::nullopt, std::min(made.value.number, 1)}; });
    add([](operation& made) { made.expected = 0; });
    return ways;
}

}  // namespace

program random_program(std::uint64_t number, ingredients const& of) { return generator(number, of).make(); }

program shrink(program const& what, std::function<bool(program const&)> const& still) {
    program best = what;
    auto const accept = [&](program candidate) {
        mend(candidate);
        bool const better = candidate != best && !candidate.threads.empty() && still(candidate);
        best = better ? std::move(candidate) : best;
        return better;
    };
    for (bool progress = true; progress;) {
        progress = false;
        for (std::size_t t = 0; t < best.threads.size() && !progress; ++t) {
            for (std::size_t i = 0; i < best.threads[t].size() && !progress; ++i) {
                program without = best;
                without.threads[t].erase(without.threads[t].begin() + static_cast<std::ptrdiff_t>(i));
                progress = accept(std::move(without));
            }
        }
        for (std::size_t t = 0; t < best.threads.size() && !progress; ++t) {
            for (std::size_t i = 0; i < best.threads[t].size() && !progress; ++i) {
                for (operation const& way : simpler(best.threads[t][i])) {
                    program changed = best;
                    changed.threads[t][i] = way;
                    progress = progress || accept(std::move(changed));
                }
            }
        }
    }
    return best;
}

}  // namespace refchan::litmus
