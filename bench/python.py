"""The throughput of echoes from Python: oxsock against the standard library's module.

    bench/python.sh         builds the binding, and runs this
    python3 python.py       with the module oxsock on the path

Each of the two has a server process. One client process sends a message and waits for it to come
back, in slices of less than a millisecond that alternate between the two, A B B A and then B A A B.
All run on one core, so that waking an idle core is not measured. The ratio is the median of the
rounds' ratios. Prints a table in Markdown; ends with an error if a bar is missed.
OXSOCK_BENCH_FACTOR=0.1 takes a tenth of the rounds.
"""

import os
import socket
import statistics
import sys
import time

import oxsock

BAR = 0.9
ROUNDS = max(4, int(400 * float(os.environ.get("OXSOCK_BENCH_FACTOR", "1"))))

# name, type, bytes in a message, messages in a slice, timeout, bar
CASES = (
    ("TCP, 64 bytes", socket.SOCK_STREAM, 64, 20, None, BAR),
    ("TCP, 64 bytes, under a timeout", socket.SOCK_STREAM, 64, 20, 10.0, BAR),
    ("TCP, 64 KiB", socket.SOCK_STREAM, 65536, 8, None, BAR),
    ("TCP, 1 MiB in pieces of 64 KiB", socket.SOCK_STREAM, 1 << 20, 1, None, BAR),
    ("UDP, 64 bytes", socket.SOCK_DGRAM, 64, 20, None, BAR),
)


def serve_stream(listener, timeout):
    connection, _ = listener.accept()
    connection.settimeout(timeout)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while data := connection.recv(65536):
        connection.sendall(data)


def serve_datagrams(server):
    while True:
        data, sender = server.recvfrom(65536)
        if not data:
            break
        server.sendto(data, sender)


def start(module, kind, timeout):
    """Start a server process, and connect a client to it."""
    server = module.socket(module.AF_INET, kind)
    server.bind(("127.0.0.1", 0))
    if kind == socket.SOCK_STREAM:
        server.listen()
    if os.fork() == 0:
        serve_stream(server, timeout) if kind == socket.SOCK_STREAM else serve_datagrams(server)
        os._exit(0)
    client = module.socket(module.AF_INET, kind)
    client.connect(server.getsockname())
    client.settimeout(timeout)
    if kind == socket.SOCK_STREAM:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server.close()
    return client


def slice_of(client, message, count):
    size = len(message)
    begin = time.perf_counter()
    for _ in range(count):
        client.sendall(message) if size < 1 << 20 else send_and_receive(client, message)
        left = size if size < 1 << 20 else 0
        while left:
            left -= len(client.recv(65536))
    return (time.perf_counter() - begin) / count


def send_and_receive(client, message):
    """Send a message that is larger than the system's buffers in pieces that fit."""
    for at in range(0, len(message), 65536):
        client.sendall(message[at : at + 65536])
        left = 65536
        while left:
            left -= len(client.recv(65536))


def measure(name, kind, size, count, timeout, bar):
    clients = [start(module, kind, timeout) for module in (socket, oxsock)]
    message = b"x" * size
    times, ratios = ([], []), []
    for i in range(ROUNDS + 1):
        spent = [0.0, 0.0]
        for which in (0, 1, 1, 0) if i % 2 else (1, 0, 0, 1):
            spent[which] += slice_of(clients[which], message, count) / 2
        if i:  # the first warms up
            ratios.append(spent[0] / spent[1])
            times[0].append(spent[0])
            times[1].append(spent[1])
    for client in clients:
        if kind == socket.SOCK_DGRAM:
            client.send(b"")
        else:
            client.shutdown(socket.SHUT_RDWR)  # the other server has inherited it
        client.close()
        os.wait()
    ratio = statistics.median(ratios)
    ours, theirs = (statistics.median(each) * 1e6 for each in reversed(times))
    met = bar is None or ratio >= bar
    limit = "" if bar is None else f"≥ {bar}" + ("" if met else " **missed**")
    print(f"| {name} | {theirs:.1f} µs | {ours:.1f} µs | {ratio:.2f} | {limit} |", flush=True)
    return met


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def main():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    system = os.uname()
    print(
        f"{time.strftime('%Y-%m-%d')}, {system.sysname} {system.release} {system.machine}, "
        f"{processor()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}."
    )
    print()
    print("| an echo from Python | `socket` | `oxsock` | throughput, oxsock / socket | bar |")
    print("|---|---:|---:|---:|---|")
    met = [measure(*case) for case in CASES]
    return not all(met)


if __name__ == "__main__":
    sys.exit(main())
