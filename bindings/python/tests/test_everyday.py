"""Endpoints, deadlines, whole transfers, options, faults."""

import errno
import os
import pickle
import select
import socket
import socketserver
import tempfile
import threading
import time
import unittest

import oxsock


def tcp_pair():
    with oxsock.listen_on("tcp://127.0.0.1:0") as listener:
        client = oxsock.dial(listener.local(), oxsock.now() + 5)
        server, _ = listener.accept()
    return client, server


class Connected(unittest.TestCase):
    def setUp(self):
        self.client, self.server = tcp_pair()
        self.addCleanup(self.client.close)
        self.addCleanup(self.server.close)


class Endpoints(unittest.TestCase):
    def test_each_kind_of_endpoint_is_dialled_and_listened_on(self):
        with tempfile.TemporaryDirectory() as home:
            for endpoint in (
                "tcp://127.0.0.1:0",
                "tcp://[::1]:0",
                f"unix:{home}/a",
                f"unix-seqpacket:{home}/b",
            ):
                with oxsock.listen_on(endpoint) as listener:
                    with oxsock.dial(listener.local()) as client:
                        server, _ = listener.accept()
                        with server:
                            client.sendall(b"to")
                            self.assertEqual(server.recv(10), b"to")
                            if endpoint.startswith("tcp"):
                                self.assertEqual(client.peer(), listener.local())
                                self.assertEqual(server.peer(), client.local())
            self.assertEqual(os.listdir(home), [])  # the files went away with their listeners

    def test_datagram_endpoints(self):
        with oxsock.listen_on("udp://127.0.0.1:0") as server:
            with oxsock.dial(server.local()) as client:
                client.send(b"to")
                data, sender = server.recvfrom_address(10)
                self.assertEqual((data, str(sender)), (b"to", client.local()))
                server.sendto_address(b"fro", sender)
                self.assertEqual(client.recv(10), b"fro")

    def test_dial_start_does_not_wait(self):
        with oxsock.listen_on("tcp://127.0.0.1:0") as listener:
            with oxsock.dial_start(listener.local()) as begun:
                self.assertEqual(begun.gettimeout(), 0)
                self.assertTrue(oxsock.poll([(begun, select.POLLOUT)], oxsock.now() + 5))
                self.assertEqual(begun.get_option("socket.error"), 0)

    def test_wrong_endpoints_are_explained(self):
        with self.assertRaisesRegex(OSError, "port 99999 at 16: above 65535") as caught:
            oxsock.dial("tcp://localhost:99999")
        self.assertEqual(caught.exception.errno, errno.EINVAL)
        with self.assertRaisesRegex(OSError, "at"):
            oxsock.listen_on("nonsense://")
        with self.assertRaises(OSError):
            oxsock.Address("tcp://localhost:80")  # a name
        self.assertTrue(oxsock.explanation())

    def test_nobody_listens(self):
        with oxsock.listen_on("tcp://127.0.0.1:0") as listener:
            place = listener.local()
        with self.assertRaisesRegex(ConnectionRefusedError, place):
            oxsock.dial(place)

    def test_an_unknown_service_is_a_gaierror(self):
        with self.assertRaises(oxsock.gaierror) as caught:
            oxsock.resolve("tcp://127.0.0.1:nosuchservice")
        self.assertIn(caught.exception.args[0], (oxsock.EAI_SERVICE, oxsock.EAI_NONAME))

    def test_addresses_are_values(self):
        a = oxsock.Address("udp://[::1]:53")
        self.assertEqual(a, oxsock.Address(str(a)))
        self.assertNotEqual(a, oxsock.Address("tcp://[::1]:53"))
        self.assertEqual(len({a, oxsock.Address(str(a))}), 1)
        self.assertEqual((a.family, a.type, a.port), (oxsock.AF_INET6, oxsock.SOCK_DGRAM, 53))
        self.assertEqual(a.to_tuple(), ("::1", 53, 0, 0))
        again = oxsock.Address.from_tuple(oxsock.AF_INET6, oxsock.SOCK_DGRAM, a.to_tuple())
        self.assertEqual(a, again)
        self.assertEqual(oxsock.resolve("udp://[::1]:53"), [a])
        self.assertEqual(pickle.loads(pickle.dumps(a)), a)

    def test_sockets_are_bound_and_connected_by_addresses(self):
        with oxsock.socket(type=oxsock.SOCK_DGRAM) as one, oxsock.socket(
            type=oxsock.SOCK_DGRAM
        ) as other:
            one.bind_address(oxsock.Address("udp://127.0.0.1:0"))
            other.connect_address(oxsock.Address(one.local()))
            other.send(b"x")
            self.assertEqual(one.recv(2), b"x")

    def test_a_paths_endpoint(self):
        self.assertEqual(oxsock.endpoint_path("run/50%"), "unix:run/50%25")

    def test_nothing_is_inherited(self):
        with self.assertRaises(FileNotFoundError):
            oxsock.inherit("nothing")


