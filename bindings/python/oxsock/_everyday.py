"""Functions that the standard library's module does not have."""

from collections.abc import Iterable
from select import POLLNVAL
from typing import Any

from . import _native
from ._addresses import Address
from ._sockets import socket


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
    """A socket that listens at an endpoint or, for datagrams, is bound to it."""
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

    Return the ready ones, as pairs (socket or descriptor, events that have happened); POLLNVAL
    for a closed socket.
    """
    entries = list(entries)
    numbers = [
        (each if isinstance(each, int) else each.handle, events) for each, events in entries
    ]
    # The library ignores -1, the handle of a socket that was closed before.
    closed = [not isinstance(each, int) and each.handle == -1 for each, _ in entries]
    happened = _native.poll(numbers, 0 if any(closed) else deadline)
    happened = [POLLNVAL if gone else events for gone, events in zip(closed, happened)]
    return [(each, events) for (each, _), events in zip(entries, happened) if events]
