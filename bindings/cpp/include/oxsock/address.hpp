// Addresses: endpoints as values and as text.
#ifndef OXSOCK_ADDRESS_HPP
#define OXSOCK_ADDRESS_HPP

#include <oxsock/buffer.hpp>
#include <oxsock/result.hpp>

namespace ox {

class address;

namespace detail {

/// The text that a C function writes.
template <about What = about::call, class Function>
result<std::string, What> text_of(Function function)
{
    char text[OX_TEXT_MAX];
    int length = function(text, sizeof text);
    return {length, length < 0 ? std::string() : std::string(text, std::size_t(length))};
}

} // namespace detail

/// An address, empty by default. It has the layout of struct ox_address.
class address : public ox_address {
public:
    constexpr address() noexcept : ox_address{} {}
    constexpr address(const ox_address &other) noexcept : ox_address(other) {}

    /// Parse an endpoint in which no name has to be resolved.
    static result<address, about::text> parse(std::string_view text) noexcept
    {
        address a;
        int error = detail::c_text(text).with(
            [&](const char *c) { return ox_address_parse(&a, c); });
        return {error, std::move(a)};
    }
    static result<address> from_sockaddr(int socktype, const sockaddr *addr,
                                         socklen_t length) noexcept
    {
        address a;
        int error = ox_address_from_sockaddr(&a, socktype, addr, length);
        return {error, std::move(a)};
    }

    result<std::string> text() const
    {
        return detail::text_of(
            [this](char *text, std::size_t size) { return ox_address_text(this, text, size); });
    }
    result<int> family() const noexcept { return ox_address_family(this); }
    result<int> type() const noexcept { return ox_address_type(this); }
    result<int> port() const noexcept { return ox_address_port(this); }
    result<void> to_sockaddr(sockaddr *addr, socklen_t *length) const noexcept
    {
        return ox_address_to_sockaddr(this, addr, length);
    }
    bool empty() const noexcept { return ox_address_family(this) == AF_UNSPEC; }

    friend bool operator==(const address &a, const address &b) noexcept
    {
        return ox_address_equal(&a, &b) == 1;
    }
    friend bool operator!=(const address &a, const address &b) noexcept { return !(a == b); }
};

/// The endpoint of a UNIX socket at a path, which may have any bytes.
inline result<std::string> endpoint_path(std::string_view path, int socktype = SOCK_STREAM)
{
    return detail::text_of([&](char *text, std::size_t size) {
        return detail::c_text(path).with(
            [&](const char *c) { return ox_endpoint_path(c, socktype, text, size); });
    });
}

} // namespace ox

#endif