class Deadlines(Connected):
    def test_a_deadline_ends_a_call_and_not_before(self):
        for way in ("deadline", "settimeout"):
            with self.subTest(way):
                start = oxsock.now()
                if way == "deadline":
                    self.server.deadline(start + 0.05)
                else:
                    self.server.settimeout(0.05)
                with self.assertRaises(TimeoutError):
                    self.server.recv(1)
                self.assertGreaterEqual(oxsock.now() - start, 0.05)

    def test_a_deadline_of_one_side_leaves_the_other(self):
        self.server.deadline(0, oxsock.RECEIVING)
        with self.assertRaises(TimeoutError):
            self.server.recv(1)
        self.server.deadline(None, oxsock.BOTH)
        self.client.send(b"x")
        self.assertEqual(self.server.recv(1), b"x")

    def test_a_timeout_that_is_taken_away_is_gone(self):
        self.server.settimeout(0.001)
        with self.assertRaises(TimeoutError):
            self.server.recv(1)
        self.server.settimeout(None)
        timer = threading.Timer(0.05, self.client.send, [b"x"])
        timer.start()
        self.assertEqual(self.server.recv(1), b"x")
        timer.join()

    def test_the_default_timeout_is_that_of_these_sockets(self):
        self.assertIs(oxsock.setdefaulttimeout, oxsock._native.setdefaulttimeout)
        oxsock.setdefaulttimeout(7)
        self.addCleanup(oxsock.setdefaulttimeout, None)
        with oxsock.socket() as one:
            self.assertEqual((one.gettimeout(), oxsock.getdefaulttimeout()), (7, 7))

    def test_the_clock_is_that_of_time_monotonic(self):
        before, now, after = time.monotonic(), oxsock.now(), time.monotonic()
        self.assertTrue(before - 1e-6 <= now <= after, (before, now, after))

    def test_accept_and_poll_have_deadlines(self):
        with oxsock.listen_on("tcp://127.0.0.1:0") as listener:
            listener.deadline(oxsock.now() + 0.01)
            with self.assertRaises(TimeoutError):
                listener.accept()
            self.assertEqual(oxsock.poll([(listener, select.POLLIN)], oxsock.now() + 0.01), [])

    def test_poll_tells_of_a_closed_socket(self):
        one, other = oxsock.socketpair()
        other.close()
        with one:
            entries = [(one, select.POLLIN), (other, select.POLLIN)]
            happened = dict(oxsock.poll(entries, oxsock.now() + 5))
            self.assertEqual(happened[other], select.POLLNVAL)

    def test_a_copy_has_the_timeout_of_the_original(self):
        oxsock.setdefaulttimeout(7)
        self.addCleanup(oxsock.setdefaulttimeout, None)
        for timeout in (None, 0.0, 3.0):
            with oxsock.socket() as one:
                one.settimeout(timeout)
                with one.dup() as other:
                    self.assertEqual(other.gettimeout(), timeout)

    def test_values_that_are_no_times(self):
        for wrong in (float("nan"), "soon"):
            with self.assertRaises((ValueError, TypeError)):
                self.server.deadline(wrong)
        with self.assertRaises(ValueError):
            self.server.settimeout(-1)


