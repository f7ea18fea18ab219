// Sockets: a reference to a handle, with the calls, and an owner, which closes it.
//
// The calls do not throw. They are not noexcept, because C's functions are not, and the compiler
// would have to guard each against an exception.
#ifndef OXSOCK_SOCKET_HPP
#define OXSOCK_SOCKET_HPP

#include <oxsock/address.hpp>
#include <oxsock/buffer.hpp>
#include <oxsock/result.hpp>
#include <oxsock/time.hpp>

#include <climits>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

namespace ox {

class socket;

/// How much a whole transfer has moved, whether it succeeded or not.
struct [[nodiscard]] transfer {
    int code;
    std::uint64_t done;

    explicit operator bool() const noexcept { return code >= 0; }
    std::error_code error() const noexcept { return error_of(code); }
    void value() const
    {
        if (code < 0)
            detail::raise(code);
    }
};

/// The number of received bytes, and of descriptors or handles that came with them. It is larger
/// than the room for them if some had to be closed.
struct received {
    int bytes;
    int count;
};

/// A handle that it does not own. After the owner has closed it, calls fail with EBADF and reach no
/// other socket.
class socket_ref {
public:
    constexpr socket_ref() noexcept = default;
    constexpr explicit socket_ref(int handle) noexcept : s_(handle) {}

    constexpr int handle() const noexcept { return s_; }
    /// Whether it refers to a handle, which may have been closed since.
    constexpr explicit operator bool() const noexcept { return s_ >= OX_HANDLE_MIN; }

    // Lifecycle

    result<void> bind(const sockaddr *addr, socklen_t length) const
    {
        return ox_bind(s_, addr, length);
    }
    result<void> bind(const address &to) const { return ox_bind_address(s_, &to); }
    result<void> listen(int backlog) const { return ox_listen(s_, backlog); }
    inline result<socket> accept(sockaddr *addr = nullptr,
                                 socklen_t *length = nullptr) const;
    result<void> connect(const sockaddr *addr, socklen_t length) const
    {
        return ox_connect(s_, addr, length);
    }
    result<void> connect(const address &to) const { return ox_connect_address(s_, &to); }
    result<void> shutdown(int how) const { return ox_shutdown(s_, how); }
    /// Close the handle. Calls that wait on it fail with ECANCELED.
    result<void> close() const { return ox_close(s_); }

    // Bytes and messages

    result<int> read(bytes_out to) const { return ox_read(s_, to.data(), to.size()); }
    result<int> write(bytes_in from) const
    {
        return ox_write(s_, from.data(), from.size());
    }
    result<int> readv(span<const iovec> to) const
    {
        return ox_readv(s_, to.data(), count_of(to));
    }
    result<int> writev(span<const iovec> from) const
    {
        return ox_writev(s_, from.data(), count_of(from));
    }
    result<int> send(bytes_in from, int flags = 0) const
    {
        return ox_send(s_, from.data(), from.size(), flags);
    }
    result<int> recv(bytes_out to, int flags = 0) const
    {
        return ox_recv(s_, to.data(), to.size(), flags);
    }
    result<int> sendto(bytes_in from, int flags, const sockaddr *to,
                       socklen_t length) const
    {
        return ox_sendto(s_, from.data(), from.size(), flags, to, length);
    }
    result<int> sendto(bytes_in from, const address &to, int flags = 0) const
    {
        return ox_sendto_address(s_, from.data(), from.size(), flags, &to);
    }
    result<int> recvfrom(bytes_out to, int flags, sockaddr *from,
                         socklen_t *length) const
    {
        return ox_recvfrom(s_, to.data(), to.size(), flags, from, length);
    }
    result<int> recvfrom(bytes_out to, address &from, int flags = 0) const
    {
        return ox_recvfrom_address(s_, to.data(), to.size(), flags, &from);
    }
    result<int> sendmsg(const msghdr &message, int flags = 0) const
    {
        return ox_sendmsg(s_, &message, flags);
    }
    result<int> recvmsg(msghdr &message, int flags = 0) const
    {
        return ox_recvmsg(s_, &message, flags);
    }
    result<int> sendmmsg(span<mmsghdr> messages, int flags = 0) const
    {
        return ox_sendmmsg(s_, messages.data(), unsigned(messages.size()), flags);
    }
    result<int> recvmmsg(span<mmsghdr> messages, int flags = 0,
                         timespec *timeout = nullptr) const
    {
        return ox_recvmmsg(s_, messages.data(), unsigned(messages.size()), flags, timeout);
    }

    // Control and time

