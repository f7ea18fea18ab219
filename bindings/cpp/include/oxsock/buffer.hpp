// Bytes to send and buffers to receive into, for which C++20 has std::span.
#ifndef OXSOCK_BUFFER_HPP
#define OXSOCK_BUFFER_HPP

#include <oxsock.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <string_view>
#include <type_traits>

namespace ox {

/// A contiguous sequence of elements that it does not own.
template <class T>
class span {
public:
    constexpr span() noexcept = default;
    constexpr span(T *data, std::size_t size) noexcept : data_(data), size_(size) {}
    template <class Range, class Element = decltype(*std::data(std::declval<Range &>())),
              class = std::enable_if_t<
                  !std::is_same_v<std::decay_t<Range>, span> &&
                  std::is_convertible_v<std::remove_reference_t<Element> (*)[], T (*)[]>>>
    constexpr span(Range &&range) noexcept : data_(std::data(range)), size_(std::size(range))
    {
    }

    constexpr T *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr T *begin() const noexcept { return data_; }
    constexpr T *end() const noexcept { return data_ + size_; }
    constexpr T &operator[](std::size_t i) const noexcept { return data_[i]; }

private:
    T *data_ = nullptr;
    std::size_t size_ = 0;
};

namespace detail {

template <class Range>
using element = std::remove_reference_t<decltype(*std::data(std::declval<Range &>()))>;

} // namespace detail

/// Bytes to send: any array or container of plain values, or a text. An array of char is a text: it
/// ends before its first zero, or with the array.
class bytes_in {
public:
    constexpr bytes_in() noexcept = default;
    constexpr bytes_in(const void *data, std::size_t size) noexcept : data_(data), size_(size) {}
    constexpr bytes_in(std::string_view text) noexcept : data_(text.data()), size_(text.size()) {}
    template <class Text, class = std::enable_if_t<std::is_same_v<Text, const char *> ||
                                                   std::is_same_v<Text, char *>>>
    constexpr bytes_in(Text text) noexcept
        : bytes_in(text == nullptr ? std::string_view() : std::string_view(text))
    {
    }
    template <std::size_t Size>
    constexpr bytes_in(const char (&text)[Size]) noexcept
        : data_(text), size_(std::min(Size, std::string_view(text, Size).find('\0')))
    {
    }
    template <class Range, class Element = detail::element<const Range>,
              class = std::enable_if_t<std::is_trivially_copyable_v<Element> &&
                                       !std::is_convertible_v<const Range &, const char *>>>
    constexpr bytes_in(const Range &range) noexcept
        : data_(std::data(range)), size_(std::size(range) * sizeof(Element))
    {
    }

    constexpr const void *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }

private:
    const void *data_ = nullptr;
    std::size_t size_ = 0;
};

/// A buffer to receive into: any array or container of plain values.
class bytes_out {
public:
    constexpr bytes_out() noexcept = default;
    constexpr bytes_out(void *data, std::size_t size) noexcept : data_(data), size_(size) {}
    template <class Range, class Element = detail::element<Range>,
              class = std::enable_if_t<std::is_trivially_copyable_v<Element> &&
                                       !std::is_const_v<Element>>>
    constexpr bytes_out(Range &&range) noexcept
        : data_(std::data(range)), size_(std::size(range) * sizeof(Element))
    {
    }

    constexpr void *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }

private:
    void *data_ = nullptr;
    std::size_t size_ = 0;
};

namespace detail {

/// A NUL-terminated copy of a text, for C. Texts that are too long for oxsock, or contain a zero,
/// are rejected before the call.
class c_text {
public:
    explicit c_text(std::string_view text) noexcept
    {
        if (text.size() >= sizeof bytes_)
            error_ = -ENAMETOOLONG;
        else if (text.find('\0') != text.npos)
            error_ = -EINVAL;
        else
            bytes_[text.copy(bytes_, text.size())] = 0;
    }

    /// The result of the function called with it, or the error for which it is not called.
    template <class Function>
    int with(Function function) const noexcept
    {
        if (error_ == 0)
            return function(static_cast<const char *>(bytes_));
        ox_address_parse(nullptr, nullptr); // clears what ox_explanation returns
        return error_;
    }

private:
    char bytes_[4097];
    int error_ = 0;
};

} // namespace detail

} // namespace ox

#endif