class Whole(Connected):
    def test_all_is_sent_and_received(self):
        data = os.urandom(3_000_000)
        sender = threading.Thread(target=self.client.send_all, args=[data])
        sender.start()
        self.assertEqual(self.server.recv_all(len(data), oxsock.now() + 5), data)
        sender.join()

    def test_what_came_before_the_end_is_told(self):
        self.client.sendall(b"half")
        with self.assertRaises(TimeoutError) as caught:
            self.server.recv_all(8, oxsock.now() + 0.01)
        self.assertEqual(caught.exception.partial, b"half")
        self.client.close()
        with self.assertRaises(OSError) as caught:
            self.server.recv_all(8)
        self.assertEqual((caught.exception.errno, caught.exception.partial), (errno.ENODATA, b""))

    def test_lines_are_received(self):
        self.client.sendall(b"one\ntwo\nthr")
        self.assertEqual(self.server.recv_until(b"\n"), b"one\n")
        self.assertEqual(self.server.recv_until(b"\n", 10, oxsock.now() + 5), b"two\n")
        with self.assertRaises(TimeoutError) as caught:
            self.server.recv_until(b"\n", 10, 0)
        self.assertEqual(caught.exception.partial, b"thr")
        self.client.sendall(b"0123456789")
        with self.assertRaises(OSError) as caught:
            self.server.recv_until(b"\n", 4)
        failure = caught.exception
        self.assertEqual((failure.errno, failure.partial), (errno.EMSGSIZE, b"0123"))
        for wrong in (b"", b"\r\n"):
            with self.assertRaises(ValueError):
                self.server.recv_until(wrong)

    def test_how_much_was_sent_is_told(self):
        with self.assertRaises(TimeoutError) as caught:
            self.client.send_all(bytes(50_000_000), 0)
        moved = caught.exception.moved
        self.assertTrue(0 < moved < 50_000_000)
        self.server.recv_all(moved, oxsock.now() + 5)

    def test_a_file_is_sent(self):
        with tempfile.TemporaryFile() as file:
            file.write(b"0123456789")
            file.flush()
            self.assertEqual(self.client.send_file(file.fileno(), 2, 5), 5)
            self.assertEqual(self.server.recv_all(5), b"23456")
            self.assertEqual(self.client.sendfile(file, 8), 2)
            self.assertEqual(file.tell(), 10)
            with self.assertRaises(OSError) as caught:
                self.client.send_file(file.fileno(), 8, 5)
            self.assertEqual(caught.exception.moved, 2)

    def test_several_buffers_at_once(self):
        self.assertEqual(self.client.writev([b"ab", bytearray(b"c"), memoryview(b"def")]), 6)
        one, other = bytearray(2), bytearray(4)
        self.assertEqual(self.server.readv([one, other]), 6)
        self.assertEqual((one, other), (b"ab", b"cdef"))
        self.assertEqual(self.client.write(b"xyz"), 3)
        self.assertEqual(self.server.available(), 3)
        self.assertEqual(self.server.read(9), b"xyz")
        self.client.send(b"!", oxsock.MSG_OOB)
        oxsock.poll([(self.server, select.POLLPRI)], oxsock.now() + 5)
        self.assertTrue(self.server.at_mark())

    def test_several_messages_at_once(self):
        with oxsock.listen_on("udp://127.0.0.1:0") as a, oxsock.listen_on("udp://127.0.0.1:0") as b:
            to = b.getsockname()
            self.assertEqual(a.send_messages([(b"1", to), (b"", to), (b"333", to)]), 3)
            came = b.recv_messages(8, 2)
            self.assertEqual(came, [(each, a.getsockname()) for each in (b"1", b"", b"33")])
            b.deadline(0)
            with self.assertRaises(TimeoutError):
                b.recv_messages(1, 1)


class Options(Connected):
    def test_options_by_name(self):
        self.client.set_option("tcp.nodelay", 0)
        self.assertEqual(self.client.get_option("tcp.nodelay"), 0)
        self.assertEqual(self.client.getsockopt(oxsock.IPPROTO_TCP, oxsock.TCP_NODELAY), 0)
        self.assertIn("tcp.nodelay", oxsock.option_names())
        self.assertEqual(oxsock.option_names(), sorted(oxsock.option_names()))
        with self.assertRaisesRegex(OSError, "tcp.nodelay"):
            self.client.set_option("tcp.nodelai", 1)

    def test_codes_have_names(self):
        self.assertEqual(oxsock.errname(errno.ECONNREFUSED), "ECONNREFUSED")
        self.assertEqual(oxsock.strerror(-errno.ECONNREFUSED), "Connection refused")
        self.assertIn(-errno.EPIPE, oxsock.error_codes())
        self.assertIsNone(oxsock.errname(0))


class Faults(Connected):
    def tearDown(self):
        oxsock.remove_faults()

    def test_a_rule_holds_in_its_block(self):
        with oxsock.Fault("recv error=ECONNRESET nth=1") as fault:
            self.assertEqual(str(fault), "recv error=ECONNRESET nth=1")
            self.assertEqual([each.number for each in fault.all()], [fault.number])
            with self.assertRaises(ConnectionResetError):
                self.server.recv(1)
            self.assertEqual(fault.count, 1)
        self.assertEqual(oxsock.Fault.all(), [])

    def test_all_are_removed(self):
        oxsock.Fault("recv short=1")
        self.client.send(b"abc")
        self.assertEqual(self.server.recv(3), b"a")
        oxsock.remove_faults()
        self.assertEqual(self.server.recv(3), b"bc")

    def test_whole_transfers_survive_shortness_and_interruption(self):
        with oxsock.Fault("send short=3"), oxsock.Fault("poll interrupt"):
            self.client.sendall(b"0123456789")
            self.client.send_all(b"0123456789")
        self.assertEqual(self.server.recv_all(20, oxsock.now() + 5), b"0123456789" * 2)

    def test_a_wrong_rule_is_explained(self):
        with self.assertRaisesRegex(OSError, "at"):
            oxsock.Fault("recv error=ENOTHING")


