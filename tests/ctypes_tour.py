"""oxsock from Python, with ctypes alone: streams, datagrams, waiting, time, errors.

Usage: python3 ctypes_tour.py PATH_OF_LIBOXSOCK
Ends with 0 when everything went as it should; with a traceback otherwise.
"""

import ctypes
import errno
import sys
from ctypes import POINTER, byref, c_char_p, c_int, c_int64, c_size_t, c_uint32, c_void_p

# Constants of Linux's headers.
AF_INET, SOCK_STREAM, SOCK_DGRAM = 2, 1, 2
F_GETFL, F_SETFL, O_NONBLOCK = 3, 4, 0o4000
POLLIN, POLLOUT = 1, 4
SHUT_WR = 1
# Constants of oxsock's header.
HANDLE_MIN = 1 << 20
RECEIVING = 1
FOREVER = -1


class SockaddrIn(ctypes.Structure):
    """struct sockaddr_in, for an address of the loopback interface."""

    _fields_ = [
        ("family", ctypes.c_uint16),
        ("port", ctypes.c_uint16.__ctype_be__),
        ("host", c_uint32.__ctype_be__),
        ("zero", ctypes.c_char * 8),
    ]

    @classmethod
    def loopback(cls):
        return cls(family=AF_INET, port=0, host=0x7F000001)


class PollFd(ctypes.Structure):
    """struct pollfd; its fd may be a handle."""

    _fields_ = [("fd", c_int), ("events", ctypes.c_short), ("revents", ctypes.c_short)]


ADDRESS, LENGTH = POINTER(SockaddrIn), c_uint32
SIGNATURES = {
    "ox_socket": [c_int, c_int, c_int],
    "ox_bind": [c_int, ADDRESS, LENGTH],
    "ox_listen": [c_int, c_int],
    "ox_accept": [c_int, ADDRESS, POINTER(LENGTH)],
    "ox_connect": [c_int, ADDRESS, LENGTH],
    "ox_shutdown": [c_int, c_int],
    "ox_close": [c_int],
    "ox_read": [c_int, c_void_p, c_size_t],
    "ox_write": [c_int, c_char_p, c_size_t],
    "ox_sendto": [c_int, c_char_p, c_size_t, c_int, ADDRESS, LENGTH],
    "ox_recvfrom": [c_int, c_void_p, c_size_t, c_int, ADDRESS, POINTER(LENGTH)],
    "ox_fcntl": [c_int, c_int, c_int],
    "ox_getsockname": [c_int, ADDRESS, POINTER(LENGTH)],
    "ox_poll": [POINTER(PollFd), ctypes.c_ulong, c_int],
    "ox_deadline": [c_int, c_int, c_int64],
    "ox_error_at": [c_int],
}


def load(path):
    """Load the library, and declare the functions. All but the last four return an int."""
    library = ctypes.CDLL(path)
    for name, arguments in SIGNATURES.items():
        getattr(library, name).argtypes = arguments
        getattr(library, name).restype = c_int
    library.ox_now.argtypes, library.ox_now.restype = [], c_int64
    library.ox_version.argtypes, library.ox_version.restype = [], c_char_p
    for name in ("ox_strerror", "ox_errname"):
        getattr(library, name).argtypes = [c_int]
        getattr(library, name).restype = c_char_p
    return library


ox = load(sys.argv[1])


def ok(result):
    """The result of a call that must succeed."""
    if result < 0:
        raise OSError(-result, ox.ox_strerror(result).decode())
    return result


def fails(code, result):
    """Check that a call has returned this error."""
    name = (ox.ox_errname(result) or b"no error").decode()
    assert result == -code, f"{result} ({name}), not -{errno.errorcode[code]}"


def address_of(s):
    address, length = SockaddrIn(), LENGTH(ctypes.sizeof(SockaddrIn))
    ok(ox.ox_getsockname(s, byref(address), byref(length)))
    return address


