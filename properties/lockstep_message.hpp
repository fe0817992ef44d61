// SPDX-License-Identifier: MIT
#pragma once
// properties/lockstep_message.hpp: a message that knows whether it is alive: it counts the living ones, and every use
// of a destroyed, moved-from or bytewise copied one. Move-only, without default constructor or assignment.

namespace properties {

class counted {
public:
    explicit counted(int id) noexcept : self_(this), id_(id) { ++living; }
    counted(counted&& other) noexcept : self_(this), id_(other.id_) {
        ++living;
        misused += !other.usable();
        other.moved_from_ = true;
    }
    counted& operator=(counted&&) = delete;
    ~counted() {
        misused += self_ != this;
        self_ = nullptr;
        --living;
    }

    [[nodiscard]] int id() const noexcept {
        misused += !usable();
        return id_;
    }

    inline static int living = 0;
    inline static int misused = 0;

private:
    [[nodiscard]] bool usable() const noexcept { return self_ == this && !moved_from_; }

    // Volatile, so that the destructor's mark is written although nobody may read it afterwards.
    counted const* volatile self_;
    int id_;
    bool moved_from_ = false;
};

}  // namespace properties
