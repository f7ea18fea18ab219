"""asyncio over oxsock's sockets."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import unittest

import oxsock
from oxsock import _dialling, streams


async def echo(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def ask(endpoint, message):
    reader, writer = await streams.open_connection(endpoint, oxsock.now() + 5)
    writer.write(message)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


class Streams(unittest.IsolatedAsyncioTestCase):
    async def test_streams_over_each_kind_of_endpoint(self):
        with tempfile.TemporaryDirectory() as home:
            for endpoint in ("tcp://127.0.0.1:0", "tcp://[::1]:0", f"unix:{home}/echo"):
                server = await streams.start_server(echo, endpoint)
                async with server:
                    place = streams.local(server)
                    self.assertEqual(await ask(place, b"x" * 300_000), b"x" * 300_000)

    async def test_a_name_is_resolved(self):
        server = await streams.start_server(echo, "tcp://localhost:0")
        async with server:
            port = streams.local(server).rsplit(":", 1)[1]
            self.assertEqual(await ask(f"tcp://localhost:{port}", b"hello"), b"hello")

    async def test_many_at_once(self):
        server = await streams.start_server(echo, "tcp://127.0.0.1:0")
        async with server:
            place = streams.local(server)
            answers = await asyncio.gather(*(ask(place, b"%d" % i) for i in range(200)))
            self.assertEqual(answers, [b"%d" % i for i in range(200)])

    async def test_a_refusal_is_an_exception(self):
        with oxsock.listen_on("tcp://127.0.0.1:0") as listener:
            place = listener.local()
        with self.assertRaisesRegex(ConnectionRefusedError, place):
            await streams.dial(place)
        with self.assertRaisesRegex(OSError, "above 65535"):
            await streams.dial("tcp://127.0.0.1:99999")

    async def test_the_most_telling_failure_is_told(self):
        race = _dialling._Race()
        with oxsock.Fault("connect error=ENETUNREACH on=tcp://[::1]:1"):
            race.add(["tcp://[::1]:1", "tcp://127.0.0.1:1"])
            race.close(None)
            with self.assertRaisesRegex(ConnectionRefusedError, "unreachable.*; tcp://127.0.0.1:1"):
                await race.winner

    async def test_an_address_that_does_not_answer_delays_only_the_next(self):
        with (
            oxsock.listen_on("tcp://127.0.0.1:0", 0) as silent,
            oxsock.dial(silent.local()),  # which fills its queue
            oxsock.listen_on("tcp://127.0.0.1:0") as listener,
        ):
            race = _dialling._Race()
            refusing = [f"tcp://127.0.0.{i}:1" for i in range(1, 9)]
            start = time.monotonic()
            race.add([silent.local(), *refusing, listener.local()])
            race.close(None)
            (await race.winner).close()
            race.stop()
            self.assertLess(time.monotonic() - start, 1.5)

    async def test_what_is_no_text_for_c_is_said(self):
        with self.assertRaises(ValueError):
            await streams.dial("localhost\0:1", oxsock.now() + 5)

    def test_a_name_server_that_is_silent_about_one_family_holds_up_nobody(self):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "one_family.py")
        run = ["unshare", "--user", "--map-root-user", "--net", "--mount", sys.executable, program]
        self.assertEqual(subprocess.run(run, check=False).returncode, 0)

    async def test_a_deadline_ends_a_dial_that_cannot_go_on(self):
        with oxsock.listen_on("unix:", 0) as full:
            waiting = []
            start = time.monotonic()
            with self.assertRaises(TimeoutError):
                while True:  # until the queue is full
                    waiting.append(await streams.dial(full.local(), start + 0.1))
            self.assertLess(time.monotonic() - start, 5)
            for each in waiting:
                each.close()

    async def test_a_cancelled_dial_leaves_nothing(self):
        with oxsock.listen_on("unix:", 0) as full:
            waiting = []

            async def fill():
                while True:
                    waiting.append(await streams.dial(full.local()))

            task = asyncio.create_task(fill())
            while len(waiting) < 1:
                await asyncio.sleep(0)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            for each in waiting:
                each.close()

    async def test_the_calls_of_the_event_loop_take_its_sockets(self):
        loop = asyncio.get_running_loop()
        a, b = oxsock.socketpair()
        with a, b:
            a.setblocking(False)
            b.setblocking(False)
            receiving = asyncio.create_task(loop.sock_recv(b, 10))
            await loop.sock_sendall(a, b"hello")
            self.assertEqual(await receiving, b"hello")

    async def test_datagrams(self):
        loop = asyncio.get_running_loop()
        came = loop.create_future()

        class Receiver(asyncio.DatagramProtocol):
            def datagram_received(self, data, sender):
                came.set_result((data, sender))

        server = oxsock.listen_on("udp://127.0.0.1:0")
        server.setblocking(False)
        transport, _ = await loop.create_datagram_endpoint(Receiver, sock=server)
        with oxsock.dial(server.local()) as client:
            client.send(b"hello")
            self.assertEqual(await came, (b"hello", client.getsockname()))
        transport.close()


if __name__ == "__main__":
    unittest.main()