class Life(Connected):
    def test_closing_ends_the_calls_of_other_threads(self):
        failures = []

        def receive():
            try:
                self.server.recv(1)
            except OSError as error:
                failures.append(error.errno)

        threads = [threading.Thread(target=receive) for _ in range(3)]
        for thread in threads:
            thread.start()
        self.server.close()
        for thread in threads:
            thread.join(5)
        # A thread that had not begun to wait finds a closed socket.
        self.assertEqual(len(failures), 3)
        self.assertLessEqual(set(failures), {errno.ECANCELED, errno.EBADF})

    def test_the_lock_is_released_in_each_call_that_waits(self):
        calls = {
            "recv": lambda: self.server.recv(1),
            "recv_all": lambda: self.server.recv_all(1),
            "readv": lambda: self.server.readv([bytearray(1)]),
            "recvmsg": lambda: self.server.recvmsg(1),
            "recvfrom": lambda: self.server.recvfrom(1),
            "recv_into": lambda: self.server.recv_into(bytearray(1)),
            "recvfrom_address": lambda: self.server.recvfrom_address(1),
            "recv_messages": lambda: self.server.recv_messages(1, 1),
            "poll": lambda: oxsock.poll([(self.server, select.POLLIN)]) and self.server.recv(1),
        }
        for name, call in calls.items():
            with self.subTest(name):
                thread = threading.Thread(target=call)
                thread.start()
                self.client.send(b"x")  # never reached while the lock is held
                thread.join(5)
                self.assertFalse(thread.is_alive())

    def test_descriptors_come_and_go(self):
        number = self.client.detach()
        self.assertEqual(self.client.fileno(), -1)
        with oxsock.socket(fileno=number) as again:
            self.assertEqual(again.fileno(), number)
            self.assertEqual((again.family, again.type), (oxsock.AF_INET, oxsock.SOCK_STREAM))
            again.send(b"x")
            with self.assertRaises(OSError) as caught:
                oxsock.socket(fileno=number)
            self.assertEqual(caught.exception.errno, errno.EBUSY)
            with again.dup() as other:
                self.assertNotEqual(other.handle, again.handle)
                other.send(b"y")
        self.assertEqual(self.server.recv_all(2), b"xy")

    def test_a_handle_is_not_a_descriptor(self):
        with self.assertRaises(OSError) as caught:
            os.read(self.client.handle, 1)
        self.assertEqual(caught.exception.errno, errno.EBADF)

    def test_servers_of_the_standard_library_take_its_sockets(self):
        with oxsock.listen_on("tcp://127.0.0.1:0") as listener:
            with socketserver.TCPServer(
                None, socketserver.StreamRequestHandler, bind_and_activate=False
            ) as server:
                server.socket.close()
                server.socket = listener

                class Echo(socketserver.StreamRequestHandler):
                    def handle(self):
                        self.wfile.write(self.rfile.readline())

                server.RequestHandlerClass = Echo
                with oxsock.dial(listener.local()) as client:
                    client.sendall(b"line\n")
                    server.handle_request()
                    self.assertEqual(client.makefile("rb").readline(), b"line\n")


class AsTheStandardLibrary(unittest.TestCase):
    def outcome(self, module, call):
        mine, other = module.socketpair()
        with mine, other:
            mine.settimeout(0.01)
            try:
                return call(module, mine)
            except Exception as error:
                return type(error)

    def test_odd_arguments(self):
        for name, call in {
            "recv": lambda module, s: s.recv(0),
            "recv_into": lambda module, s: s.recv_into(bytearray()),
            "recvfrom": lambda module, s: s.recvfrom(0),
            "recv, tiny timeout": lambda module, s: s.settimeout(1e-9) or s.recv(1),
            "setblocking": lambda module, s: s.setblocking("no"),
            "setblocking, None": lambda module, s: s.setblocking(None),
            "setblocking, 0": lambda module, s: s.setblocking(0) or s.gettimeout(),
            "create_connection": lambda module, s: module.create_connection("x"),
        }.items():
            with self.subTest(name):
                self.assertEqual(self.outcome(oxsock, call), self.outcome(socket, call))


if __name__ == "__main__":
    unittest.main()
