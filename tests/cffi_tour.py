"""oxsock from Python through cffi, which reads the header without a preprocessor unchanged.

Usage: python3 cffi_tour.py PATH_OF_LIBOXSOCK PATH_OF_HEADER
Exits with 0 on success, and with 77 where there is no cffi.
"""

import json
import sys

try:
    import cffi
except ImportError:
    print("skipped: no cffi here")
    sys.exit(77)

ffi = cffi.FFI()
with open(sys.argv[2]) as header:
    ffi.cdef(header.read())
ox = ffi.dlopen(sys.argv[1])
description = json.loads(ffi.string(ox.ox_api_json()))


def check(result):
    """The result of a call, which must not be an error."""
    assert result >= 0, ffi.string(ox.ox_errname(result))
    return result


def everything_is_declared():
    """Every function can be found with its parameters, every constant has its value."""
    for function in description["functions"]:
        signature = ffi.typeof(getattr(ox, function["name"]))
        assert len(signature.args) == len(function["parameters"]), function["name"]
    for constant in description["constants"]:
        assert getattr(ox, constant["name"]) == constant["value"], constant
    for group in ("constants", "errors"):
        for name, value in description["system"][group].items():
            assert getattr(ox, name) == value, name
    for structure in description["structures"] + description["system"]["structures"]:
        name = "struct " + structure["name"]
        assert ffi.sizeof(name) == structure["size"], name
        for field in structure["fields"]:
            assert ffi.offsetof(name, field["name"]) == field["offset"], field


def a_stream_over_loopback():
    listener = check(ox.ox_listen_on(b"tcp://127.0.0.1:0", 8))
    text = ffi.new("char[]", ox.OX_TEXT_MAX)
    check(ox.ox_local(listener, text, ox.OX_TEXT_MAX))
    client = check(ox.ox_dial(text, ox.ox_now() + 5000000))
    address = ffi.new("struct sockaddr_storage *")
    length = ffi.new("unsigned int *", ffi.sizeof("struct sockaddr_storage"))
    server = check(ox.ox_accept(listener, ffi.cast("struct sockaddr *", address), length))
    assert address.ss_family == ox.AF_INET and length[0] == ffi.sizeof("struct sockaddr_in")
    assert check(ox.ox_send(client, b"hello", 5, 0)) == 5
    buffer = ffi.new("char[]", 16)
    assert check(ox.ox_recv(server, buffer, 16, 0)) == 5
    assert ffi.buffer(buffer, 5)[:] == b"hello"
    entry = ffi.new("struct pollfd[1]", [{"fd": server, "events": ox.POLLIN}])
    assert check(ox.ox_poll(entry, 1, 0)) == 0
    for handle in (client, server, listener):
        check(ox.ox_close(handle))
    assert ox.ox_close(client) == -ox.EBADF


def a_message_in_two_parts():
    pair = ffi.new("int[2]")
    check(ox.ox_socketpair(ox.AF_UNIX, ox.SOCK_SEQPACKET, 0, pair))
    parts = [ffi.new("char[]", b"one"), ffi.new("char[]", b"two")]
    iov = ffi.new("struct iovec[2]", [(part, 3) for part in parts])
    message = ffi.new("struct msghdr *", {"msg_iov": iov, "msg_iovlen": 2})
    assert check(ox.ox_sendmsg(pair[0], message, 0)) == 6
    buffer = ffi.new("char[]", 6)
    assert check(ox.ox_read(pair[1], buffer, 6)) == 6 and ffi.buffer(buffer)[:] == b"onetwo"
    check(ox.ox_deadline(pair[1], ox.OX_RECEIVING, 0))
    assert ox.ox_read(pair[1], buffer, 6) == -ox.ETIMEDOUT
    check(ox.ox_close(pair[0]))
    check(ox.ox_close(pair[1]))


everything_is_declared()
a_stream_over_loopback()
a_message_in_two_parts()
