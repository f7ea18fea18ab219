// The section "Every day": dialling, listening, resolving.
#ifndef OXSOCK_EVERYDAY_HPP
#define OXSOCK_EVERYDAY_HPP

#include <oxsock/socket.hpp>

#include <vector>

namespace ox {

/// Connect to an endpoint, with its name resolved, by the deadline.
inline result<socket, about::text> dial(std::string_view endpoint,
                                        deadline when = forever)
{
    return socket::owner_of<about::text>(detail::c_text(endpoint).with(
        [&](const char *c) { return ox_dial(c, when.microseconds()); }));
}

/// Begin to connect, for event loops: the socket is non-blocking.
inline result<socket, about::text> dial_start(std::string_view endpoint)
{
    return socket::owner_of<about::text>(
        detail::c_text(endpoint).with([](const char *c) { return ox_dial_start(c); }));
}

/// Open a socket that listens at an endpoint or, for datagrams, is bound to it.
inline result<socket, about::text> listen_on(std::string_view endpoint,
                                             int backlog = SOMAXCONN)
{
    return socket::owner_of<about::text>(
        detail::c_text(endpoint).with([&](const char *c) { return ox_listen_on(c, backlog); }));
}

/// The addresses of an endpoint, in the order in which dial tries them.
inline result<std::vector<address>, about::text> resolve(std::string_view endpoint,
                                                         deadline when = forever)
{
    static_assert(sizeof(address) == sizeof(ox_address));
    std::vector<address> found(8);
    detail::c_text text(endpoint);
    for (;;) {
        int count = text.with([&](const char *c) {
            return ox_resolve(c, found.data(), found.size(), when.microseconds());
        });
        bool all = count <= int(found.size());
        found.resize(count < 0 ? 0 : std::size_t(count));
        if (all)
            return {count, std::move(found)};
    }
}

/// The i-th socket that a service manager passed under this name; without a name, of all that it
/// passed.
inline result<socket, about::text> inherit(std::string_view name = {}, int i = 0)
{
    return socket::owner_of<about::text>(detail::c_text(name).with(
        [&](const char *c) { return ox_inherit(*c ? c : nullptr, i); }));
}

/// The name of the i-th option, in alphabetical order; empty past the last one.
inline std::string_view option_at(int i)
{
    const char *name = ox_option_at(i);
    return name ? name : std::string_view();
}

} // namespace ox

#endif