    result<int> fcntl(int command, int argument = 0) const
    {
        return ox_fcntl(s_, command, argument);
    }
    /// Open another handle on the same socket.
    inline result<socket> duplicate() const;
    result<void> set_nonblocking(bool on) const
    {
        int flags = ox_fcntl(s_, F_GETFL, 0);
        return flags < 0 ? flags
                         : ox_fcntl(s_, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
    }
    result<void> getsockopt(int level, int name, void *value, socklen_t *length) const
    {
        return ox_getsockopt(s_, level, name, value, length);
    }
    result<void> setsockopt(int level, int name, const void *value,
                            socklen_t length) const
    {
        return ox_setsockopt(s_, level, name, value, length);
    }
    result<void> getsockname(sockaddr *addr, socklen_t *length) const
    {
        return ox_getsockname(s_, addr, length);
    }
    result<void> getpeername(sockaddr *addr, socklen_t *length) const
    {
        return ox_getpeername(s_, addr, length);
    }
    result<int> sockatmark() const { return ox_sockatmark(s_); }
    result<int> available() const { return ox_available(s_); }
    result<void> set_deadline(deadline when, side which = side::both) const
    {
        return ox_deadline(s_, int(which), when.microseconds());
    }
    /// The descriptor of the handle, lent.
    result<int> fd() const { return ox_fd(s_); }

    // Whole transfers

    transfer send_all(bytes_in from, deadline when = forever) const
    {
        std::size_t done = 0;
        int code = ox_send_all(s_, from.data(), from.size(), when.microseconds(), &done);
        return {code, done};
    }
    transfer recv_all(bytes_out to, deadline when = forever) const
    {
        std::size_t done = 0;
        int code = ox_recv_all(s_, to.data(), to.size(), when.microseconds(), &done);
        return {code, done};
    }
    /// Receive up to the first byte that is delimiter, which is included.
    transfer recv_until(bytes_out to, char delimiter, deadline when = forever) const
    {
        std::size_t done = 0;
        int code = ox_recv_until(s_, to.data(), to.size(), static_cast<unsigned char>(delimiter),
                                 when.microseconds(), &done);
        return {code, done};
    }
    /// Send a file, or length bytes of it, from its position on, or from *offset on.
    transfer send_file(int fd, std::uint64_t length = UINT64_MAX, deadline when = forever,
                       std::int64_t *offset = nullptr) const
    {
        std::uint64_t done = 0;
        int code = ox_send_file(s_, fd, offset, length, when.microseconds(), &done);
        return {code, done};
    }

    // Local and remote endpoint, and options by name

    result<std::string> local() const
    {
        return detail::text_of(
            [this](char *text, std::size_t size) { return ox_local(s_, text, size); });
    }
    result<std::string> peer() const
    {
        return detail::text_of(
            [this](char *text, std::size_t size) { return ox_peer(s_, text, size); });
    }
    result<void, about::text> set_option(std::string_view name, std::int64_t value) const
    {
        return detail::c_text(name).with(
            [&](const char *c) { return ox_option_set(s_, c, value); });
    }
    result<std::int64_t, about::text> option(std::string_view name) const
    {
        std::int64_t value = 0;
        int code = detail::c_text(name).with(
            [&](const char *c) { return ox_option_get(s_, c, &value); });
        return {code, std::move(value)};
    }

    // Descriptors, credentials, arrivals, error reports, groups, echoes

    result<int> send_descriptors(bytes_in from, span<const int> fds) const
    {
        return ox_send_descriptors(s_, from.data(), from.size(), fds.data(), count_of(fds));
    }
    result<received> recv_descriptors(bytes_out to, span<int> fds) const
    {
        int count = count_of(fds);
        int bytes = ox_recv_descriptors(s_, to.data(), to.size(), fds.data(), &count);
        return {bytes, received{bytes, count}};
    }
    result<int> send_handles(bytes_in from, span<const int> handles) const
    {
        return ox_send_handles(s_, from.data(), from.size(), handles.data(), count_of(handles));
    }
    result<received> recv_handles(bytes_out to, span<int> handles) const
    {
        int count = count_of(handles);
        int bytes = ox_recv_handles(s_, to.data(), to.size(), handles.data(), &count);
        return {bytes, received{bytes, count}};
    }
    result<ox_credentials> peer_credentials() const
    {
        ox_credentials peer{};
        int code = ox_peer_credentials(s_, &peer);
        return {code, std::move(peer)};
    }
    result<void> arrivals(bool on) const { return ox_arrivals(s_, on); }
    result<int> recv_arrival(bytes_out to, ox_arrival &arrival, int flags = 0) const
    {
        return ox_recv_arrival(s_, to.data(), to.size(), flags, &arrival);
    }
    result<int> send_reply(bytes_in from, const ox_arrival &arrival,
                           int flags = 0) const
    {
        return ox_send_reply(s_, from.data(), from.size(), flags, &arrival);
    }
    result<void> error_reports(bool on) const { return ox_error_reports(s_, on); }
    result<int> recv_error(bytes_out to, ox_error_report &report) const
    {
        return ox_recv_error(s_, to.data(), to.size(), &report);
    }
    /// Without an interface, the system chooses one. With a source, only datagrams from it are
    /// received.
    result<void, about::text> group_join(std::string_view group, std::string_view interface_name = {},
                                         std::string_view source = {}) const
    {
        return with_group(ox_group_join, group, interface_name, source);
    }
    result<void, about::text> group_leave(std::string_view group,
                                          std::string_view interface_name = {},
                                          std::string_view source = {}) const
    {
        return with_group(ox_group_leave, group, interface_name, source);
    }
    result<void> echo_send(const address &to, std::uint16_t sequence,
                           bytes_in payload) const
    {
        return ox_echo_send(s_, &to, sequence, payload.data(), payload.size());
    }
    result<int> echo_recv(bytes_out payload, address *sender = nullptr,
                          std::uint16_t *sequence = nullptr, int *ttl = nullptr) const
    {
        return ox_echo_recv(s_, sender, sequence, payload.data(), payload.size(), ttl);
    }

protected:
    int s_ = -1;

private:
    template <class Function>
    int with_group(Function function, std::string_view group, std::string_view interface_name,
                   std::string_view source) const
    {
        detail::c_text g(group), i(interface_name), from(source);
        return g.with([&](const char *g_) {
            return i.with([&](const char *i_) {
                return from.with([&](const char *from_) {
                    return function(s_, g_, *i_ ? i_ : nullptr, *from_ ? from_ : nullptr);
                });
            });
        });
    }
    template <class T>
    static int count_of(span<T> s) noexcept
    {
        return s.size() > INT_MAX ? -1 : int(s.size()); // an invalid count, which is EINVAL
    }
};

/// The owner of a handle.
class socket : public socket_ref {
public:
    constexpr socket() noexcept = default;
    /// Take ownership of a handle.
    constexpr explicit socket(int handle) noexcept : socket_ref(handle) {}
    socket(socket &&other) noexcept : socket_ref(std::exchange(other.s_, -1)) {}
    socket &operator=(socket &&other) noexcept
    {
        socket(std::move(other)).swap(*this);
        return *this;
    }
    ~socket()
    {
        if (s_ >= 0)
            ox_close(s_);
    }

