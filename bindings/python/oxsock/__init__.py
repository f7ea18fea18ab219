"""The sockets of oxsock for Python.

The names are those of the standard library's module `socket`, with the same arguments and the
same meaning; constants, exceptions and functions that touch no socket are the standard library's
own. Sockets have more: endpoints as text, deadlines, options by name, whole transfers, arrivals,
faults. See the README, or `help(oxsock.socket)`.
"""

import io
import json
import os
import socket as _standard
from collections.abc import Callable, Iterable, Iterator
from select import POLLNVAL
from socket import AddressFamily, SocketKind
from typing import TYPE_CHECKING, Any, Self

if not TYPE_CHECKING:  # what follows takes the place of some of it
    from socket import *  # noqa: F403: constants, exceptions, functions that touch no socket

from . import _native
from ._addresses import Address, Arrival, Credentials, EchoReply, ErrorReport
from ._native import (
    ARRIVAL_CUT_OFF,
    ARRIVAL_TO_MANY,
    BOTH,
    ERROR_ICMP,
    ERROR_ICMPV6,
    ERROR_LOCAL,
    FOREVER,
    HANDLE_MIN,
    INTERRUPTIBLE,
    OX_EAI_ADDRFAMILY,
    OX_EAI_AGAIN,
    OX_EAI_FAIL,
    OX_EAI_FAMILY,
    OX_EAI_MEMORY,
    OX_EAI_NODATA,
    OX_EAI_NONAME,
    OX_EAI_SERVICE,
    RECEIVING,
    SENDING,
    SOL_OX,
    TEXT_MAX,
    VERSION_MAJOR,
    VERSION_MINOR,
    VERSION_PATCH,
    endpoint_path,
    errname,
    explanation,
    getdefaulttimeout,
    interruptible,
    now,
    setdefaulttimeout,
    strerror,
    version,
)
from ._native import socket as SocketType

__all__ = [
    "ARRIVAL_CUT_OFF",
    "ARRIVAL_TO_MANY",
    "Address",
    "Arrival",
    "BOTH",
    "Credentials",
    "ERROR_ICMP",
    "ERROR_ICMPV6",
    "ERROR_LOCAL",
    "EchoReply",
    "ErrorReport",
    "FOREVER",
    "Fault",
    "HANDLE_MIN",
    "INTERRUPTIBLE",
    "OX_EAI_ADDRFAMILY",
    "OX_EAI_AGAIN",
    "OX_EAI_FAIL",
    "OX_EAI_FAMILY",
    "OX_EAI_MEMORY",
    "OX_EAI_NODATA",
    "OX_EAI_NONAME",
    "OX_EAI_SERVICE",
    "RECEIVING",
    "SENDING",
    "SOL_OX",
    "SocketIO",
    "TEXT_MAX",
    "VERSION_MAJOR",
    "VERSION_MINOR",
    "VERSION_PATCH",
    "api",
    "create_connection",
    "create_server",
    "dial",
    "dial_start",
    "echo_open",
    "endpoint_path",
    "errname",
    "error_codes",
    "explanation",
    "fromfd",
    "getdefaulttimeout",
    "has_dualstack_ipv6",
    "inherit",
    "interruptible",
    "listen_on",
    "now",
    "option_names",
    "poll",
    "remove_faults",
    "resolve",
    "setdefaulttimeout",
    "socket",
    "socketpair",
    "strerror",
    "version",
]
__all__ += _standard.__all__

_library: Any = _standard  # with its names that type checkers do not know
SocketIO: Any = _library.SocketIO
Buffer = bytes | bytearray | memoryview
_GLOBAL_DEFAULT_TIMEOUT = _library._GLOBAL_DEFAULT_TIMEOUT
_GiveupOnSendfile = _library._GiveupOnSendfile


def __getattr__(name: str) -> Any:
    """What the standard library's module has without listing it."""
    return getattr(_library, name)


_F_DUPFD_CLOEXEC = 1030
_F_GETFD, _F_SETFD, _FD_CLOEXEC = 1, 2, 1


