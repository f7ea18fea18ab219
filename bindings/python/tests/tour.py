"""The tour of every domain and type of socket, with the C program at the other end.

    python3 tour.py TOUR    the C program examples/tour.c, built
"""

import os
import struct
import subprocess
import sys

import oxsock as socket

ROUNDS, SIZE, LIMIT = 100, 1000, 5  # as in examples/tour
IP_HEADER = 20


def sockaddr(hexadecimal):
    """The standard library's form of a struct sockaddr."""
    data = bytes.fromhex(hexadecimal)
    (family,) = struct.unpack_from("H", data)
    if family == socket.AF_UNIX:
        name = data[2:]
        return family, name if name[:1] == b"\0" else name.split(b"\0")[0]
    if family == socket.AF_INET:
        (port,) = struct.unpack_from("!H", data, 2)
        return family, (socket.inet_ntop(family, data[4:8]), port)
    port, flow = struct.unpack_from("!HI", data, 2)
    (scope,) = struct.unpack_from("I", data, 24)
    return family, (socket.inet_ntop(family, data[8:24]), port, flow, scope)


def connected(family, kind, protocol, address):
    s = socket.socket(family, kind, protocol)
    s.deadline(socket.now() + LIMIT)
    if family == socket.AF_UNIX and kind == socket.SOCK_DGRAM:
        s.bind("")  # a name of the system's choice, so that it can be answered
    s.connect(address)
    return s


def messages():
    for i in range(ROUNDS):
        yield f"message {i} of process {os.getpid()}".encode().ljust(SIZE, b"a")


def exchange(s):
    for message in messages():
        assert s.send(message) == SIZE
        assert s.recv(SIZE, socket.MSG_WAITALL) == message


def exchange_raw(s, address, header):
    s.setsockopt(socket.IPPROTO_IP, socket.IP_HDRINCL, int(header))
    own, peer = (socket.inet_aton(each) for each in (s.getsockname()[0], address[0]))
    for message in messages():
        lead = b""
        if header:
            lead = struct.pack(
                "!BBHHHBBH4s4s", 0x45, 0, IP_HEADER + SIZE, 0, 0, 64, s.proto, 0, own, peer
            )
        s.send(lead + message)
        assert s.recv(IP_HEADER + SIZE)[IP_HEADER:] == message


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ping(s, family):
    request, reply = (8, 0) if family == socket.AF_INET else (128, 129)
    for i, message in enumerate(messages()):
        number = os.getpid() & 0xFFFF
        header = struct.pack("!BBHHH", request, 0, 0, number, i)
        if family == socket.AF_INET:
            header = struct.pack("!BBHHH", request, 0, checksum(header + message), number, i)
        s.send(header + message)
        expected = (reply, 0, number, i, message)
        while True:  # a raw socket hears others, and its own requests
            packet = s.recv(IP_HEADER + 8 + SIZE)
            packet = packet[IP_HEADER:] if family == socket.AF_INET else packet
            kind, code, _, who, sequence = struct.unpack_from("!BBHHH", packet)
            if (kind, code, who, sequence, packet[8:]) == expected:
                break


def half_of_a_pair(family, kind, protocol, address):
    mine, theirs = socket.socketpair(family, kind, protocol)
    with connected(family, socket.SOCK_STREAM, 0, address) as way:
        way.send_handles(b"!", [theirs])
    theirs.close()
    mine.deadline(socket.now() + LIMIT)
    return mine


def next_host(host):
    (number,) = struct.unpack("!I", socket.inet_aton(host))
    return socket.inet_ntoa(struct.pack("!I", number + 1))


def visit(how, family, kind, protocol, line):
    family, address = sockaddr(line)
    if how == "socketpair":
        with half_of_a_pair(family, kind, protocol, address) as s:
            return exchange(s)
    if kind == socket.SOCK_RAW and protocol == 253:
        s = socket.socket(family, kind, protocol)
        s.deadline(socket.now() + LIMIT)
        s.bind((next_host(address[0]), 0))
        s.connect(address)
        with s:
            return exchange_raw(s, address, how == "IP_HDRINCL")
    with connected(family, kind, protocol, address) as s:
        return ping(s, family) if kind == socket.SOCK_RAW else exchange(s)


def main(tour):
    failed = 0
    listed = subprocess.run([tour, "list"], check=True, capture_output=True, text=True).stdout
    for stop in listed.splitlines():
        number, domain, type_name, how, *numbers = stop.split("\t")
        server = subprocess.Popen([tour, "serve", number], stdout=subprocess.PIPE, text=True)
        line = server.stdout.readline().strip()
        outcome = line
        if not line.startswith("skipped"):
            try:
                visit(how, *map(int, numbers), line)
                outcome = "ok"
            except Exception as error:
                outcome = f"FAILED: {error!r}"
        said = server.stdout.read().strip()
        server.stdout.close()
        if server.wait() not in (0, 77) or said:
            outcome = f"FAILED: {outcome}; the other end: {said}"
        failed += outcome.startswith("FAILED")
        print(f"{domain} {type_name} {how}: {outcome}")
    return failed > 0


sys.exit(main(sys.argv[1]))
