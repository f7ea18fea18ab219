// Bytes to send and room to receive into: what std::span is in C++20.
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

/// Elements beside each other, which belong to somebody else.
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

/// Bytes to send: any array or container of plain values, or a text. An array of char is a text,
/// which ends before its first zero, as a literal does, or with the array.
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

/// Room for bytes: any array or container of plain values.
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

/// A text with a NUL at its end, for C. Longer ones than oxsock takes, and those with a zero in
/// them, are found out before the call.
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

    /// What the function returns for it, or why it was not called.
    template <class Function>
    int with(Function function) const noexcept
    {
        if (error_ == 0)
            return function(static_cast<const char *>(bytes_));
        ox_address_parse(nullptr, nullptr); // so that ox_explanation is not about an earlier text
        return error_;
    }

private:
    char bytes_[4097];
    int error_ = 0;
};

} // namespace detail

} // namespace ox

#endif
