// Failure on purpose: rules by which calls fail.
#ifndef OXSOCK_FAULT_HPP
#define OXSOCK_FAULT_HPP

#include <oxsock/address.hpp>

namespace ox {

/// A rule that applies as long as this object lives: ox::fault::add("recv error=ECONNRESET nth=3").
class fault {
public:
    fault() noexcept = default;
    fault(fault &&other) noexcept : rule_(std::exchange(other.rule_, 0)) {}
    fault &operator=(fault &&other) noexcept
    {
        fault(std::move(other)).swap(*this);
        return *this;
    }
    ~fault()
    {
        if (rule_ > 0)
            ox_fault_remove(rule_);
    }

    void swap(fault &other) noexcept { std::swap(rule_, other.rule_); }

    static result<fault, about::text> add(std::string_view rule) noexcept
    {
        int number = detail::c_text(rule).with([](const char *c) { return ox_fault(c); });
        return {number, fault(number)};
    }
    /// Remove all rules of the process.
    static void remove_all() noexcept { ox_fault_remove(0); }
    /// The number of the i-th rule of the process; 0 past the last one.
    static int at(int i) noexcept { return ox_fault_at(i); }

    int number() const noexcept { return rule_; }
    /// How often the rule has struck.
    result<int> count() const noexcept { return ox_fault_count(rule_); }
    result<std::string> text() const
    {
        return detail::text_of(
            [this](char *text, std::size_t size) { return ox_fault_text(rule_, text, size); });
    }

private:
    explicit fault(int rule) noexcept : rule_(rule) {}
    int rule_ = 0;
};

} // namespace ox

#endif
