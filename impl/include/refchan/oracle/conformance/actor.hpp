// SPDX-License-Identifier: MIT
#pragma once
// refchan/oracle/conformance/actor.hpp: does one operation on a channel under judgement, the way every check does it:
// put up on the board, recorded, and with a look at the message afterwards.
//
//     board: send 7 --> log: call --> the channel's send --> log: return --> where is the message? --> board: -

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "refchan/oracle/conformance/adapter.hpp"
#include "refchan/oracle/conformance/board.hpp"
#include "refchan/oracle/conformance/parcel.hpp"
#include "refchan/oracle/recorder.hpp"

namespace refchan::oracle::conformance {

/// What all actors of a run share: the recording, the ledger, and the first fault that no history shows.
class run_books {
public:
    run_books(recorder& to, board& on, std::size_t most_messages) : tape(to), where(on), lives(most_messages) {}

    void complain(std::string sentence) {
        std::lock_guard const held(mutex_);
        if (not_handed_back_.empty()) {
            not_handed_back_ = std::move(sentence);
        }
    }
    /// A send that failed, and did not leave its message; empty: there was none.
    [[nodiscard]] std::string not_handed_back() {
        std::lock_guard const held(mutex_);
        return not_handed_back_;
    }

    recorder& tape;
    board& where;
    ledger lives;

private:
    std::mutex mutex_;
    std::string not_handed_back_;
};

/// What stands on the board while an operation runs, and what is broken if it never ends.
struct stake {
    char const* text;
    guarantee broken;
};

/// One thread's hand. place: on the board and in the recording.
class actor {
public:
    actor(run_books& books, std::size_t place)
        : books_(books), post_(books.where.of(place)), log_(books.tape.of(static_cast<std::uint32_t>(place))) {}

    outcome send(operation_kind kind, any_sender& to, std::uint32_t handle, std::int64_t number, nanoseconds patience,
                 stake at) {
        parcel message(books_.lives, number);
        post_.put_up(at.text, number, at.broken);
        outcome const answer = naming_throws([&] {
            return log_.send(kind, handle, number, [&] {
                switch (kind) {
                    case operation_kind::send:
                        return to.send(message);
                    case operation_kind::try_send:
                        return to.try_send(message);
                    default:
                        return to.send_for(message, patience);
                }
            });
        });
        if (answer != outcome::ok && message.number() != number) {
            books_.complain(std::string(oracle::name_of(kind)) + " answered " + std::string(oracle::name_of(answer)) +
                            ", and its message " + std::to_string(number) + " was gone");
        }
        post_.take_down(came_to_something(answer));
        return answer;
    }

    /// The number of the message, or why there is none.
    std::expected<std::int64_t, outcome> recv(operation_kind kind, any_receiver& from, nanoseconds patience, stake at) {
        post_.put_up(at.text, -1, at.broken);
        auto answer = naming_throws([&] {
            return log_.recv(kind, [&]() -> std::expected<std::int64_t, outcome> {
                std::expected<parcel, outcome> got = kind == operation_kind::recv       ? from.recv()
                                                     : kind == operation_kind::try_recv ? from.try_recv()
                                                                                        : from.recv_for(patience);
                if (got) {
                    return got->number();
                }
                return std::unexpected(got.error());
            });
        });
        post_.take_down(came_to_something(answer ? outcome::ok : answer.error()));
        return answer;
    }

    [[nodiscard]] std::unique_ptr<any_sender> clone(any_sender& of, std::uint32_t handle, std::uint32_t made) {
        std::unique_ptr<any_sender> copy;
        post_.put_up("the clone of a sender", -1, guarantee::try_returns);
        log_.clone_sender(handle, made, [&] { copy = of.clone(); });
        post_.take_down();
        return copy;
    }
    void drop(std::unique_ptr<any_sender>& gone, std::uint32_t handle) {
        post_.put_up("the drop of a sender", -1, guarantee::try_returns);
        log_.drop_sender(handle, [&] { gone.reset(); });
        post_.take_down();
    }
    void drop(std::unique_ptr<any_receiver>& gone) {
        post_.put_up("the drop of the receiver", -1, guarantee::try_returns);
        log_.drop_receiver([&] { gone.reset(); });
        post_.take_down();
    }
    /// Without being recorded: a drop that tells nobody anything.
    template <class Handle>
    void drop_unseen(std::unique_ptr<Handle>& gone) {
        post_.put_up("the drop of a handle", -1, guarantee::try_returns);
        gone.reset();
        post_.take_down();
    }

private:
    [[nodiscard]] static bool came_to_something(outcome answer) noexcept {
        return answer == outcome::ok || answer == outcome::disconnected;
    }
    /// What the operation throws is thrown on with the operation's name.
    template <class Operation>
    std::invoke_result_t<Operation> naming_throws(Operation operation) {
        std::string thrown;
        try {
            return operation();
        } catch (std::exception const& error) {
            thrown = std::string(error.what()) + " (" + typeid(error).name() + ")";
        } catch (...) {
            thrown = "what is no std::exception";
        }
        std::string const where = post_.text();
        post_.take_down();
        throw std::runtime_error(where + " threw " + thrown);
    }

    run_books& books_;
    post& post_;
    process_log& log_;
};

}  // namespace refchan::oracle::conformance
