"""The sockets of oxsock for Python.

The names are those of the standard library's module `socket`, with the same arguments and the
same meaning; constants, exceptions and functions that touch no socket are the standard library's
own. Sockets have more: endpoints as text, deadlines, options by name, whole transfers, arrivals,
faults. See the README, or `help(oxsock.socket)`.
"""

import socket as _standard
from typing import TYPE_CHECKING, Any

if not TYPE_CHECKING:  # what follows takes the place of some of it
    from socket import *  # noqa: F403: constants, exceptions, functions that touch no socket

from . import _native
from ._addresses import Address, Arrival, Credentials, EchoReply, ErrorReport
from ._everyday import dial, dial_start, echo_open, inherit, listen_on, poll, resolve
from ._faults import Fault, remove_faults
from ._lists import api, error_codes, option_names
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
from ._sockets import Buffer as Buffer
from ._sockets import SocketIO, socket

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
_GLOBAL_DEFAULT_TIMEOUT = _library._GLOBAL_DEFAULT_TIMEOUT


def __getattr__(name: str) -> Any:
    """Names of the standard library's module that are not in its `__all__`."""
    return getattr(_library, name)


# The standard library's functions that make sockets. They are here so that a program that replaces
# `oxsock.socket` has them make its own.


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