    void swap(socket &other) noexcept { std::swap(s_, other.s_); }
    /// Give up ownership of the handle, which stays open.
    int release_handle() noexcept { return std::exchange(s_, -1); }
    /// End the handle and return its descriptor.
    result<int> release() { return ox_release(s_); }

    static result<socket> open(int domain, int type, int protocol = 0)
    {
        return owner_of(ox_socket(domain, type, protocol));
    }
    /// Make a handle for a descriptor, which it owns from then on.
    static result<socket> adopt(int fd) { return owner_of(ox_adopt(fd)); }
    /// Open a socket for ICMP echoes.
    static result<socket> echo_open(int family) { return owner_of(ox_echo_open(family)); }

    template <about What = about::call>
    static result<socket, What> owner_of(int handle_or_error)
    {
        return {handle_or_error, socket(handle_or_error)};
    }
};

inline result<socket> socket_ref::accept(sockaddr *addr, socklen_t *length) const
{
    return socket::owner_of(ox_accept(s_, addr, length));
}

inline result<socket> socket_ref::duplicate() const
{
    return socket::owner_of(ox_fcntl(s_, F_DUPFD_CLOEXEC, 0));
}

/// Two sockets connected to each other.
inline result<std::pair<socket, socket>> socketpair(int domain, int type,
                                                    int protocol = 0)
{
    int s[2] = {-1, -1};
    int code = ox_socketpair(domain, type, protocol, s);
    return {code, {socket(s[0]), socket(s[1])}};
}

/// Wait until one of several is ready; a negative timeout never ends.
inline result<int> poll(span<pollfd> entries,
                        std::chrono::milliseconds timeout = std::chrono::milliseconds(-1))
{
    auto ms = timeout.count() > INT_MAX ? INT_MAX : timeout.count() < 0 ? -1 : timeout.count();
    return ox_poll(entries.data(), nfds_t(entries.size()), int(ms));
}

} // namespace ox

#endif
