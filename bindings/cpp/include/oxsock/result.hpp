// Results: a value or an error, which the caller gets as a std::error_code or as an exception.
#ifndef OXSOCK_RESULT_HPP
#define OXSOCK_RESULT_HPP

#include <oxsock.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace ox {

/// The error category of oxsock's codes, which are positive here: ECONNREFUSED, or 3007 for
/// OX_EAI_NONAME. The system's codes compare equal to std::errc.
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

namespace detail {

/// A static object that is never destroyed, so that other destructors can use it when the process
/// ends.
template <class T>
union undestroyed {
    constexpr undestroyed() noexcept : value() {}
    ~undestroyed() {}
    T value;
};

} // namespace detail

inline const std::error_category &category() noexcept
{
    static const detail::undestroyed<category_type> instance;
    return instance.value;
}

/// The error for a code that a C function has returned; none if the code is 0 or more.
inline std::error_code error_of(int code) noexcept
{
    return code < 0 ? std::error_code(-code, category()) : std::error_code();
}

/// The text of an error: "Connection refused".
inline const char *strerror(std::error_code error) noexcept { return ox_strerror(error.value()); }

/// The name of an error: "ECONNREFUSED"; empty for a code that oxsock does not know.
inline std::string_view errname(std::error_code error) noexcept
{
    const char *name = ox_errname(error.value());
    return name ? name : std::string_view();
}

/// The i-th code that oxsock knows; no error past the last one.
inline std::error_code error_at(int i) noexcept { return error_of(ox_error_at(i)); }

/// What was wrong with the text that this thread last passed to oxsock.
inline const char *explanation() noexcept { return ox_explanation(); }

/// The version of the library.
inline const char *version() noexcept { return ox_version(); }

/// The description of the API, as JSON.
inline const char *api_json() noexcept { return ox_api_json(); }

/// An error of a call that takes a text has an explanation beside its code.
enum class about { call, text };

namespace detail {

/// Throw the error. Without exceptions, end the process.
[[noreturn]] inline void raise(int code, const char *more = "")
{
#ifdef __cpp_exceptions
    if (*more)
        throw std::system_error(error_of(code), more);
    throw std::system_error(error_of(code));
#else
    static_cast<void>(code), static_cast<void>(more);
    std::abort();
#endif
}

/// The explanation of an error, empty for calls that take no text.
template <about What>
class why {
public:
    constexpr explicit why(int) noexcept {}
    constexpr const char *explanation() const noexcept { return ""; }
};

template <>
class why<about::text> {
public:
    explicit why(int code) noexcept
    {
        const char *text = code < 0 ? ox_explanation() : "";
#ifdef __cpp_exceptions
        try {
            text_ = text;
        } catch (const std::exception &) { // no memory: the explanation stays empty
        }
#else
        text_ = text;
#endif
    }
    const char *explanation() const noexcept { return text_.c_str(); }

private:
    std::string text_;
};

} // namespace detail

/// The result of a call, which is true if the call succeeded. error() is its error, explanation()
/// what was wrong with a text if it took one, and value() throws both as a std::system_error.
template <class T, about What = about::call>
class [[nodiscard]] result : detail::why<What> {
public:
    result(int code, T &&value) noexcept
        : detail::why<What>(code), code_(code), value_(std::move(value))
    {
    }

    explicit operator bool() const noexcept { return code_ >= 0; }
    std::error_code error() const noexcept { return error_of(code_); }
    using detail::why<What>::explanation;
    T &operator*() & noexcept { return value_; }
    const T &operator*() const & noexcept { return value_; }
    T &&operator*() && noexcept { return std::move(value_); }
    T *operator->() noexcept { return &value_; }
    const T *operator->() const noexcept { return &value_; }
    T &value() &
    {
        check();
        return value_;
    }
    const T &value() const &
    {
        check();
        return value_;
    }
    T value() &&
    {
        check();
        return std::move(value_);
    }

private:
    void check() const
    {
        if (code_ < 0)
            detail::raise(code_, explanation());
    }

    int code_;
    T value_;
};

/// A result that is a number, such as of bytes or messages.
template <about What>
class [[nodiscard]] result<int, What> : detail::why<What> {
public:
    constexpr result(int code) noexcept : detail::why<What>(code), code_(code) {}

    constexpr explicit operator bool() const noexcept { return code_ >= 0; }
    std::error_code error() const noexcept { return error_of(code_); }
    using detail::why<What>::explanation;
    constexpr int operator*() const noexcept { return code_; }
    int value() const
    {
        if (code_ < 0)
            detail::raise(code_, explanation());
        return code_;
    }

private:
    int code_;
};

/// A result without a value.
template <about What>
class [[nodiscard]] result<void, What> : detail::why<What> {
public:
    constexpr result(int code) noexcept : detail::why<What>(code), code_(code) {}

    constexpr explicit operator bool() const noexcept { return code_ >= 0; }
    std::error_code error() const noexcept { return error_of(code_); }
    using detail::why<What>::explanation;
    void value() const
    {
        if (code_ < 0)
            detail::raise(code_, explanation());
    }

private:
    int code_;
};

} // namespace ox

#endif