def _enumerated(number: int, kind: Any) -> Any:
    """The member of an enumeration, or the number where it has none."""
    try:
        return kind(number)
    except ValueError:
        return number


class socket(SocketType):
    """A socket, as the standard library's `socket.socket`.

    `fileno` is a descriptor, which this socket owns from then on, or a handle of oxsock's.
    """

    __slots__ = ["__weakref__", "_io_refs", "_closed"]

    def __init__(
        self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None
    ) -> None:
        self._io_refs = 0
        self._closed = False
        SocketType.__init__(self, family, type, proto, fileno)

    @property
    def family(self) -> Any:
        """The address family, such as AF_INET."""
        return _enumerated(super().family, AddressFamily)

    @property
    def type(self) -> Any:
        """The type, such as SOCK_STREAM."""
        return _enumerated(super().type, SocketKind)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if not self._closed:
            self.close()

    def __repr__(self) -> str:
        kind = type(self)
        closed = " [closed]" if self._closed else ""
        parts = f"{kind.__module__}.{kind.__qualname__}{closed} fd={self.fileno()}"
        parts += f", family={self.family}, type={self.type}, proto={self.proto}"
        for name, call in (("laddr", self.getsockname), ("raddr", self.getpeername)):
            try:
                address = None if self._closed else call()
            except OSError:
                address = None
            if address:
                parts += f", {name}={address}"
        return f"<{parts}>"

    def __getstate__(self) -> object:
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")

    # Lifecycle.

    def dup(self) -> Self:
        """Another socket object with a handle of its own on the same socket."""
        return self._like(self.fcntl(_F_DUPFD_CLOEXEC), self.gettimeout())

    def accept(self) -> tuple["socket", Any]:
        """Wait for a connection: a new socket, and the address of the other end."""
        handle, address = self._accept()
        connection = socket(super().family, super().type, self.proto, handle)
        return connection, address

    def _like(self, handle: int, timeout: float | None) -> Self:
        other = self.__class__(super().family, super().type, self.proto, handle)
        other.settimeout(timeout)
        return other

    def close(self) -> None:
        """Close the socket, once the files made of it are closed, too."""
        self._closed = True
        if self._io_refs <= 0:
            self._real_close()

    def _real_close(self) -> None:
        SocketType.close(self)

    def _decref_socketios(self) -> None:
        """A file that was made of this socket has been closed."""
        if self._io_refs > 0:
            self._io_refs -= 1
        if self._closed:
            self.close()

    def detach(self) -> int:
        """Hand out the descriptor. The socket object is closed then."""
        self._closed = True
        return super().detach()

    def get_inheritable(self) -> bool:
        """Whether child programs inherit the descriptor."""
        return not self.fcntl(_F_GETFD) & _FD_CLOEXEC

    def set_inheritable(self, inheritable: bool) -> None:
        """Set whether child programs inherit the descriptor."""
        flags = self.fcntl(_F_GETFD) & ~_FD_CLOEXEC
        self.fcntl(_F_SETFD, flags if inheritable else flags | _FD_CLOEXEC)

    # Files.

    def makefile(
        self,
        mode: str = "r",
        buffering: int | None = None,
        *,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> Any:
        """A file object over the socket, as the built-in `open` makes them."""
        if not set(mode) <= set("rwb"):
            raise ValueError(f"invalid mode {mode!r} (only r, w, b allowed)")
        writing = "w" in mode
        reading = "r" in mode or not writing
        raw = SocketIO(self, "r" * reading + "w" * writing)
        self._io_refs += 1
        if buffering is None or buffering < 0:
            buffering = io.DEFAULT_BUFFER_SIZE
        if buffering == 0:
            if "b" not in mode:
                raise ValueError("unbuffered streams must be binary")
            return raw
        buffered: Any
        if reading and writing:
            buffered = io.BufferedRWPair(raw, raw, buffering)
        else:
            buffered = (io.BufferedReader if reading else io.BufferedWriter)(raw, buffering)
        if "b" in mode:
            return buffered
        text: Any = io.TextIOWrapper(buffered, encoding, errors, newline)
        text.mode = mode
        return text

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a file's bytes from an offset on; return how many were sent."""
        try:
            return self._sendfile_use_sendfile(file, offset, count)
        except _GiveupOnSendfile:
            sent: int = self._sendfile_use_send(file, offset, count)
            return sent

    def _sendfile_use_sendfile(
        self, file: Any, offset: int = 0, count: int | None = None
    ) -> int:
        """By the library, which reads the file itself. Only for regular files."""
        self._check_sendfile_params(file, offset, count)
        try:
            number = file.fileno()
        except (AttributeError, io.UnsupportedOperation) as error:
            raise _GiveupOnSendfile(error)
        try:
            size = os.fstat(number).st_size
        except OSError as error:
            raise _GiveupOnSendfile(error)
        if not size:
            return 0
        timeout = self.gettimeout()
        if timeout == 0:
            raise ValueError("non-blocking sockets are not supported")
        deadline = None if timeout is None else now() + timeout
        length = max(0, size - offset)
        length = length if count is None else min(length, count)
        sent = 0
        try:
            sent = self.send_file(number, offset, length, deadline)
        except OSError as error:
            sent = getattr(error, "moved", 0)
            if isinstance(error, TimeoutError):
                raise TimeoutError("timed out") from None
            raise
        finally:
            if sent and hasattr(file, "seek"):
                file.seek(offset + sent)
        return sent

    # Any other object with read(): as the standard library does it.
    _sendfile_use_send = _library.socket._sendfile_use_send
    _check_sendfile_params = _library.socket._check_sendfile_params

    # Addresses as values.

    def bind_address(self, address: Address) -> None:  # type: ignore[override]
        """Bind to an Address."""
        super().bind_address(address.packed)

    def connect_address(self, address: Address) -> None:  # type: ignore[override]
        """Connect to an Address."""
        super().connect_address(address.packed)

    def sendto_address(  # type: ignore[override]
        self, data: Buffer, address: Address, flags: int = 0
    ) -> int:
        """Send data to an Address; return how much was taken."""
        return super().sendto_address(data, address.packed, flags)

    def recvfrom_address(  # type: ignore[override]
        self, size: int, flags: int = 0
    ) -> tuple[bytes, Address | None]:
        """Receive data, and the sender's Address."""
        data, packed = super().recvfrom_address(size, flags)
        return data, Address.from_packed(packed)

    # What otherwise takes control messages.

    def send_handles(self, data: Buffer, sockets: Iterable[SocketType]) -> int:
        """Send bytes over a UNIX socket, and with the first of them these sockets."""
        return self._send_handles(data, [each.handle for each in sockets])

    def recv_handles(
        self, size: int, room: int = 253
    ) -> tuple[bytes, list["socket | OSError"]]:
        """Receive bytes, and the sockets that come with them.

        What could not be let in stands in the list as an OSError.
        """
        data, handles = self._recv_handles(size, room)
        return data, [
            socket(fileno=handle) if handle >= 0 else OSError(-handle, strerror(handle))
            for handle in handles
        ]

    def peer_credentials(self) -> Credentials:
        """Who the peer of a UNIX connection was when it connected."""
        return Credentials(*self._peer_credentials())

    def recv_arrival(self, size: int, flags: int = 0) -> tuple[bytes, Arrival]:
        """Receive a datagram, and how it arrived."""
        data, packed = self._recv_arrival(size, flags)
        return data, Arrival(packed)

    def send_reply(self, data: Buffer, arrival: Arrival, flags: int = 0) -> int:
        """Answer a datagram from the address that it was sent to."""
        return self._send_reply(data, arrival.packed, flags)

    def recv_error(self) -> tuple[bytes, ErrorReport]:
        """The first error in the queue, and what has come back of the datagram."""
        data, packed = self._recv_error()
        return data, ErrorReport(packed)

    def echo_send(self, address: Address, sequence: int, payload: Buffer = b"") -> None:
        """Send an ICMP echo request to an Address."""
        self._echo_send(address.packed, sequence, payload)

    def echo_recv(self, size: int = 65536) -> EchoReply:
        """The next reply to a request of this socket.

        Where a host on the way reports an error, the exception's `reporter` and `sequence` say
        who, and about which request.
        """
        try:
            payload, packed, sequence, ttl = self._echo_recv(size)
        except OSError as error:
            packed, sequence = getattr(error, "report")
            setattr(error, "reporter", Address.from_packed(packed))
            setattr(error, "sequence", sequence)
            raise
        return EchoReply(payload, Address.from_packed(packed), sequence, ttl)


# Functions that make sockets, as the standard library has them.


def fromfd(fd: int, family: int, type: int, proto: int = 0) -> socket:
    """A socket for a duplicate of a descriptor."""
    return socket(family, type, proto, fileno=_standard.dup(fd))


def socketpair(
    family: int | None = _standard.AF_UNIX, type: int = _standard.SOCK_STREAM, proto: int = 0
) -> tuple[socket, socket]:
    """Two sockets that are connected to each other."""
    family = _standard.AF_UNIX if family is None else family
    one, other = _native.socketpair(family, type, proto)
    return socket(family, type, proto, one), socket(family, type, proto, other)


def create_connection(
    address: tuple[Any, Any],
    timeout: Any = _GLOBAL_DEFAULT_TIMEOUT,
    source_address: Any = None,
    *,
    all_errors: bool = False,
) -> socket:
    """Connect to (host, port), trying the addresses of the host in turn.

    `dial` does more: it races them, under one deadline.
    """
    host, port = address
    failures: Any = []
    for family, type, proto, _, place in _standard.getaddrinfo(host, port, 0, _standard.SOCK_STREAM):
        attempt = None
        try:
            attempt = socket(family, type, proto)
            if timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                attempt.settimeout(timeout)
            if source_address:
                attempt.bind(source_address)
            attempt.connect(place)
            return attempt
        except OSError as failure:
            failures = failures + [failure] if all_errors else [failure]
            if attempt is not None:
                attempt.close()
    try:
        if not failures:
            raise OSError("getaddrinfo returns an empty list")
        if all_errors:
            raise ExceptionGroup("create_connection failed", failures)
        raise failures[0]
    finally:
        failures = None  # an exception's frames would keep it


def has_dualstack_ipv6() -> bool:
    """Whether one socket can serve IPv6 and IPv4."""
    try:
        with socket(_standard.AF_INET6, _standard.SOCK_STREAM) as probe:
            probe.setsockopt(_standard.IPPROTO_IPV6, _standard.IPV6_V6ONLY, 0)
            return True
    except OSError:
        return False


def create_server(
    address: Any,
    *,
    family: int = _standard.AF_INET,
    backlog: int | None = None,
    reuse_port: bool = False,
    dualstack_ipv6: bool = False,
) -> socket:
    """A TCP socket that listens at (host, port). `listen_on` does more."""
    if dualstack_ipv6:
        if not has_dualstack_ipv6():
            raise ValueError("dualstack_ipv6 not supported on this platform")
        if family != _standard.AF_INET6:
            raise ValueError("dualstack_ipv6 requires AF_INET6 family")
    server = socket(family, _standard.SOCK_STREAM)
    try:
        server.setsockopt(_standard.SOL_SOCKET, _standard.SO_REUSEADDR, 1)
        if reuse_port:
            server.setsockopt(_standard.SOL_SOCKET, _standard.SO_REUSEPORT, 1)
        if family == _standard.AF_INET6:
            server.setsockopt(_standard.IPPROTO_IPV6, _standard.IPV6_V6ONLY, not dualstack_ipv6)
        try:
            server.bind(address)
        except OSError as error:
            text = f"{error.strerror} (while attempting to bind on address {address!r})"
            raise OSError(error.errno, text) from None
        server.listen() if backlog is None else server.listen(backlog)
        return server
    except OSError:
        server.close()
        raise


# Functions that the standard library does not have.


def dial(endpoint: str, deadline: float | None = None) -> socket:
    """Connect to an endpoint, "tcp://example.org:80" or "unix:/run/x.sock", by a deadline.

    Every address of a name is tried, IPv6 and IPv4 in turns; the first connection wins.
    """
    return socket(fileno=_native.dial(endpoint, deadline))


def dial_start(endpoint: str) -> socket:
    """Begin to connect to a numeric endpoint: a non-blocking socket.

    When it is writable, `get_option("socket.error")` is the result.
    """
    begun = socket(fileno=_native.dial_start(endpoint))
    begun.setblocking(False)
    return begun


def listen_on(endpoint: str, backlog: int = 128) -> socket:
    """A socket that listens at an endpoint, or, for datagrams, is bound to it."""
    return socket(fileno=_native.listen_on(endpoint, backlog))


def resolve(endpoint: str, deadline: float | None = None) -> list[Address]:
    """The addresses of an endpoint, in the order in which `dial` tries them."""
    found = _native.resolve(endpoint, deadline)
    return [Address(_native.address_text(packed)) for packed in found]


def inherit(name: str | None = None, index: int = 0) -> socket:
    """A socket that a service manager has passed to this process."""
    return socket(fileno=_native.inherit(name, index))


def echo_open(family: int) -> socket:
    """A socket for ICMP echoes ("ping"), for AF_INET or AF_INET6."""
    return socket(fileno=_native.echo_open(family))


def poll(
    entries: Iterable[tuple[Any, int]], deadline: float | None = None
) -> list[tuple[Any, int]]:
    """Wait until one of several pairs (socket or descriptor, events) is ready, or a deadline.

    Returns those that are, as pairs (socket or descriptor, what has happened); POLLNVAL for a
    socket that is closed.
    """
    entries = list(entries)
    numbers = [
        (each if isinstance(each, int) else each.handle, events) for each, events in entries
    ]
    # The library passes over -1, the handle of a socket that was closed before.
    closed = [not isinstance(each, int) and each.handle == -1 for each, _ in entries]
    happened = _native.poll(numbers, 0 if any(closed) else deadline)
    happened = [POLLNVAL if gone else events for gone, events in zip(closed, happened)]
    return [(each, events) for (each, _), events in zip(entries, happened) if events]


def option_names() -> list[str]:
    """The names of all options, for `get_option` and `set_option`."""
    return list(_all(_native.option_at))


def error_codes() -> list[int]:
    """All error codes that `errname` knows, as numbers below 0."""
    return list(_all(_native.error_at))


def api() -> Any:
    """The description of the C API, from the library itself."""
    return json.loads(_native.api_json())


def _all(function: Callable[[int], Any]) -> Iterator[Any]:
    index = 0
    while item := function(index):
        yield item
        index += 1


class Fault:
    """A rule by which calls fail on purpose: Fault("recv error=ECONNRESET nth=3").

    It holds until `remove`, or until the end of a `with` block.
    """

    def __init__(self, rule: str) -> None:
        self.number: int = _native.fault(rule)

    @classmethod
    def all(cls) -> list[Self]:
        """The rules that hold, in the order in which they are asked."""
        rules = []
        for number in _all(_native.fault_at):
            rule = cls.__new__(cls)
            rule.number = number
            rules.append(rule)
        return rules

    @property
    def count(self) -> int:
        """How often it has applied."""
        return _native.fault_count(self.number)

    def __str__(self) -> str:
        return _native.fault_text(self.number)

    def __repr__(self) -> str:
        return f"<oxsock.Fault {self.number}>"

    def remove(self) -> None:
        """End the rule."""
        _native.fault_remove(self.number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


def remove_faults() -> None:
    """End all rules."""
    _native.fault_remove(0)
