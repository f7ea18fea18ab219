"""Run in a network namespace and with its own root directory: a name server that answers at once
for one family, and late or never for the other, delays no dialling; and a client that the system
would connect to itself is refused."""

import asyncio
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time

import oxsock
from oxsock import streams

A, AAAA = 1, 28
ADDRESSES = {A: bytes([127, 0, 0, 1]), AAAA: bytes(15) + b"\1"}


def enter(directory):
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    for name, text in {
        "resolv.conf": "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n",
        "nsswitch.conf": "hosts: dns\nservices: files\n",
    }.items():
        path = os.path.join(directory, name)
        with open(path, "w") as file:
            file.write(text)
        subprocess.run(["mount", "--bind", path, f"/etc/{name}"], check=True)


class NameServer(asyncio.DatagramProtocol):
    """after: for each type of question, after how many seconds it is answered."""

    def __init__(self, after):
        self.after = after
        self.closed = asyncio.Event()

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, error):
        self.closed.set()

    def datagram_received(self, question, peer):
        end = question.index(0, 12)
        (kind,) = struct.unpack_from(">H", question, end + 1)
        if kind not in self.after:
            return
        address = ADDRESSES[kind]
        answer = question[:2] + struct.pack(">5H", 0x8180, 1, 1, 0, 0) + question[12 : end + 5]
        answer += struct.pack(">HHHIH", 0xC00C, kind, 1, 60, len(address)) + address
        asyncio.get_running_loop().call_later(
            self.after[kind], self.transport.sendto, answer, peer
        )


async def dials(host, after):
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(
        lambda: NameServer(after), local_addr=("127.0.0.1", 53)
    )
    with oxsock.listen_on(f"tcp://{host}:0") as listener:
        start = time.monotonic()
        port = listener.local().rsplit(":", 1)[1]
        with await streams.dial(f"host.test:{port}", oxsock.now() + 5) as client:
            assert time.monotonic() - start < 2.5
            assert client.peer() == listener.local()
    transport.close()
    await server.closed.wait()


async def main():
    await dials("127.0.0.1", {A: 0})
    await dials("[::1]", {AAAA: 0})
    await dials("[::1]", {A: 0, AAAA: 0.5})  # nobody listens at the first that is known
    with open("/proc/sys/net/ipv4/ip_local_port_range", "w") as file:
        file.write("40000 40000")
    for _ in range(2):
        try:
            await streams.dial("tcp://127.0.0.1:40000")
            sys.exit("connected")
        except ConnectionRefusedError:
            pass
    oxsock.listen_on("tcp://127.0.0.1:40000").close()  # the port has stayed free


with tempfile.TemporaryDirectory() as directory:
    enter(directory)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
os._exit(0)  # threads still wait for what is not answered
