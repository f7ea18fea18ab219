"""Ctrl-C ends every call at once; a handler that raises nothing ends no call."""

import os
import signal
import subprocess
import sys
import unittest

PROLOGUE = """
import oxsock, select, signal, sys, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler) # whoever runs the tests may have it ignored
a, b = oxsock.socketpair()
listener = oxsock.listen_on("tcp://127.0.0.1:0", 0)
full = oxsock.listen_on("unix:", 0)
def fill(how):
    # Nobody accepts, so that at some time the queue is full.
    while True:
        clients.append(how())
clients = []
print("ready", flush=True)
try:
    CALL
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""

CALLS = {
    "recv": "a.recv(1)",
    "recv under a timeout": "a.settimeout(60); a.recv(1)",
    "recv beside a thread": "threading.Thread(target=b.recv, args=[1], daemon=True).start(); a.recv(1)",
    "recv_into": "a.recv_into(bytearray(1))",
    "recvmsg": "a.recvmsg(1)",
    "recv_all": "a.recv_all(10)",
    "recv_all under a deadline": "a.recv_all(10, oxsock.now() + 60)",
    "recv_until": "a.recv_until(b'x')",
    "recv_messages": "a.recv_messages(1, 1)",
    "readv": "a.readv([bytearray(1)])",
    "send": "while True: a.send(bytes(100000))",
    "sendall": "a.sendall(bytes(50_000_000))",
    "send_all": "a.send_all(bytes(50_000_000))",
    "writev": "while True: a.writev([bytes(100000)])",
    "accept": "listener.accept()",
    "poll": "oxsock.poll([(a, select.POLLIN)])",
    "poll under a deadline": "oxsock.poll([(a, select.POLLIN)], oxsock.now() + 60)",
    "dial": "fill(lambda: oxsock.dial(full.local()))",
    "dial under a deadline": "fill(lambda: oxsock.dial(full.local(), oxsock.now() + 60))",
    "dial over TCP": "fill(lambda: oxsock.dial(listener.local()))",
    "connect": "fill(lambda: oxsock.socket(oxsock.AF_INET).connect(listener.getsockname()))",
}


def run(call):
    code = PROLOGUE.replace("CALL", call)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_waiting(pid):
    """Whether all threads of a process sleep, and have slept for a while."""

    def switches():
        count = 0
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/status") as file:
                status = dict(line.split(":", 1) for line in file)
            if status["State"].split()[0] != "S":
                return None
            count += int(status["voluntary_ctxt_switches"])
        return count

    before = switches()
    for _ in range(20):
        os.sched_yield()
        signal.sigtimedwait([], 0.002)
    return before is not None and before == switches()


class CtrlC(unittest.TestCase):
    def test_ends_every_call(self):
        for name, call in CALLS.items():
            with self.subTest(name):
                process = run(call)
                if process.stdout.readline() != "ready\n":
                    self.fail(process.communicate())
                tries = 0
                while not is_waiting(process.pid) and process.poll() is None and tries < 100:
                    tries += 1
                process.send_signal(signal.SIGINT)
                try:
                    said, complaint = process.communicate(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    self.fail(f"{name}: goes on after Ctrl-C: {process.communicate()}")
                self.assertEqual(said, "interrupted\n", complaint)

    def test_a_handler_that_raises_nothing_ends_no_call(self):
        code = """
import oxsock, signal, threading
a, b = oxsock.socketpair()
handled = []
def handle(*_):
    handled.append(1)
    if len(handled) == 5:
        b.sendall(b"x" * 10)
signal.signal(signal.SIGALRM, handle)
for receive in (lambda: a.recv(10), lambda: a.recv_all(10), lambda: a.recvmsg(10)[0]):
    handled.clear()
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    came = receive()
    signal.setitimer(signal.ITIMER_REAL, 0)
    print(came == b"x" * 10, len(handled) >= 5)
"""
        printed = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60
        )
        self.assertEqual(printed.stdout, "True True\n" * 3, printed.stderr)

    def test_a_timeout_counts_across_signals(self):
        code = """
import oxsock, signal
a, b = oxsock.socketpair()
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
a.settimeout(0.1)
start = oxsock.now()
try:
    a.recv(1)
except TimeoutError as error:
    print(error, 0.1 <= oxsock.now() - start < 5)
"""
        printed = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60
        )
        self.assertEqual(printed.stdout, "timed out True\n", printed.stderr)


if __name__ == "__main__":
    unittest.main()
