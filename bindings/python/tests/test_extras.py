"""Functions that otherwise need control messages."""

import os
import select
import tempfile
import unittest

import oxsock


class Unix(unittest.TestCase):
    def setUp(self):
        self.a, self.b = oxsock.socketpair()
        self.addCleanup(self.a.close)
        self.addCleanup(self.b.close)

    def test_descriptors_travel(self):
        with tempfile.TemporaryFile() as file:
            file.write(b"content")
            file.flush()
            self.assertEqual(self.a.send_descriptors(b"x", [file.fileno(), file.fileno()]), 1)
        data, numbers = self.b.recv_descriptors(10)
        self.assertEqual((data, len(numbers)), (b"x", 2))
        for number in numbers:
            self.assertFalse(os.get_inheritable(number))
            self.assertEqual(os.pread(number, 10, 0), b"content")
            os.close(number)

    def test_descriptors_without_room_are_closed(self):
        self.a.send_descriptors(b"x", [0, 1, 2])
        data, numbers = self.b.recv_descriptors(10, 1)
        self.assertEqual((data, len(numbers)), (b"x", 1))
        os.close(numbers[0])

    def test_sockets_travel(self):
        one, other = oxsock.socketpair()
        with one, other:
            self.a.send_handles(b"x", [other])
            data, (arrived,) = self.b.recv_handles(10)
            with arrived:
                one.send(b"through")
                self.assertEqual((data, arrived.recv(10)), (b"x", b"through"))

    def test_what_is_no_socket_is_told(self):
        with tempfile.TemporaryFile() as file:
            self.a.send_descriptors(b"x", [file.fileno()])
        _, (instead,) = self.b.recv_handles(10)
        self.assertIsInstance(instead, OSError)

    def test_credentials(self):
        expected = oxsock.Credentials(os.getpid(), os.getuid(), os.getgid())
        self.assertEqual(self.a.peer_credentials(), expected)

    def test_a_negative_size_is_an_error(self):
        for call in (self.a.recv_all, self.a.recv_descriptors, self.a.recv, self.a.read,
                     self.a.recv_arrival, self.a.echo_recv):
            with self.assertRaises(ValueError):
                call(-1)

    def test_numbers_that_are_no_descriptors(self):
        with self.assertRaises(OverflowError):
            self.a.send_descriptors(b"x", [2**32 + 1])  # which is not 1
        with self.assertRaises(OSError):
            self.a.send_descriptors(b"x", [-1])
        with self.assertRaises(TypeError):
            self.a.send_descriptors(b"x", "ab")


class Datagrams(unittest.TestCase):
    def test_arrivals_tell_all_and_are_answered(self):
        for server_at, host in (("udp://127.0.0.1:0", "127.0.0.1"), ("udp://[::1]:0", "[::1]")):
            with oxsock.listen_on(server_at) as server:
                server.arrivals()
                server.deadline(oxsock.now() + 5)
                with oxsock.dial(f"udp://{host}:{server.getsockname()[1]}") as client:
                    client.deadline(oxsock.now() + 5)
                    client.send(b"question")
                    data, arrival = server.recv_arrival(4)
                    self.assertEqual(data, b"ques")
                    self.assertEqual(arrival.flags, oxsock.ARRIVAL_CUT_OFF)
                    self.assertEqual(str(arrival.sender), client.local())
                    self.assertEqual(str(arrival.destination), server.local())
                    self.assertGreater(arrival.ttl, 0)
                    self.assertGreater(arrival.time, 10**18)
                    self.assertEqual(arrival.ifindex, oxsock.if_nametoindex("lo"))
                    self.assertIn("ttl=", repr(arrival))
                    server.send_reply(b"answer", arrival)
                    self.assertEqual(client.recv(10), b"answer")

    def test_errors_are_reported(self):
        with oxsock.listen_on("udp://127.0.0.1:0") as server:
            gone = server.local()
        with oxsock.dial(gone) as client:
            client.error_reports()
            client.send(b"anybody?")
            oxsock.poll([(client, select.POLLERR)], oxsock.now() + 5)
            data, report = client.recv_error()
            self.assertEqual(data, b"anybody?")
            self.assertEqual(oxsock.errname(report.code), "ECONNREFUSED")
            self.assertEqual(report.origin, oxsock.ERROR_ICMP)
            self.assertEqual(str(report.destination), gone)
            with self.assertRaises(BlockingIOError):
                client.recv_error()

    def test_groups(self):
        with oxsock.listen_on("udp://127.0.0.1:0") as member:
            member.group_join("239.255.7.7", "lo")
            with self.assertRaises(OSError):
                member.group_join("239.255.7.7", "lo")
            member.group_leave("239.255.7.7", "lo")
            with self.assertRaises(OSError):
                member.group_leave("239.255.7.7", "lo")
            with self.assertRaisesRegex(OSError, "127.0.0.1"):
                member.group_join("127.0.0.1")

    def test_echoes(self):
        for family, host in ((oxsock.AF_INET, "127.0.0.1"), (oxsock.AF_INET6, "[::1]")):
            try:
                echo = oxsock.echo_open(family)
            except PermissionError:
                self.skipTest("needs CAP_NET_RAW")
            with echo:
                echo.deadline(oxsock.now() + 5)
                echo.echo_send(oxsock.Address(f"udp://{host}:0"), 7, b"payload")
                reply = echo.echo_recv()
                self.assertEqual((reply.payload, reply.sequence), (b"payload", 7))
                self.assertIn(host, str(reply.sender))
                for number in -1, 65536, 2**40:
                    with self.assertRaises(OverflowError):
                        echo.echo_send(oxsock.Address(f"udp://{host}:0"), number, b"")
                echo.deadline(0)
                with self.assertRaises(TimeoutError) as caught:
                    echo.echo_recv()
                self.assertIsNone(caught.exception.reporter)

    def test_families_without_a_form_are_pairs(self):
        with oxsock.socket(oxsock.AF_NETLINK, oxsock.SOCK_RAW, 0) as netlink:
            netlink.bind((0, 0))
            self.assertEqual(len(netlink.getsockname()), 2)


if __name__ == "__main__":
    unittest.main()