def bound(kind):
    """A socket bound to a free port on the loopback interface."""
    s = ok(ox.ox_socket(AF_INET, kind, 0))
    assert s >= HANDLE_MIN
    ok(ox.ox_bind(s, byref(SockaddrIn.loopback()), ctypes.sizeof(SockaddrIn)))
    return s


def read(s, size=100):
    buffer = ctypes.create_string_buffer(size)
    count = ok(ox.ox_read(s, buffer, size))
    return buffer.raw[:count]


def stream_pair():
    """Two connected TCP sockets."""
    listener = bound(SOCK_STREAM)
    ok(ox.ox_listen(listener, 5))
    client = ok(ox.ox_socket(AF_INET, SOCK_STREAM, 0))
    ok(ox.ox_connect(client, byref(address_of(listener)), ctypes.sizeof(SockaddrIn)))
    server = ok(ox.ox_accept(listener, None, None))
    ok(ox.ox_close(listener))
    return client, server


def stream():
    client, server = stream_pair()
    assert ok(ox.ox_write(client, b"hello", 5)) == 5
    assert read(server) == b"hello"
    ok(ox.ox_shutdown(client, SHUT_WR))
    assert read(server) == b"", "a half-closed stream ends"
    assert ok(ox.ox_write(server, b"and back", 8)) == 8
    assert read(client) == b"and back"
    ok(ox.ox_close(client))
    ok(ox.ox_close(server))


def datagram():
    here, there = bound(SOCK_DGRAM), bound(SOCK_DGRAM)
    target = address_of(there)
    for message in (b"one", b"two"):
        sent = ox.ox_sendto(here, message, 3, 0, byref(target), ctypes.sizeof(target))
        assert ok(sent) == 3
    for message in (b"one", b"two"):
        buffer = ctypes.create_string_buffer(100)
        sender, length = SockaddrIn(), LENGTH(ctypes.sizeof(SockaddrIn))
        got = ok(ox.ox_recvfrom(there, buffer, 100, 0, byref(sender), byref(length)))
        assert buffer.raw[:got] == message
        assert sender.port == address_of(here).port
    ok(ox.ox_close(here))
    ok(ox.ox_close(there))


def non_blocking():
    client, server = stream_pair()
    ok(ox.ox_fcntl(server, F_SETFL, ok(ox.ox_fcntl(server, F_GETFL, 0)) | O_NONBLOCK))
    fails(errno.EAGAIN, ox.ox_read(server, ctypes.create_string_buffer(1), 1))
    ok(ox.ox_write(client, b"now", 3))
    waiting = (PollFd * 2)(PollFd(server, POLLIN, 0), PollFd(client, POLLIN | POLLOUT, 0))
    while not waiting[0].revents & POLLIN:
        ok(ox.ox_poll(waiting, 2, 5000))
        assert waiting[1].revents == POLLOUT
    assert read(server) == b"now"
    ok(ox.ox_close(client))
    ok(ox.ox_close(server))


def time():
    client, server = stream_pair()
    when = ox.ox_now() + 2000
    ok(ox.ox_deadline(client, RECEIVING, when))
    fails(errno.ETIMEDOUT, ox.ox_read(client, ctypes.create_string_buffer(1), 1))
    assert ox.ox_now() >= when, "a deadline is never early"
    ok(ox.ox_deadline(client, RECEIVING, FOREVER))
    ok(ox.ox_close(server))
    assert read(client) == b""
    ok(ox.ox_close(client))


def errors():
    s = bound(SOCK_DGRAM)
    ok(ox.ox_close(s))
    fails(errno.EBADF, ox.ox_close(s))
    codes = []
    while ox.ox_error_at(len(codes)) != 0:
        codes.append(-ox.ox_error_at(len(codes)))
    for code in codes:
        name = ox.ox_errname(code).decode()
        assert errno.errorcode.get(code, name) == name or getattr(errno, name) == code
    assert errno.ECONNREFUSED in codes


for part in (stream, datagram, non_blocking, time, errors):
    part()
    print(part.__name__)
print("oxsock", ox.ox_version().decode())
