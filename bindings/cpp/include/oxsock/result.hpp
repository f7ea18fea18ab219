// Results: a value or an error, which the caller takes as a std::error_code or as an exception.
#ifndef OXSOCK_RESULT_HPP
#define OXSOCK_RESULT_HPP

#include <oxsock.h>

#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace ox {

/// The category of oxsock's codes, which are positive here: ECONNREFUSED, or 3007 for
/// OX_EAI_NONAME. Those of the system compare equal to std::errc.
class category_type final : public std::error_category {
public:
    const char *name() const noexcept override { return "oxsock"; }
    std::string message(int code) const override { return ox_strerror(code); }
    std::error_condition default_error_condition(int code) const noexcept override
    {
        if (code > 3000)
            return {code, *this};
        return {code, std::generic_category()};
    }
};

inline const std::error_category &category() noexcept
{
    static const category_type instance;
    return instance;
}

/// The error of a code that a function of oxsock's has returned; none if it is 0 or more.
inline std::error_code error_of(int code) noexcept
{
    return code < 0 ? std::error_code(-code, category()) : std::error_code();
}

/// What an error code means: "Connection refused".
inline const char *strerror(std::error_code error) noexcept { return ox_strerror(error.value()); }

/// Its name, "ECONNREFUSED"; empty for a code that oxsock does not know.
inline std::string_view errname(std::error_code error) noexcept
{
    const char *name = ox_errname(error.value());
    return name ? name : std::string_view();
}

/// The i-th code that oxsock knows; none past the last one.
inline std::error_code error_at(int i) noexcept { return error_of(ox_error_at(i)); }

/// What was wrong with the text that this thread last gave to oxsock.
inline const char *explanation() noexcept { return ox_explanation(); }

/// The version of the library.
inline const char *version() noexcept { return ox_version(); }

/// The description of the library's functions, as JSON.
inline const char *api_json() noexcept { return ox_api_json(); }

/// An error that names a text has an explanation beside its code.
enum class about { call, text };

namespace detail {

[[noreturn]] inline void raise(int code, about what)
{
    const char *more = what == about::text ? ox_explanation() : "";
    if (*more)
        throw std::system_error(error_of(code), more);
    throw std::system_error(error_of(code));
}

} // namespace detail

/// What a call has returned. It is true if the call succeeded; error() is its error, and value()
/// throws it as a std::system_error.
template <class T, about What = about::call>
class [[nodiscard]] result {
public:
    result(int code, T &&value) noexcept : code_(code), value_(std::move(value)) {}

    explicit operator bool() const noexcept { return code_ >= 0; }
    std::error_code error() const noexcept { return error_of(code_); }
    T &operator*() noexcept { return value_; }
    T *operator->() noexcept { return &value_; }
    T &value() &
    {
        if (code_ < 0)
            detail::raise(code_, What);
        return value_;
    }
    T value() && { return std::move(value()); }

private:
    int code_;
    T value_;
};

/// A number: of bytes, of messages, or whatever the call counts.
template <about What>
class [[nodiscard]] result<int, What> {
public:
    constexpr result(int code) noexcept : code_(code) {}

    constexpr explicit operator bool() const noexcept { return code_ >= 0; }
    std::error_code error() const noexcept { return error_of(code_); }
    constexpr int operator*() const noexcept { return code_; }
    int value() const
    {
        if (code_ < 0)
            detail::raise(code_, What);
        return code_;
    }

private:
    int code_;
};

/// Nothing but whether it succeeded.
template <about What>
class [[nodiscard]] result<void, What> {
public:
    constexpr result(int code) noexcept : code_(code) {}

    constexpr explicit operator bool() const noexcept { return code_ >= 0; }
    std::error_code error() const noexcept { return error_of(code_); }
    void value() const
    {
        if (code_ < 0)
            detail::raise(code_, What);
    }

private:
    int code_;
};

} // namespace ox

#endif
